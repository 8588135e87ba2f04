"""Closing by agreement, through the verbs: who is asked, what each may say, and what follows."""

from datetime import date, timedelta

import pytest

from agencies import memberships
from agencies.clock import today
from agencies.exceptions import Invalid, Missing, NotPermitted, Stale
from casework import engagement, exits, households, lifecycle, members, people
from casework.births import BirthPrecision
from casework.enums import CaseStatus, LeavingReason, Means
from casework.exceptions import LeadNotAvailable, OpenCaseExists, TransitionRefused
from outcomes import closure
from outcomes.enums import Answer, ClosureGround
from outcomes.exceptions import AnotherWording, ClosureBlocked, NotAParticipant, ProposalNotOpen
from outcomes.models import Closure, ClosureAgreement, ClosureProposal, Review
from tests.factories.casework import MIA, ROSA, leave, make_person, make_scene
from tests.factories.outcomes import (
    WORDS,
    agree_to_close,
    make_closed_scene,
    make_proposal,
    scene_at,
)

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def scene(cast):
    return make_scene(cast)


def asked(proposal):
    return sorted(row.member.person.name for row in proposal.participants.select_related("member__person"))


@pytest.mark.parametrize("status", list(CaseStatus))
def test_every_state_can_be_reached(status, cast, role):
    with role("seed"):
        assert scene_at(cast, status).case.status == status


def test_support_ends_when_everybody_who_was_asked_agrees(scene):
    proposal = make_proposal(scene)
    assert asked(proposal) == ["Rosa Bell", "Tom Bell"]
    agree_to_close(scene, proposal, scene.member("Rosa"))
    with pytest.raises(ClosureBlocked) as refusal:
        closure.close(scene.fresh(), by=scene.cast.asha)
    assert refusal.value.fields == {"blockers": ["Tom Bell has not been asked yet, or not answered."]}

    agree_to_close(scene, proposal, scene.member("Tom"))
    closed = closure.close(scene.fresh(), by=scene.cast.asha)

    assert closed.status == CaseStatus.CLOSED
    assert not closed.allocations.filter(ended_at__isnull=True).exists()
    assert closed.closures.get().proposal == proposal
    assert ClosureProposal.objects.get(pk=proposal.pk).end_reason == "agreed"
    assert {row.end_reason for row in closed.allocations.all()} == {"closed"}
    assert closed.status_changes.get(to_status=CaseStatus.CLOSED).reason == proposal.ground


@pytest.mark.parametrize(
    ("born_on", "precision", "is_asked"),
    [
        ("16 years ago today", BirthPrecision.DAY, True),
        ("16 years ago tomorrow", BirthPrecision.DAY, False),
        ("nine years ago", BirthPrecision.DAY, False),
        ("nine years ago", BirthPrecision.ESTIMATED, True),
        ("sixteen years ago, year known", BirthPrecision.YEAR, True),
        (None, BirthPrecision.UNKNOWN, True),
        ("in three months", BirthPrecision.EXPECTED, False),
    ],
)
def test_whom_a_closure_asks_by_age(born_on, precision, is_asked, scene):
    now = today()
    born = {
        "16 years ago today": now.replace(year=now.year - 16),
        "16 years ago tomorrow": (now + timedelta(days=1)).replace(year=(now + timedelta(days=1)).year - 16),
        "nine years ago": now.replace(year=now.year - 9),
        "sixteen years ago, year known": date(now.year - 16, 12, 31),
        "in three months": now + timedelta(days=90),
        None: None,
    }[born_on]
    person = people.register(name="Kit", born_on=born, birth_precision=precision, by=scene.cast.asha)
    member = members.join(scene.case, person=person, by=scene.cast.asha)
    engagement.agree(member, how=Means.IN_PERSON, by=scene.cast.asha)
    assert ("Kit" in asked(make_proposal(scene))) is is_asked


def test_who_never_said_yes_to_support_is_not_asked(scene):
    members.join(scene.case, person=make_person(scene.cast.asha, "Una"), by=scene.cast.asha)
    assert asked(make_proposal(scene)) == ["Rosa Bell", "Tom Bell"]


def test_who_took_their_yes_back_is_still_asked(scene):
    given = scene.member("Tom").engagements.get()
    engagement.withdraw(given, how=Means.PHONE, witness="Ben", by=scene.cast.asha)
    assert asked(make_proposal(scene)) == ["Rosa Bell", "Tom Bell"]


def test_who_said_yes_in_an_earlier_part_of_the_same_case_is_asked(scene):
    take_off(scene, "Tom", LeavingReason.LEFT)
    members.join(scene.case, person=scene.people[1], by=scene.cast.asha)
    assert asked(make_proposal(scene)) == ["Rosa Bell", "Tom Bell"]


def take_off(scene, name, reason):
    member = scene.member(name)
    member = members.propose_leaving(member, reason=reason, evidence="He told us both", by=scene.cast.asha)
    return members.confirm_leaving(member, by=scene.cast.ben)


def test_who_was_taken_off_by_two_people_is_not_asked(scene):
    take_off(scene, "Tom", LeavingReason.DIED)
    assert asked(make_proposal(scene)) == ["Rosa Bell"]


def test_who_has_a_separated_case_neither_counts_nor_blocks(scene):
    take_off(scene, "Tom", LeavingReason.SEPARATED)
    make_proposal(scene, answered=True)
    assert closure.close(scene.fresh(), by=scene.cast.asha).status == CaseStatus.CLOSED


def test_a_case_in_which_nobody_said_yes_cannot_be_proposed(cast):
    scene = make_scene(cast, CaseStatus.WORKING, MIA)
    with pytest.raises(ClosureBlocked):
        make_proposal(scene)
    assert scene.fresh().status == CaseStatus.WORKING


@pytest.mark.parametrize(
    ("status", "may_propose"),
    [
        (CaseStatus.ACCEPTED, False),
        (CaseStatus.GETTING_TO_KNOW, True),
        (CaseStatus.AGREEING_OUTCOMES, True),
        (CaseStatus.WORKING, True),
        (CaseStatus.PAUSED, False),
        (CaseStatus.LOST_CONTACT, False),
        (CaseStatus.STEPPED_UP, False),
    ],
)
def test_when_a_closure_can_be_proposed(status, may_propose, cast):
    scene = make_scene(cast, status)
    if may_propose:
        make_proposal(scene)
        assert scene.fresh().status == CaseStatus.ENDING
    else:
        with pytest.raises(TransitionRefused):
            make_proposal(scene)


def test_a_second_proposal_waits_for_the_end_of_the_first(scene):
    make_proposal(scene)
    with pytest.raises(TransitionRefused, match="proposed already"):
        make_proposal(scene)


def test_not_yet_keeps_the_case_open_where_the_work_stood_and_calls_a_review(scene):
    proposal = make_proposal(scene)
    agree_to_close(scene, proposal, scene.member("Rosa"))
    on = today() + timedelta(days=10)
    closure.refuse(
        proposal,
        member=scene.member("Tom"),
        how=Means.IN_PERSON,
        witness="Ben",
        words="Not before the court date",
        review_on=on,
        by=scene.cast.asha,
    )
    assert scene.fresh().status == CaseStatus.WORKING
    review = Review.objects.get(case=scene.case, held_at__isnull=True)
    assert (review.due_on, review.cause) == (on, "refusal")
    with pytest.raises(ProposalNotOpen):
        agree_to_close(scene, proposal, scene.member("Tom"))


def test_a_second_refusal_does_not_put_off_the_review_that_the_first_called(scene):
    said = {"how": Means.IN_PERSON, "witness": "Ben", "by": scene.cast.asha}
    for name, days in (("Tom", 10), ("Rosa", 90)):
        proposal, on = make_proposal(scene), today() + timedelta(days=days)
        closure.refuse(proposal, member=scene.member(name), review_on=on, **said)
    assert Review.objects.get(case=scene.case).due_on == today() + timedelta(days=10)


@pytest.mark.parametrize("days", [-1, 800])
def test_a_refusal_names_a_day_on_which_they_look_again(days, scene):
    proposal = make_proposal(scene)
    said = {"member": scene.member("Tom"), "how": Means.IN_PERSON, "witness": "Ben", "by": scene.cast.asha}
    with pytest.raises(Invalid) as refusal:
        closure.refuse(proposal, review_on=today() + timedelta(days=days), **said)
    assert list(refusal.value.fields) == ["review_on"]
    assert not ClosureAgreement.objects.exists()


def test_time_to_think_blocks_until_they_say_more(scene):
    proposal = make_proposal(scene)
    agree_to_close(scene, proposal, scene.member("Rosa"))
    tom = scene.member("Tom")
    closure.want_time(proposal, member=tom, how=Means.PHONE, witness="Ben", by=scene.cast.asha)
    assert closure.what_blocks(scene.fresh()) == ["Tom Bell wants time to think: ask again."]
    agree_to_close(scene, proposal, tom)
    assert closure.what_blocks(scene.fresh()) == []
    assert closure.close(scene.fresh(), by=scene.cast.asha).status == CaseStatus.CLOSED
    answers = ClosureAgreement.objects.filter(participant__member=tom).order_by("recorded_at")
    assert [row.answer for row in answers] == [Answer.WANTS_TIME, Answer.AGREED]


def test_who_agreed_may_want_time_after_all(scene):
    proposal = make_proposal(scene, answered=True)
    closure.want_time(proposal, member=scene.member("Tom"), how=Means.PHONE, witness="Ben", by=scene.cast.asha)
    with pytest.raises(ClosureBlocked):
        closure.close(scene.fresh(), by=scene.cast.asha)


def test_nobody_agrees_twice(scene):
    proposal = make_proposal(scene)
    agree_to_close(scene, proposal, scene.member("Rosa"))
    with pytest.raises(TransitionRefused, match="already"):
        agree_to_close(scene, proposal, scene.member("Rosa"))
    assert ClosureAgreement.objects.count() == 1


def test_nobody_is_their_own_witness(scene):
    proposal = make_proposal(scene)
    said = {"member": scene.member("Rosa"), "wording": WORDS, "how": Means.IN_PERSON}
    with pytest.raises(Invalid, match="other than yourself"):
        closure.agree(proposal, **said, witness=" asha ", by=scene.cast.asha)


def test_what_blocks_says_first_that_nobody_can_be_asked(cast):
    assert "said yes" in closure.what_blocks(make_scene(cast, CaseStatus.WORKING, MIA).case)[0]


def test_a_closed_case_says_that_it_is_closed(cast):
    assert closure.what_blocks(make_closed_scene(cast).case) == ["This case is closed already."]


def test_a_yes_to_other_words_is_no_yes(scene):
    proposal = make_proposal(scene)
    with pytest.raises(AnotherWording):
        closure.agree(
            proposal,
            member=scene.member("Rosa"),
            wording=WORDS + " Really.",
            how=Means.SIGNED,
            witness="Ben",
            by=scene.cast.asha,
        )


def test_who_is_not_asked_cannot_answer(scene):
    with pytest.raises(NotAParticipant):
        agree_to_close(scene, make_proposal(scene), scene.member("Mia"))


@pytest.mark.parametrize(
    ("decision_maker", "authority", "is_taken"),
    [("Ada Bell", "Lasting power of attorney, registered 2024", True), ("Ada Bell", "", False), ("", "LPA", False)],
)
def test_who_cannot_decide_has_somebody_with_the_right_to(decision_maker, authority, is_taken, scene):
    proposal = make_proposal(scene)
    said = {"member": scene.member("Rosa"), "wording": WORDS, "how": Means.SIGNED, "witness": "Ben"}
    decided = {"decision_maker": decision_maker, "authority": authority}
    if is_taken:
        assert closure.agree(proposal, **said, **decided, by=scene.cast.asha).decision_maker == decision_maker
    else:
        with pytest.raises(Exception, match="what gives that person the right"):
            closure.agree(proposal, **said, **decided, by=scene.cast.asha)


def test_somebody_who_joined_later_makes_a_new_proposal_needed(scene):
    proposal = make_proposal(scene, answered=True)
    kit = members.join(scene.case, person=make_person(scene.cast.asha, "Kit"), by=scene.cast.asha)
    engagement.agree(kit, how=Means.IN_PERSON, by=scene.cast.asha)
    with pytest.raises(ClosureBlocked) as refusal:
        closure.close(scene.fresh(), by=scene.cast.asha)
    assert "propose it again" in refusal.value.fields["blockers"][0]

    closure.withdraw(proposal, reason="Kit joined", by=scene.cast.asha)
    assert scene.fresh().status == CaseStatus.WORKING
    make_proposal(scene, answered=True)
    assert closure.close(scene.fresh(), by=scene.cast.asha).status == CaseStatus.CLOSED


def test_a_case_that_nobody_proposed_to_close_is_not_closed(scene):
    with pytest.raises(ClosureBlocked):
        closure.close(scene.fresh(), by=scene.cast.asha)


def test_a_paused_case_is_not_closed_though_everybody_agreed(scene):
    make_proposal(scene, answered=True)
    scene.fresh()
    leave(scene, CaseStatus.PAUSED)
    with pytest.raises(ClosureBlocked):
        closure.close(scene.fresh(), by=scene.cast.asha)


def test_a_refusal_during_a_pause_does_not_leave_the_case_stuck(scene):
    proposal = make_proposal(scene)
    scene.fresh()
    leave(scene, CaseStatus.PAUSED)
    closure.withdraw(proposal, reason="They changed their minds", by=scene.cast.asha)
    assert scene.fresh().status == CaseStatus.PAUSED
    exits.resume(scene.case, reason="Back", by=scene.cast.asha)
    proposal = make_proposal(scene)
    closure.withdraw(proposal, reason="Not yet", by=scene.cast.asha)
    assert scene.fresh().status == CaseStatus.WORKING


def test_a_refusal_is_kept_though_the_case_has_left_the_work_meanwhile(scene):
    proposal = make_proposal(scene)
    scene.fresh()
    leave(scene, CaseStatus.MOVED_AWAY)
    said = {"member": scene.member("Tom"), "how": Means.PHONE, "witness": "Ben", "by": scene.cast.asha}
    closure.refuse(proposal, review_on=today() + timedelta(days=7), **said)
    assert ClosureAgreement.objects.get().answer == Answer.REFUSED
    assert not Review.objects.exists()
    assert exits.resume(scene.fresh(), reason="Back", by=scene.cast.asha).status == CaseStatus.WORKING


def test_reopening_needs_no_referral_and_brings_the_worker_back(cast):
    scene = make_closed_scene(cast)
    case = closure.reopen(scene.case, reason="The arrears are back", by=cast.ben)
    assert case.status == CaseStatus.WORKING
    assert case.allocations.get(ended_at__isnull=True).membership == cast.asha.membership
    assert Closure.objects.get(case=case).reopened_reason == "The arrears are back"
    assert Review.objects.filter(case=case, held_at__isnull=True, cause="reopened").exists()


def test_an_old_agreement_does_not_close_a_reopened_case(cast):
    scene = make_closed_scene(cast)
    closure.reopen(scene.case, reason="The arrears are back", by=cast.asha)
    with pytest.raises(ClosureBlocked):
        closure.close(scene.fresh(), by=cast.asha)
    make_proposal(scene, answered=True)
    assert closure.close(scene.fresh(), by=cast.asha).status == CaseStatus.CLOSED


def test_reopening_names_another_worker_where_the_last_is_gone(cast):
    scene = make_closed_scene(cast)
    memberships.end(cast.asha.membership, ended_on=today(), by=cast.adi)
    with pytest.raises(LeadNotAvailable):
        closure.reopen(scene.case, reason="Back", by=cast.ben)
    named = {"reason": "Back", "lead": cast.ben.membership}
    with pytest.raises(NotPermitted):  # a manager's handover, not a worker's choice
        closure.reopen(scene.fresh(), **named, handover_note="Tuesdays", participants_told="Both", by=cast.ben)
    with pytest.raises(Invalid):
        closure.reopen(scene.fresh(), **named, by=cast.mina)
    told = {"handover_note": "Tuesdays are best", "participants_told": "Rosa and Tom, by phone"}
    case = closure.reopen(scene.fresh(), **named, **told, by=cast.mina)
    assert case.allocations.get(ended_at__isnull=True).membership == cast.ben.membership


def test_only_a_closed_case_is_reopened(scene):
    with pytest.raises(TransitionRefused):
        closure.reopen(scene.case, reason="Back", by=scene.cast.asha)


def test_reopening_waits_while_the_household_has_another_open_case(cast):
    scene = make_closed_scene(cast)
    lifecycle.refer(household=scene.household, team=cast.team, reason="Again", by=cast.asha)
    with pytest.raises(OpenCaseExists):
        closure.reopen(scene.case, reason="Back", by=cast.asha)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("dot", Missing), ("chidi", Missing), ("ana", Missing), ("adi", Missing), ("gill", Missing), ("dora", Missing)],
)
def test_strangers_do_nothing_about_a_closure(who, refusal, scene):
    proposal = make_proposal(scene)
    actor = scene.cast[who]
    with pytest.raises(refusal):
        closure.propose(scene.fresh(), ground=ClosureGround.RESOLVED, wording=WORDS, by=actor)
    with pytest.raises(refusal):
        closure.close(scene.case, by=actor)
    with pytest.raises(refusal):
        closure.withdraw(proposal, reason="No", by=actor)
    with pytest.raises(refusal):
        closure.reopen(scene.case, reason="No", by=actor)


def test_a_verb_on_a_case_that_moved_on_is_refused_as_stale(scene):
    seen = scene.fresh()
    make_proposal(scene, answered=True)
    with pytest.raises(Stale):
        closure.close(seen, by=scene.cast.asha)


def test_both_grounds_close_a_case(cast):
    scene = make_scene(cast, CaseStatus.WORKING, ROSA)
    proposal = closure.propose(scene.case, ground=ClosureGround.NO_PROSPECT, wording=WORDS, by=cast.asha)
    agree_to_close(scene, proposal, scene.member("Rosa"))
    assert closure.close(scene.fresh(), by=cast.asha).status == CaseStatus.CLOSED


def test_moving_out_of_the_household_ends_nobodys_say(scene):
    living = scene.household.members.get(person__name="Tom Bell")
    households.move_out(living, ended_on=today(), by=scene.cast.asha)
    assert asked(make_proposal(scene)) == ["Rosa Bell", "Tom Bell"]


def test_a_permission_that_only_managers_hold_is_refused_with_who_can(cast):
    scene = make_scene(cast, CaseStatus.REFERRED)
    with pytest.raises(NotPermitted, match="manager"):
        lifecycle.accept(scene.case, lead=cast.asha.membership, by=cast.asha)
