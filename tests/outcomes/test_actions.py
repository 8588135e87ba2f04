"""Actions: one step, one owner, one day, and what it is for."""

from datetime import timedelta

import pytest

from agencies import clock, memberships
from agencies.enums import DataCategory
from agencies.exceptions import Invalid, Missing, Stale
from casework import members
from casework.enums import CaseStatus, LeavingReason
from casework.exceptions import CaseIsNotOpen
from casework.models import CaseMember
from outcomes import actions, codesign, selectors
from outcomes.enums import ActionReason
from outcomes.exceptions import ActionSettled
from outcomes.models import Action, Outcome
from tests.database import refused, run
from tests.factories.casework import leave, make_scene
from tests.factories.outcomes import make_action, make_outcome

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def scene(cast, role):
    """The Bells, at work."""
    with role("seed"):
        return make_scene(cast)


def take_on(scene, by=None, **said) -> Action:
    """Asha asks the landlord, for safety, within the week; or whatever else is said."""
    facts = {
        "title": "Ask the landlord about the boiler",
        "due_on": clock.today() + timedelta(days=7),
        "category": DataCategory.HOUSING,
        "reason": ActionReason.SAFETY,
        "owner_worker": scene.cast.asha.membership,
    }
    return actions.take_on(scene.case, by=by or scene.cast.asha, **{**facts, **said})


@pytest.mark.parametrize("reason", list(ActionReason))
def test_an_action_that_serves_no_outcome_says_why_it_is_done(reason, scene):
    assert (take_on(scene, reason=reason).reason, Action.objects.get().outcome) == (reason, None)


def test_an_action_serves_an_outcome(scene):
    outcome = make_outcome(scene)
    assert take_on(scene, outcome=outcome, reason="").outcome == outcome


def test_a_participant_owns_a_step_too_and_it_is_about_them(scene):
    action = take_on(scene, owner_worker=None, owner_member=scene.member("Rosa"))
    assert (action.owner_member, list(action.about.all())) == (scene.member("Rosa"), [scene.people[0]])


def test_an_action_is_about_whoever_is_named_and_its_owner(scene):
    rosa, tom, mia = scene.people
    assert set(take_on(scene, about=[mia]).about.all()) == {mia}
    for about in ([tom, mia], [tom, mia, rosa]):
        action = take_on(scene, owner_worker=None, owner_member=scene.member("Rosa"), about=about)
        assert set(action.about.all()) == {rosa, tom, mia}


@pytest.mark.parametrize("name", ["asha", "mina", "chidi"])
def test_an_action_is_owned_by_whoever_works_with_households_a_partner_s_practitioner_too(name, scene, cast):
    owner = cast[name].membership
    assert take_on(scene, owner_worker=owner).owner_worker == owner


@pytest.mark.parametrize(
    ("what", "field"),
    [
        ("neither an outcome nor a reason", "outcome"),
        ("an outcome and a reason", "outcome"),
        ("an outcome of another case", "outcome"),
        ("an outcome that was dropped", "outcome"),
        ("no owner", "owner_worker"),
        ("two owners", "owner_worker"),
        ("an owner who left the agency", "owner_worker"),
        ("an owner who sees figures only", "owner_worker"),
        ("an owner who keeps the teams in order", "owner_worker"),
        ("an owner of another case", "owner_member"),
        ("somebody else's person", "about"),
        ("an owner who left the case", "owner_member"),
        ("yesterday", "due_on"),
    ],
)
def test_an_action_does_not_have(what, field, scene, cast, role):
    outcome, rosa = make_outcome(scene), scene.member("Rosa")
    with role("seed"):
        other = make_scene(cast, name="The Ray household")
        said = {
            "neither an outcome nor a reason": lambda: {"reason": ""},
            "an outcome and a reason": lambda: {"outcome": outcome},
            "an outcome of another case": lambda: {"outcome": make_outcome(other), "reason": ""},
            "an outcome that was dropped": lambda: {
                "outcome": codesign.drop(outcome, reason="?", by=cast.asha),
                "reason": "",
            },
            "no owner": lambda: {"owner_worker": None},
            "two owners": lambda: {"owner_member": rosa},
            "an owner who left the agency": lambda: {
                "owner_worker": memberships.end(cast.ben.membership, ended_on=clock.today(), by=cast.adi)
            },
            "an owner who sees figures only": lambda: {"owner_worker": cast.ana.membership},
            "an owner who keeps the teams in order": lambda: {"owner_worker": cast.adi.membership},
            "somebody else's person": lambda: {"about": other.people},
            "an owner of another case": lambda: {"owner_worker": None, "owner_member": other.member("Rosa")},
            "an owner who left the case": lambda: {"owner_worker": None, "owner_member": who_left(scene)},
            "yesterday": lambda: {"due_on": clock.today() - timedelta(days=1)},
        }[what]()
    with pytest.raises(Invalid) as refusal:
        take_on(scene, **said)
    assert set(refusal.value.fields) == {field}
    assert not Action.objects.exists()


def who_left(scene) -> CaseMember:
    tom = scene.member("Tom")
    tom = members.propose_leaving(tom, reason=LeavingReason.LEFT, evidence="Gone", by=scene.cast.asha)
    return members.confirm_leaving(tom, by=scene.cast.ben)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("reason = ''", "action_serves_an_outcome_or_says_why"),
        ("owner_worker_id = NULL", "action_has_one_owner"),
        ("done_at = clock()", "action_done_at_and_by"),
        ("title = ' '", "action_title_said"),
    ],
)
def test_the_database_asks_the_same_of_an_action(change, constraint, scene, role):
    make_action(scene)
    with role("owner"), refused(constraint):  # the service itself lacks the right to change most of these
        run(f"UPDATE outcomes_action SET {change}")


def test_an_action_is_put_off_then_done_and_taken_up_again(scene, cast):
    later = clock.today() + timedelta(days=20)
    action = actions.put_off(make_action(scene), due_on=later, by=cast.ben)
    done = actions.finish(action, result="The boiler works", by=cast.asha)
    assert (done.due_on, done.done_by, done.result) == (later, cast.asha.membership, "The boiler works")
    assert not Action.objects.to_do().exists()
    again = actions.take_up_again(done, by=cast.asha)
    assert (again.done_at, again.done_by) == (None, None)
    dropped = actions.drop(again, reason="They moved", by=cast.asha)
    assert (dropped.dropped_by, dropped.dropped_reason) == (cast.asha.membership, "They moved")
    assert not Action.objects.to_do().exists()
    assert actions.take_up_again(dropped, by=cast.asha).dropped_at is None
    assert Action.objects.to_do().count() == 1


def test_what_is_settled_is_not_settled_again_and_what_is_to_do_not_taken_up(scene, cast):
    action = make_action(scene)
    with pytest.raises(ActionSettled):
        actions.take_up_again(action, by=cast.asha)
    for settle in (actions.finish, lambda each, by: actions.drop(each, reason="?", by=by)):
        settled = settle(Action.objects.get(), by=cast.asha)
        for verb in (
            lambda each: actions.finish(each, by=cast.asha),
            lambda each: actions.drop(each, reason="?", by=cast.asha),
            lambda each: actions.put_off(each, due_on=clock.today(), by=cast.asha),
        ):
            with pytest.raises(ActionSettled):
                verb(settled)
        actions.take_up_again(settled, by=cast.asha)


def test_an_action_is_not_put_off_to_yesterday_and_not_by_who_read_an_old_one(scene, cast):
    action = make_action(scene)
    with pytest.raises(Invalid) as refusal:
        actions.put_off(action, due_on=clock.today() - timedelta(days=1), by=cast.asha)
    assert set(refusal.value.fields) == {"due_on"}
    actions.put_off(action, due_on=clock.today(), by=cast.ben)
    with pytest.raises(Stale):
        actions.finish(action, by=cast.asha)


@pytest.mark.parametrize("verb", ["put_off", "finish", "drop", "take_up_again"])
def test_an_action_of_a_case_that_is_over_stays_as_it_is(verb, scene, cast, role):
    action = make_action(scene)
    if verb == "take_up_again":
        action = actions.finish(action, by=cast.asha)
    said = {"put_off": {"due_on": clock.today()}, "drop": {"reason": "?"}}.get(verb, {})
    with role("seed"):
        leave(scene, CaseStatus.MOVED_AWAY)
    before = Action.objects.values().get()
    with pytest.raises(CaseIsNotOpen):
        getattr(actions, verb)(action, by=cast.asha, **said)
    assert Action.objects.values().get() == before


def test_an_action_serves_no_outcome_that_was_dropped_after_it_was_loaded(scene, cast):
    loaded = make_outcome(scene)
    codesign.drop(Outcome.objects.get(), reason="Not wanted", by=cast.asha)
    assert loaded.dropped_at is None
    with pytest.raises(Invalid):
        take_on(scene, outcome=loaded, reason="")


def test_nothing_new_is_taken_on_in_a_case_that_is_over_or_hidden(scene, cast, role):
    action = make_action(scene)
    for verb in (
        lambda: take_on(scene, by=cast.dot),
        lambda: actions.finish(action, by=cast.dot),
        lambda: actions.take_up_again(action, by=cast.dot),
    ):
        with pytest.raises(Missing):
            verb()
    with role("seed"):
        leave(scene, CaseStatus.MOVED_AWAY)
    with pytest.raises(CaseIsNotOpen):
        take_on(scene)


@pytest.mark.parametrize("count", [1, 3])
def test_actions_are_listed_with_their_owners_in_four_queries(count, scene, cast, role, django_assert_num_queries):
    with role("seed"):
        for _ in range(count):
            make_action(scene)
    with django_assert_num_queries(4):
        owners = [
            (row.owner_worker.user.name, list(row.about.all())) for row in selectors.actions_of(cast.ben, scene.case)
        ]
    assert owners == [("Asha", [])] * count
