"""The job of a disclosure: read in pieces, each asked about anew, sealed for the recipient, and written down whole or not at all.

Nothing of it lies on the disk but sealed, and nothing counts before the file does. Cut off anywhere, the next process reads
everything anew: what may pass is what may pass then.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor, acting
from agencies.disclosure_states import DisclosureState
from agencies.disclosures import agreed, sealed, standing, tables
from agencies.disclosures.pseudonyms import pseudonyms_for
from agencies.disclosures.tables import Piece, Row
from agencies.enums import SystemActor
from agencies.exceptions import DisclosureSettled, Invalid, PassesNoMore, ServiceError
from agencies.jobs import Claim, Progress
from agencies.models import DisclosedPerson, Disclosure
from agencies.permissions import Permission, check

S = DisclosureState
AGAIN = timedelta(hours=1)  # at the least, in which somebody can stop what was prepared again
MOST_READINGS = 3  # of a file in which a share ends each time before it is written down
MOST_ROWS = 50_000  # they are held in memory until they are sealed
WRITTEN = [
    "state", "prepared_at", "embargo_until", "file_key", "size", "sha256", "rows", "manifest",
]  # fmt: skip
Read = list[tuple[str, Row]]  # each with the name of its table


def prepare_disclosure(claim: Claim) -> Iterator[Progress]:
    """Read, seal, write down. Where it is refused, the disclosure says why.

    Where a share ends in between, all is read anew, without that case; not for ever.
    """
    if _is_prepared(claim.subject):
        return
    try:
        for reading in range(1, MOST_READINGS + 1):
            read = yield from _read(claim)
            try:
                _write_down(claim, read)
            except PassesNoMore:
                if reading == MOST_READINGS:
                    raise
            else:
                return
    except ServiceError as refusal:
        give_up(claim.subject, refusal.detail, S.PREPARING)
        raise


def _read(claim: Claim) -> Generator[Progress, None, Read]:
    read: Read = []
    for name, path in settings.DISCLOSURE_SECTIONS.items():
        for piece in _pieces(claim, path):
            read += [(name, row) for row in piece.rows]
            if len(read) > MOST_ROWS:
                raise Invalid.field(
                    "agreement", _("This is about more than 50,000 people. Ask under an agreement about fewer.")
                )
            yield Progress("reading", len(read))
    return read


def give_up(key: UUID, trouble: str, *states: DisclosureState) -> None:
    """As the service itself: whoever let it go may be gone. Not where it was stopped meanwhile. Outside any transaction."""
    with acting(SystemActor.JOBS) as service:
        row = Disclosure.objects.select_for_update().filter(pk=key, state__in=states).first()
        if row is not None:
            fail(row, trouble, service=service)


def fail(row: Disclosure, trouble: str, *, service: Actor) -> None:
    """The service stops it; its row is locked."""
    row.state, row.failed_at, row.trouble = S.FAILED, clock.now(), trouble
    row.save(update_fields=["state", "failed_at", "trouble"])
    sealed.forget(row.file_key)
    audit.record("disclosure.failed", row, by=service, at=row.failed_at)


@contextmanager
def disclosing(disclosure: Disclosure) -> Iterator[None]:
    """Inside a step: the second wall opens for what this disclosure may hold, to its job and to be read, and for nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.disclosure', %s, true)", [str(disclosure.pk)])
        yield
        cursor.execute("SELECT set_config('app.disclosure', '', true)")


def _is_prepared(key: UUID) -> bool:
    """It was, where the process that did it ended before it could say so."""
    with acting(SystemActor.JOBS):
        return Disclosure.objects.filter(pk=key, prepared_at__isnull=False).exists()


def _pieces(claim: Claim, path: str) -> Iterator[Piece]:
    section, after = import_string(path), None
    while True:
        with claim.step() as actor:
            disclosure = _standing(claim, actor)
            with disclosing(disclosure):
                piece: Piece = section(disclosure, actor=actor, after=after)
        yield piece
        if piece.last is None:
            return
        after = piece.last


def _write_down(claim: Claim, read: Read) -> None:
    with claim.step() as actor:
        disclosure = _standing(claim, actor)
        read = _held_back_before(disclosure, read)
    if not read:
        raise DisclosureSettled(_("Nobody’s case is shared so that it could be in this file. Nothing was prepared."))
    manifest = tables.manifest_of(disclosure, len(read))
    content = sealed.sealed(_packed(disclosure, read, manifest), disclosure.recipient_key)
    with sealed.written(content) as kept, claim.step() as actor:
        row = _standing(claim, actor)
        DisclosedPerson.objects.bulk_create(
            (
                DisclosedPerson(
                    disclosure=row,
                    edition=row.edition,
                    agency_id=row.agency_id,
                    case_id=each.case,
                    person_id=each.person,
                )
                for each in {(each.case, each.person): each for _name, each in read}.values()
            ),
            batch_size=1000,
        )
        standing.insist(row)
        row.state, row.prepared_at, row.manifest, row.rows = S.EMBARGOED, clock.now(), manifest, len(read)
        row.embargo_until = _embargo_of(row, row.prepared_at)
        for name, value in kept.columns.items():
            setattr(row, name, value)
        row.save(update_fields=WRITTEN)
        audit.record(
            "disclosure.prepared",
            row,
            by=actor,
            at=row.prepared_at,
            rows=row.rows,
            sha256=row.sha256,
            edition=row.edition,
        )


def _held_back_before(disclosure: Disclosure, read: Read) -> Read:
    """What is prepared again names nobody whom the file before it did not: nobody could have stopped what came in since."""
    if disclosure.edition == 1:
        return read
    before = set(
        disclosure.people.filter(edition=disclosure.edition - 1).values_list("case_id", "person_id"),
    )
    return [(name, row) for name, row in read if (row.case, row.person) in before]


def _embargo_of(row: Disclosure, prepared_at: datetime) -> datetime:
    """Until when it is held back: counted from the first file, since in another nothing is new; an hour at the least."""
    embargo: timedelta = settings.DISCLOSING.embargo
    if row.held_until is None:
        return prepared_at + embargo
    return max(row.held_until, prepared_at + min(AGAIN, embargo))


def _packed(disclosure: Disclosure, read: Read, manifest: dict[str, object]) -> bytes:
    pseudonym = pseudonyms_for(disclosure)
    lines = {
        # By pseudonym: the order in which people came to the agency says nothing.
        name: sorted(tables.line(row, disclosure, pseudonym) for table, row in read if table == name)
        for name in settings.DISCLOSURE_SECTIONS
    }
    return tables.packed(lines, manifest, tables.columns(disclosure))


def _standing(claim: Claim, actor: Actor) -> Disclosure:
    """Asked at each step: whether whoever let it go may still, whether it was stopped, and whether the agreement still holds."""
    check(actor, Permission.DISCLOSE)
    rows = Disclosure.objects.select_for_update(of=("self",)).select_related(
        "agency", "recipient", "agreement", "asked_by__user", "asked_by__agency"
    )
    disclosure = rows.get(pk=claim.subject, agency=actor.signatory.agency, approved_by=actor.signatory)
    agreed.still_allowed(disclosure, S.PREPARING)
    return disclosure
