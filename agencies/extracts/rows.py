"""From a row's cells to the people that it names: what may not pass is dropped, what cannot be read is told."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from django.utils.translation import gettext as _

from agencies.extracts import fields
from agencies.extracts.fields import FOR_ONE, ITEMS, Field, Unreadable
from agencies.extracts.mentions import Mention
from agencies.extracts.profiles import Column, Person, Profile
from agencies.extracts.reading import Row, Table

ALL_ITEMS = frozenset(ITEMS.values())
READERS: Mapping[Field, Callable[[str, Column, date], dict[str, Any]]] = {
    Field.OCCURRED_ON: lambda words, column, _today: {
        "occurred_on": fields.day(words, column.formats, column.placeholders)
    },
    Field.BORN_ON: lambda words, column, today: {
        "born_on": fields.birth_date(words, column.formats, column.placeholders, today)
    },
    Field.SEX: lambda words, column, _today: {"sex": fields.code(words, column.codes or {})},
    Field.SLOT: lambda words, _column, _today: {"slot": fields.slot(words)},
    Field.NAME: lambda words, column, _today: fields.name(words, column.shape)._asdict(),
    Field.NHS_NUMBER: lambda words, _column, _today: {"nhs_number": words.replace(" ", "").replace("-", "")},
    Field.FORENAME_INITIAL: lambda words, _column, _today: {"forenames": words, "is_initials": True},
    Field.SURNAME_INITIAL: lambda words, _column, _today: {"surname": words, "is_initials": True},
    Field.POSTCODE_SECTOR: lambda words, _column, _today: {"postcode": words},
}
# Words that say who somebody is: without any of them, nobody is named.
NAMING = ("forenames", "surname", "born_on", "nhs_number", "upn")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be taken in: the column, what is wrong by its code, and what to mend."""

    column: str
    code: str
    words: str


class RowRefused(Exception):
    """All that is wrong with one row, so that whoever mends it needs to do so once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{each.column}: {each.words}" for each in problems))
        self.problems = problems


class Reading:
    """Reads the rows of one table by its profile, for the items that the agreement lists.

    `dropped` counts cells with something in them that were not taken: by item, and by the header where nothing reads it.
    """

    def __init__(
        self, profile: Profile, headers: Sequence[str], items: Collection[str] = ALL_ITEMS, *, today: date
    ) -> None:
        """For one file, whose headers these are."""
        self._profile, self._today = profile, today
        self.dropped = Counter[str]()
        self._event = profile.event if ITEMS[Field.EVENT] in items else ""
        places = {header: place for place, header in enumerate(headers)}
        self._width = len(headers)
        columns = [(column, places[column.header]) for column in profile.columns]
        self._read = [(column, place) for column, place in columns if column.item in items]
        kept = {place for _column, place in self._read}
        by_header = {column.header: column.item for column in profile.columns}
        self._left = [(by_header.get(header) or header, place) for header, place in places.items() if place not in kept]

    def mentions(self, row: Row) -> list[Mention]:
        """Who the row names, by slot; or its place. Raises RowRefused."""
        if len(row.cells) != self._width:
            words = _(
                "The row has %(count)d columns, and the headers %(width)d: a separator is missing, or one too many."
            )
            raise RowRefused([Problem("", "width", words % {"count": len(row.cells), "width": self._width})])
        for name, place in self._left:
            if row.cells[place].strip():
                self.dropped[name] += 1
        common, own, problems = self._values(row)
        if not problems and not common.get("record"):
            problems.append(Problem(self._header(Field.RECORD), "blank", _("Give the row's own reference.")))
        if problems:
            raise RowRefused(problems)
        return self._named(common, own)

    def _values(self, row: Row) -> tuple[dict[str, Any], dict[int, dict[str, Any]], list[Problem]]:
        common: dict[str, Any] = {"occurred_on": None, "event": self._event}
        own: dict[int, dict[str, Any]] = {person.slot: {} for person in self._profile.people}
        problems: list[Problem] = []
        for column, place in self._read:
            values = common if column.field not in FOR_ONE else own[column.person or self._profile.people[0].slot]
            try:
                self._take(column, row.cells[place], values)
            except Unreadable as error:
                problems.append(Problem(column.header, error.code, error.words))
        return common, own, problems

    def _take(self, column: Column, cell: str, values: dict[str, Any]) -> None:
        words = fields.text(cell)
        if column.field in READERS:
            values.update(READERS[column.field](words, column, self._today))
        elif column.field is Field.ADDRESS:  # several columns may hold it, from the flat to the city
            values["address"] = ", ".join(part for part in (values.get("address", ""), words) if part)
        else:
            values[column.field.value] = words

    def _named(self, common: dict[str, Any], own: dict[int, dict[str, Any]]) -> list[Mention]:
        found = []
        for person in self._profile.people:
            values = own[person.slot]
            if any(values.get(name) for name in NAMING):
                found.append(Mention(**{"slot": person.slot, "role": person.role, **common, **values}))
            elif person.is_required:
                words = _("Say who this is: a name, a birth date or a number that the agreement lets pass.")
                raise RowRefused([Problem(self._header_of(person), "nobody", words)])
        if not found and self._profile.is_about_place:
            person = self._profile.people[0]
            found.append(Mention(**{"slot": person.slot, "role": person.role, **common}))
        return found

    def _header(self, field: Field) -> str:
        return next((column.header for column in self._profile.columns if column.field is field), "")

    def _header_of(self, person: Person) -> str:
        theirs = (
            column.header
            for column in self._profile.columns
            if column.field in FOR_ONE and column.person in {None, person.slot}
        )
        return next(theirs, "")


def mentions_of(file: IO[bytes], profile: Profile, *, today: date) -> Iterator[Mention]:
    """The mentions of all rows of a file that can be read, for whoever has one at hand. Raises Invalid."""
    table = Table(file, profile)
    reading = Reading(profile, table.headers, today=today)
    for row in table.rows():
        with suppress(RowRefused):
            yield from reading.mentions(row)
