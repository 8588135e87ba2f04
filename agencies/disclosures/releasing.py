"""In the embargo prepared again where a share ended; after it released, if all of it may pass; removed where nobody came."""

import logging
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from agencies import audit, clock, jobs
from agencies.actors import Actor, acting, member_actor
from agencies.disclosure_states import WITH_FILE, DisclosureState
from agencies.disclosures import agreed, pushing, sealed, standing
from agencies.disclosures.preparing import WRITTEN, fail
from agencies.enums import SystemActor
from agencies.exceptions import DisclosureSettled, Missing, NotPermitted, ServiceError
from agencies.job_states import JobKind, JobState
from agencies.models import Disclosure, Job, Membership
from agencies.permissions import Permission, check

logger = logging.getLogger(__name__)

S = DisclosureState


def look_after() -> int:
    """Release what has been held back long enough, take back or stop what may pass no more, sweep; how many were looked at.

    Each in a transaction of its own, outside any other. No two processes have the same one at once.
    """
    with acting(SystemActor.JOBS):
        broken = ~Exists(Job.objects.filter(subject_id=OuterRef("pk"), state__in=[JobState.QUEUED, JobState.RUNNING]))
        due = Q(state__in=WITH_FILE) | Q(broken, state=S.PREPARING)
        keys = list(Disclosure.objects.filter(due).order_by("asked_at", "pk").values_list("pk", flat=True))
    for key in keys:
        try:
            _look_after(key)
        except Exception:  # whatever it is, the others are not to wait for it
            logger.exception("a disclosure could not be looked after")
    with acting(SystemActor.JOBS):
        wanted = Disclosure.objects.filter(state__in=WITH_FILE).values_list("file_key", flat=True)
        sealed.sweep({key for key in wanted if key is not None})
    return len(keys)


def _look_after(key: UUID) -> None:
    with acting(SystemActor.JOBS) as service:
        rows = Disclosure.objects.select_for_update(of=("self",), skip_locked=True)
        rows = rows.select_related("agency", "recipient", "agreement", "approved_by__user", "approved_by__agency")
        row = rows.filter(pk=key, state__in=[S.PREPARING, *WITH_FILE]).first()
        if row is None:
            return
        try:
            _insist(row)
            if row.state == S.RELEASED:
                standing.insist(row)
        except ServiceError as refusal:
            fail(row, refusal.detail, service=service)
            return
        if row.state == S.EMBARGOED and not standing.stands(row):
            _take_back(row, service=service)
        elif row.state == S.EMBARGOED and row.embargo_until is not None and row.embargo_until <= clock.now():
            _release(row)


def _insist(row: Disclosure) -> None:
    """That whoever let it go may still, its agreement holds, and it lies there as it was written."""
    if row.approved_by is None or row.file_key is None:
        raise DisclosureSettled(_("It broke down while it was prepared, and nothing left. Ask for it again."))
    if not Membership.objects.current().filter(pk=row.approved_by_id).exists():
        raise NotPermitted(_("Whoever let it go acts for the agency no more. Ask for it again."))
    check(member_actor(row.approved_by), Permission.DISCLOSE)
    agreed.still_allowed(row, *WITH_FILE)
    sealed.opened(row.file_key, row.sha256)
    if row.released_at is not None and clock.now() >= row.released_at + settings.DISCLOSING.wait:
        raise DisclosureSettled(_("Nobody said in time that it arrived. The file is removed: ask for it again."))


def _take_back(row: Disclosure, *, service: Actor) -> None:
    """Nobody has it yet, and somebody in it may be named no more: it is prepared again without them, and said so."""
    taken, row.taken_back_at = row.file_key, clock.now()
    row.state, row.edition, row.held_until = S.PREPARING, row.edition + 1, row.held_until or row.embargo_until
    row.prepared_at = row.embargo_until = row.file_key = row.size = row.rows = row.manifest = None
    row.sha256 = ""
    row.save(update_fields=[*WRITTEN, "taken_back_at", "edition", "held_until"])
    sealed.forget(taken)
    job = jobs.queue(JobKind.PREPARE_DISCLOSURE, row.pk, by=_approver(row))
    audit.record("disclosure.taken_back", row, by=service, at=row.taken_back_at, edition=row.edition, job=job.pk)


def _release(row: Disclosure) -> None:
    """From now on it is fetched or pushed; so from now on each household's own trail says that it was disclosed, and to whom."""
    by = _approver(row)
    row.state, row.released_at = S.RELEASED, clock.now()
    row.save(update_fields=["state", "released_at"])
    pushing.leave(row)
    audit.record("disclosure.released", row, by=by, at=row.released_at, rows=row.rows, sha256=row.sha256)
    told: dict[UUID, list[UUID]] = {}
    people = row.people.filter(edition=row.edition).order_by("case_id", "person_id")
    for case, person in people.values_list("case_id", "person_id"):
        told.setdefault(case, []).append(person)
    for case, named in told.items():
        audit.record(
            "case.disclosed", row, by=by, at=row.released_at, case_id=case, people=named, agency=row.recipient_id,
            agreement=row.agreement_id, items=row.items,
        )  # fmt: skip


def _approver(row: Disclosure) -> Actor:
    if row.approved_by is None:
        raise Missing(_("Nobody let it go."))
    return member_actor(row.approved_by)
