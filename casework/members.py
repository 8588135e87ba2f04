"""Who is part of a case: joining, being taken off by two people, and a case of one's own where there is abuse at home."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor
from agencies.exceptions import Invalid
from agencies.models import Team
from agencies.permissions import Permission, check, check_second_person
from agencies.versions import locked
from casework.apart import is_apart_from_person
from casework.enums import LeavingReason
from casework.exceptions import AlreadyMember, CaseIsNotOpen, NotUndone, TransitionRefused
from casework.models import Case, CaseMember, Person


@transaction.atomic
def join(case: Case, *, person: Person, by: Actor, at: datetime | None = None) -> CaseMember:
    """Make the person part of the case. A closure that was proposed before they joined has to be proposed again."""
    check(by, Permission.WORK_CASE, case)
    check(by, Permission.REFER_CASE, person)
    case = Case.objects.select_for_update().get(pk=case.pk)
    if not case.is_open:
        raise CaseIsNotOpen(_("People join a case while it is open. Bring the case back first."))
    return add(case, person, by=by, at=clock.moment(at))


def add(case: Case, person: Person, *, by: Actor, at: datetime) -> CaseMember:
    """Join, for verbs that have checked what they need."""
    if is_apart_from_person(case, person):
        # It does not say of what else they are a part: whoever adds them may be one who must not know.
        raise AlreadyMember(
            _("This person cannot become part of this case. Ask your manager, who sees why, before you say more.")
        )
    try:
        with transaction.atomic():
            member = CaseMember.objects.create(case=case, person=person, joined_at=at, joined_by=by.signatory)
    except IntegrityError as error:
        raise AlreadyMember(_("This person is part of this case already.")) from error
    audit.record("case_member.joined", member, by=by, at=at, case_id=case.pk, people=[person.pk])
    return member


@transaction.atomic
def propose_leaving(
    member: CaseMember, *, reason: LeavingReason, evidence: str, by: Actor, at: datetime | None = None
) -> CaseMember:
    """Say that a person is no longer part of the case, and what shows it. Nothing changes until a second person confirms."""
    check(by, Permission.WORK_CASE, member.case)
    member, at = _locked(member), clock.moment(at)
    if reason == LeavingReason.MISTAKEN and member.engagements.exists():
        raise Invalid.field(
            "reason", _("They said yes to being supported, so they were part of it. Say whether they died or left.")
        )
    member.leaving_reason, member.leaving_evidence = reason, evidence
    member.leaving_proposed_at, member.leaving_proposed_by = at, by.signatory
    member.save(update_fields=["leaving_reason", "leaving_evidence", "leaving_proposed_at", "leaving_proposed_by"])
    audit.record(
        "case_member.leaving_proposed",
        member,
        by=by,
        at=at,
        case_id=member.case_id,
        people=[member.person_id],
        reason=reason,
    )
    member.refresh_from_db()
    return member


@transaction.atomic
def keep(member: CaseMember, *, by: Actor, at: datetime | None = None) -> CaseMember:
    """Take the proposal back: they stay part of the case."""
    check(by, Permission.WORK_CASE, member.case)
    member, at = _locked(member), clock.moment(at)
    if member.leaving_proposed_at is None:
        raise NotUndone(_("Nobody has proposed that this person leaves the case."))
    member.leaving_reason, member.leaving_evidence = "", ""
    member.leaving_proposed_at = member.leaving_proposed_by = None
    member.save(update_fields=["leaving_reason", "leaving_evidence", "leaving_proposed_at", "leaving_proposed_by"])
    audit.record("case_member.kept", member, by=by, at=at, case_id=member.case_id, people=[member.person_id])
    member.refresh_from_db()
    return member


@transaction.atomic
def confirm_leaving(
    member: CaseMember, *, by: Actor, team: Team | None = None, at: datetime | None = None
) -> CaseMember:
    """The second person stands behind it; from now on this person is not part of the case.

    - where the reason is a case of their own, makes that case, for the team that is named or else the same one, and
      brings them into it: its worker and its record are its own
    """
    from casework.lifecycle import create  # noqa: PLC0415 - a case begins with people, and a person may begin a case

    member, at = _locked(member), clock.moment(at)
    if member.leaving_proposed_by is None:
        raise TransitionRefused(_("Somebody has to propose first that this person leaves, and say what shows it."))
    check_second_person(by, member.leaving_proposed_by, member.case)
    # Their name may change, and whoever they are kept apart from must not learn the new one here.
    member.left_at, member.left_by, member.name_at_leaving = at, by.signatory, member.person.name
    member.save(update_fields=["left_at", "left_by", "name_at_leaving"])
    audit.record(
        "case_member.left",
        member,
        by=by,
        at=at,
        case_id=member.case_id,
        people=[member.person_id],
        reason=member.leaving_reason,
    )
    if member.leaving_reason == LeavingReason.SEPARATED:
        case = member.case
        own = create(
            household=case.household,
            team=team or case.team,
            reason=member.leaving_evidence,
            by=by,
            at=at,
            separated_from=case,
        )
        add(own, member.person, by=by, at=at)
    member.refresh_from_db()
    return member


def _locked(member: CaseMember) -> CaseMember:
    # The case's row is locked first, in every verb that touches its people, so that a closure under way waits or is waited for.
    case = Case.objects.select_for_update().get(pk=member.case_id)
    if not case.is_open:
        raise CaseIsNotOpen(_("The people of a case change while it is open. Bring the case back first."))
    member = locked(member)  # and it must be what the caller saw: a second person confirms that, and nothing else
    if member.left_at is not None:
        raise TransitionRefused(_("This person is not part of the case any more."))
    return member
