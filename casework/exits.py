"""The exits that are not closure: each needs evidence, tells the people, can be undone, and is listed for the manager."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor
from agencies.exceptions import Invalid
from agencies.models import Membership
from agencies.permissions import Permission, check
from agencies.versions import locked
from casework import allocations
from casework.apart import has_open_case
from casework.enums import IN_PROGRESS, LEAD_REQUIRED, CaseKind, CaseStatus, Channel, ExitKind
from casework.exceptions import EvidenceMissing, NotUndone, OpenCaseExists, TransitionRefused
from casework.lifecycle import change_status
from casework.models import Case, CaseExit, Contact

CHANNELS_TO_TRY = 2
LOOK_AGAIN_WITHIN = timedelta(days=366)
FOLLOWED_BY = "followed_by_"  # and the kind of the exit that came after; outcomes/reasons.py puts it into words


@transaction.atomic
def pause(
    case: Case, *, evidence: str, people_told: str, check_on: date, by: Actor, at: datetime | None = None
) -> Case:
    """Rest the work for a while, because the people want it so; the lead stays theirs."""
    return _leave(case, ExitKind.PAUSED, by=by, at=at, evidence=evidence, people_told=people_told, check_on=check_on)


@transaction.atomic
def step_up(
    case: Case,
    *,
    receiving_service: str,
    evidence: str,
    people_told: str,
    check_on: date,
    by: Actor,
    at: datetime | None = None,
) -> Case:
    """A statutory service takes the lead of safety; ours stays with the household."""
    return _leave(
        case,
        ExitKind.STEPPED_UP,
        by=by,
        at=at,
        evidence=evidence,
        people_told=people_told,
        check_on=check_on,
        receiving_service=receiving_service,
    )


@transaction.atomic
def lose_contact(
    case: Case,
    *,
    attempts: list[Contact],
    evidence: str,
    people_told: str,
    check_on: date,
    by: Actor,
    at: datetime | None = None,
) -> Case:
    """Nobody can be reached. Shown by dated tries through two channels or more; somebody looks again on the check date."""
    check(by, Permission.WORK_CASE, case)
    reached = case.contacts.filter(was_reached=True).exclude(channel=Channel.NONE).order_by("-happened_at").first()
    tried = [
        contact
        for contact in attempts
        if _is_try(contact, case) and (reached is None or contact.happened_at > reached.happened_at)
    ]
    if len({contact.channel for contact in tried} - {Channel.NONE}) < CHANNELS_TO_TRY:
        raise EvidenceMissing(
            _(
                "Contact is lost only after tries through two different channels. Record each try as a contact, then name them."
            ),
            {"attempts": [_("Name tries on this case, by two channels or more, since somebody was reached last.")]},
        )
    case = _leave(
        case, ExitKind.LOST_CONTACT, by=by, at=at, evidence=evidence, people_told=people_told, check_on=check_on
    )
    open_exit(case).attempts.set(tried)
    return case


@transaction.atomic
def transfer(
    case: Case,
    *,
    receiving_service: str,
    evidence: str,
    people_told: str,
    check_on: date,
    by: Actor,
    at: datetime | None = None,
) -> Case:
    """Another service takes over. The case stays open, and its lead with it, until that service says that it has them."""
    return _leave(
        case,
        ExitKind.TRANSFERRED,
        by=by,
        at=at,
        evidence=evidence,
        people_told=people_told,
        check_on=check_on,
        receiving_service=receiving_service,
    )


@transaction.atomic
def confirm_transfer(case: Case, *, words: str, by: Actor, at: datetime | None = None) -> Case:
    """The receiving service said that it has them; in its own words."""
    check(by, Permission.WORK_CASE, case)
    case, at = locked(case), clock.moment(at)
    case = change_status(case, CaseStatus.TRANSFER_CONFIRMED, by=by, at=at, reason=words)
    exit_ = open_exit(case)
    exit_.confirmed_at, exit_.confirmed_by, exit_.confirmed_words = at, by.signatory, words
    exit_.save(update_fields=["confirmed_at", "confirmed_by", "confirmed_words"])
    return case


@transaction.atomic
def move_away(case: Case, *, evidence: str, people_told: str, by: Actor, at: datetime | None = None) -> Case:
    """The household lives elsewhere now."""
    return _leave(case, ExitKind.MOVED_AWAY, by=by, at=at, evidence=evidence, people_told=people_told)


@transaction.atomic
def record_death(case: Case, *, evidence: str, people_told: str, by: Actor, at: datetime | None = None) -> Case:
    """Those whom the case was with have died. Where one of them lives on, take the one who died off instead.

    The day of a death is recorded with the person, first.
    """
    check(by, Permission.WORK_CASE, case)
    members = case.members.filter(left_at__isnull=True)
    if not members.filter(person__died_on__isnull=False).exists():
        raise EvidenceMissing(_("Record with the person on which day they died, then this."))
    if members.filter(person__died_on__isnull=True, engagements__isnull=False).exists():
        raise EvidenceMissing(_("Somebody whom this case is with lives on. Take off who died, with a second person."))
    return _leave(case, ExitKind.DIED, by=by, at=at, evidence=evidence, people_told=people_told)


@transaction.atomic
def continue_in(
    case: Case, *, other: Case, reason: str, people_told: str, by: Actor, at: datetime | None = None
) -> Case:
    """A manager decides that this case goes on in another one.

    No agreement is carried over, and this is never counted as closure.
    """
    check(by, Permission.CONTINUE_CASE, case)
    check(by, Permission.CONTINUE_CASE, other)
    # In one order whoever asks, so that two who continue them in each other wait instead of both succeeding.
    locks = Case.objects.select_for_update(of=("self",)).filter(pk__in=[case.pk, other.pk]).order_by("pk")
    other = {row.pk: row for row in locks}[other.pk]
    if other.pk == case.pk or other.status not in IN_PROGRESS or CaseKind.SEPARATED in (case.kind, other.kind):
        raise Invalid.field("other", _("Name another household's main case on which work goes on."))
    return _leave(case, ExitKind.CONTINUED, by=by, at=at, evidence=reason, people_told=people_told, continued_in=other)


@transaction.atomic
def resume(
    case: Case,
    *,
    reason: str,
    by: Actor,
    lead: Membership | None = None,
    handover_note: str = "",
    participants_told: str = "",
    at: datetime | None = None,
) -> Case:
    """Come back from an exit, or undo one that was wrong, to the stage where the work stood.

    The lead is the one who stayed; where the exit had ended the work, the last one. Another one is a manager's handover.
    """
    check(by, Permission.WORK_CASE, case)
    case, at = locked(case), clock.moment(at)
    leaving = case.exits.filter(ended_at__isnull=True).first()
    if leaving is None:
        raise TransitionRefused(_("This case has not left the work, so there is nothing to resume."))
    had_lead, back_to = case.status in LEAD_REQUIRED, CaseStatus(leaving.from_status)
    if not had_lead and _another_is_open(case):
        raise OpenCaseExists(_("This household has another open case by now. Work goes on there."))
    _end_exit(leaving, reason=reason, by=by, at=at)
    case.continued_in = None
    case = change_status(case, back_to, by=by, at=at, reason=reason)
    if back_to in LEAD_REQUIRED and not had_lead:
        told = {"handover_note": handover_note, "participants_told": participants_told}
        allocations.reinstate_lead(case, lead, **told, by=by, at=at)
    return case


def open_exit(case: Case) -> CaseExit:
    """The exit that the case stands in; raises NotUndone where it stands in none."""
    found = case.exits.filter(ended_at__isnull=True).first()
    if found is None:
        raise NotUndone(_("This case has not left the work."))
    return found


def _leave(
    case: Case,
    kind: ExitKind,
    *,
    by: Actor,
    at: datetime | None,
    evidence: str,
    people_told: str,
    check_on: date | None = None,
    receiving_service: str = "",
    continued_in: Case | None = None,
) -> Case:
    check(by, Permission.WORK_CASE, case)
    case, at = locked(case), clock.moment(at)
    if check_on is not None and not clock.local_date(at) < check_on <= clock.local_date(at) + LOOK_AGAIN_WITHIN:
        raise Invalid.field(
            "check_on", _("Name a day within the next year, on which somebody looks at this case again.")
        )
    before = case.exits.filter(ended_at__isnull=True).first()
    from_status = before.from_status if before else case.status
    if before:
        _end_exit(before, reason=FOLLOWED_BY + kind.value, by=by, at=at)
    case.continued_in = continued_in
    leaving = CaseExit.objects.create(
        case=case,
        kind=kind,
        from_status=from_status,
        evidence=evidence,
        people_told=people_told,
        receiving_service=receiving_service,
        check_on=check_on,
        recorded_at=at,
        recorded_by=by.signatory,
    )
    case = change_status(case, CaseStatus(kind.value), by=by, at=at, reason=evidence)
    audit.record("case_exit.recorded", leaving, by=by, at=at, case_id=case.pk, kind=kind)
    return case


def _is_try(contact: Contact, case: Case) -> bool:
    # One that was corrected shows nothing: what happened stands in its correction.
    return contact.case_id == case.pk and not contact.was_reached and not contact.corrections.exists()


def _end_exit(leaving: CaseExit, *, reason: str, by: Actor, at: datetime) -> None:
    leaving.ended_at, leaving.ended_by, leaving.end_reason = at, by.signatory, reason
    leaving.save(update_fields=["ended_at", "ended_by", "end_reason"])
    audit.record("case_exit.ended", leaving, by=by, at=at, case_id=leaving.case_id)


def _another_is_open(case: Case) -> bool:
    return case.kind == CaseKind.MAIN and has_open_case(case.household, but=case)
