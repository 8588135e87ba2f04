"""Restricted, sealed, hidden: each narrower than the one before, in both walls, in figures, in search, in what a verb says."""

from datetime import timedelta

import pytest
from django.db import transaction

from agencies import clock as clocks
from agencies import memberships, permissions
from agencies.actors import counting, set_actor
from agencies.enums import DataCategory
from agencies.exceptions import Invalid, MembershipStillLeads, Missing, NotPermitted
from agencies.permissions import Permission, check, visible
from agencies.reach import reach_of
from casework import allocations, lifecycle, restrictions, selectors
from casework.exceptions import OpenCaseExists
from casework.models import Case, CaseShare, Household, Person
from casework.restriction_levels import Restriction
from outcomes import actions
from tests.database import refused, run
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_scene
from tests.factories.reminders import MONDAY, Minutes
from tests.factories.sharing import make_share, the_practice
from tests.security.test_wall import behind_the_wall

pytestmark = pytest.mark.usefixtures("db")
R, WHY = Restriction, "Her brother works in the next room"


@pytest.fixture
def scene(cast: Cast, role) -> Scene:
    with role("seed"):
        return make_scene(cast)


def restrict(scene: Scene, level: R, *named, by=None) -> Case:
    scene.case = restrictions.restrict(
        scene.fresh(), restriction=level, reason=WHY, named=[each.signatory for each in named], by=by or scene.cast.mina
    )
    return scene.case


def reached(actor) -> bool:
    """Whether the case and its people are within reach: in both walls, or in none."""
    for model in (Case, Person):
        first = set(visible(actor, Permission.VIEW_CASE, model.objects.all()).values_list("pk", flat=True))
        assert first == behind_the_wall(actor, model)
        assert bool(first) is bool(reach_of(actor, Case, list(Case.objects.values_list("pk", flat=True))).cases)
    return bool(first)


# Asha leads it, Ben and Mina are of the team; it is shared with Chidi's agency as a whole, and with Gita by name.
WHO_SEES_IT = {
    R.NORMAL: {"asha", "ben", "mina", "chidi", "gita"},
    R.RESTRICTED: {"asha", "ben", "mina", "gita"},
    R.SEALED: {"asha", "mina", "gita"},
    R.HIDDEN: {"asha", "mina", "gita"},
}


def test_who_sees_it_at_each_level_and_again_afterwards(cast, scene):
    gita = the_practice(cast)
    make_share(scene, cast.chidi)
    make_share(scene, gita, only_to=[gita])
    everybody = {who: cast[who] for who in ("asha", "ben", "mina", "chidi", "dot")} | {"gita": gita}
    for level in [R.RESTRICTED, R.SEALED, R.HIDDEN, R.RESTRICTED, R.NORMAL]:
        restrict(scene, level)
        assert {who for who, actor in everybody.items() if reached(actor)} == WHO_SEES_IT[level], level
        in_force = CaseShare.objects.in_force().filter(case=scene.case, agency=cast.chidi.agency).exists()
        assert in_force is (level == R.NORMAL)


def test_a_referral_that_is_sealed_is_closed_to_whoever_wrote_its_people_down(cast, role):
    with role("seed"):
        scene = make_scene(cast, lifecycle.S.REFERRED)
    assert reached(cast.ben)
    restrict(scene, R.SEALED)
    for who in (cast.asha, cast.ben):
        for model in (Case, Household, Person):
            assert not visible(who, Permission.VIEW_CASE, model.objects.all()).exists()
            assert not behind_the_wall(who, model)


def test_who_is_named_sees_it_until_they_are_not(cast, scene):
    restrict(scene, R.SEALED, cast.ben)
    assert reached(cast.ben)
    restrict(scene, R.SEALED)
    assert not reached(cast.ben)
    allocations.add_support(scene.fresh(), membership=cast.ben.signatory, by=cast.mina)
    assert reached(cast.ben), "whoever works on it sees it"


def test_who_is_named_in_another_case_sees_that_one_alone(cast, scene, role):
    with role("seed"):
        other = make_scene(cast, name="The Moss household")
    restrict(other, R.SEALED, cast.ben)
    restrict(scene, R.SEALED)
    seen = visible(cast.ben, Permission.VIEW_CASE, Case.objects.all())
    assert set(seen) == {other.case}
    assert {row.pk for row in seen} == behind_the_wall(cast.ben, Case)


def test_to_seal_is_a_managers_and_to_restrict_is_anybodys_who_works_on_it(cast, scene):
    restrict(scene, R.RESTRICTED, by=cast.ben)
    for level in (R.SEALED, R.HIDDEN):
        with pytest.raises(NotPermitted):
            restrict(scene, level, by=cast.asha)
    restrict(scene, R.SEALED)
    for level in (R.NORMAL, R.RESTRICTED):
        with pytest.raises(NotPermitted):
            restrict(scene, level, by=cast.asha)
    with pytest.raises(Missing):
        restrict(scene, R.NORMAL, by=cast.ben)
    restrict(scene, R.NORMAL)
    make_share(scene, cast.chidi)
    with pytest.raises(NotPermitted):
        restrict(scene, R.RESTRICTED, by=cast.chidi)


def test_what_it_refuses_says_what_to_do(cast, scene):
    for field, level, named, reason in [
        ("reason", R.SEALED, [], "  "),
        ("named", R.SEALED, [cast.dot], WHY),
        ("named", R.SEALED, [cast.chidi], WHY),
        ("restriction", R.NORMAL, [], WHY),
    ]:
        with pytest.raises(Invalid) as refused:
            restrictions.restrict(
                scene.fresh(), restriction=level, reason=reason, named=[each.signatory for each in named], by=cast.mina
            )
        assert list(refused.value.fields) == [field]
    restrict(scene, R.RESTRICTED)
    with pytest.raises(Invalid, match="practitioners"):
        make_share(scene, cast.chidi)


@pytest.mark.parametrize("level", [R.SEALED, R.HIDDEN])
def test_it_is_in_no_search_and_no_list_and_no_door_of_whoever_it_is_closed_to(cast, scene, level):
    restrict(scene, level)
    assert not list(selectors.referrals_of(cast.asha)), "though Asha referred it; she finds it among her cases"
    for typed in ("Rosa Bell", scene.case.reference, "2 4 1988", "The Bell household"):
        assert not selectors.search(cast.ben, typed).number
        assert selectors.search(cast.mina, typed).number
    assert not selectors.cases_for(cast.ben).exists()
    with pytest.raises(Missing):
        check(cast.ben, Permission.VIEW_CASE, scene.case)


@pytest.mark.parametrize("level", R.values)
def test_only_one_that_is_hidden_leaves_room_for_another_and_stands_in_no_figure(cast, scene, level, role):
    if level != R.NORMAL:
        restrict(scene, R(level))
    with transaction.atomic():
        set_actor(cast.ana)
        with counting():
            counted = Case.objects.count()
            shares = CaseShare.objects.count()
    assert counted == (level != R.HIDDEN)
    assert shares == 0
    again = {"household": scene.household, "team": cast.team, "reason": "Again", "people": [], "by": cast.mina}
    if level != R.HIDDEN:
        with pytest.raises(OpenCaseExists):
            lifecycle.refer(**again)
        return
    lifecycle.refer(**again)
    with pytest.raises(OpenCaseExists, match="while this one was hidden"):
        restrict(scene, R.NORMAL)
    assert Case.objects.get(pk=scene.case.pk).restriction == R.HIDDEN


def test_whoever_is_told_of_shares_is_not_told_of_a_hidden_one(cast, scene):
    gita = the_practice(cast)
    share = make_share(scene, gita, only_to=[gita])
    assert selectors.cases_shared_under(cast.gill, share.agreement) == 1
    restrict(scene, R.HIDDEN)
    with transaction.atomic():
        set_actor(cast.gill)
        assert selectors.cases_shared_under(cast.gill, share.agreement) == 0


GUARDED = {
    "sealed_case_has_its_manager": "UPDATE casework_namedworker SET ended_at = clock(), ended_by_id = named_by_id",
    "named_only_where_sealed": "UPDATE casework_case SET restriction = 'normal'",
    "case_restriction_is_known": "UPDATE casework_case SET restriction = 'secret'",
}


@pytest.mark.parametrize(("constraint", "statement"), GUARDED.items())
def test_the_database_holds_it_whoever_writes(cast, scene, role, constraint, statement):
    restrict(scene, R.SEALED)
    with role("seed"), refused(constraint):
        run(statement)


def test_no_agency_as_a_whole_is_given_a_restricted_case_whoever_writes(cast, scene, role):
    share = make_share(scene, cast.chidi)
    with role("seed"), refused("restricted_case_names_practitioners"):
        run("UPDATE casework_case SET restriction = 'restricted'")
    restrict(scene, R.RESTRICTED)
    with role("seed"), refused("restricted_case_names_practitioners"):
        permissions.grant(share, [Permission.VIEW_CASE])


def test_the_only_manager_who_sees_it_does_not_go(cast, scene):
    restrict(scene, R.SEALED)
    tomorrow = clocks.today() + timedelta(days=1)
    with pytest.raises(MembershipStillLeads, match="sealed"):
        memberships.end(cast.mina.signatory, ended_on=tomorrow, by=cast.adi)
    restrict(scene, R.NORMAL)
    assert memberships.end(cast.mina.signatory, ended_on=tomorrow, by=cast.adi).ended_on == tomorrow


def test_nobody_is_reminded_of_what_was_closed_to_them(cast, scene, clock):
    bells = Minutes(clock, cast)
    bells.at(0)
    for owner in (cast.asha, cast.ben):
        actions.take_on(
            scene.case, title="Ask the landlord", due_on=MONDAY + timedelta(days=1), category=DataCategory.HOUSING,
            reason="safety", owner_worker=owner.signatory, by=cast.asha,
        )  # fmt: skip
    bells.plan(0, 9)
    assert {who for _, who, _ in bells.told(kind="action_due")} == {"asha", "ben"}
    restrict(scene, R.SEALED)
    bells.plan(0, 10)
    assert {who for _, who, _ in bells.told(kind="action_due")} == {"asha"}
