"""A share or an agreement that ends is told in time to whoever can do something about it, and to nobody for long."""

from datetime import timedelta

import pytest

from agencies import agreements, memberships
from agencies.enums import DataCategory, RoleCode
from casework import sharing
from outcomes import actions
from tests.conftest import database_role
from tests.factories.agencies import make_member
from tests.factories.casework import make_scene
from tests.factories.reminders import MONDAY, Minutes
from tests.factories.sharing import make_agreement, make_share

pytestmark = pytest.mark.usefixtures("db")

ENDING = ("share_ending", "asha", "worker")
REVIEW, LAST = ("agreement_to_review", "gill", "worker"), ("agreement_ending", "gill", "worker")


@pytest.fixture
def minutes(clock, cast):
    """It is Monday, eight o'clock."""
    bells = Minutes(clock, cast)
    bells.at(0)
    return bells


def test_a_share_that_ends_before_its_agreement_is_told_to_the_lead_until_it_is_over(minutes, cast):
    with database_role("seed"):
        scene = make_scene(cast)
        make_share(scene, cast.chidi, last_day=MONDAY + timedelta(days=20))
        make_share(scene, cast.chidi, DataCategory.HOUSING)  # as long as its agreement: nothing to tell the lead
    seen = {day: ENDING in (minutes.plan(day), minutes.told(kind="share_ending"))[1] for day in (0, 10, 19, 20, 21)}
    assert seen == {0: False, 10: False, 19: True, 20: True, 21: False}
    assert ("share_ending", "settled") in minutes.cancelled()


def test_a_share_that_was_stopped_is_told_no_more(minutes, cast):
    with database_role("seed"):
        scene = make_scene(cast)
        share = make_share(scene, cast.chidi, last_day=MONDAY + timedelta(days=1))
    minutes.plan(1)
    assert minutes.told(kind="share_ending") == {ENDING}
    with database_role("seed"):
        sharing.stop(share, reason="Rosa asked us to", by=cast.asha)
    minutes.plan_now()
    assert minutes.told(kind="share_ending") == set()


def test_an_agreement_is_told_to_whoever_keeps_it_before_its_review_and_before_its_end(minutes, cast):
    with database_role("seed"):
        make_agreement(cast, days=(-30, 40), review_on=MONDAY + timedelta(days=20))
        gwen = make_member(cast.adi, "Gwen", cast.team.agency, RoleCode.GOVERNANCE_LEAD)
    minutes.plan(0)
    assert minutes.told() == set()
    minutes.plan(20)
    assert minutes.told() == {REVIEW}
    minutes.plan(40)
    assert minutes.told() == {REVIEW, LAST}
    with database_role("seed"):
        memberships.end(cast.gill.membership, ended_on=MONDAY + timedelta(days=40), by=cast.adi)
    minutes.plan_now()
    assert {who for _, who, _ in minutes.told()} == {"gwen"}
    assert gwen.user is not None


def test_where_the_drafters_agency_keeps_no_agreements_any_more_another_party_is_told(minutes, cast):
    with database_role("seed"):
        make_agreement(cast, days=(-30, 40), review_on=MONDAY + timedelta(days=20))
        make_member(cast.adi, "Gus", cast.chidi.agency, RoleCode.GOVERNANCE_LEAD)
        memberships.end(cast.gill.membership, ended_on=MONDAY + timedelta(days=1), by=cast.adi)
    minutes.plan(20)
    assert minutes.told() == {("agreement_to_review", "gus", "worker")}


@pytest.mark.parametrize("what", ["ended", "followed by a signed version"])
def test_an_agreement_that_is_settled_is_told_no_more(what, minutes, cast):
    with database_role("seed"):
        agreement = make_agreement(cast, days=(-30, 3))
        minutes.plan(3)
        assert minutes.told() == {REVIEW, LAST}
        if what == "ended":
            agreements.end(agreement, reason="Replaced", by=cast.gill)
        else:
            make_agreement(cast, supersedes=agreement)
    minutes.plan_now()
    assert {kind for kind, _, _ in minutes.told()} & {"agreement_to_review", "agreement_ending"} == set()


@pytest.mark.parametrize(("shared", "told"), [(True, "chidi"), (False, "asha")])
def test_a_partner_s_action_is_told_to_them_while_they_see_the_case_and_to_the_lead_otherwise(
    shared, told, minutes, cast
):
    with database_role("seed"):
        scene = make_scene(cast)
        share = make_share(scene, cast.chidi)
        actions.take_on(
            scene.case,
            title="Look in at night",
            due_on=MONDAY + timedelta(days=1),
            category=DataCategory.OFFENCES,
            reason="safety",
            owner_worker=cast.chidi.membership,
            by=cast.chidi,
        )
        if not shared:
            sharing.stop(share, reason="Rosa asked us to", by=cast.asha)
    minutes.plan(1)
    assert minutes.told(kind="action_due") == {("action_due", told, "worker")}
