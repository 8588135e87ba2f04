"""Bodies: what is refused, under which name, in which words; and what is cleaned."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import serializers

from agencies.actors import Actor
from agencies.exceptions import Missing
from api.exceptions import flatten
from api.serializers.base import Body, Choice, Day, Moment, Scoped, ShortText, Text
from tests.api.cast import actor

HELD = {"ALP-1": "a household of theirs", "ALP-2": "a household of somebody else's"}


def household_for(who: Actor, key: str) -> str:
    if who == actor(1) and key == "ALP-1":
        return HELD[key]
    raise Missing(f"{key} is hidden, or is it?")


class Someone(Body):
    name = ShortText()


class Example(Body):
    reason = Text(required=False)
    title = ShortText(required=False)
    kind = Choice(choices=[("council", "Council"), ("police", "Police")], required=False)
    level = Choice(choices=[(1, "Low"), (2, "High")], required=False)
    on = Day(required=False)
    at = Moment(required=False)
    household = Scoped(household_for, required=False)
    people = serializers.ListField(child=Someone(), required=False)
    first = Someone(required=False)
    count = serializers.IntegerField(required=False, min_value=0)
    agreed = serializers.BooleanField(required=False)
    identifier = serializers.UUIDField(required=False)
    made_at = serializers.ReadOnlyField()


def read(data: Any, who: Actor | None = None) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """What the body says, and what is wrong with it."""
    body = Example(data=data, context={"actor": who or actor(1)})
    good = body.is_valid()
    return (dict(body.validated_data), {}) if good else ({}, flatten(body.errors))


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ({"reason": "  two\nlines\t "}, {"reason": "two\nlines"}),
        ({"reason": "a\r\nb\rc\u2028d"}, {"reason": "a\nb\nc\nd"}),
        ({"reason": "a\u202eb\u2066c\u200f"}, {"reason": "abc"}),
        ({"reason": "Zoë 👩‍👩‍👧 Ⅸ"}, {"reason": "Zoë 👩‍👩‍👧 Ⅸ"}),
        ({"title": "x" * 200}, {"title": "x" * 200}),
        ({"title": "\u202e" + "x" * 200}, {"title": "x" * 200}),
        ({"kind": "council", "level": 1}, {"kind": "council", "level": 1}),
        ({"on": "2026-02-28"}, {"on": date(2026, 2, 28)}),
        ({"at": "2026-07-01T12:00:00+01:00"}, {"at": datetime(2026, 7, 1, 11, tzinfo=UTC)}),
        ({"household": "ALP-1"}, {"household": "a household of theirs"}),
    ],
)
def test_taken(sent: dict[str, Any], stored: dict[str, Any]) -> None:
    assert read(sent) == (stored, {})


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"raeson": "x"}, "raeson"),
        ({"made_at": "2026-01-01"}, "made_at"),
        ({"first": {"name": "x", "nmae": "y"}}, "first.nmae"),
        ({"people": [{"name": "x"}, {"name": "x", "nmae": "y"}]}, "people.1.nmae"),
        ({"people": {"name": "x"}}, "people"),
        ({"people": ["x"]}, "people.0"),
        ({"first": ["x"]}, "first"),
        ({"first": None}, "first"),
        ({"reason": ""}, "reason"),
        ({"reason": " \n\t"}, "reason"),
        ({"reason": "\u200b\u202e\ufeff"}, "reason"),
        ({"reason": None}, "reason"),
        ({"reason": 5}, "reason"),
        ({"reason": True}, "reason"),
        ({"reason": ["x"]}, "reason"),
        ({"reason": {"x": 1}}, "reason"),
        ({"reason": "a\x00b"}, "reason"),
        ({"reason": "\x00"}, "reason"),
        ({"reason": "a\x1b[31mb"}, "reason"),
        ({"reason": "a\x7fb"}, "reason"),
        ({"reason": "a\x85b"}, "reason"),
        ({"reason": "a\ud800b"}, "reason"),
        ({"reason": "x" * 10_001}, "reason"),
        ({"title": "x" * 201}, "title"),
        ({"title": "Bcc: x\r\ny"}, "title"),
        ({"title": "a\tb"}, "title"),
        ({"kind": "army"}, "kind"),
        ({"kind": 1}, "kind"),
        ({"kind": ["council"]}, "kind"),
        ({"kind": {"council": 1}}, "kind"),
        ({"kind": None}, "kind"),
        ({"level": "1"}, "level"),
        ({"level": True}, "level"),
        ({"on": "2026-02-30"}, "on"),
        ({"on": "2026-13-01"}, "on"),
        ({"on": "0000-01-01"}, "on"),
        ({"on": "1899-12-31"}, "on"),
        ({"on": "2201-01-01"}, "on"),
        ({"on": "99999-01-01"}, "on"),
        ({"on": "20260310"}, "on"),
        ({"on": "2026-W11-2"}, "on"),
        ({"on": "2026-3-1"}, "on"),
        ({"on": "10/03/2026"}, "on"),
        ({"on": "２０２６-03-10"}, "on"),
        ({"on": "2026-03-10\n"}, "on"),
        ({"on": 20260310}, "on"),
        ({"on": ["2026-03-10"]}, "on"),
        ({"at": "2026-07-01T12:00:00"}, "at"),
        ({"at": "2026-07-01"}, "at"),
        ({"at": "2026-02-30T12:00:00Z"}, "at"),
        ({"at": "2026-07-01T25:00:00Z"}, "at"),
        ({"at": "2026-07-01T12:00:00+99:00"}, "at"),
        ({"at": "0001-01-01T00:00:00+23:59"}, "at"),
        ({"at": "9999-12-31T23:59:59-23:59"}, "at"),
        ({"at": 1750000000}, "at"),
        ({"household": "ALP-2"}, "household"),
        ({"household": ""}, "household"),
        ({"household": 7}, "household"),
        ({"household": ["ALP-1"]}, "household"),
        ({"household": "a\x00"}, "household"),
        ({"household": "x" * 65}, "household"),
        ({"count": "x"}, "count"),
        ({"count": -1}, "count"),
        ({"count": 1.5}, "count"),
        ({"count": [1]}, "count"),
        ({"agreed": "perhaps"}, "agreed"),
        ({"agreed": {}}, "agreed"),
        ({"identifier": "x"}, "identifier"),
        ({"identifier": {}}, "identifier"),
    ],
)
def test_refused_by_name(sent: dict[str, Any], field: str) -> None:
    _, errors = read(sent)
    assert list(errors) == [field]
    assert all(sentence.endswith(".") for sentence in errors[field])


def test_everything_that_is_wrong_is_told_at_once() -> None:
    _, errors = read({"raeson": 1, "title": "", "on": "never"})
    assert set(errors) == {"raeson", "title", "on"}


def test_an_unknown_field_is_told_which_there_are() -> None:
    class Small(Body):
        reason = Text()

    small, nothing = Small(data={"reason": "x", "why": 1}), Body(data={"why": 1})
    assert not small.is_valid()
    assert small.errors["why"] == ["Unknown field. This takes: reason."]
    assert not nothing.is_valid()
    assert nothing.errors["why"] == ["Unknown field. This takes no fields."]


def test_a_thousand_unknown_fields_are_not_echoed() -> None:
    _, errors = read({f"{number}" + "x" * 500: 1 for number in range(1000)})
    assert sum(map(len, errors)) < 2000


def test_choices_are_listed() -> None:
    assert read({"kind": "army"})[1] == {"kind": ["Choose one of: council, police."]}


@pytest.mark.parametrize("key", ["ALP-2", "ALP-9", "not-a-uuid"])
def test_hidden_and_missing_cannot_be_told_apart(key: str) -> None:
    assert read({"household": key})[1] == {
        "household": ["Not found. Wanted is a household's id, as in /households/. Check it, or ask whoever holds it."]
    }


def test_who_asks_decides_what_is_there() -> None:
    assert read({"household": "ALP-1"}, actor(2))[1]


@pytest.mark.parametrize(
    ("field", "instead"),
    [
        (serializers.CharField(), "Text"),
        (serializers.ChoiceField(choices=["a"]), "Choice"),
        (serializers.DateField(), "Day"),
        (serializers.DateTimeField(), "Moment"),
    ],
)
def test_a_laxer_field_is_refused_when_the_module_loads(field: Any, instead: str) -> None:
    with pytest.raises(TypeError, match=f"use {instead} instead"):
        type("Lax", (Body,), {"field": field})


@given(st.text())
def test_any_text_is_refused_or_can_be_stored(text: str) -> None:
    values, errors = read({"title": text, "reason": text})
    if not errors:
        for stored in values.values():
            assert stored == stored.strip()
            assert stored.encode("utf-8")
            assert "\x00" not in stored
