"""What every body has in common: no unknown fields, clean text, dates of this world, and ids resolved for the actor."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError as ModelValidationError
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty

from agencies.actors import Actor
from agencies.exceptions import Missing

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
LONGEST_KEY = 64
# What is echoed to the client is bounded: a body of a hundred thousand unknown names must not come back as 25 MB.
LONGEST_NAME, MOST_UNKNOWN = 60, 20

# They reorder what is on screen and are never seen: a text could be read as the opposite of what was stored.
BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LINE_ENDS = re.compile("\r\n?|\u2028|\u2029")
# All control characters and half characters, but for tab and line feed; and then with them.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
CONTROLS_AND_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

Selector = Callable[[Actor, Any], Any]


class Body(serializers.Serializer[Any]):
    """What a request says. A field that is not listed is refused by name, so that none is lost to a slip of the pen.

    `example` is one body that would be taken; the reference and the schema show it.
    """

    example: ClassVar[dict[str, Any] | None] = None

    def __init_subclass__(cls, **options: Any) -> None:
        """Refuse DRF's fields where ours are stricter: the mistake is found when the module is loaded."""
        super().__init_subclass__(**options)
        for name, field in cls._declared_fields.items():
            if stricter := STRICTER.get(type(field)):
                raise TypeError(f"{cls.__name__}.{name}: use {stricter.__name__} instead of {type(field).__name__}.")

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """The values; every problem is told at once, unknown fields among them."""
        values: dict[str, Any] = {}
        errors: dict[str, Any] = {}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if not isinstance(data, Mapping) or not isinstance(error.detail, dict):
                raise
            errors |= error.detail
        writable = [name for name, field in self.fields.items() if not field.read_only]
        known = f"This takes: {', '.join(writable)}." if writable else "This takes no fields."
        for name in [name for name in data if name not in writable][:MOST_UNKNOWN]:
            errors[str(name)[:LONGEST_NAME]] = [f"Unknown field. {known}"]
        if errors:
            raise serializers.ValidationError(errors)
        return values


class Text(serializers.CharField):
    """Text of several lines, trimmed at both ends; blank counts as missing. Line ends become a single line feed."""

    default_error_messages = {
        "invalid": "Send text.",
        "blank": "Say something here: blank is not enough.",
        "controls": "The text holds a control character: take it out. Line breaks and tabs may stay.",
    }
    longest = 10_000
    refused = CONTROLS

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": self.longest, **options})

    def run_validation(self, data: Any = empty) -> Any:
        """Clean first: what is blank and what is too long is judged by what would be stored."""
        if isinstance(data, str):
            data = LINE_ENDS.sub("\n", BIDI_CONTROLS.sub("", data))
            # A text of nothing but zero-width characters looks blank, and so it is.
            if not any(letter.isprintable() and not letter.isspace() for letter in data) and not CONTROLS.search(data):
                data = ""
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> str:
        """The text; DRF would take a number for one."""
        if not isinstance(data, str):
            self.fail("invalid")
        if self.refused.search(data):
            self.fail("controls")
        return super().to_internal_value(data)


class ShortText(Text):
    """One line of text: a name, a title, a reason in a few words."""

    default_error_messages = {"controls": "Write this in one line, without line breaks, tabs or control characters."}
    longest = 200
    refused = CONTROLS_AND_BREAKS


class Choice(serializers.ChoiceField):
    """One of the listed values; the refusal lists them."""

    def to_internal_value(self, data: Any) -> Any:
        """The value itself; DRF would take the number 1 for the text "1" and echo whatever was sent."""
        if data == "" and self.allow_blank:
            return ""
        if isinstance(data, str | int) and not isinstance(data, bool) and data in self.choices:
            return data
        allowed = ", ".join(str(value) for value in self.choices)
        raise serializers.ValidationError(f"Choose one of: {allowed}.", code="invalid_choice")


class Day(serializers.DateField):
    """A day of the calendar, between 1900 and 2200."""

    default_error_messages = {
        "invalid": "Send a day of the calendar as YYYY-MM-DD.",
        "range": "Send a day between 1900-01-01 and 2200-12-31.",
    }

    def to_internal_value(self, value: Any) -> date:
        """The day, in the one form that everybody reads alike: Python itself takes 20260310 and 2026-W11-2 too."""
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            self.fail("invalid")
        day = super().to_internal_value(value)
        if not FIRST_DAY <= day <= LAST_DAY:
            self.fail("range")
        return day


class Moment(serializers.DateTimeField):
    """An instant with its offset, between 1900 and 2200."""

    default_error_messages = {
        "invalid": "Send an instant as YYYY-MM-DDThh:mm:ss with its offset, such as 2026-03-10T14:30:00Z.",
        "range": "Send an instant between the years 1900 and 2200.",
    }

    def to_internal_value(self, value: Any) -> datetime:
        """The instant. Without an offset it is refused: an hour of each October happens twice."""
        if not isinstance(value, str) or not re.fullmatch(r"[0-9T:.+ -]{16,40}(Z|[+-][0-9]{2}:?[0-9]{2})", value):
            self.fail("invalid")
        moment = super().to_internal_value(value)
        if not FIRST_DAY <= moment.date() <= LAST_DAY:
            self.fail("range")
        return moment


# Five kinds of id look alike: each field says which one it wants, and where that is found.
WANTED = {
    "action_for": "an action's id, as in /cases/{reference}/actions/.",
    "agency_for": "an agency's id, as in /agencies/.",
    "case_for": "a case's reference, as in /cases/.",
    "contact_for": "a contact's id, as in /cases/{reference}/contacts/.",
    "document_for": "a document's id, as in /cases/{reference}/documents/.",
    "household_for": "a household's id, as in /households/.",
    "member_for": "the id of somebody's part in the case, as in /cases/{reference}/members/; not the person's own.",
    "membership_for": "a membership's id, as in /memberships/; not the user's.",
    "mention_for": "a mention's id, as a run of the linkage gives it.",
    "outcome_for": "an outcome's id, as in /cases/{reference}/outcomes/.",
    "person_for": "a person's id, as in /people/.",
    "team_for": "a team's id, as in /teams/.",
    "understanding_for": "an understanding's id, as in /cases/{reference}/understandings/.",
    "unit_cost_for": "the id of a row of the catalogue, as in /unit-costs/.",
    "user_for": "a user's id, as in /users/.",
}


@extend_schema_field({"type": "string", "maxLength": LONGEST_KEY})
class Scoped(serializers.Field[Any, Any, Any, Any]):
    """An id or reference, resolved to the row by a selector that is asked for the actor.

    What is hidden answers as what is not there. The actor comes from the serializer's context.
    """

    default_error_messages = {
        "invalid": "Send text: {wanted}",
        "missing": "Not found. Wanted is {wanted} Check it, or ask whoever holds it.",
    }

    def __init__(self, selector: Selector, **options: Any) -> None:
        self.wanted = WANTED.get(getattr(selector, "__name__", ""), "an id or a reference.")
        super().__init__(help_text=self.wanted[0].upper() + self.wanted[1:], **options)
        self.selector = selector

    def to_internal_value(self, data: Any) -> Any:
        """The row."""
        if not isinstance(data, str) or not data.isprintable() or not 0 < len(data) <= LONGEST_KEY:
            self.fail("invalid", wanted=self.wanted)
        try:
            return self.selector(self.context["actor"], data)
        except (Missing, ModelValidationError):  # Django's own, for a text that is no UUID
            self.fail("missing", wanted=self.wanted)

    def to_representation(self, value: Any) -> str:
        """The id."""
        return str(value.pk)


STRICTER: dict[type[serializers.Field[Any, Any, Any, Any]], type[serializers.Field[Any, Any, Any, Any]]] = {
    serializers.CharField: Text,
    serializers.ChoiceField: Choice,
    serializers.DateField: Day,
    serializers.DateTimeField: Moment,
}
