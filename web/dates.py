"""A date in three boxes: people type `3`, `03` or `Mar`, and are told which box is missing."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LONGEST = 12
EARLIEST_YEAR = 1900


class DateBoxes(forms.MultiWidget):
    """Day, month and year."""

    template_name = "web/forms/date_boxes.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__([forms.TextInput(), forms.TextInput(), forms.TextInput()], attrs)

    def decompress(self, value: Any) -> list[Any]:
        """The boxes of a date."""
        return [value.day, value.month, value.year] if isinstance(value, date) else ["", "", ""]


class DateBoxesField(forms.Field):
    """A date; `None` where all three boxes are empty and nobody has to fill them in. Each sentence names what to do."""

    widget = DateBoxes
    default_error_messages = {
        "required": _("Enter a date"),
        "day": _("Enter the day"),
        "month": _("Enter the month, as a number or a word such as March"),
        "year": _("Enter the year in four digits"),
        "no_such_day": _("Enter a date that exists: look at the day and the month"),
    }

    def clean(self, value: Any) -> date | None:
        """What the boxes say."""
        boxes = [str(part or "").strip() for part in (value or ["", "", ""])]
        if not any(boxes):
            if self.required:
                raise self._wrong("required")
            return None
        day, month, year = (read(box[:LONGEST]) for read, box in zip(READERS, boxes, strict=True))
        for name, number in (("day", day), ("month", month), ("year", year)):
            if number is None:
                raise self._wrong(name)
        try:
            return date(year, month, day)  # type: ignore[arg-type]  # none of them is None by now
        except ValueError as error:
            raise self._wrong("no_such_day") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the boxes say something else than at first."""
        shown = DateBoxes().decompress(initial)
        return [str(part) for part in shown] != [str(part or "") for part in data or []]

    def _wrong(self, name: str) -> ValidationError:
        return ValidationError(self.error_messages[name], code=name)


def _number(text: str, digits: int) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None


def _day(text: str) -> int | None:
    return _number(text, 2) or None


def _month(text: str) -> int | None:
    short = text.lower().rstrip(".")[:3]
    number = MONTHS.index(short) + 1 if short in MONTHS else _number(text, 2)
    return number if number and number <= len(MONTHS) else None


def _year(text: str) -> int | None:
    number = _number(text, 4)
    return number if number and number >= EARLIEST_YEAR else None


READERS = (_day, _month, _year)
