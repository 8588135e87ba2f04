"""The tables in the file of a disclosure: their rows as the room above gives them, their columns, and how they are packed."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from agencies import spreadsheets
from agencies.data_items import DataItem
from agencies.disclosures.agreed import ITEMS
from agencies.models import Disclosure

FORMAT = "alongside-disclosure/1"
A_YEAR = 4
# The same content gives the same bytes.
LONG_AGO = (1980, 1, 1, 0, 0, 0)


class Row(NamedTuple):
    """One person, as one case has them. `values`: what the shares of that case let through, in words; of a birth date as much
    as is known: `1981`, `1981-04`, `1981-04-09`.
    """

    case: UUID
    person: UUID
    household: UUID
    values: Mapping[DataItem, str]


class Piece(NamedTuple):
    """Some rows; `last`: after which case to go on, None at the end."""

    rows: list[Row]
    last: UUID | None


Pseudonym = Callable[[str, UUID], str]


def columns(disclosure: Disclosure) -> list[str]:
    """Their headers: a pseudonym of each person always, then what was asked for, in one order."""
    return ["person", *(_header(item, disclosure) for item in _items(disclosure))]


def line(row: Row, disclosure: Disclosure, pseudonym: Pseudonym) -> list[str]:
    """One row under these headers."""
    cells = [pseudonym("person", row.person)]
    for item in _items(disclosure):
        value = row.values.get(item, "")
        if item == DataItem.HOUSEHOLD_MEMBERS and item in row.values:
            value = pseudonym("household", row.household)
        elif item == DataItem.BIRTH_DATE and not disclosure.by_name:
            value = value[:A_YEAR]
        cells.append(value)
    return cells


def manifest_of(disclosure: Disclosure, rows: int) -> dict[str, Any]:
    """What the file is, without anything of anybody: it stands beside the file, too."""
    return {
        "format": FORMAT,
        "disclosure": str(disclosure.pk),
        "agreement": {"id": str(disclosure.agreement_id), "title": str(disclosure.agreement)},
        "from": disclosure.agency.name,
        "to": disclosure.recipient.name,
        "purpose": disclosure.purpose,
        "people": "names" if disclosure.by_name else "pseudonyms",
        "columns": columns(disclosure),
        "rows": rows,
    }


def packed(tables: Mapping[str, Sequence[Sequence[str]]], manifest: Mapping[str, Any], headers: Sequence[str]) -> bytes:
    """A ZIP with a CSV for each table, and the manifest with their hashes. No cell of them runs in a spreadsheet."""
    files = {f"{name}.csv": spreadsheets.written(headers, rows).encode() for name, rows in tables.items()}
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    files["manifest.json"] = json.dumps({**manifest, "sha256": hashes}, indent=2, ensure_ascii=False).encode()
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def _items(disclosure: Disclosure) -> list[DataItem]:
    return [item for item in ITEMS if item in disclosure.items]


def _header(item: DataItem, disclosure: Disclosure) -> str:
    if item == DataItem.HOUSEHOLD_MEMBERS:
        return "household"
    if item == DataItem.BIRTH_DATE and not disclosure.by_name:
        return "birth_year"
    return str(item.value)
