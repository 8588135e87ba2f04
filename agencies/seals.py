"""The sealer: it chains the rows of the trail in batches, and tells each batch's root to a second place.

Which rows may be sealed is asked of the transactions, never of the ids: see migration 0013. In what order the two places are
written, and why: docs/decisions/0028-seals.md.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from django.db import Error, connection

from agencies import heartbeats, roots
from agencies.actors import acting
from agencies.batches import BEFORE_ALL, MOST_ID, START, Batch, Place, lines, packed
from agencies.enums import SystemActor
from agencies.exceptions import RootsUnavailable, SealsContradicted
from agencies.models import AuditSeal
from agencies.roots import Root

logger = logging.getLogger(__name__)

# Two sealers at once would meet at the same number, and one of them fail: the second leaves it to the first.
SEALING = 4_170_236
MOST_ROWS = 10_000
CATCH_UP = 1000


def seal() -> bool:
    """Seal what is settled and not sealed yet; whether more of it waits.

    - what an earlier run could not tell the second place is told first; where that fails, nothing more is sealed
    - the root goes to the second place when the seal is on record
    - readiness learns that it was done; where it could not be done, only the log does, and readiness by the silence
    """
    with _alone() as alone:
        if not alone:
            return False
        try:
            catch_up()
            made = _seal_next()
            if made is not None:
                roots.append([root_of(made)])
        except (RootsUnavailable, SealsContradicted) as refusal:
            logger.error("the trail is not sealed: %s", refusal)  # noqa: TRY400 - its words say all, at every ring
            return False
        with acting(SystemActor.SEALER):
            heartbeats.record(SystemActor.SEALER)
    return made is not None and made.count == MOST_ROWS


def catch_up() -> None:
    """Tell the second place the seals that it does not have. Raises RootsUnavailable.

    Raises SealsContradicted where it knows a seal that is not here, or another in its place: on that nothing may be built.
    """
    known = roots.newest()
    if known is not None:
        own = AuditSeal.objects.filter(pk=known.number).defer("leaves").first()
        if own is None or root_of(own).root != known.root:
            raise SealsContradicted(
                f"the second place has another seal {known.number} than the database. Run manage.py verify_audit."
            )
    roots.append([])
    number = known.number if known else 0
    while waiting := list(
        AuditSeal.objects.filter(number__gt=number).defer("leaves").order_by("number")[:CATCH_UP],
    ):
        roots.append(root_of(each) for each in waiting)
        number = waiting[-1].number


def root_of(seal: AuditSeal) -> Root:
    """What the second place is told."""
    return Root(seal.number, seal.count, seal.last_id, seal.root, seal.at.isoformat(timespec="seconds"))


def last_place(seal: AuditSeal | None) -> Place:
    """Where the seal's last row stands; without a seal, before all rows."""
    return Place(seal.last_xact, seal.last_id) if seal else BEFORE_ALL


def _seal_next() -> AuditSeal | None:
    with acting(SystemActor.SEALER):
        last = AuditSeal.objects.defer("leaves").order_by("-number").first()
        after = last_place(last)
        batch = Batch(last.number + 1 if last else 1, last.root if last else START)
        _fill(batch, lines(after, Place(_settled(after), MOST_ID), MOST_ROWS))
        if batch.first is None or batch.last is None:
            return None
        made = AuditSeal.objects.create(
            number=batch.number,
            first_xact=batch.first.xact,
            first_id=batch.first.id,
            last_xact=batch.last.xact,
            last_id=batch.last.id,
            count=len(batch.leaves),
            previous=batch.previous,
            root=batch.root,
            leaves=packed(batch.leaves),
        )
        made.refresh_from_db(fields=["at"])
        return made


def _fill(batch: Batch, rows: Iterable[tuple[Place, bytes]]) -> None:
    for row in rows:
        batch.add(row)


def _settled(after: Place) -> int:
    """The last place in which nothing can appear any more. It is asked for in a statement before the rows are read.

    Whatever is below the oldest running transaction has ended, and is seen by every statement from then on.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT trail_place(pg_snapshot_xmin(s)), trail_place(pg_snapshot_xmax(s)) FROM pg_current_snapshot() s"
        )
        oldest, next_one = cursor.fetchone()
    if after.xact >= next_one:
        raise SealsContradicted(
            "this server counts its transactions from an earlier number than the trail has: it was restored from a dump."
            " See docs/operate.md, After a restore."
        )
    return int(oldest) - 1


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether no other sealer is at work. The lock outlasts the transactions inside, and ends with the session."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [SEALING])
        won = bool(cursor.fetchone()[0])
    try:
        yield won
    finally:
        if won:
            with suppress(Error), connection.cursor() as cursor:  # a lost session has let go by itself
                cursor.execute("SELECT pg_advisory_unlock(%s)", [SEALING])
