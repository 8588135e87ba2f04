"""Rows of the trail as the seals have them: in the order of their transactions, each as one line of text, and hashed.

A line is what PostgreSQL's own COPY writes for COLUMNS in the order in which they stand here, so that anybody can do the sum
again with psql and sha256sum, without a line of ours: docs/operate.md says how.
"""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import connection

# Every column of the row. One that is added later is written under a new HEADING, from a seal on.
COLUMNS = {
    "xact": "xact",
    "id": "id",
    # What COPY makes of an instant depends on the settings of whoever asks.
    "at": "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
    "event": "event",
    "result": "result",
    "route": "route",
    "subject_type": "subject_type",
    "subject_id": "subject_id",
    "subject_ids": "subject_ids",
    "case_id": "case_id",
    "person_ids": "person_ids",
    "household_ids": "household_ids",
    "categories": "categories",
    "user_id": "user_id",
    "membership_id": "membership_id",
    "agency_id": "agency_id",
    "participation_id": "participation_id",
    "system": "system",
    "purpose": "purpose",
    "details": "details",
}
HEADING = "alongside trail 1"
START = "0" * 64
LEAF_BYTES = 16  # names a row; what proves it is the root
LINES = (
    f"COPY (SELECT {', '.join(COLUMNS.values())} FROM agencies_auditevent"  # noqa: S608 - the constants above
    " WHERE (xact, id) > (%s, %s) AND (xact, id) <= (%s, %s) ORDER BY xact, id LIMIT %s) TO STDOUT"
)
MOST_ID = 2**63 - 1


class Place(NamedTuple):
    """Where a row stands in the order of sealing."""

    xact: int
    id: int


BEFORE_ALL = Place(-1, 0)
Line = tuple[Place, bytes]


def lines(after: Place, upto: Place, most: int | None = None) -> Iterator[Line]:
    """Rows behind the one place and up to the other, as they come from the database: none is kept."""
    with connection.cursor() as cursor, cursor.copy(LINES, [*after, *upto, most]) as copy, closing(iter(copy)) as rows:
        for row in rows:
            line = bytes(row)
            xact, key, _rest = line.split(b"\t", 2)
            yield Place(int(xact), int(key)), line


@dataclass(slots=True)
class Batch:
    """The rows of one seal, one after the other, and what comes of them."""

    number: int
    previous: str
    first: Place | None = None
    last: Place | None = None
    leaves: dict[int, bytes] = field(default_factory=dict)
    _hash: "hashlib._Hash" = field(init=False)

    def __post_init__(self) -> None:
        self._hash = hashlib.sha256(f"{HEADING}\n{self.number}\n{self.previous}\n".encode())

    def add(self, line: Line) -> None:
        """One more."""
        place, text = line
        self.first = self.first or place
        self.last = place
        self.leaves[place.id] = hashlib.sha256(text).digest()[:LEAF_BYTES]
        self._hash.update(text)

    @property
    def root(self) -> str:
        """Of all that was added until now."""
        return self._hash.hexdigest()


def packed(leaves: dict[int, bytes]) -> bytes:
    """As a seal keeps them: each row's id in eight bytes, and its leaf."""
    return b"".join(key.to_bytes(8, "big") + leaf for key, leaf in leaves.items())


def unpacked(kept: bytes) -> dict[int, bytes]:
    """What `packed` made."""
    size = 8 + LEAF_BYTES
    parts = (kept[start : start + size] for start in range(0, len(kept), size))
    return {int.from_bytes(part[:8], "big"): part[8:] for part in parts}
