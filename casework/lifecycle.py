"""The life of a case: which state may follow which, and the verbs that move it.

Closing and reopening are in outcomes/closure.py, since they rest on what the household agreed to.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor
from agencies.enums import RoleCode
from agencies.exceptions import Invalid
from agencies.models import Membership, Team
from agencies.permissions import Permission, check
from agencies.versions import locked
from casework import allocations, members, sharing
from casework.apart import has_open_case
from casework.enums import EXITS, IN_PROGRESS, LEAD_REQUIRED, OPEN, CaseKind, CaseStatus, DeclineReason
from casework.exceptions import CaseIsNotOpen, OpenCaseExists, TransitionRefused
from casework.models import Case, Household, Person, StatusChange
from casework.references import next_reference

S = CaseStatus
EXITS_FROM_WORK = frozenset({S.PAUSED, S.STEPPED_UP, S.LOST_CONTACT, S.TRANSFERRED, S.MOVED_AWAY, S.DIED, S.CONTINUED})
STAGES = frozenset({S.GETTING_TO_KNOW, S.AGREEING_OUTCOMES, S.WORKING})

TRANSITIONS: dict[CaseStatus, frozenset[CaseStatus]] = {
    S.REFERRED: frozenset({S.ACCEPTED, S.DECLINED, S.CONTINUED}),
    S.DECLINED: frozenset({S.REFERRED}),
    S.ACCEPTED: frozenset({S.GETTING_TO_KNOW}) | EXITS_FROM_WORK,
    S.GETTING_TO_KNOW: frozenset({S.AGREEING_OUTCOMES, S.ENDING}) | EXITS_FROM_WORK,
    S.AGREEING_OUTCOMES: frozenset({S.GETTING_TO_KNOW, S.WORKING, S.ENDING}) | EXITS_FROM_WORK,
    S.WORKING: frozenset({S.AGREEING_OUTCOMES, S.ENDING}) | EXITS_FROM_WORK,
    # CLOSED is entered by outcomes.closure.close() and by nothing else; the database asks it for the agreements.
    S.ENDING: frozenset({S.GETTING_TO_KNOW, S.AGREEING_OUTCOMES, S.WORKING, S.CLOSED}) | EXITS_FROM_WORK,
    S.CLOSED: frozenset({S.WORKING}),
    S.PAUSED: IN_PROGRESS | EXITS_FROM_WORK - {S.PAUSED},
    S.STEPPED_UP: IN_PROGRESS | EXITS_FROM_WORK - {S.STEPPED_UP},
    S.LOST_CONTACT: IN_PROGRESS | EXITS_FROM_WORK - {S.LOST_CONTACT},
    S.TRANSFERRED: IN_PROGRESS | {S.TRANSFER_CONFIRMED, S.MOVED_AWAY, S.DIED},
    S.TRANSFER_CONFIRMED: IN_PROGRESS,
    S.MOVED_AWAY: IN_PROGRESS,
    S.DIED: IN_PROGRESS,
    S.CONTINUED: IN_PROGRESS | {S.REFERRED},
}

# The audit event of each arrival; what an arrival also sets off stands in the verb that causes it.
EVENTS: dict[CaseStatus, str] = {status: f"case.{status.value}" for status in CaseStatus}


def change_status(case: Case, to: CaseStatus, *, by: Actor, at: datetime, reason: str = "") -> Case:
    """The one place where a case's status is set. The caller holds the lock and has checked the permission.

    - refuses a step that TRANSITIONS does not list, and one back to work while the exit stands (TransitionRefused)
    - ends every allocation where the new state needs no lead, and every share where support has ended; the reason of both is
      the state's code, which outcomes/reasons.py puts into words
    - writes the step into the history and the audit trail
    """
    if to not in TRANSITIONS[CaseStatus(case.status)]:
        allowed = ", ".join(sorted(status.label.lower() for status in TRANSITIONS[CaseStatus(case.status)]))
        raise TransitionRefused(
            _("This case is “%(what)s”. From there it can become: %(allowed)s.")
            % {"what": CaseStatus(case.status).label, "allowed": allowed}
        )
    if case.status in EXITS and to not in EXITS and case.exits.filter(ended_at__isnull=True).exists():
        raise TransitionRefused(
            _("This case is “%(what)s”. Resume it first: that ends the exit.") % {"what": CaseStatus(case.status).label}
        )
    if to in OPEN and case.status not in OPEN and (case.team.ended_on or case.team.agency.ended_on):
        raise TransitionRefused(
            _("%(team)s takes nobody in any more. Refer the household to a team that stays.") % {"team": case.team}
        )
    before, case.status = case.status, to
    case.save(update_fields=["status", "decline_reason", "continued_in"])
    if to not in LEAD_REQUIRED:
        allocations.end_all(case, reason=to.value, by=by, at=at)
    if to not in OPEN:
        sharing.stop_all(case, reason=to.value, by=by, at=at)
    StatusChange.objects.create(
        case=case, from_status=before, to_status=to, reason=reason, changed_at=at, changed_by=by.signatory
    )
    audit.record(EVENTS[to], case, by=by, at=at, case_id=case.pk, before=before)
    case.refresh_from_db()
    return case


def hold(case: Case) -> Case:
    """The case read again under its lock, to the end of this transaction; before any row of it, and before the clock is read.

    Somebody may have closed it since it was loaded, or be closing it at this moment.
    """
    held: Case = Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=case.pk)
    return held


def require_open(case: Case) -> None:
    """Insist that there is work to do on the case as it is now, and keep it so until this transaction ends."""
    case = hold(case)
    if not case.is_open:
        raise CaseIsNotOpen(
            _("This case is “%(what)s”, so nothing new is recorded on it. Bring it back first.")
            % {"what": CaseStatus(case.status).label}
        )


@transaction.atomic
def refer(
    *,
    household: Household,
    team: Team,
    reason: str,
    by: Actor,
    people: list[Person] | None = None,
    at: datetime | None = None,
) -> Case:
    """Ask a team to work with a household. No need is too small or too great, and none has to be proved.

    - makes the case and its reference
    - brings in those of the household who are named
    """
    check(by, Permission.REFER_CASE)
    check(by, Permission.REFER_CASE, household)
    for person in people or []:
        check(by, Permission.REFER_CASE, person)
    if not Membership.objects.current().filter(team=team, role=RoleCode.MANAGER).exists():
        raise Invalid.field(
            "team",
            _("%(team)s takes no referrals: it has no manager. Choose a team that has one.") % {"team": team.name},
        )
    at = clock.moment(at)
    Household.objects.select_for_update(no_key=True).get(pk=household.pk)  # a twin waits here, and then sees our case
    if has_open_case(household):
        raise OpenCaseExists(
            _("This household has an open case. Add what you know to it instead: ask the team that holds it.")
        )
    case = create(household=household, team=team, reason=reason, by=by, at=at)
    for person in sorted(
        people or [], key=lambda each: each.pk
    ):  # in one order, so that two referrals wait for each other
        members.add(case, person, by=by, at=at)
    return case


def create(
    *, household: Household, team: Team, reason: str, by: Actor, at: datetime, separated_from: Case | None = None
) -> Case:
    """A case at its beginning; for verbs that have checked what they need. Raises Invalid where the team has an end."""
    if not Team.objects.filter(pk=team.pk, ended_on__isnull=True, agency__ended_on__isnull=True).exists():
        raise Invalid.field(
            "team", _("%(team)s takes nobody in any more. Choose a team that stays.") % {"team": team.name}
        )
    case = Case.objects.create(
        reference=next_reference(),
        household=household,
        kind=CaseKind.SEPARATED if separated_from else CaseKind.MAIN,
        separated_from=separated_from,
        team=team,
        reason=reason,
        referred_at=at,
        referred_by=by.signatory,
    )
    StatusChange.objects.create(case=case, to_status=S.REFERRED, changed_at=at, changed_by=by.signatory)
    audit.record(EVENTS[S.REFERRED], case, by=by, at=at, case_id=case.pk)
    case.refresh_from_db()
    return case


@transaction.atomic
def accept(case: Case, *, lead: Membership, by: Actor, at: datetime | None = None) -> Case:
    """Take the referral in and give the household its dedicated worker, in one step: no accepted case is without one."""
    check(by, Permission.TRIAGE_CASE, case)
    case, at = locked(case), clock.moment(at)
    case = change_status(case, S.ACCEPTED, by=by, at=at)
    allocations.begin_lead(case, lead, by=by, at=at)
    return case


@transaction.atomic
def decline(
    case: Case, *, decline_reason: DeclineReason, explanation: str, by: Actor, at: datetime | None = None
) -> Case:
    """Say no to a referral, and why. How great the needs are is never the reason: no such reason exists."""
    check(by, Permission.TRIAGE_CASE, case)
    case, at = locked(case), clock.moment(at)
    case.decline_reason = decline_reason
    return change_status(case, S.DECLINED, by=by, at=at, reason=explanation)


@transaction.atomic
def reconsider(case: Case, *, reason: str, by: Actor, at: datetime | None = None) -> Case:
    """Put a declined referral back at the front door."""
    check(by, Permission.TRIAGE_CASE, case)
    case, at = locked(case), clock.moment(at)
    if has_open_case(case.household, but=case):
        raise OpenCaseExists(_("This household has an open case by now: add what you know to that one."))
    case.decline_reason = ""
    return change_status(case, S.REFERRED, by=by, at=at, reason=reason)


@transaction.atomic
def move_to_stage(case: Case, *, stage: CaseStatus, by: Actor, reason: str = "", at: datetime | None = None) -> Case:
    """Go on to the next stage of the work, or back to an earlier one."""
    check(by, Permission.WORK_CASE, case)
    case, at = locked(case), clock.moment(at)
    if stage not in STAGES or case.status not in IN_PROGRESS - {S.ENDING}:
        raise Invalid.field(
            "stage", _("Stages are moved while work goes on. To leave it, pause it, propose its closure, or resume it.")
        )
    return change_status(case, CaseStatus(stage), by=by, at=at, reason=reason)
