"""Whether the trail is what was sealed of it: every row, every seal, and what the second place knows. Nothing is kept in memory.

It trusts no function of the database: rows are read as they are, and hashed here.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice

from agencies import clock, roots
from agencies.batches import START, Batch, Line, Place, lines, unpacked
from agencies.exceptions import RootsUnavailable
from agencies.models import AuditEvent, AuditSeal
from agencies.roots import Root
from agencies.seals import last_place

ROWS_AT_ONCE = 100_000  # one statement reads so many, which takes a second or two
SEALS_AT_ONCE = 1000
NAMED = 20  # so many rows are named one by one
LATE = timedelta(minutes=5)


@dataclass(slots=True)
class Verification:
    """One walk along the chain. `rows` and `seals` are how many it has seen; `since`, with which seal it begins."""

    since: int = 1
    rows: int = 0
    seals: int = 0
    _previous: str = START
    _after: Place = field(default_factory=lambda: last_place(None))
    _expected: int = 1
    _outside: "Outside" = field(init=False)

    def findings(self) -> Iterator[str]:
        """All that is wrong, in the order of the chain; nothing where all is well."""
        # First what the second place has, then the database, which may only have more by the time: it is told first.
        self._outside = Outside(self.since)
        yield from self._begin()
        while seals := _next_seals(self._expected):
            yield from self._walk(seals)
        yield from self._end()

    def _begin(self) -> Iterator[str]:
        self._expected = self.since
        if self.since > 1:
            before = AuditSeal.objects.filter(pk=self.since - 1).defer("leaves").first()
            if before is None:
                yield f"Seal {self.since - 1}, on which the first one asked for is built, is not there."
            else:
                self._previous, self._after = before.root, last_place(before)
        if self._outside.refusal:
            yield f"{self._outside.refusal} Without it nobody can tell a chain that was rewritten."

    def _walk(self, seals: list[AuditSeal]) -> Iterator[str]:
        rows = Peeked(lines(self._after, last_place(seals[-1])))
        for seal in seals:
            yield from self._follows(seal)
            yield from _unsealed(rows.before(Place(seal.first_xact, seal.first_id)), seal)
            batch = Batch(seal.number, seal.previous)
            for line in rows.upto(last_place(seal)):
                batch.add(line)
            yield from _differences(seal, batch)
            yield from self._outside.compare(seal)
            self.rows += len(batch.leaves)
            self.seals += 1
            self._previous, self._after, self._expected = seal.root, last_place(seal), seal.number + 1

    def _follows(self, seal: AuditSeal) -> Iterator[str]:
        if seal.number != self._expected:
            yield f"{_numbers('Seal', self._expected, seal.number - 1)} gone from the middle, with all that was sealed there."
        elif seal.previous != self._previous:
            yield f"Seal {seal.number} does not follow from the seal before: one of the two was rewritten."

    def _end(self) -> Iterator[str]:
        yield from self._outside.end(self._expected - 1)
        behind = AuditEvent.objects.filter(xact__gte=self._after.xact)
        waiting = behind.exclude(xact=self._after.xact, id__lte=self._after.id).filter(at__lt=clock.now() - LATE)
        oldest = waiting.order_by("at").values_list("at", flat=True).first()
        if oldest is not None:
            minutes = int((clock.now() - oldest).total_seconds() // 60)
            yield f"{waiting.count()} rows are not sealed; the oldest has waited for {minutes} minutes."


class Peeked:
    """Rows as they come, of which one can say up to where they are wanted."""

    def __init__(self, rows: Iterator[Line]) -> None:
        """Takes nothing yet."""
        self._rows = rows
        self._next: Line | None = next(rows, None)

    def before(self, place: Place) -> Iterator[Line]:
        """Those that stand before it."""
        return self._while(lambda next_one: next_one < place)

    def upto(self, place: Place) -> Iterator[Line]:
        """Those that stand before it, and the one in it."""
        return self._while(lambda next_one: next_one <= place)

    def _while(self, is_wanted: Callable[[Place], bool]) -> Iterator[Line]:
        while self._next is not None and is_wanted(self._next[0]):
            taken, self._next = self._next, next(self._rows, None)
            yield taken


class Outside:
    """What the second place knows, walked along with the chain."""

    def __init__(self, since: int) -> None:
        """Asks it how far it goes. What is added meanwhile is not looked at."""
        self.refusal = ""
        self._now = clock.now()
        self._known: Iterator[Root] = iter(())
        self._next: Root | None = None
        self._last = 0
        self._absent: list[int] = []
        try:
            newest = roots.newest()
            self._last = newest.number if newest else 0
            self._known = roots.since(since)
            self._next = next(self._known, None)
        except RootsUnavailable as refusal:
            self.refusal = str(refusal)

    def compare(self, own: AuditSeal) -> Iterator[str]:
        """One seal with all lines that have its number. Asks the database nothing: it is busy with the rows."""
        if self.refusal:
            return
        found = False
        while self._next is not None and self._next.number <= own.number:
            found = found or self._next.number == own.number
            if self._next.number == own.number and self._next.root != own.root:
                yield f"Seal {own.number} was rewritten: the second place has another root, written {self._next.at}."
            self._next = next(self._known, None)
        if not found and (own.number <= self._last or own.at < self._now - LATE):
            self._absent.append(own.number)

    def end(self, last: int) -> Iterator[str]:
        """Behind the last seal that is there."""
        if self._absent:
            first, until = self._absent[0], self._absent[-1]
            yield f"Not in the second place: {len(self._absent)} of the seals {first} to {until}."
        if self._last > last:
            yield (
                f"The end was cut off: the second place knows seals up to {self._last}, and here they end with {last}."
                f" {_numbers('Seal', last + 1, self._last)} gone, with all rows that were sealed there."
            )


def _next_seals(number: int) -> list[AuditSeal]:
    """So many that their rows are read in one statement."""
    counts = AuditSeal.objects.filter(number__gte=number).order_by("number").values_list("number", "count")
    taken, rows = 0, 0
    for _number, count in counts[:SEALS_AT_ONCE]:
        rows += count
        if taken and rows > ROWS_AT_ONCE:
            break
        taken += 1
    return list(AuditSeal.objects.filter(number__gte=number).order_by("number")[:taken])


def _differences(seal: AuditSeal, batch: Batch) -> Iterator[str]:
    is_whole = (len(batch.leaves), batch.first, batch.last) == (
        seal.count,
        Place(seal.first_xact, seal.first_id),
        last_place(seal),
    )
    if batch.root == seal.root and is_whole:
        return
    sealed = unpacked(bytes(seal.leaves))
    altered = [key for key in batch.leaves if key in sealed and sealed[key] != batch.leaves[key]]
    gone = [key for key in sealed if key not in batch.leaves]
    added = [key for key in batch.leaves if key not in sealed]
    yield from (f"Row {key} was altered after it was sealed (seal {seal.number})." for key in _named(altered))
    if gone:
        yield f"{_ids(gone)} gone from the trail (seal {seal.number})."
    if added:
        yield f"{_ids(added)} new, put in after the seal was made (seal {seal.number})."
    if not (altered or gone or added):
        yield f"Seal {seal.number} was altered: its root does not come from its rows."


def _unsealed(rows: Iterable[Line], seal: AuditSeal) -> Iterator[str]:
    first = [place.id for place, _text in islice(rows, NAMED)]
    more = sum(1 for _ in rows)
    if first:
        and_more = f", and {more} more" if more else ""
        yield f"{_ids(first)} in no seal{and_more}, though seal {seal.number} comes behind."


def _named(keys: list[int]) -> list[int]:
    return keys[:NAMED]


def _ids(keys: list[int]) -> str:
    told = ", ".join(str(key) for key in keys[:NAMED])
    if len(keys) == 1:
        return f"Row {told} is"
    return f"{len(keys)} rows ({told}{', …' if len(keys) > NAMED else ''}) are"


def _numbers(noun: str, first: int, last: int) -> str:
    return f"{noun} {first} is" if first == last else f"{noun}s {first} to {last} are"
