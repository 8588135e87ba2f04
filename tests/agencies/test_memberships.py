"""Memberships: dated, never overlapping, and never ended from under a case."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from agencies import clock, memberships, selectors, users
from agencies.enums import RoleCode
from agencies.exceptions import Invalid, MembershipStillLeads, Missing, NotPermitted
from agencies.models import Agency, Membership
from casework import allocations
from tests.database import refused, run
from tests.factories.agencies import STARTED_ON, make_member
from tests.factories.casework import make_scene

pytestmark = pytest.mark.usefixtures("db")

BEGUN = date(2025, 1, 1)


def begin(cast, **said) -> Membership:
    """Asha becomes a practitioner beside being a support worker, or whatever else is said."""
    facts = {"user": cast.asha.user, "agency": cast.team.agency, "role": RoleCode.PRACTITIONER, "started_on": BEGUN}
    return memberships.begin(by=cast.adi, **{**facts, **said})


def test_a_membership_begins_on_its_day(cast):
    membership = begin(cast, role=RoleCode.MANAGER, team=cast.team)
    assert (membership.user, membership.role, membership.team, membership.ended_on) == (
        cast.asha.user,
        "manager",
        cast.team,
        None,
    )


@pytest.mark.parametrize("name", ["asha", "mina", "gill", "ana", "chidi"])
def test_an_administrator_gives_and_ends_roles_and_nobody_else(name, cast):
    with pytest.raises(NotPermitted):
        memberships.begin(
            user=cast.asha.user, agency=cast.team.agency, role=RoleCode.ADMINISTRATOR, started_on=BEGUN, by=cast[name]
        )
    with pytest.raises(NotPermitted):
        memberships.end(cast.ben.membership, ended_on=clock.today(), by=cast[name])


@pytest.mark.parametrize(
    ("role", "team", "field"),
    [
        (RoleCode.SUPPORT_WORKER, "none", "team"),
        (RoleCode.MANAGER, "none", "team"),
        (RoleCode.MANAGER, "another agency's", "team"),
        (RoleCode.ANALYST, "another agency's", "team"),
        (RoleCode.PRACTITIONER, "none", None),
        (RoleCode.ANALYST, "none", None),
        (RoleCode.ANALYST, "its own", None),
    ],
)
def test_a_caseworker_belongs_to_a_team_of_their_own_agency(role, team, field, cast):
    police = cast.chidi.agency
    call = {"role": role, "team": None if team == "none" else cast.team}
    call["agency"] = police if team == "another agency's" else cast.team.agency
    if field is None:
        assert begin(cast, **call).role == role
    else:
        with pytest.raises(Invalid) as refusal:
            begin(cast, **call)
        assert set(refusal.value.fields) == {field}


def test_the_database_too_asks_a_caseworker_for_a_team(cast, role):
    for name in ("asha", "mina"):
        with role("owner"), refused("membership_caseworkers_have_a_team"):
            run("UPDATE agencies_membership SET team_id = NULL WHERE id = %(one)s", one=cast[name].membership.pk)


@pytest.mark.parametrize(
    ("starts", "overlaps"),
    [
        (date(2025, 1, 1), True),  # the same days
        (date(2025, 5, 31), True),  # its last day
        (date(2025, 6, 1), False),  # the first day on which it no longer held
        (date(2024, 12, 1), True),  # open to the end, and so over it
    ],
)
def test_one_role_in_one_place_does_not_overlap_itself(starts, overlaps, cast):
    first = begin(cast)
    memberships.end(first, ended_on=date(2025, 6, 1), by=cast.adi)
    if overlaps:
        with pytest.raises(Invalid) as refusal:
            begin(cast, started_on=starts)
        assert set(refusal.value.fields) == {"started_on"}
    else:
        assert begin(cast, started_on=starts).started_on == starts


def test_another_role_team_or_agency_may_run_at_the_same_time(cast):
    begin(cast)
    begin(cast, role=RoleCode.ANALYST)
    begin(cast, team=cast.team)
    begin(cast, team=cast.dot.team)
    begin(cast, agency=cast.chidi.agency)
    assert cast.asha.user.memberships.count() == 6


def test_a_membership_ends_on_its_day_and_not_before_it_began(cast):
    membership = begin(cast)
    with pytest.raises(Invalid) as refusal:
        memberships.end(membership, ended_on=BEGUN - timedelta(days=1), by=cast.adi)
    assert set(refusal.value.fields) == {"ended_on"}
    ended = memberships.end(membership, ended_on=clock.today(), by=cast.adi)
    assert (ended.ended_on, ended.user.name) == (clock.today(), "Asha")


@pytest.mark.parametrize("days", [-1, 0, 30])
@pytest.mark.parametrize("part", ["lead", "supporter"])
def test_who_still_works_on_cases_hands_them_over_first(days, part, cast, role):
    with role("seed"):
        scene = make_scene(cast)
        allocations.add_support(scene.case, membership=cast.ben.membership, by=cast.mina)
    who = cast.asha if part == "lead" else cast.ben
    with pytest.raises(MembershipStillLeads) as refusal:
        memberships.end(who.membership, ended_on=clock.today() + timedelta(days=days), by=cast.adi)
    assert who.user.name in refusal.value.detail
    assert Membership.objects.get(pk=who.membership.pk).ended_on is None


def test_after_the_handover_the_membership_ends(cast, role):
    with role("seed"):
        scene = make_scene(cast)
        words = {"reason": "Asha moves", "handover_note": "Tuesdays", "participants_told": "Both"}
        allocations.hand_over(scene.case, to=cast.ben.membership, by=cast.mina, **words)
    assert memberships.end(cast.asha.membership, ended_on=clock.today(), by=cast.adi).ended_on == clock.today()


@pytest.mark.parametrize(
    ("who", "current"),
    [
        ("one who is there", True),
        ("one who ends tomorrow", True),
        ("one who ended today", False),
        ("one who starts today", True),
        ("one who starts tomorrow", False),
        ("one who is deactivated", False),
        ("one whose agency ends tomorrow", True),
        ("one whose agency ended today", False),
    ],
)
def test_a_membership_holds_from_its_first_day_until_its_end(who, current, cast, role):
    today, tomorrow = clock.today(), clock.today() + timedelta(days=1)
    with role("seed"):
        lea = make_member(cast.adi, "Lea", cast.chidi.agency, RoleCode.PRACTITIONER)
        row, agency = Membership.objects.filter(pk=lea.membership.pk), Agency.objects.filter(pk=lea.agency.pk)
        changes = {
            "one who ends tomorrow": lambda: row.update(ended_on=tomorrow),
            "one who ended today": lambda: row.update(ended_on=today),
            "one who starts today": lambda: row.update(started_on=today),
            "one who starts tomorrow": lambda: row.update(started_on=tomorrow),
            "one who is deactivated": lambda: users.deactivate(lea.user, by=cast.adi),
            "one whose agency ends tomorrow": lambda: agency.update(ended_on=tomorrow),
            "one whose agency ended today": lambda: agency.update(ended_on=today),
        }
        with role("owner"):  # the service itself cannot move a beginning
            changes.get(who, lambda: None)()
    assert Membership.objects.current().filter(pk=lea.membership.pk).exists() == current


def test_everybody_finds_who_is_there_and_an_administrator_also_who_left(cast):
    memberships.end(cast.ben.membership, ended_on=clock.today(), by=cast.adi)
    assert cast.ben.membership not in selectors.memberships_for(cast.asha)
    assert cast.ben.membership in selectors.memberships_for(cast.adi)
    assert selectors.membership_for(cast.adi, cast.ben.membership.pk) == cast.ben.membership
    with pytest.raises(Missing):
        selectors.membership_for(cast.asha, cast.ben.membership.pk)


def test_an_end_before_the_beginning_is_refused_by_the_database_too(cast):
    with pytest.raises(IntegrityError, match="membership"):
        Membership.objects.filter(pk=cast.ben.membership.pk).update(ended_on=STARTED_ON - timedelta(days=1))


@pytest.mark.parametrize("count", [1, 3])
def test_memberships_are_listed_with_their_people_in_one_query(count, cast, role, django_assert_num_queries):
    others = Membership.objects.exclude(pk__in=list(Membership.objects.values_list("pk", flat=True)[:count]))
    with role("owner"):
        others.update(started_on=date(2999, 1, 1))
    with django_assert_num_queries(1):
        rows = [
            (row.user.name, row.agency.name, row.team and row.team.name) for row in selectors.memberships_for(cast.asha)
        ]
    assert len(rows) == count
