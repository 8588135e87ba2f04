"""When a household stands on its manager's page as stuck, and since when."""

from datetime import UTC, datetime, timedelta

import pytest

from agencies.exceptions import NotPermitted
from casework.enums import CaseStatus, Means
from outcomes import closure, reviews, stuck, team_figures
from outcomes.stuck import NO_CONTACT, NO_OUTCOME, NOT_AGREED, REVIEW_LATE
from tests.factories.casework import leave, make_contact, make_scene
from tests.factories.outcomes import make_closed_scene, make_outcome, make_proposal

pytestmark = pytest.mark.usefixtures("db")
BEGUN = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
def begun(cast, role, clock, settings):
    """A case that was taken in on 2 March, and a way to look at it so many days later."""
    settings.NO_OUTCOME_WEEKS, settings.NO_CONTACT_DAYS = 6, 21
    clock.set(BEGUN)
    with role("seed"):
        return make_scene(cast)


def reasons(cast, clock, days):
    """What the manager reads so many days later: each kind, and how many days after the beginning it has stood."""
    clock.set(BEGUN + timedelta(days=days))
    return {why.kind: (why.since - BEGUN.date()).days for each in stuck.stuck_of(cast.mina) for why in each.reasons}


@pytest.mark.parametrize(("days", "kinds"), [(20, {}), (22, {NO_CONTACT: 0}), (41, {NO_CONTACT: 0})])
def test_nobody_was_reached(days, kinds, cast, clock, begun):
    assert reasons(cast, clock, days) == kinds


@pytest.mark.parametrize(("weeks", "is_stuck"), [(6, True), (7, False)])
def test_after_how_many_weeks_is_the_site_s_to_say(weeks, is_stuck, cast, clock, begun, settings):
    settings.NO_OUTCOME_WEEKS = weeks
    assert (NO_OUTCOME in reasons(cast, clock, 42)) is is_stuck


@pytest.mark.parametrize(("agreed", "is_stuck"), [(True, False), (False, True)])
def test_an_outcome_counts_once_everybody_agreed_to_it(agreed, is_stuck, cast, role, clock, begun):
    with role("seed"):
        make_outcome(begun, agreed=agreed)
    assert (NO_OUTCOME in reasons(cast, clock, 50)) is is_stuck


def test_a_contact_that_reached_somebody_ends_the_silence(cast, role, clock, begun):
    clock.set(BEGUN + timedelta(days=15))
    with role("seed"):
        make_contact(begun)
    assert NO_CONTACT not in reasons(cast, clock, 30)
    assert reasons(cast, clock, 40)[NO_CONTACT] == 15


@pytest.mark.parametrize(("days", "late"), [(10, {}), (11, {REVIEW_LATE: 10})])
def test_a_review_is_late_from_the_day_after_its_own(days, late, cast, role, clock, begun):
    with role("seed"):
        reviews.plan(begun.case, due_on=BEGUN.date() + timedelta(days=10), by=cast.asha)
    assert reasons(cast, clock, days) == late


def test_somebody_who_does_not_agree_to_close_is_heard_at_once(cast, role, clock, begun):
    clock.set(BEGUN + timedelta(days=5))
    with role("seed"):
        make_outcome(begun)
        said = {"member": begun.member("Rosa"), "how": Means.PHONE, "witness": "Ben", "by": cast.asha}
        closure.refuse(make_proposal(begun), review_on=BEGUN.date() + timedelta(days=30), **said)
    assert reasons(cast, clock, 6) == {NOT_AGREED: 5}


def test_a_case_that_rests_is_not_stuck(cast, role, clock, begun):
    with role("seed"):
        leave(begun, CaseStatus.PAUSED)
    assert reasons(cast, clock, 90) == {}


def test_the_longest_stands_first_and_another_team_s_not_at_all(cast, role, clock, begun):
    clock.set(BEGUN + timedelta(days=10))
    with role("seed"):
        later = make_scene(cast, name="The Moss household")
    clock.set(BEGUN + timedelta(days=60))
    assert [each.case for each in stuck.stuck_of(cast.mina)] == [begun.case, later.case]
    assert stuck.stuck_of(cast.dora) == []


@pytest.mark.parametrize("who", ["asha", "ana", "chidi"])
def test_only_a_manager_reads_it(who, cast):
    with pytest.raises(NotPermitted):
        stuck.stuck_of(cast[who])
    with pytest.raises(NotPermitted):
        team_figures.of_team(cast[who])


def test_how_many_kept_their_worker_and_how_support_ended(cast, role):
    with role("seed"):
        make_scene(cast, name="Kept")
        paused = make_scene(cast, name="Paused")
        leave(paused, CaseStatus.PAUSED)
        make_closed_scene(cast)
    figures = team_figures.of_team(cast.mina)
    assert (figures.households, figures.continuity[0]) == (2, ("One worker throughout", 2))
    assert figures.endings == [("Closed by agreement: the problems are resolved", 1, 1), ("Paused", 1, 1)]
