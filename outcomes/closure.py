"""The only way to end support: propose it, hear each person, and close when all of them agree; or go on.

The database asks the same questions again when the transaction commits (see the migration `closure_guard`), so that
no other door, script or statement can close a case. What stands here says it first, and in words.
"""

from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor
from agencies.exceptions import Invalid
from agencies.models import Membership
from agencies.permissions import Permission, check
from agencies.versions import locked
from casework import allocations
from casework.apart import has_open_case
from casework.enums import CaseKind, CaseStatus, Means
from casework.exceptions import OpenCaseExists, TransitionRefused
from casework.lifecycle import TRANSITIONS, change_status
from casework.models import Case, CaseMember
from outcomes import reviews
from outcomes.enums import Answer, ClosureGround, ReviewCause
from outcomes.exceptions import AnotherWording, ClosureBlocked, NotAParticipant, ProposalNotOpen
from outcomes.models import Closure, ClosureAgreement, ClosureParticipant, ClosureProposal

REVIEW_AFTER_REOPENING = timedelta(days=28)


@transaction.atomic
def propose(
    case: Case, *, ground: ClosureGround, wording: str, by: Actor, at: datetime | None = None
) -> ClosureProposal:
    """Ask the people whether support may end, in plain words.

    - freezes whom it asks: everybody aged 16 or over who was ever engaged and is still part of the case
    - moves the case to getting ready to close
    Raises ClosureBlocked where there is nobody to ask.
    """
    check(by, Permission.WORK_CASE, case)
    case, at = locked(case), clock.moment(at)
    people = participating(case)
    if not people:
        raise ClosureBlocked(
            _("Nobody aged 16 or over has said yes to being supported in this case, so nobody can agree to its end."),
            {"blockers": [_("Record who said yes to being supported; or, if they never did, which exit it was.")]},
        )
    from_status = case.status
    if case.status != CaseStatus.ENDING:
        case = change_status(case, CaseStatus.ENDING, by=by, at=at)
    else:
        raise TransitionRefused(
            _("The closure is proposed already: record what each of them says, or withdraw it first.")
        )
    proposal = ClosureProposal.objects.create(
        case=case, ground=ground, wording=wording, from_status=from_status, proposed_at=at, proposed_by=by.signatory
    )
    ClosureParticipant.objects.bulk_create(ClosureParticipant(proposal=proposal, member_id=member) for member in people)
    audit.record(
        "closure.proposed", proposal, by=by, at=at, case_id=case.pk, ground=ground, members=[str(pk) for pk in people]
    )
    return proposal


@transaction.atomic
def agree(
    proposal: ClosureProposal,
    *,
    member: CaseMember,
    wording: str,
    how: Means,
    witness: str,
    by: Actor,
    words: str = "",
    decision_maker: str = "",
    authority: str = "",
    at: datetime | None = None,
) -> ClosureAgreement:
    """This person agrees to these words; where they cannot decide, somebody who has the right to decides for them."""
    answer = ClosureAgreement(answer=Answer.AGREED, wording=wording, how=how, witness=witness, words=words)
    answer.decision_maker, answer.authority = decision_maker, authority
    return _answer(proposal, member, answer, by=by, at=at)


@transaction.atomic
def refuse(
    proposal: ClosureProposal,
    *,
    member: CaseMember,
    how: Means,
    witness: str,
    review_on: date,
    by: Actor,
    words: str = "",
    decision_maker: str = "",
    authority: str = "",
    at: datetime | None = None,
) -> ClosureAgreement:
    """This person does not agree: the case stays open.

    - ends the proposal, and puts the case back where the work stood
    - calls a review, unless the case has left the work meanwhile
    """
    answer = ClosureAgreement(answer=Answer.REFUSED, wording=proposal.wording, how=how, witness=witness, words=words)
    answer.decision_maker, answer.authority = decision_maker, authority
    answer = _answer(proposal, member, answer, by=by, at=at)
    case = _go_on(proposal, reason=Answer.REFUSED.value, by=by, at=answer.recorded_at)
    if case.is_open:
        reviews.call(case, review_on, ReviewCause.REFUSAL, by=by, at=answer.recorded_at, field="review_on")
    return answer


@transaction.atomic
def want_time(
    proposal: ClosureProposal,
    *,
    member: CaseMember,
    how: Means,
    witness: str,
    by: Actor,
    words: str = "",
    decision_maker: str = "",
    authority: str = "",
    at: datetime | None = None,
) -> ClosureAgreement:
    """This person wants time to think. Nothing happens until they say more."""
    answer = ClosureAgreement(answer=Answer.WANTS_TIME, wording=proposal.wording, how=how, witness=witness, words=words)
    answer.decision_maker, answer.authority = decision_maker, authority
    return _answer(proposal, member, answer, by=by, at=at)


@transaction.atomic
def withdraw(proposal: ClosureProposal, *, reason: str, by: Actor, at: datetime | None = None) -> Case:
    """Take the proposal back, for instance since somebody joined: the work goes on where it stood."""
    check(by, Permission.WORK_CASE, proposal)
    return _go_on(_open(proposal), reason=reason, by=by, at=clock.moment(at))


@transaction.atomic
def close(case: Case, *, by: Actor, at: datetime | None = None) -> Case:
    """End support, as everybody who was asked has agreed.

    - ends every allocation, and keeps who led in the history
    Raises ClosureBlocked with everything that stands in the way.
    """
    check(by, Permission.WORK_CASE, case)
    case, at = locked(case), clock.moment(at)
    if blockers := what_blocks(case):
        raise ClosureBlocked(_("This case cannot be closed yet."), {"blockers": blockers})
    proposal = ClosureProposal.objects.select_for_update(of=("self",)).open().get(case=case)
    Closure.objects.create(case=case, proposal=proposal, closed_at=at, closed_by=by.signatory)
    _end(proposal, reason=Answer.AGREED.value, by=by, at=at)
    case = change_status(case, CaseStatus.CLOSED, by=by, at=at, reason=proposal.ground)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the guard speaks now, not when the answer is on its way
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return case


@transaction.atomic
def reopen(
    case: Case,
    *,
    reason: str,
    by: Actor,
    lead: Membership | None = None,
    handover_note: str = "",
    participants_told: str = "",
    at: datetime | None = None,
) -> Case:
    """Support begins again, without a new referral and with the same worker; another one is a manager's handover.

    - keeps the closure on record as one that did not last
    - calls a review
    """
    check(by, Permission.WORK_CASE, case)
    case, at = locked(case), clock.moment(at)
    closure = Closure.objects.select_for_update(of=("self",)).filter(case=case, reopened_at__isnull=True).first()
    if closure is None:
        raise TransitionRefused(
            _("Only a case that was closed by agreement is reopened. To come back from an exit, resume it.")
        )
    if case.kind == CaseKind.MAIN and has_open_case(case.household):
        raise OpenCaseExists(_("This household has another open case by now. Work goes on there."))
    closure.reopened_at, closure.reopened_by, closure.reopened_reason = at, by.signatory, reason
    closure.save(update_fields=["reopened_at", "reopened_by", "reopened_reason"])
    case = change_status(case, CaseStatus.WORKING, by=by, at=at, reason=reason)
    told = {"handover_note": handover_note, "participants_told": participants_told}
    allocations.reinstate_lead(case, lead, **told, by=by, at=at)
    reviews.call(case, clock.local_date(at) + REVIEW_AFTER_REOPENING, ReviewCause.REOPENED, by=by, at=at)
    return case


def participating(case: Case) -> list[str]:
    """Ids of the members whom a closure must ask now. The database computes it, and counts those this actor cannot see."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT member_id FROM guard.participating(%s) AS member_id ORDER BY 1", [case.pk])
        return [row[0] for row in cursor.fetchall()]


def blockers_for(actor: Actor, case: Case) -> list[str]:
    """What stands in the way of closing, for those who work with the household: it tells what each person said."""
    check(actor, Permission.WORK_CASE, case)
    return what_blocks(case)


def what_blocks(case: Case) -> list[str]:
    """What stands in the way of closing the case, one sentence each; empty where nothing does."""
    if case.status == CaseStatus.CLOSED:
        return [_("This case is closed already.")]
    proposal = ClosureProposal.objects.open().filter(case=case).first()
    if proposal is None and not participating(case):
        return [_("Nobody aged 16 or over has said yes to being supported: record who has, or which exit it was.")]
    if proposal is None or CaseStatus.CLOSED not in TRANSITIONS[CaseStatus(case.status)]:
        return [_("Nobody has been asked yet, or the question was withdrawn: propose the closure.")]
    asked = {row.member_id: row for row in proposal.participants.select_related("member__person")}
    if set(asked) != set(participating(case)):
        return [_("Who has to be asked has changed since the closure was proposed: withdraw it, and propose it again.")]
    latest = {
        row.participant_id: row
        for row in ClosureAgreement.objects.filter(participant__proposal=proposal).latest_of_each()
    }
    return [
        _missing_answer(row.member.name, latest.get(row.pk))
        for row in asked.values()
        if row.pk not in latest or latest[row.pk].answer != Answer.AGREED
    ]


def _missing_answer(name: str, latest: ClosureAgreement | None) -> str:
    if latest:
        return _("%(name)s wants time to think: ask again.") % {"name": name}
    return _("%(name)s has not been asked yet, or not answered.") % {"name": name}


def _answer(
    proposal: ClosureProposal, member: CaseMember, answer: ClosureAgreement, *, by: Actor, at: datetime | None
) -> ClosureAgreement:
    check(by, Permission.WORK_CASE, proposal)
    proposal = _open(proposal)
    at = clock.moment(at)  # under the lock, so that of two answers the later one is later
    if answer.wording != proposal.wording:
        raise AnotherWording(
            _("These are not the words that were proposed. Read the proposal's own words together, and ask again.")
        )
    if answer.witness.strip().casefold() == by.signatory.user.name.casefold():
        raise Invalid.field("witness", _("Name somebody other than yourself, who heard them say it."))
    if bool(answer.decision_maker.strip()) != bool(answer.authority.strip()):
        raise Invalid.field("authority", _("Say who decides for them, and what gives that person the right."))
    asked = proposal.participants.filter(member=member).first()
    if asked is None:
        raise NotAParticipant(
            _("This person is not asked in this proposal. Where they should be, withdraw it and propose it again.")
        )
    latest = asked.answers.order_by("-position").first()
    if latest is not None and latest.answer == answer.answer == Answer.AGREED:
        raise TransitionRefused(_("They have agreed to these words already."))
    answer.participant, answer.recorded_at, answer.recorded_by = asked, at, by.signatory
    answer.save(force_insert=True)
    people = [member.person_id]
    audit.record(
        f"closure.{answer.answer}", answer, by=by, at=at, case_id=proposal.case_id, people=people, how=answer.how
    )
    return answer


def _open(proposal: ClosureProposal) -> ClosureProposal:
    # The case is locked before the proposal, as close() does, so that two of them wait instead of deadlocking.
    Case.objects.select_for_update().get(pk=proposal.case_id)
    proposal = ClosureProposal.objects.select_for_update(of=("self",)).select_related("case").get(pk=proposal.pk)
    if proposal.ended_at is not None:
        raise ProposalNotOpen(
            _("This proposal has ended: it was withdrawn, refused or acted on. Propose the closure again.")
        )
    return proposal


def _go_on(proposal: ClosureProposal, *, reason: str, by: Actor, at: datetime) -> Case:
    _end(proposal, reason=reason, by=by, at=at)
    case = Case.objects.get(pk=proposal.case_id)
    if case.status == CaseStatus.ENDING:
        return change_status(case, CaseStatus(proposal.from_status), by=by, at=at, reason=reason)
    # The question ended during an exit: the work comes back to where it stood before anybody was asked.
    case.exits.filter(ended_at__isnull=True, from_status=CaseStatus.ENDING).update(from_status=proposal.from_status)
    return case


def _end(proposal: ClosureProposal, *, reason: str, by: Actor, at: datetime) -> None:
    proposal.ended_at, proposal.ended_by, proposal.end_reason = at, by.signatory, reason
    proposal.save(update_fields=["ended_at", "ended_by", "end_reason"])
    audit.record("closure.proposal_ended", proposal, by=by, at=at, case_id=proposal.case_id)
