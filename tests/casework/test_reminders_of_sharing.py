"""A share or an agreement that ends is told in time to whoever can do something about it, and to nobody for long."""

from datetime import date, timedelta

import pytest

from agencies import agreements, memberships
from agencies.enums import DataCategory, RoleCode
from agencies.models import Membership
from casework import sharing
from casework.models import Reminder
from outcomes import actions
from tests.conftest import database_role
from tests.factories.agencies import make_member
from tests.factories.casework import make_scene
from tests.factories.reminders import MONDAY, Minutes
from tests.factories.sharing import make_agreement, make_share, the_practice

pytestmark = pytest.mark.usefixtures("db")

ENDING = ("share_ending", "asha", "worker")
REVIEW, LAST = ("agreement_to_review", "gill", "worker"), ("agreement_ending", "gill", "worker")
NEAR = {("agreement_review_near", "gill", "worker"), ("agreement_review_near", "gwen", "worker")}


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
    assert minutes.told() == NEAR
    minutes.plan(20)
    assert minutes.told() == {*NEAR, REVIEW}
    minutes.plan(40)
    assert minutes.told() == {*NEAR, REVIEW, LAST}
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
    assert minutes.told(kind="agreement_to_review") == {("agreement_to_review", "gus", "worker")}


@pytest.mark.parametrize("what", ["ended", "followed by a signed version"])
def test_an_agreement_that_is_settled_is_told_no_more(what, minutes, cast):
    with database_role("seed"):
        agreement = make_agreement(cast, days=(-30, 3))
        minutes.plan(3)
        assert minutes.told() == {REVIEW, LAST, ("agreement_review_near", "gill", "worker")}
        if what == "ended":
            agreements.end(agreement, reason="Replaced", by=cast.gill)
        else:
            make_agreement(cast, supersedes=agreement)
    minutes.plan_now()
    kinds = {"agreement_to_review", "agreement_ending", "agreement_review_near"}
    assert {kind for kind, _, _ in minutes.told()} & kinds == set()


KEEPERS = {("agreement_review_near", name, "worker") for name in ("gill", "gwen", "pat")}
IN_MAY, IN_AUGUST = date(2026, 5, 31), date(2026, 8, 31)


@pytest.fixture
def reviewed(minutes, cast):
    """An agreement of the council, which has two who keep agreements, and the police, who have one; the practice is no party."""
    with database_role("seed"):
        make_member(cast.adi, "Gwen", cast.team.agency, RoleCode.GOVERNANCE_LEAD)
        make_member(cast.adi, "Pat", cast.chidi.agency, RoleCode.GOVERNANCE_LEAD)
        make_member(cast.adi, "Gus", the_practice(cast).agency, RoleCode.GOVERNANCE_LEAD)
        return make_agreement(cast, days=(-30, 300), review_on=IN_AUGUST)


def test_three_months_before_its_review_each_who_keeps_it_for_a_party_is_told_once(minutes, reviewed):
    assert minutes.ring(IN_MAY - timedelta(days=1), hour=23, minute=59) == []
    assert sorted(minutes.ring(IN_MAY, hour=8)) == ["gill", "gwen", "pat"]
    assert minutes.told() == KEEPERS
    for day in (*[IN_MAY] * 3, IN_MAY + timedelta(days=1), date(2026, 7, 1)):  # rung again and again, and late
        assert minutes.ring(day, hour=9) == []
    assert Reminder.objects.filter(kind="agreement_review_near").count() == len(KEEPERS)
    assert set(Reminder.objects.values_list("subject_id", "due_on")) == {(reviewed.pk, IN_AUGUST)}


def test_a_planner_that_slept_for_weeks_tells_them_all_the_same(minutes, reviewed):
    assert sorted(minutes.ring(date(2026, 7, 20))) == ["gill", "gwen", "pat"]


def test_who_leaves_is_told_no_more_and_who_comes_after_them_is(minutes, cast, reviewed):
    minutes.plan(IN_MAY)
    with database_role("seed"):
        gwen = Membership.objects.get(user__name="Gwen")
        memberships.end(gwen, ended_on=IN_MAY, by=cast.adi)
        make_member(cast.adi, "Pam", cast.chidi.agency, RoleCode.GOVERNANCE_LEAD)
    minutes.plan_now()
    names = {name for _, name, _ in minutes.told()}
    assert names == {"gill", "pat", "pam"}
    assert minutes.cancelled() == {("agreement_review_near", "recipient_left")}


@pytest.mark.parametrize("what", ["ended", "suspended", "followed by a signed version", "followed by a draft"])
def test_a_review_that_is_settled_comes_near_no_more(what, minutes, cast, reviewed):
    minutes.plan(IN_MAY)
    with database_role("seed"):
        if what == "ended":
            agreements.end(reviewed, reason="Replaced", by=cast.gill)
        elif what == "suspended":
            agreements.suspend(reviewed, reason="A breach", by=cast.gill)
        else:
            make_agreement(cast, supersedes=reviewed, signed="signed" in what)
    minutes.plan_now()
    assert minutes.told() == (KEEPERS if what == "followed by a draft" else set())


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
