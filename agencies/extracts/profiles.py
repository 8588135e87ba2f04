"""How one agency's file is read: a profile is data, checked here before anything is read by it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext as _

from agencies.enums import DataCategory
from agencies.exceptions import Invalid
from agencies.extracts.fields import FOR_ONE, ITEMS, Field, Shape
from agencies.extracts.mentions import MentionRole

FORMAT = 1
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "iso8859-15")
DELIMITERS = (",", ";", "|", "\t")
MOST_COLUMNS, MOST_PEOPLE = 200, 20
SEXES = frozenset({"", "0", "1", "2", "9"})


class Key(StrEnum):
    """What stands in a profile, and in its people and columns."""

    PROFILE = "profile"
    TITLE = "title"
    ROW = "row"
    ENCODING = "encoding"
    DELIMITER = "delimiter"
    QUOTE = "quote"
    EVENT = "event"
    CATEGORY = "category"
    IS_ABOUT_PLACE = "is_about_place"
    PEOPLE = "people"
    COLUMNS = "columns"
    SLOT = "slot"
    ROLE = "role"
    IS_REQUIRED = "is_required"
    HEADER = "header"
    FIELD = "field"
    PERSON = "person"
    SHAPE = "shape"
    FORMATS = "formats"
    PLACEHOLDERS = "placeholders"
    CODES = "codes"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it says, of whom, and how that is written."""

    header: str
    field: Field
    person: int | None = None  # whose it is; of a row about one person it may be left out
    shape: Shape = Shape.FULL
    formats: tuple[str, ...] = ()
    placeholders: frozenset[str] = frozenset()  # words that stand for "not known"
    codes: Mapping[str, str] | None = None

    @property
    def item(self) -> str | None:
        """The item of an agreement that it belongs to; None where it is never read."""
        return ITEMS.get(self.field)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a row names: which one, as what, and whether a row without them is wrong."""

    slot: int
    role: MentionRole
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class Profile:
    """How a file is read."""

    title: str
    row: str  # what one row means, in words
    encoding: str
    delimiter: str
    quote: str
    event: str  # what every row is, where no column says it
    category: DataCategory  # what its events are about: an agreement names it, or they do not pass
    is_about_place: bool  # a row that names nobody is about its address
    people: tuple[Person, ...]
    columns: tuple[Column, ...]

    @property
    def headers(self) -> list[str]:
        """The columns that a file must have, in any order."""
        return [column.header for column in self.columns]


def parsed(given: Any) -> Profile:
    """A profile from its JSON. Raises Invalid, which names the part that is wrong and what it may be."""
    if not isinstance(given, dict) or given.get("profile") != FORMAT:
        raise _wrong(_('A profile begins with {"profile": %(number)d}.') % {"number": FORMAT})
    known = {field.name for field in fields(Profile)} | {"profile"}
    _only(given, known, Key.PROFILE)
    profile = Profile(
        title=_words(given, Key.TITLE),
        row=_words(given, Key.ROW),
        encoding=_one_of(given, Key.ENCODING, ENCODINGS),
        delimiter=_one_of(given, Key.DELIMITER, DELIMITERS),
        quote=_one_of(given, Key.QUOTE, ('"', "'", "")),
        event=_words(given, Key.EVENT, is_needed=False),
        category=DataCategory(_one_of(given, Key.CATEGORY, DataCategory.values)),
        is_about_place=given.get("is_about_place", False) is True,
        people=tuple(_person(each) for each in _list(given, Key.PEOPLE, MOST_PEOPLE)),
        columns=tuple(_column(each) for each in _list(given, Key.COLUMNS, MOST_COLUMNS)),
    )
    _insist_on_sense(profile)
    return profile


@cache
def shipped() -> Mapping[str, Profile]:
    """The profiles that come with the product, by the name of their file."""
    return {name: parsed(given) for name, given in shipped_as_given().items()}


@cache
def shipped_as_given() -> Mapping[str, Any]:
    """The same as they are written down."""
    folder = files("agencies.extracts") / "profiles"
    found = sorted(folder.iterdir(), key=lambda each: each.name)
    return {each.name.removesuffix(".json"): json.loads(each.read_text("utf-8")) for each in found}


def _person(given: Any) -> Person:
    if not isinstance(given, dict):
        raise _wrong(_("Each of the people is an object with slot and role."))
    _only(given, {"slot", "role", "is_required"}, Key.PEOPLE)
    slot = given.get("slot")
    if not isinstance(slot, int) or isinstance(slot, bool) or not 1 <= slot <= MOST_PEOPLE:
        raise _wrong(_("The slot of a person is a number from 1 to %(most)d.") % {"most": MOST_PEOPLE})
    return Person(
        slot, MentionRole(_one_of(given, Key.ROLE, list(MentionRole))), given.get("is_required", True) is True
    )


def _column(given: Any) -> Column:
    if not isinstance(given, dict):
        raise _wrong(_("Each of the columns is an object with header and field."))
    _only(given, {"header", "field", "person", "shape", "formats", "placeholders", "codes"}, Key.COLUMNS)
    header, field = _words(given, Key.HEADER), Field(_one_of(given, Key.FIELD, list(Field)))
    formats = tuple(str(each) for each in _list(given, Key.FORMATS, 10, is_needed=False))
    if field in {Field.OCCURRED_ON, Field.BORN_ON} and not formats:
        raise _wrong(_("Column %(header)s holds dates: say how they are written, as %%d/%%m/%%Y.") % {"header": header})
    for each in formats:
        _insist_on_format(each, header)
    codes = given.get("codes")
    if field is Field.SEX and not (isinstance(codes, dict) and all(code in SEXES for code in map(str, codes.values()))):
        raise _wrong(
            _("Column %(header)s needs codes: what each stands for, 1, 2, 9, 0 or nothing.") % {"header": header}
        )
    return Column(
        header=header,
        field=field,
        person=given.get("person"),
        shape=Shape(_one_of(given, Key.SHAPE, list(Shape), Shape.FULL)),
        formats=formats,
        placeholders=frozenset(str(each) for each in _list(given, Key.PLACEHOLDERS, 100, is_needed=False)),
        codes=codes if isinstance(codes, dict) else None,
    )


def _insist_on_format(form: str, header: str) -> None:
    try:
        datetime.strptime(date(2001, 2, 3).strftime(form), form)  # noqa: DTZ007 - tried, and thrown away
    except (ValueError, re.error) as error:
        words = _("Column %(header)s: %(form)s is no way to write a date. An example of one: %%d/%%m/%%Y.")
        raise _wrong(words % {"header": header, "form": form}) from error


def _insist_on_sense(profile: Profile) -> None:
    headers, slots = profile.headers, [person.slot for person in profile.people]
    if len(set(headers)) != len(headers):
        raise _wrong(_("A header stands twice among the columns."))
    if len(set(slots)) != len(slots) or not slots:
        raise _wrong(_("Name each of the people of a row once, by a slot of their own."))
    fields = [column.field for column in profile.columns]
    if fields.count(Field.RECORD) != 1:
        raise _wrong(_("One column must be the record: the row's own reference."))
    if Field.EVENT not in fields and not profile.event:
        raise _wrong(_("Say what a row is: by a column for the event, or by one event for all."))
    if Field.SLOT in fields and len(slots) > 1:
        raise _wrong(_("A column that numbers the people is for rows of one person each."))
    for column in profile.columns:
        is_somebody_s = column.field in FOR_ONE and len(slots) > 1
        if column.person not in ([] if is_somebody_s else [None]) + slots:
            raise _wrong(_("Say whose column %(header)s is: person is one of the slots.") % {"header": column.header})


def _words(given: Mapping[str, Any], key: Key, *, is_needed: bool = True) -> str:
    value = given.get(key, "")
    if not isinstance(value, str) or len(value) > MOST_COLUMNS or (is_needed and not value.strip()):
        raise _wrong(_("%(key)s needs words, 200 letters at most.") % {"key": key})
    return value


def _one_of(given: Mapping[str, Any], key: Key, allowed: Any, usual: str | None = None) -> str:
    value = given.get(key, usual)
    if not isinstance(value, str) or value not in [str(each) for each in allowed]:
        raise _wrong(
            _("%(key)s is one of: %(allowed)s.")
            % {"key": key, "allowed": ", ".join(repr(str(each)) for each in allowed)}
        )
    return value


def _list(given: Mapping[str, Any], key: Key, most: int, *, is_needed: bool = True) -> list[Any]:
    value = given.get(key, [])
    if not isinstance(value, list) or len(value) > most or (is_needed and not value):
        raise _wrong(_("%(key)s is a list, with %(most)d entries at most.") % {"key": key, "most": most})
    return value


def _only(given: Mapping[str, Any], known: set[str], where: Key) -> None:
    unknown = sorted(set(given) - known)
    if unknown:
        raise _wrong(
            _("%(where)s has parts that nobody knows: %(unknown)s. Known are: %(known)s.")
            % {"where": where, "unknown": ", ".join(map(repr, unknown)), "known": ", ".join(sorted(known))}
        )


def _wrong(words: str) -> Invalid:
    return Invalid.field("profile", words)
