"""Two people change the same thing: what is saved now and what the slower one typed, side by side, so that neither is lost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.dateformat import format as in_words
from django.utils.translation import gettext as _

from web.dates import DateBoxesField


@dataclass(frozen=True, slots=True)
class Side:
    """One question, and its two answers in words."""

    label: str
    saved: str
    typed: str

    @property
    def differs(self) -> bool:
        """Whether the two say different things."""
        return self.saved != self.typed


def sides(form: forms.BaseForm, now: Mapping[str, Any]) -> list[Side]:
    """What else the row says now, under its own words; then each question to which the two gave different answers."""
    asked = [_asked(bound, now) for bound in form.visible_fields()]
    known = {*form.fields, *(plain(side.label) for side in asked)}
    beside = [Side(name, _value(value), "") for name, value in now.items() if name not in known]
    return [side for side in [*beside, *asked] if side.differs]


def plain(label: str) -> str:
    """`By when` of `By when?`: what is asked under a question is shown under its words."""
    return label.rstrip("?")


def words_of(bound: BoundField, value: Any) -> str:
    """A value as the page shows it: the words of a choice, the day of a date."""
    if isinstance(bound.field, DateBoxesField) and isinstance(value, list):
        value = _day(bound.field, value)
    choices = getattr(bound.field, "choices", None)
    values = [each for each in (value if isinstance(value, list | tuple) else [value]) if each not in (None, "")]
    if choices is None:
        return " ".join(_value(each) for each in values)
    words = {str(key): str(label) for key, label in _flat(choices)}
    return ", ".join(words.get(str(each), str(each)) for each in values)


def _asked(bound: BoundField, now: Mapping[str, Any]) -> Side:
    """A question of the form; what is saved stands under its name, or under its words."""
    label = str(bound.label)
    saved = words_of(bound, now[bound.name]) if bound.name in now else _value(now.get(plain(label)))
    return Side(label, saved, words_of(bound, bound.data))


def _flat(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label


def _day(field: DateBoxesField, boxes: list[Any]) -> Any:
    """The date that the boxes say, so that `3 Mar` and 3 March are the same answer; the boxes where they say none."""
    try:
        return field.clean(boxes)
    except forms.ValidationError:
        return boxes


def _value(value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True or value == "on":
        return _("Yes")
    return in_words(value, "l j F Y") if isinstance(value, date) else str(value)
