"""What no field takes, by the kind of field; and what a field takes though nobody would send it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from rest_framework import serializers
from rest_framework.fields import Field

from api.serializers.base import Body, Choice, Day, Moment, Scoped, ShortText, Text

Kinds = tuple[type[Field], ...]
TEXTS: Kinds = (serializers.CharField,)
EVERY: Kinds = (Field,)
NOT_A_FLAG: Kinds = (
    serializers.CharField,
    serializers.ChoiceField,
    serializers.DateField,
    serializers.DateTimeField,
    Scoped,
    serializers.ListField,
)


@dataclass(frozen=True)
class Poison:
    """A value, as it stands in the JSON, and which fields must refuse it."""

    name: str
    raw: str
    refused_by: Callable[[Field], bool]


def of(*kinds: type[Field], but: Callable[[Field], bool] = lambda field: False) -> Callable[[Field], bool]:
    """Fields of these kinds, but for some."""
    return lambda field: isinstance(field, kinds) and not but(field)


def _takes_null(field: Field) -> bool:
    return bool(field.allow_null)


def _takes_blank(field: Field) -> bool:
    return bool(getattr(field, "allow_blank", False))


def _takes_none_of_many(field: Field) -> bool:
    return isinstance(field, serializers.ListField) and not field.min_length


def _takes_any_words(field: Field) -> bool:
    """A list of words that only its verb can judge: the codes of agencies in the file of an agreement."""
    return isinstance(field, serializers.ListField) and isinstance(field.child, ShortText)


def _takes_digits(field: Field) -> bool:
    return isinstance(field, serializers.SlugField)  # the code of an agency may be 7


def _days(day: str) -> list[Poison]:
    return [
        Poison(day, json.dumps(day), of(Day)),
        Poison(f"{day} at midnight", json.dumps(f"{day}T00:00:00Z"), of(Moment)),
    ]


POISONS = [
    Poison("NUL", r'"a\u0000b"', of(*EVERY)),
    Poison("half a character", r'"\ud800"', of(*EVERY)),
    Poison("beyond every number", "1e999", of(*EVERY)),
    Poison("5000 digits", "9" * 5000, of(*EVERY)),
    Poison("no number", "NaN", of(*EVERY)),
    Poison("largest integer", str(2**63 - 1), of(*NOT_A_FLAG, serializers.IntegerField, but=_takes_digits)),
    Poison("a number for a text", "7", of(*NOT_A_FLAG, but=_takes_digits)),
    Poison("a fraction", "1.5", of(*NOT_A_FLAG, serializers.IntegerField, but=lambda field: type(field) in LAX)),
    Poison("a flag", "true", of(*NOT_A_FLAG, serializers.IntegerField)),
    Poison("null", "null", of(*EVERY, but=_takes_null)),
    Poison("an object", '{"a": 1}', of(*EVERY)),
    Poison("a list", '["x"]', of(*EVERY, but=_takes_any_words)),
    Poison("an empty list", "[]", of(*EVERY, but=_takes_none_of_many)),
    Poison("lists in lists", "[[[[]]]]", of(*EVERY)),
    Poison("nothing said", '""', of(*EVERY, but=_takes_blank)),
    Poison("blank", '"  \\t "', of(*EVERY, but=_takes_blank)),
    Poison("what cannot be seen", '"\\u200b\\u202e\\ufeff"', of(*EVERY, but=_takes_blank)),
    Poison("no such thing", '"no-such-thing"', of(Scoped, Choice, Day, Moment, serializers.BooleanField)),
    Poison("a long text", json.dumps("x" * 20_001), of(*EVERY)),
    Poison("an escape", r'"\u001b[31mred"', of(*EVERY)),
    Poison("two lines", r'"Bcc: a\r\nb"', of(ShortText, serializers.EmailField, serializers.SlugField)),
    Poison("an id that is too long", json.dumps("1" * 65), of(Scoped)),
    *[
        poison
        for day in ("2026-02-30", "0001-01-01", "9999-12-31", "10000-01-01", "1899-12-31", "-1-01-01")
        for poison in _days(day)
    ],
]
LAX = {serializers.SlugField}


def extremes(name: str, field: Field, good: Any) -> Iterator[Any]:
    """Values that the shape of the field allows: whatever the verb makes of them, it does not fail."""
    if isinstance(field, Day):
        yield from ("1900-01-01", "2200-12-31", "2024-02-29")
    elif isinstance(field, Moment):
        yield from ("1900-01-01T00:00:00Z", "2200-12-31T23:59:59.999999+14:00")
    elif isinstance(field, Choice):
        yield from (value for value in field.choices if value != good)
    elif isinstance(field, serializers.IntegerField):
        yield from (field.min_value, field.max_value)
    elif isinstance(field, serializers.BooleanField):
        yield False
    elif isinstance(field, serializers.ListField) and good:
        yield good * 30
    elif isinstance(field, Text):
        longest = field.max_length or 100
        yield from ("\U0001f469" * longest, "'; DROP TABLE x; --%_\\\u202eevil\u2066", "٣" * 5)


def with_raw(body: dict[str, Any], fields: dict[str, str]) -> bytes:
    """The body as JSON, with these fields written as they are."""
    parts = {name: json.dumps(value) for name, value in body.items()} | fields
    return ("{" + ", ".join(f"{json.dumps(name)}: {raw}" for name, raw in parts.items()) + "}").encode()


def fields_of(body: type[Body]) -> dict[str, Field]:
    """The fields of a body."""
    return dict(body().fields)
