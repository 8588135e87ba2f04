"""The job of an extract: its rows are read in batches, staged, and count from one instant on, all of them or none.

Cut off anywhere, the next process goes on after the last line that was staged. Where the file turns out to be no table, or
the agreement ends meanwhile, what was staged of it is removed, and the job says why.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor, acting
from agencies.enums import SystemActor
from agencies.exceptions import Invalid, ServiceError
from agencies.extracts import agreed, kept, staging
from agencies.extracts.fields import MOST_LETTERS
from agencies.extracts.mentions import Mention
from agencies.extracts.profiles import Profile, parsed
from agencies.extracts.reading import Row, Table
from agencies.extracts.rows import Problem, Reading, RowRefused
from agencies.jobs import Claim, Progress
from agencies.models import Extract, RefusedRow
from agencies.permissions import Permission, check

BATCH = 5000  # rows; a step of a second
MOST_REFUSED = 10_000  # then it is the profile that is wrong, and not the rows


@dataclass(slots=True)
class Batch:
    """Some rows, as they were read."""

    last_line: int = 0
    rows: int = 0
    mentions: list[tuple[int, Mention]] = field(default_factory=list)
    refused: list[tuple[Row, list[Problem]]] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)


def check_extract(claim: Claim) -> Iterator[Progress]:
    """Read all of it, and keep what is wrong with it and nothing else."""
    with _whole_or_nothing(claim):
        yield from _read(claim, is_kept=False)
        with claim.step() as actor:
            extract = _standing(claim, actor).extract
            extract.checked_at, extract.checked_by = clock.now(), actor.signatory
            extract.save(update_fields=["checked_at", "checked_by"])
            audit.record("extract.checked", extract, by=actor, at=extract.checked_at, **_counts(extract))


def take_in_extract(claim: Claim) -> Iterator[Progress]:
    """Read all of it, keep whom it names, and let that count."""
    with _whole_or_nothing(claim):
        if not _is_taken_in(claim):
            yield from _read(claim, is_kept=True)
            _settle(claim)
        with acting(SystemActor.JOBS):
            key = Extract.objects.values_list("file_key", flat=True).get(pk=claim.subject)
        kept.forget(key)


@contextmanager
def _whole_or_nothing(claim: Claim) -> Iterator[None]:
    """Begin anew where the job does, and leave nothing of what is refused as a whole."""
    if claim.done == 0:
        _forget(claim.subject)
    try:
        yield
    except ServiceError:
        _forget(claim.subject)
        raise


def _is_taken_in(claim: Claim) -> bool:
    """It was, where the process that did it ended before it could say so: asked of nobody, as it is done."""
    with acting(SystemActor.JOBS):
        return Extract.objects.filter(pk=claim.subject, taken_in_at__isnull=False).exists()


def _read(claim: Claim, *, is_kept: bool) -> Iterator[Progress]:
    with claim.step() as actor:
        begun, today = _standing(claim, actor), clock.today()
    columns = begun.profile.columns
    with kept.opened(begun.extract.file_key) as file:
        table = Table(file, begun.profile)
        reading = Reading(begun.profile, table.headers, begun.items, today=today)
        # Of a row that is refused no more is kept than would have passed.
        places = [table.headers.index(each.header) if each.item in begun.items else None for each in columns]
        for batch in _batches(table, reading, begun.extract.read_to):
            with claim.step() as actor:
                _keep(batch, _standing(claim, actor).extract, places, is_kept=is_kept)
            yield Progress("reading", min(file.tell(), begun.extract.size), begun.extract.size)


def _batches(table: Table, reading: Reading, after: int) -> Iterator[Batch]:
    batch = Batch()
    for row in table.rows():
        if row.line <= after:
            continue  # staged before the process was cut off
        batch.rows += 1
        batch.last_line = row.line
        try:
            batch.mentions += [(row.line, mention) for mention in reading.mentions(row)]
        except RowRefused as refusal:
            batch.refused.append((row, refusal.problems))
        if batch.rows == BATCH:
            batch.dropped, reading.dropped = reading.dropped, Counter()
            yield batch
            batch = Batch()
    batch.dropped = reading.dropped
    if batch.rows:
        yield batch


def _keep(batch: Batch, extract: Extract, places: list[int | None], *, is_kept: bool) -> None:
    """One step. Of a mention that stands twice in a file the second is refused, unless it says the same."""
    twice = sorted(set(staging.stage(extract, batch.mentions))) if is_kept else []
    words = _("The reference and the number of this person stand in an earlier line, with other words.")
    refused = batch.refused + [(Row(line, []), [Problem("", "twice", words)]) for line in twice]
    RefusedRow.objects.bulk_create(
        (_refused(extract, row, problems, places) for row, problems in refused), batch_size=1000
    )
    extract.dropped = dict(Counter(extract.dropped) + batch.dropped)
    extract.rows += batch.rows
    extract.mentions += len(batch.mentions) - len(twice)
    extract.refused_rows += len(refused)
    extract.read_to = batch.last_line
    extract.save(update_fields=["dropped", "rows", "mentions", "refused_rows", "read_to"])
    if extract.refused_rows > MOST_REFUSED:
        raise Invalid.field(
            "profile",
            _("More than 10,000 rows cannot be read: the profile does not fit this file. Change one of the two."),
        )


def _refused(extract: Extract, row: Row, problems: list[Problem], places: list[int | None]) -> RefusedRow:
    """What is kept of it: no more than would have passed, and nothing where its cells are not under their headers."""
    is_whole = len(row.cells) > max((place for place in places if place is not None), default=0)
    is_shifted = any(problem.code == "width" for problem in problems) or not is_whole
    return RefusedRow(
        extract=extract,
        agency_id=extract.agency_id,
        line=row.line,
        cells=["" if place is None or is_shifted else row.cells[place][:MOST_LETTERS] for place in places],
        problems=[asdict(problem) for problem in problems],
    )


def _settle(claim: Claim) -> None:
    with claim.step() as actor:
        extract = _standing(claim, actor).extract
        extract.unchanged, extract.replaced = staging.settle(extract)
        extract.taken_in_at, extract.taken_in_by = clock.now(), actor.signatory
        extract.save(update_fields=["unchanged", "replaced", "taken_in_at", "taken_in_by"])
        audit.record("extract.taken_in", extract, by=actor, at=extract.taken_in_at, **_counts(extract))


@dataclass(frozen=True, slots=True)
class Standing:
    """An extract whose row is locked for this step, how it is read, and which items may pass now."""

    extract: Extract
    profile: Profile
    items: frozenset[str]


def _standing(claim: Claim, actor: Actor) -> Standing:
    """Asked at each step: whether whoever wants this may still want it, and whether the agreement still holds."""
    check(actor, Permission.HAND_OVER_EXTRACTS)
    rows = Extract.objects.select_for_update(of=("self",)).select_related("agreement", "profile", "agency")
    extract = rows.get(pk=claim.subject, agency=actor.signatory.agency)
    profile = parsed(extract.profile.spec)
    return Standing(extract, profile, agreed.items(extract.agreement, extract.agency, profile.category))


def _forget(key: UUID) -> None:
    """Remove what was staged of it. As the service itself: whoever asked may be gone."""
    with acting(SystemActor.JOBS):
        staging.remove(key)
        Extract.objects.filter(pk=key, taken_in_at__isnull=True).update(
            read_to=0, rows=0, mentions=0, refused_rows=0, dropped={}
        )


def _counts(extract: Extract) -> dict[str, Any]:
    return {name: getattr(extract, name) for name in ("rows", "mentions", "refused_rows", "unchanged", "replaced")}
