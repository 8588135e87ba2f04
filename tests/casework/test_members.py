"""Who is part of a case: joining, and leaving only when two people stand behind it."""

import pytest
from django.db import IntegrityError, transaction

from agencies import clock, memberships
from agencies.actors import member_actor
from agencies.enums import RoleCode
from agencies.exceptions import Missing, NotPermitted, SecondPersonNeeded
from casework import lifecycle, members, people, selectors
from casework.enums import CaseKind, CaseStatus, LeavingReason
from casework.exceptions import AlreadyMember, CaseIsNotOpen, LeadNotAvailable, NotUndone, TransitionRefused
from casework.models import Case, CaseMember
from tests.factories.agencies import STARTED_ON
from tests.factories.casework import leave, make_person, make_scene

pytestmark = pytest.mark.usefixtures("db")

WHY = {"reason": LeavingReason.LEFT, "evidence": "He told both of us on Friday"}


def test_somebody_joins_an_open_case_once(cast, role):
    with role("seed"):
        scene = make_scene(cast)
    person = make_person(cast.asha, "Ivo Bell")
    member = members.join(scene.case, person=person, by=cast.asha)
    assert (member.case, member.joined_by, member.left_at) == (scene.case, cast.asha.membership, None)
    with pytest.raises(AlreadyMember):
        members.join(scene.case, person=person, by=cast.asha)


def test_nobody_joins_a_case_that_is_over_or_hidden(cast, role):
    with role("seed"):
        over, hidden = make_scene(cast, CaseStatus.DECLINED), make_scene(cast, name="The Ray household")
        person = make_person(cast.asha, "Ivo Bell")
    with pytest.raises(CaseIsNotOpen):
        members.join(over.case, person=person, by=cast.asha)
    with pytest.raises(Missing):
        members.join(hidden.case, person=person, by=cast.dot)


def test_one_worker_proposes_and_another_confirms_that_somebody_left(cast, role):
    with role("seed"):
        scene = make_scene(cast)
    tom = scene.member("Tom")
    tom = proposed = members.propose_leaving(tom, by=cast.asha, **WHY)
    assert proposed.left_at is None  # nothing has changed yet
    assert (proposed.leaving_reason, proposed.leaving_proposed_by) == ("left", cast.asha.membership)
    left = members.confirm_leaving(proposed, by=cast.ben)
    assert (left.left_by, left.leaving_evidence) == (cast.ben.membership, WHY["evidence"])
    assert [member.person.name for member in scene.members] == ["Mia Bell", "Rosa Bell"]
    for again in (members.confirm_leaving, members.keep):
        with pytest.raises(TransitionRefused):
            again(left, by=cast.ben)


def test_who_proposed_does_not_confirm_with_another_membership_either(cast, role):
    with role("seed"):
        scene = make_scene(cast)
        also = memberships.begin(
            user=cast.asha.user,
            agency=cast.team.agency,
            role=RoleCode.MANAGER,
            team=cast.team,
            started_on=STARTED_ON,
            by=cast.adi,
        )
    tom = scene.member("Tom")
    tom = members.propose_leaving(tom, by=cast.asha, **WHY)
    for actor in (cast.asha, member_actor(also)):
        with pytest.raises(SecondPersonNeeded):
            members.confirm_leaving(tom, by=actor)
    with pytest.raises(Missing):
        members.confirm_leaving(tom, by=cast.dot)
    assert CaseMember.objects.get(pk=tom.pk).left_at is None


def test_nobody_leaves_without_a_proposal_and_a_proposal_can_be_taken_back(cast, role):
    with role("seed"):
        scene = make_scene(cast)
    tom = scene.member("Tom")
    with pytest.raises(TransitionRefused):
        members.confirm_leaving(tom, by=cast.ben)
    with pytest.raises(NotUndone):
        members.keep(tom, by=cast.asha)
    tom = members.propose_leaving(tom, by=cast.asha, **WHY)
    kept = members.keep(tom, by=cast.ben)
    assert (kept.leaving_reason, kept.leaving_evidence, kept.leaving_proposed_at, kept.leaving_proposed_by) == (
        "",
        "",
        None,
        None,
    )
    with pytest.raises(TransitionRefused):
        members.confirm_leaving(kept, by=cast.mina)


def test_who_left_can_join_again_and_both_times_stay_on_record(cast, role):
    with role("seed"):
        scene = make_scene(cast)
    tom = scene.member("Tom")
    tom = members.propose_leaving(tom, by=cast.asha, **WHY)
    members.confirm_leaving(tom, by=cast.ben)
    members.join(scene.case, person=tom.person, by=cast.asha)
    assert scene.case.members.filter(person=tom.person).count() == 2


@pytest.fixture
def apart(cast, role):
    """Tom, kept apart: a scene, and his own case, still at the front door of Dot's team."""
    with role("seed"):
        scene = make_scene(cast)
        tom = scene.member("Tom")
        tom = members.propose_leaving(tom, reason=LeavingReason.SEPARATED, evidence="She told Asha alone", by=cast.asha)
        members.confirm_leaving(tom, team=cast.dot.team, by=cast.mina)
        return scene, Case.objects.get(separated_from=scene.case)


def test_a_separated_case_names_the_one_it_came_from_and_has_its_own_person_team_and_reason(apart, cast):
    scene, own = apart
    assert (own.kind, own.separated_from, own.household, own.team) == (
        CaseKind.SEPARATED,
        scene.case,
        scene.household,
        cast.dot.team,
    )
    assert (own.status, own.reason, own.reference != scene.case.reference) == ("referred", "She told Asha alone", True)
    assert [member.person.name for member in own.members.all()] == ["Tom Bell"]
    assert [member.person.name for member in scene.members] == ["Mia Bell", "Rosa Bell"]


def test_a_separated_case_stays_with_the_same_team_where_none_is_named(cast, role):
    with role("seed"):
        scene = make_scene(cast)
        tom = scene.member("Tom")
        tom = members.propose_leaving(tom, reason=LeavingReason.SEPARATED, evidence="She told Asha alone", by=cast.asha)
        members.confirm_leaving(tom, by=cast.mina)
    assert Case.objects.get(separated_from=scene.case).team == cast.team


def test_nobody_joins_the_other_side(apart, cast):
    scene, own = apart
    with pytest.raises(Missing):  # who fled is not there for the case that they fled from
        members.join(scene.case, person=scene.people[1], by=cast.asha)
    with pytest.raises(Missing):
        members.join(own, person=scene.people[0], by=cast.dora)
    with pytest.raises(AlreadyMember):
        members.add(scene.case, scene.people[1], by=cast.asha, at=clock.now())


def test_nor_a_case_that_the_household_has_later(apart, cast, role):
    scene, _ = apart
    with role("seed"):
        leave(scene, CaseStatus.MOVED_AWAY)
        later = lifecycle.refer(
            household=scene.household, team=cast.team, reason="Again", people=scene.people[:1], by=cast.asha
        )
    with pytest.raises(AlreadyMember, match="cannot become part"):
        members.add(later, scene.people[1], by=cast.asha, at=clock.now())
    with pytest.raises(IntegrityError, match="shares nobody"), transaction.atomic():  # whoever writes
        CaseMember.objects.create(
            case=later, person=scene.people[1], joined_at=clock.now(), joined_by=cast.asha.membership
        )


def test_an_open_separated_case_stands_beside_the_main_one(apart):
    scene, own = apart
    assert scene.fresh().is_open
    assert own.is_open


@pytest.mark.parametrize("name", ["ana", "gill", "adi", "chidi"])
def test_who_sees_no_case_changes_none_of_its_people(name, cast, role):
    with role("seed"):
        scene = make_scene(cast)
    tom = scene.member("Tom")
    with pytest.raises((Missing, NotPermitted)):
        tom = members.propose_leaving(tom, by=cast[name], **WHY)


@pytest.mark.parametrize("status", [CaseStatus.DECLINED, CaseStatus.DIED])
def test_the_people_of_a_case_that_is_over_stay(status, cast, role):
    with role("seed"):
        scene = make_scene(cast, status)
    for verb, words in ((members.propose_leaving, WHY), (members.keep, {}), (members.confirm_leaving, {})):
        with pytest.raises(CaseIsNotOpen):
            verb(scene.member("Tom"), by=cast.asha, **words)


@pytest.mark.parametrize("count", [1, 3])
def test_the_people_of_a_case_are_listed_with_their_yes_in_two_queries(count, cast, role, django_assert_num_queries):
    with role("seed"):
        scene = make_scene(cast, CaseStatus.WORKING, *[(f"Person {number}", None) for number in range(count)])
    with django_assert_num_queries(2):
        listed = [(row.person.name, len(row.engagements.all())) for row in selectors.members_of(cast.ben, scene.case)]
    assert sorted(listed) == [(f"Person {number}", 1) for number in range(count)]


def test_nobody_works_on_both_sides(apart, cast):
    _, own = apart
    with pytest.raises(LeadNotAvailable, match="choose somebody else"):
        lifecycle.accept(own, lead=cast.asha.membership, by=cast.dora)
    assert lifecycle.accept(own, lead=cast.dot.membership, by=cast.dora).status == CaseStatus.ACCEPTED


def test_who_was_separated_is_closed_to_the_case_they_left(apart, cast):
    scene, _ = apart
    tom = scene.people[1]
    assert not selectors.people_for(cast.asha).filter(pk=tom.pk).exists()
    assert selectors.people_for(cast.dora).filter(pk=tom.pk).exists()
    people.amend(tom, name="Somebody Else", by=cast.dora)
    shown = [member.name for member in selectors.members_of(cast.asha, scene.case)]
    assert sorted(shown) == ["Mia Bell", "Rosa Bell", "Tom Bell"]
