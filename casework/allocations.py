"""The dedicated worker and those who support them: beginning, handing over, ending."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor, member_actor
from agencies.exceptions import Invalid, Stale
from agencies.models import Membership
from agencies.permissions import Permission, check, holds
from agencies.versions import locked, touch
from casework.apart import is_apart_from_worker, is_kept_from
from casework.enums import LEAD_REQUIRED, AllocationRole, CaseStatus
from casework.exceptions import LeadNotAvailable, TransitionRefused
from casework.models import Allocation, Case


@dataclass(frozen=True, slots=True)
class Handover:
    """A case, who leads it next, what they must know, and that its people were told."""

    case: Case
    to: Membership
    handover_note: str
    participants_told: str


@transaction.atomic
def hand_over(
    case: Case,
    *,
    to: Membership,
    reason: str,
    handover_note: str,
    participants_told: str,
    by: Actor,
    at: datetime | None = None,
) -> Allocation:
    """Give the case another lead, which needs a reason, what the next worker must know, and that the participants were told.

    - ends the lead's allocation, and the new lead's own as supporter where there was one
    - begins the new one, in the same transaction: the case is never without, and never has two
    """
    check(by, Permission.ALLOCATE_CASE, case)
    return _hand_over(Handover(case, to, handover_note, participants_told), reason, by=by, at=at)


@transaction.atomic
def hand_over_caseload(
    worker: Membership, *, handovers: Sequence[Handover], reason: str, by: Actor, at: datetime | None = None
) -> Membership:
    """Give all that somebody leads, or a part of it, to others: every case of it, each with its own note, or none.

    - each as in `hand_over`, for one reason; they may go to different workers
    - the cases are locked in one order, so that two who hand over the same ones wait for each other

    Raises what `hand_over` does, with the case in front; and Stale where somebody else leads one by now.
    """
    named = sorted(handovers, key=lambda each: each.case.pk)
    if not named or len({each.case.pk for each in named}) < len(named):
        raise Invalid.field("handovers", _("Name each household that is handed over, once."))
    for each in named:
        check(by, Permission.ALLOCATE_CASE, each.case)
    keys = [each.case.pk for each in named]
    locks = Case.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    for case in list(locks):
        if open_lead(case) != worker:
            raise Stale(
                _("%(reference)s is led by somebody else by now. Look at it again: nothing was handed over.")
                % {"reference": case.reference}
            )
    for each in named:
        try:
            _hand_over(each, reason, by=by, at=at)
        except (Invalid, LeadNotAvailable, TransitionRefused) as refused:
            detail = " ".join([refused.detail, *(each for said in refused.fields.values() for each in said)])
            raise type(refused)(
                _("%(reference)s: %(refusal)s Nothing was handed over.")
                % {"reference": each.case.reference, "refusal": detail}
            ) from refused
    fresh: Membership = Membership.objects.select_related("user", "agency", "team").get(pk=worker.pk)
    return fresh


@transaction.atomic
def add_support(case: Case, *, membership: Membership, by: Actor, at: datetime | None = None) -> Allocation:
    """Let somebody work on the case beside its lead."""
    check(by, Permission.ALLOCATE_CASE, case)
    case, at = locked(case), clock.moment(at)
    if case.status not in LEAD_REQUIRED:
        raise TransitionRefused(
            _("This case is “%(what)s”: nobody is allocated to it.") % {"what": CaseStatus(case.status).label}
        )
    allocation = _begin(case, membership, AllocationRole.SUPPORTING, by=by, at=at)
    touch(case)
    return allocation


@transaction.atomic
def end_support(allocation: Allocation, *, reason: str, by: Actor, at: datetime | None = None) -> Allocation:
    """End a supporter's part. A lead's part ends by handing over, or with the work."""
    check(by, Permission.ALLOCATE_CASE, allocation.case)
    case, at = Case.objects.select_for_update().get(pk=allocation.case_id), clock.moment(at)
    allocation.refresh_from_db()
    if allocation.role == AllocationRole.LEAD or allocation.ended_at is not None:
        raise TransitionRefused(_("Only a supporter's open part can be ended so. A lead hands the case over."))
    _end(allocation, reason=reason, by=by, at=at)
    touch(case)
    return allocation


def open_lead(case: Case) -> Membership | None:
    """Who leads the case now."""
    lead = (
        case.allocations.filter(role=AllocationRole.LEAD, ended_at__isnull=True)
        .select_related("membership__user")
        .first()
    )
    return lead.membership if lead else None


def begin_lead(case: Case, membership: Membership, *, by: Actor, at: datetime) -> Allocation:
    """Make the membership the lead; for verbs that have checked what they need."""
    return _begin(case, membership, AllocationRole.LEAD, by=by, at=at)


def reinstate_lead(
    case: Case, lead: Membership | None, *, handover_note: str, participants_told: str, by: Actor, at: datetime
) -> Allocation:
    """Give a case that comes back the lead it had: they do not tell their story again.

    Another one is a handover like any other: a manager's, with what the next worker must know and who was told.
    Raises LeadNotAvailable where nobody is named and the last one is gone.
    """
    last = case.allocations.filter(role=AllocationRole.LEAD).order_by("-started_at", "-id").first()
    if lead is None or (last is not None and last.membership_id == lead.pk):
        if last is None or not _can_lead(last.membership):
            raise LeadNotAvailable(
                _("The last lead is not there any more. A manager names the worker who takes this case on.")
            )
        return begin_lead(case, last.membership, by=by, at=at)
    check(by, Permission.ALLOCATE_CASE, case)
    _require_said(handover_note=handover_note, participants_told=participants_told)
    allocation = begin_lead(case, lead, by=by, at=at)
    allocation.handover_note, allocation.participants_told = handover_note, participants_told
    allocation.save(update_fields=["handover_note", "participants_told"])
    return allocation


def end_all(case: Case, *, reason: str, by: Actor, at: datetime) -> None:
    """End every open allocation, since the work ended; the last lead stays in the history."""
    for allocation in case.allocations.filter(ended_at__isnull=True):
        _end(allocation, reason=reason, by=by, at=at)


def _hand_over(handover: Handover, reason: str, *, by: Actor, at: datetime | None) -> Allocation:
    told = {"handover_note": handover.handover_note, "participants_told": handover.participants_told}
    _require_said(reason=reason, **told)
    case, at, to = locked(handover.case), clock.moment(at), handover.to
    if case.status not in LEAD_REQUIRED:
        raise TransitionRefused(
            _("This case is “%(what)s”, which has no lead to hand over.") % {"what": CaseStatus(case.status).label}
        )
    if open_lead(case) == to:
        raise Invalid.field("to", _("%(user)s leads this case already: choose somebody else.") % {"user": to.user})
    ending = case.allocations.filter(ended_at__isnull=True, role=AllocationRole.LEAD) | case.allocations.filter(
        ended_at__isnull=True, membership=to
    )
    for allocation in ending:
        _end(allocation, reason=reason, by=by, at=at, **told)
    allocation = begin_lead(case, to, by=by, at=at)
    touch(case)
    return allocation


def _require_said(**words: str) -> None:
    for name, said in words.items():
        if not said.strip():
            raise Invalid.field(name, _("Say why, what the next worker needs to know, and who was told when and how."))


def _can_lead(membership: Membership) -> bool:
    # A last day that is known already would be a handover that is known already: the dedicated worker stays.
    stays = Membership.objects.current().filter(pk=membership.pk, ended_on__isnull=True).exists()
    return stays and holds(member_actor(membership), Permission.WORK_CASE)


def _begin(case: Case, membership: Membership, role: AllocationRole, *, by: Actor, at: datetime) -> Allocation:
    if not _can_lead(membership):
        raise LeadNotAvailable(
            _("%(user)s cannot work on cases now: choose a support worker or manager who stays.")
            % {"user": membership.user}
        )
    if membership.agency_id != case.team.agency_id:
        raise LeadNotAvailable(
            _(
                "%(user)s acts for %(agency)s, which does not lead this case: share the case with that agency "
                "instead, so that what they see is what was agreed."
            )
            % {"user": membership.user, "agency": membership.agency}
        )
    if is_apart_from_worker(case, membership) or is_kept_from(case, membership):
        raise LeadNotAvailable(
            # Neither what else they work on nor to whom they are close: whoever asks may be one who must not know.
            _("%(user)s cannot be given this case: choose somebody else.") % {"user": membership.user}
        )
    try:
        with transaction.atomic():
            allocation = Allocation.objects.create(
                case=case, membership=membership, role=role, started_at=at, started_by=by.signatory
            )
    except IntegrityError as error:
        raise Invalid.field(
            "membership", _("%(user)s works on this case already.") % {"user": membership.user}
        ) from error
    audit.record(f"case.{role.value}_allocated", case, by=by, at=at, case_id=case.pk, worker=membership.pk)
    return allocation


def _end(
    allocation: Allocation,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    handover_note: str = "",
    participants_told: str = "",
) -> None:
    allocation.ended_at, allocation.ended_by = at, by.signatory
    allocation.end_reason, allocation.handover_note, allocation.participants_told = (
        reason,
        handover_note,
        participants_told,
    )
    allocation.save(update_fields=["ended_at", "ended_by", "end_reason", "handover_note", "participants_told"])
    audit.record(
        f"case.{allocation.role}_ended",
        allocation.case,
        by=by,
        at=at,
        case_id=allocation.case_id,
        worker=allocation.membership_id,
    )
