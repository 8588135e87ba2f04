"""Unusual access: what is found in the sealed trail, once, and looked into by whoever answers for it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from agencies import audit, seals
from agencies.actors import Actor, system_actor
from agencies.clock import today
from agencies.enums import RoleCode
from agencies.exceptions import AlreadyLookedInto, Invalid, Missing, NotPermitted
from agencies.models import AuditEvent, UnusualAccess
from agencies.traces import About, about
from casework import conflicts, households, people, unusual
from casework.closeness import Closeness
from casework.enums import NameKind
from casework.models import Conflict
from tests.cleaning import cleaner
from tests.conftest import Clock, database_role
from tests.database import not_allowed, others_are_done, run
from tests.factories.agencies import STARTED_ON, Cast, make_member
from tests.factories.casework import Scene, make_scene
from tests.factories.reminders import Minutes
from worker.tasks.watch import find_unusual_access

pytestmark = pytest.mark.usefixtures("db")

OPENED, LISTED = "GET /cases/<reference>/", "GET /caseload/"


@pytest.fixture
def scene(cast: Cast) -> Scene:
    """Rosa and Tom Bell, and a child."""
    with database_role("seed"):
        return make_scene(cast)


@pytest.fixture
def bell(cast: Cast) -> Actor:
    """A worker of another team of the council, by the name of Bell."""
    with database_role("seed"):
        return named(
            "Grace BELL ", make_member(cast.adi, "Grace", cast.team.agency, RoleCode.SUPPORT_WORKER, cast.dot.team)
        )


def named(name: str, by: Actor) -> Actor:
    """The same person, who is called that."""
    assert by.user is not None
    by.user.name = name
    by.user.save(update_fields=["name"])
    return by


def find() -> list[tuple[str, str, Any]]:
    """Seal, look, and say what was found until now: the rule, who looked, and at whom or at how many."""
    others_are_done()
    with database_role("worker"):
        seals.seal()
        find_unusual_access()
    rows = UnusualAccess.objects.order_by("found_at", "person_id").select_related("membership__user")
    return [(row.rule, row.membership.user.name.strip(), row.person_id or row.households) for row in rows]


def look(row: Any, by: Actor, route: str = OPENED) -> None:
    audit.record_look(about(row), by=by, route=route)


def test_a_look_at_somebody_of_one_s_own_surname_is_found_once(scene: Scene, bell: Actor) -> None:
    rosa = scene.people[0]
    look(rosa, bell)
    assert find() == [("same_surname", "Grace BELL", rosa.pk)]
    look(rosa, bell)
    assert len(find()) == 1


def test_a_look_at_the_case_is_one_at_everybody_in_it(scene: Scene, bell: Actor) -> None:
    look(scene.case, bell)
    assert {found[2] for found in find()} == {person.pk for person in scene.people if person.name.endswith("Bell")}
    assert {row.case_id for row in UnusualAccess.objects.all()} == {scene.case.pk}


def test_another_name_on_record_counts_too(scene: Scene, cast: Cast) -> None:
    rosa = scene.people[0]
    with database_role("seed"):
        people.add_name(rosa, name="Rosa Ödegård", kind=NameKind.ALIAS, by=cast.asha)
        relative = named(
            "Kim Odegard", make_member(cast.adi, "Kim", cast.team.agency, RoleCode.SUPPORT_WORKER, cast.dot.team)
        )
    look(rosa, relative)
    assert find() == [("same_surname", "Kim Odegard", rosa.pk)]


def test_what_is_no_choice_of_theirs_is_not_found(scene: Scene, bell: Actor, cast: Cast) -> None:
    look(scene.people[0], bell, LISTED)  # it stood on a list
    look(scene.people[0], cast.asha)  # of another name
    look(scene.people[0], system_actor("worker"))
    audit.record_refusal("not_found", by=bell, route=OPENED, of=about(scene.people[0]))  # they saw nothing
    assert find() == []


@pytest.fixture
def neighbour(scene: Scene, cast: Cast) -> Actor:
    """Who declared that they live next door to the Bells, in 1 Mill Lane."""
    with database_role("seed"):
        lived_in(scene, cast)
        declared = conflicts.declare(closeness=Closeness.NEIGHBOUR, words="The Bells, next door", by=cast.dot)
        conflicts.link(declared, person=scene.people[0], whole_household=True, by=cast.gill)
    return cast.dot


def lived_in(scene: Scene, cast: Cast, postcode: str = "BS99 1AB", since: date = STARTED_ON) -> None:
    """From that day on."""
    households.record_address(scene.household, lines="A house", postcode=postcode, started_on=since, by=cast.asha)


def of_streets() -> list[tuple[str, Any, Any]]:
    """Whose look was found, at which home, through which case."""
    assert {rule for rule, *_ in find()} <= {"same_street"}
    return list(UnusualAccess.objects.values_list("membership__user__name", "household_id", "case_id"))


@pytest.mark.parametrize("looked_at", ["case", "household", "person"])
def test_a_look_at_a_home_in_one_s_own_street_is_found_once(looked_at: str, neighbour: Actor, cast: Cast) -> None:
    with database_role("seed"):
        other = make_scene(cast)
        lived_in(other, cast)
    row = {"case": other.case, "household": other.household, "person": other.people[0]}[looked_at]
    for _ in range(2):
        look(row, neighbour)
    look(row, cast.dora)
    assert of_streets() == [("Dot", other.household.pk, other.case.pk)]
    look(row, neighbour)
    assert len(of_streets()) == 1


@pytest.mark.parametrize(
    "why", ["another street", "none known", "no fixed abode", "moved out", "followed", "family", "no longer"]
)
def test_a_look_elsewhere_is_not_one_in_one_s_own_street(why: str, scene: Scene, neighbour: Actor, cast: Cast) -> None:
    with database_role("seed"):
        other = make_scene(cast)
        if why != "none known":
            lived_in(other, cast, {"another street": "BS99 1AD", "no fixed abode": "ZZ99 3VZ"}.get(why, "BS99 1AB"))
        if why == "no fixed abode":
            lived_in(scene, cast, "ZZ99 3VZ")
        if why == "followed":  # the home that they were a neighbour of has moved to the other's street
            cleaner().execute("UPDATE casework_conflictlink SET linked_at = linked_at - interval '9 days'")
            households.end_address(scene.household.addresses.get(), ended_on=today(), by=cast.asha)
            lived_in(scene, cast, "BS99 1AD", since=today())
            households.end_address(other.household.addresses.get(), ended_on=today(), by=cast.asha)
            lived_in(other, cast, "BS99 1AD", since=today())
        if why == "moved out":
            households.end_address(other.household.addresses.get(), ended_on=today(), by=cast.asha)
        if why == "family":
            cleaner().execute("UPDATE casework_conflict SET closeness = 'family'")
        if why == "no longer":
            conflicts.end(Conflict.objects.get(), reason="She has moved away", by=cast.gill)
    look(other.case, neighbour)
    assert of_streets() == []


def test_what_is_not_sealed_is_not_read_yet(scene: Scene, bell: Actor) -> None:
    look(scene.people[0], bell)
    with database_role("worker"):
        find_unusual_access()
    assert UnusualAccess.objects.count() == 0
    assert len(find()) == 1


@pytest.mark.parametrize(
    ("opened", "listed", "hours_ago", "is_found"),
    [(3, 0, 0, False), (4, 0, 0, True), (3, 9, 0, False), (4, 0, 2, False)],
)
def test_more_households_within_an_hour_than_the_site_says_are_found(
    opened: int, listed: int, hours_ago: int, is_found: bool, cast: Cast, settings: Any, clock: Clock
) -> None:
    settings.UNUSUAL_HOUSEHOLDS_PER_HOUR = 3
    now = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    clock.set(now - timedelta(hours=hours_ago))
    for number in range(opened + listed):
        if number == opened - 1:
            clock.set(now)
        seen = About("casework.case", case_id=uuid4(), ids={uuid4()})
        for _ in range(2):  # the same one twice is one
            audit.record_look(seen, by=cast.ben, route=OPENED if number < opened else LISTED)
    assert find() == ([("many_households", "Ben", 4)] if is_found else [])
    assert len(find()) == is_found, "once a day"


def test_it_is_told_to_the_lead_of_the_agency_through_whose_team_the_case_came(scene: Scene, cast: Cast) -> None:
    with database_role("seed"):
        partner = named("Nell Bell", make_member(cast.adi, "Nell", cast.chidi.agency, RoleCode.PRACTITIONER))
        theirs = make_member(cast.adi, "Gwen", cast.chidi.agency, RoleCode.GOVERNANCE_LEAD)
    look(scene.case, partner)
    look(scene.people[0], partner)
    find()
    (first, *_rest) = unusual.unusual_for(cast.gill)
    assert first.reference == scene.case.reference  # type: ignore[attr-defined]
    assert list(unusual.unusual_for(theirs)) == []
    with pytest.raises(Missing):
        unusual.one_for(theirs, first.pk)
    for name in ("asha", "mina", "chidi", "adi", "ana"):
        with pytest.raises(NotPermitted):
            unusual.unusual_for(cast[name])


@pytest.fixture
def found(scene: Scene, bell: Actor) -> UnusualAccess:
    look(scene.people[0], bell)
    find()
    return UnusualAccess.objects.get()


def test_what_came_of_it_is_written_once_and_stays(found: UnusualAccess, cast: Cast) -> None:
    done = unusual.look_into(found, note=" No relation; she covers for Asha ", by=cast.gill)
    assert (done.note, done.looked_into_by) == ("No relation; she covers for Asha", cast.gill.membership)
    row = AuditEvent.objects.filter(result="done").latest("id")
    assert (row.event, row.person_ids) == ("unusual_access.looked_into", [found.person_id])
    assert "relation" not in str(row.details)
    with pytest.raises(AlreadyLookedInto):
        unusual.look_into(found, note="Again", by=cast.gill)
    for change in ("note = 'x'", "looked_into_at = NULL, looked_into_by_id = NULL"):
        with pytest.raises(IntegrityError), transaction.atomic():
            run(f"UPDATE agencies_unusualaccess SET {change}")


def test_nothing_is_looked_into_without_a_word(found: UnusualAccess, cast: Cast) -> None:
    with pytest.raises(Invalid):
        unusual.look_into(found, note="  ", by=cast.gill)
    with pytest.raises(NotPermitted):
        unusual.look_into(found, note="It is fine", by=cast.asha)


@pytest.mark.parametrize(
    ("login", "statement"),
    [
        ("app", "INSERT INTO agencies_unusualaccess SELECT * FROM agencies_unusualaccess"),
        ("app", "UPDATE agencies_unusualaccess SET person_id = NULL"),
        ("app", "UPDATE agencies_trailreader SET seal = 9999"),
        ("worker", "UPDATE agencies_unusualaccess SET note = 'fine'"),
        ("worker", "DELETE FROM agencies_unusualaccess"),
    ],
)
def test_nobody_makes_a_finding_go_away(login: str, statement: str, found: UnusualAccess) -> None:
    with database_role(login), not_allowed():
        run(statement)


def test_the_lead_is_reminded_until_it_is_looked_into(clock: Clock, cast: Cast) -> None:
    minutes = Minutes(clock, cast)
    minutes.at(0)
    with database_role("seed"):
        scene = make_scene(cast)
        bell = named(
            "Grace Bell", make_member(cast.adi, "Grace", cast.team.agency, RoleCode.SUPPORT_WORKER, cast.dot.team)
        )
    look(scene.people[0], bell)
    find()
    minutes.plan_now()
    assert minutes.told(kind="unusual_access") == {("unusual_access", "gill", "worker")}
    unusual.look_into(UnusualAccess.objects.get(), note="No relation", by=cast.gill)
    minutes.plan_now()
    assert minutes.told(kind="unusual_access") == set()
