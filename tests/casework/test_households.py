"""Who lives together, from when to when, and what becomes of a household that splits or joins another."""

from datetime import timedelta

import pytest

from agencies import clock
from agencies.exceptions import Invalid, Missing, NotPermitted, Stale
from casework import exits, households, selectors
from casework.enums import CaseStatus, HouseholdRole
from casework.exceptions import HouseholdsNotJoined, NotUndone
from casework.models import Address, Household, HouseholdChange, HouseholdMember
from tests.factories.casework import make_household, make_person, make_scene

pytestmark = pytest.mark.usefixtures("db")

ROSA, TOM = ("Rosa Bell", None), ("Tom Bell", None)


def days_ago(days: int):
    return clock.today() - timedelta(days=days)


def at_home(household: Household) -> list[str]:
    """Who lives there now."""
    rows = HouseholdMember.objects.filter(household=household, ended_on=None, undone=False)
    return sorted(rows.values_list("person__name", flat=True))


@pytest.fixture
def two(cast, role):
    """The Bells, and the Rays; no cases."""
    with role("seed"):
        bells, people = make_household(cast.asha, ROSA, TOM)
        rays, _ = make_household(cast.asha, ("Uma Ray", None), name="The Ray household")
    return bells, people, rays


def test_a_person_lives_in_two_households_at_once(two, cast):
    bells, (rosa, _), rays = two
    households.move_in(rays, person=rosa, role=HouseholdRole.ADULT, started_on=days_ago(30), by=cast.asha)
    assert "Rosa Bell" in at_home(bells)
    assert "Rosa Bell" in at_home(rays)


def test_somebody_moves_out_and_back_in_and_both_times_stay_on_record(two, cast):
    bells, (rosa, _), _ = two
    households.move_out(bells.members.get(person=rosa), ended_on=days_ago(30), by=cast.asha)
    assert at_home(bells) == ["Tom Bell"]
    households.move_in(bells, person=rosa, role=HouseholdRole.PARENT, started_on=days_ago(30), by=cast.asha)
    assert bells.members.filter(person=rosa).count() == 2


def test_nobody_lives_twice_in_one_household_on_one_day(two, cast):
    bells, (rosa, _), _ = two
    households.move_out(bells.members.get(person=rosa), ended_on=days_ago(30), by=cast.asha)
    with pytest.raises(Invalid) as refusal:
        households.move_in(bells, person=rosa, role=HouseholdRole.ADULT, started_on=days_ago(31), by=cast.asha)
    assert set(refusal.value.fields) == {"started_on"}


@pytest.mark.parametrize("days", [3000, -1])
def test_nobody_moves_out_before_they_moved_in_or_in_time_to_come(days, two, cast):
    bells, (rosa, _), _ = two
    with pytest.raises(Invalid) as refusal:
        households.move_out(bells.members.get(person=rosa), ended_on=days_ago(days), by=cast.asha)
    assert set(refusal.value.fields) == {"ended_on"}


def test_nobody_moves_out_twice_or_in_tomorrow(two, cast):
    bells, (rosa, _), rays = two
    member = bells.members.get(person=rosa)
    households.move_out(member, ended_on=days_ago(3), by=cast.asha)
    with pytest.raises(Invalid):
        households.move_out(member, ended_on=days_ago(2), by=cast.asha)
    with pytest.raises(Invalid) as refusal:
        households.move_in(rays, person=rosa, role=HouseholdRole.ADULT, started_on=days_ago(-1), by=cast.asha)
    assert set(refusal.value.fields) == {"started_on"}


def test_moving_out_leaves_their_part_in_the_case_as_it_is(cast, role):
    with role("seed"):
        scene = make_scene(cast)
    tom = scene.household.members.get(person__name="Tom Bell")
    households.move_out(tom, ended_on=days_ago(0), by=cast.asha)
    assert scene.member("Tom").left_at is None


@pytest.mark.parametrize(
    ("name", "refusal"), [("dot", Missing), ("chidi", Missing), ("adi", Missing), ("ana", Missing)]
)
def test_who_does_not_see_the_household_changes_nothing_about_it(name, refusal, two, cast):
    bells, (rosa, _), _ = two
    with pytest.raises(refusal):
        households.move_in(bells, person=rosa, role=HouseholdRole.ADULT, started_on=days_ago(1), by=cast[name])
    with pytest.raises(refusal):
        households.record_address(bells, lines="1 Mill Lane", started_on=days_ago(1), by=cast[name])


@pytest.mark.parametrize("name", ["adi", "ana", "gill"])
def test_who_sees_no_case_registers_no_household(name, cast):
    with pytest.raises(NotPermitted):
        households.register(name="The Ray household", by=cast[name])


def test_some_of_them_live_on_their_own_and_their_case_stays_where_it_is(cast, role):
    with role("seed"):
        scene = make_scene(cast)
    tom = scene.people[1]
    change = households.split(
        scene.household, people=[tom], name="Tom’s", reason="He has a flat", made_on=days_ago(2), by=cast.asha
    )
    assert at_home(scene.household) == ["Mia Bell", "Rosa Bell"]
    assert at_home(change.target) == ["Tom Bell"]
    moved = change.brought.get()
    assert (moved.started_on, moved.role) == (days_ago(2), "adult")
    assert scene.fresh().household == scene.household
    assert not change.target.cases.exists()


@pytest.mark.parametrize("whom", ["nobody", "everybody", "a stranger", "who left before"])
def test_a_split_takes_some_of_those_who_live_there_and_not_all(whom, two, cast):
    bells, people, _ = two
    if whom == "who left before":
        households.move_out(bells.members.get(person=people[0]), ended_on=days_ago(3), by=cast.asha)
    named = {"nobody": [], "everybody": people, "a stranger": [make_person(cast.asha, "Ivo")]}.get(whom, people[:1])
    with pytest.raises(Invalid) as refusal:
        households.split(bells, people=named, name="New", reason="Moved", made_on=days_ago(1), by=cast.asha)
    assert set(refusal.value.fields) == {"people"}
    assert not HouseholdChange.objects.exists()


@pytest.mark.parametrize("days", [-1, 3000])
def test_a_split_has_a_day_that_has_come_and_on_which_they_lived_there(days, two, cast):
    bells, people, _ = two
    with pytest.raises(Invalid) as refusal:
        households.split(bells, people=people[:1], name="New", reason="Moved", made_on=days_ago(days), by=cast.asha)
    assert set(refusal.value.fields) == {"made_on"}
    assert Household.objects.count() == 2


def test_two_households_become_one_and_it_can_be_undone(two, cast):
    bells, _, rays = two
    change = households.join(bells, into=rays, reason="They live together", made_on=days_ago(1), by=cast.asha)
    assert (at_home(bells), at_home(rays)) == ([], ["Rosa Bell", "Tom Bell", "Uma Ray"])
    undone = households.undo(change, by=cast.ben)
    assert (at_home(bells), at_home(rays)) == (["Rosa Bell", "Tom Bell"], ["Uma Ray"])
    assert undone.undone_by == cast.ben.membership
    assert HouseholdMember.objects.filter(undone=True).count() == 2  # that it was said stays on record
    with pytest.raises(NotUndone):
        households.undo(change, by=cast.asha)


def test_who_lives_in_both_households_lives_in_the_joined_one_once(two, cast):
    bells, (rosa, _), rays = two
    households.move_in(rays, person=rosa, role=HouseholdRole.ADULT, started_on=days_ago(30), by=cast.asha)
    households.join(bells, into=rays, reason="They live together", made_on=days_ago(1), by=cast.asha)
    assert at_home(rays) == ["Rosa Bell", "Tom Bell", "Uma Ray"]


def test_a_household_does_not_join_itself_or_one_that_is_hidden(two, cast, role):
    bells, _, _ = two
    with role("seed"):
        hidden, _ = make_household(cast.dot, name="Hidden")
    with pytest.raises(Invalid) as refusal:
        households.join(bells, into=bells, reason="?", made_on=days_ago(1), by=cast.asha)
    assert set(refusal.value.fields) == {"into"}
    for source, into in ((bells, hidden), (hidden, bells)):
        with pytest.raises(Missing):
            households.join(source, into=into, reason="?", made_on=days_ago(1), by=cast.asha)


def test_two_open_cases_stand_in_the_way_until_a_manager_puts_one_in_the_other(cast, role):
    with role("seed"):
        bells, rays = (
            make_scene(cast),
            make_scene(cast, CaseStatus.WORKING, ("Uma Ray", None), name="The Ray household"),
        )
    call = {"into": rays.household, "reason": "One home now", "made_on": days_ago(1), "by": cast.asha}
    with pytest.raises(HouseholdsNotJoined):
        households.join(bells.household, **call)
    assert at_home(rays.household) == ["Uma Ray"]
    exits.continue_in(bells.case, other=rays.case, reason="One home now", people_told="Both", by=cast.mina)
    households.join(bells.household, **call)
    assert at_home(rays.household) == ["Mia Bell", "Rosa Bell", "Tom Bell", "Uma Ray"]
    assert [member.person.name for member in rays.members] == [
        "Uma Ray"
    ]  # each is asked whether they want to be part of it


def test_a_change_is_not_undone_after_somebody_it_moved_moved_again(two, cast):
    bells, people, _ = two
    change = households.split(bells, people=people[:1], name="New", reason="Moved", made_on=days_ago(5), by=cast.asha)
    households.move_out(change.brought.get(), ended_on=days_ago(1), by=cast.asha)
    with pytest.raises(NotUndone):
        households.undo(change, by=cast.asha)


def test_a_change_is_not_undone_after_somebody_it_moved_came_back(two, cast):
    bells, people, _ = two
    change = households.split(bells, people=people[:1], name="New", reason="Moved", made_on=days_ago(5), by=cast.asha)
    households.move_in(bells, person=people[0], role=HouseholdRole.ADULT, started_on=days_ago(1), by=cast.asha)
    with pytest.raises(NotUndone):
        households.undo(change, by=cast.asha)
    assert HouseholdMember.objects.filter(undone=True).count() == 0


def test_who_decided_on_an_old_household_must_look_again(two, cast):
    bells, people, rays = two
    households.split(bells, people=people[:1], name="New", reason="Moved", made_on=days_ago(1), by=cast.ben)
    with pytest.raises(Stale):
        households.join(bells, into=rays, reason="They live together", made_on=days_ago(1), by=cast.asha)


def test_an_address_is_kept_in_its_plain_form_and_ends_on_its_day(two, cast):
    bells, _, _ = two
    address = households.record_address(
        bells,
        lines="1 Mill Lane",
        town="Stoke",
        postcode="st41hh",
        uprn="100012345678",
        started_on=days_ago(9),
        by=cast.asha,
    )
    assert (address.postcode, address.uprn) == ("ST4 1HH", "100012345678")
    households.record_address(bells, lines="No fixed abode", started_on=days_ago(3), by=cast.asha)
    address.refresh_from_db()
    with pytest.raises(Invalid) as refusal:
        households.end_address(address, ended_on=days_ago(10), by=cast.asha)
    assert set(refusal.value.fields) == {"ended_on"}
    ended = households.end_address(address, ended_on=days_ago(3), by=cast.asha)
    assert (ended.ended_on, ended.version) == (days_ago(3), address.version + 1)
    with pytest.raises(Stale):
        households.end_address(address, ended_on=days_ago(2), by=cast.asha)
    assert Address.objects.count() == 2


@pytest.mark.parametrize("count", [1, 3])
def test_members_and_changes_are_listed_in_one_query_each_without_what_was_undone(
    count, cast, role, django_assert_num_queries
):
    with role("seed"):
        bells, people = make_household(cast.asha, *[(f"Person {number}", None) for number in range(count + 1)])
        change = households.split(bells, people=people[:1], name="New", reason="?", made_on=days_ago(1), by=cast.asha)
        households.undo(change, by=cast.asha)
    with django_assert_num_queries(2):
        kept = [row.person.name for row in selectors.household_members_of(cast.ben, bells)]
        brought = list(selectors.household_members_of(cast.ben, change.target))
    assert (len(kept), brought) == (count + 1, [])
    for side in (bells, change.target):
        assert list(selectors.changes_of(cast.ben, side)) == [change]
