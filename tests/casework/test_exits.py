"""Leaving the work without closure: what shows it, who was told, who stays, when somebody looks again, and undoing it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from agencies import clock, memberships
from agencies.exceptions import Invalid, Missing, NotPermitted
from casework import allocations, contacts, exits, lifecycle, people, selectors
from casework.enums import EXITS, IN_PROGRESS, LEAD_REQUIRED, CaseStatus, Channel
from casework.exceptions import EvidenceMissing, LeadNotAvailable, NotUndone, OpenCaseExists, TransitionRefused
from casework.models import CaseExit
from outcomes.models import Closure, OutcomeAgreement
from tests.factories.casework import leave, make_contact, make_household, make_scene
from tests.factories.outcomes import make_outcome, scene_at

pytestmark = pytest.mark.usefixtures("db")

TOLD = {"evidence": "She said so on Monday", "people_told": "Rosa, by phone"}


def in_days(days: int):
    return clock.today() + timedelta(days=days)


@pytest.mark.parametrize("status", sorted(EXITS))
def test_an_exit_keeps_its_evidence_and_can_be_undone_with_the_same_lead(status, cast, role):
    with role("seed"):
        scene = make_scene(cast, status)
    leaving = exits.open_exit(scene.case)
    kept = (leaving.evidence, leaving.people_told, leaving.recorded_by.user.name, leaving.from_status)
    if status == CaseStatus.CONTINUED:
        assert kept == ("One home now", "Both", "Mina", "working")
    else:
        assert kept == ("She said so", "Rosa, by phone", "Asha", "working")
    assert (allocations.open_lead(scene.case) == cast.asha.membership) == (status in LEAD_REQUIRED)
    back = exits.resume(scene.case, reason="It was wrong", by=cast.asha)
    assert (back.status, back.continued_in) == (CaseStatus.WORKING, None)
    assert allocations.open_lead(back) == cast.asha.membership
    leaving.refresh_from_db()
    assert (leaving.end_reason, leaving.ended_by) == ("It was wrong", cast.asha.membership)
    with pytest.raises(NotUndone):
        exits.open_exit(back)


@pytest.mark.parametrize("status", [*sorted(IN_PROGRESS), CaseStatus.PAUSED])
def test_the_work_goes_on_at_the_stage_where_it_stood(status, cast, role):
    with role("seed"):
        scene = scene_at(cast, status)
        scene.case = exits.move_away(scene.case, by=cast.asha, **TOLD)
    back = exits.resume(scene.case, reason="They came back", by=cast.asha)
    assert back.status == (CaseStatus.WORKING if status == CaseStatus.PAUSED else status)


def test_one_exit_that_follows_another_ends_it(cast, role):
    with role("seed"):
        scene = make_scene(cast, CaseStatus.PAUSED)
    exits.step_up(scene.case, receiving_service="Social care", check_on=in_days(7), by=cast.asha, **TOLD)
    first, second = CaseExit.objects.order_by("recorded_at")
    assert first.end_reason == "followed_by_stepped_up"
    assert (second.kind, second.from_status, second.ended_at) == ("stepped_up", "working", None)


@pytest.mark.parametrize(
    ("tries", "enough"),
    [
        ([("phone", False), ("visit", False)], True),
        ([("phone", False), ("visit", False), ("letter", False)], True),
        ([("phone", False), ("phone", False)], False),  # one channel
        ([("phone", False), ("visit", True)], False),  # they were reached
        ([("phone", False), ("none", False)], False),  # a note is no try
        ([("phone", False)], False),
        ([], False),
    ],
)
def test_contact_is_lost_after_tries_by_two_channels_and_not_before(tries, enough, cast, role):
    with role("seed"):
        scene = make_scene(cast)
        attempts = [make_contact(scene, channel=Channel(channel), was_reached=reached) for channel, reached in tries]
    call = {"attempts": attempts, "check_on": in_days(7), "by": cast.asha, **TOLD}
    if enough:
        exits.lose_contact(scene.case, **call)
        assert set(exits.open_exit(scene.case).attempts.all()) == set(attempts)
    else:
        with pytest.raises(EvidenceMissing) as refusal:
            exits.lose_contact(scene.case, **call)
        assert set(refusal.value.fields) == {"attempts"}
        assert scene.fresh().status == CaseStatus.WORKING


def test_tries_to_reach_another_household_show_nothing(cast, role):
    with role("seed"):
        scene, other = make_scene(cast), make_scene(cast, name="The Ray household")
        attempts = [
            make_contact(other, channel=channel, was_reached=False) for channel in (Channel.PHONE, Channel.VISIT)
        ]
    with pytest.raises(EvidenceMissing):
        exits.lose_contact(scene.case, attempts=attempts, check_on=in_days(7), by=cast.asha, **TOLD)


@pytest.mark.parametrize("corrected", [True, False])
def test_a_try_that_was_corrected_to_a_talk_no_longer_shows_that_nobody_was_reached(corrected, cast, role):
    with role("seed"):
        scene = make_scene(cast)
        attempts = [
            make_contact(scene, channel=channel, was_reached=False) for channel in (Channel.PHONE, Channel.VISIT)
        ]
        if corrected:
            contacts.record(
                scene.case,
                category=attempts[0].category,
                happened_at=attempts[0].happened_at,
                channel=Channel.PHONE,
                summary="She did answer",
                corrects=attempts[0],
                by=cast.asha,
            )
    call = {"attempts": attempts, "check_on": in_days(7), "by": cast.asha, **TOLD}
    if corrected:
        with pytest.raises(EvidenceMissing):
            exits.lose_contact(scene.case, **call)
    else:
        assert exits.lose_contact(scene.case, **call).status == CaseStatus.LOST_CONTACT


@pytest.mark.parametrize("days", [0, -1])
def test_the_day_to_look_again_lies_ahead(days, cast, role):
    with role("seed"):
        scene = make_scene(cast)
    with pytest.raises(Invalid) as refusal:
        exits.pause(scene.case, check_on=in_days(days), by=cast.asha, **TOLD)
    assert set(refusal.value.fields) == {"check_on"}


@pytest.mark.parametrize(
    ("missing", "constraint"),
    [
        ({"evidence": " "}, "case_exit_evidence_said"),
        ({"people_told": ""}, "case_exit_people_told_said"),
        ({"receiving_service": ""}, "case_exit_names_who_receives"),
        ({"check_on": None}, "case_exit_is_looked_at_again"),
    ],
)
def test_an_exit_that_lacks_something_is_not_recorded(missing, constraint, cast, role):
    with role("seed"):
        scene = make_scene(cast)
    whole = {**TOLD, "receiving_service": "Social care", "check_on": in_days(7), "by": cast.asha}
    with pytest.raises(IntegrityError, match=constraint):
        exits.step_up(scene.case, **{**whole, **missing})
    assert scene.fresh().status == CaseStatus.WORKING


def test_a_transfer_keeps_the_lead_until_the_other_service_says_that_it_has_them(cast, role):
    with role("seed"):
        scene = make_scene(cast, CaseStatus.TRANSFERRED)
    assert allocations.open_lead(scene.case) == cast.asha.membership
    confirmed = exits.confirm_transfer(scene.case, words="We have them", by=cast.asha)
    assert not confirmed.is_open
    assert allocations.open_lead(confirmed) is None
    assert exits.open_exit(confirmed).confirmed_words == "We have them"


def test_a_manager_decides_that_a_case_continues_in_another_and_no_agreement_goes_along(cast, role):
    with role("seed"):
        scene, other = (
            make_scene(cast),
            make_scene(cast, CaseStatus.WORKING, ("Uma Ray", None), name="The Ray household"),
        )
        make_outcome(scene)
    call = {"other": other.case, "reason": "One home now", "people_told": "Both"}
    with pytest.raises(NotPermitted):
        exits.continue_in(scene.case, by=cast.asha, **call)
    case = exits.continue_in(scene.case, by=cast.mina, **call)
    assert (case.continued_in, case.is_open) == (other.case, False)
    assert not OutcomeAgreement.objects.filter(version__outcome__case=other.case).exists()
    assert [member.person.name for member in other.members] == ["Uma Ray"]
    assert not Closure.objects.exists()


@pytest.mark.parametrize(
    "target", ["itself", "one that is over", "one that is paused", "a separated one", "one at the front door"]
)
def test_a_case_continues_only_in_another_main_case_that_is_worked_on(target, cast, role):
    with role("seed"):
        scene = make_scene(cast)
        status = {"one that is over": CaseStatus.DECLINED, "one that is paused": CaseStatus.PAUSED}.get(
            target, CaseStatus.REFERRED
        )
        other = scene.case if target == "itself" else make_scene(cast, status, name="The Ray household").case
        if target == "a separated one":
            own = lifecycle.create(
                household=other.household,
                team=cast.team,
                reason="Apart",
                by=cast.asha,
                at=clock.now(),
                separated_from=other,
            )
            other = lifecycle.accept(own, lead=cast.ben.membership, by=cast.mina)
    with pytest.raises(Invalid) as refusal:
        exits.continue_in(scene.case, other=other, reason="One home", people_told="Both", by=cast.mina)
    assert set(refusal.value.fields) == {"other"}


def test_a_manager_cannot_continue_a_case_in_one_that_they_do_not_see(cast, role):
    with role("seed"):
        scene = make_scene(cast)
        household, people = make_household(cast.dot, ("Uma Ray", None), name="The Ray household")
        other = lifecycle.refer(household=household, team=cast.dot.team, reason="So", people=people, by=cast.dot)
    with pytest.raises(Missing):
        exits.continue_in(scene.case, other=other, reason="One home", people_told="Both", by=cast.mina)


def test_a_case_does_not_come_back_beside_a_new_one(cast, role):
    with role("seed"):
        scene = make_scene(cast, CaseStatus.MOVED_AWAY)
        lifecycle.refer(household=scene.household, team=cast.team, reason="They are back", by=cast.asha)
    with pytest.raises(OpenCaseExists):
        exits.resume(scene.case, reason="They are back", by=cast.asha)


def test_who_comes_back_when_the_lead_is_gone_is_named(cast, role):
    with role("seed"):
        scene = make_scene(cast, CaseStatus.MOVED_AWAY)
        memberships.end(cast.asha.membership, ended_on=clock.today(), by=cast.adi)
    with pytest.raises(LeadNotAvailable):
        exits.resume(scene.case, reason="They are back", by=cast.ben)
    told = {"handover_note": "Tuesdays are best", "participants_told": "Rosa, by phone"}
    with pytest.raises(NotPermitted):  # nobody gives a case to themselves
        exits.resume(scene.case, reason="They are back", lead=cast.ben.membership, by=cast.ben, **told)
    with pytest.raises(Invalid):
        exits.resume(scene.case, reason="They are back", lead=cast.ben.membership, by=cast.mina)
    exits.resume(scene.case, reason="They are back", lead=cast.ben.membership, by=cast.mina, **told)
    assert allocations.open_lead(scene.case) == cast.ben.membership


def test_a_referral_that_continued_elsewhere_comes_back_to_the_front_door_without_a_lead(cast, role):
    with role("seed"):
        scene = make_scene(cast, CaseStatus.REFERRED)
        leave(scene, CaseStatus.CONTINUED)
    back = exits.resume(scene.case, reason="They live apart again", by=cast.asha)
    assert back.status == CaseStatus.REFERRED
    assert allocations.open_lead(back) is None


def test_a_case_at_work_has_nothing_to_resume(cast, role):
    with role("seed"):
        scene = make_scene(cast)
    with pytest.raises(TransitionRefused):
        exits.resume(scene.case, reason="?", by=cast.asha)


@pytest.mark.parametrize("count", [1, 3])
def test_the_manager_s_list_forgets_no_exit_and_shows_the_soonest_first(count, cast, role, django_assert_num_queries):
    with role("seed"):
        scenes = [make_scene(cast, name=f"Household {number}") for number in range(count)]
        for number, scene in enumerate(reversed(scenes)):
            exits.pause(scene.case, check_on=in_days(7 + number), by=cast.asha, **TOLD)
        make_scene(cast, name="At work")
    with django_assert_num_queries(2):
        listed = [(row.case.household.name, row.recorded_by.user.name) for row in selectors.exits_for(cast.mina)]
    assert listed == [(f"Household {number}", "Asha") for number in reversed(range(count))]
    assert not selectors.exits_for(cast.dora).exists()


def test_a_death_is_recorded_with_the_person_first(cast):
    scene = make_scene(cast)
    with pytest.raises(EvidenceMissing, match="on which day"):
        exits.record_death(scene.case, by=cast.asha, **TOLD)


def test_a_case_in_which_somebody_lives_on_does_not_end_by_a_death(cast):
    scene = make_scene(cast)
    people.amend(scene.people[1], died_on=clock.today(), by=cast.asha)
    with pytest.raises(EvidenceMissing, match="lives on"):
        exits.record_death(scene.case, by=cast.asha, **TOLD)
