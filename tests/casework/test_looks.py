"""Who has looked at this person's record: while they were part of a case, while they lived in a household, and by name."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from time import monotonic

import pytest

from agencies import audit, clock, memberships
from agencies.actors import system_actor
from agencies.exceptions import Missing, NotPermitted
from agencies.looks import Looks
from agencies.models import AuditEvent
from agencies.traces import about
from casework import allocations, households, lifecycle, members, sharing
from casework.enums import HouseholdRole, LeavingReason
from casework.looks import case_to_ask_about, looks_at, looks_at_case, person_to_ask_about
from casework.models import Case, CaseMember, Contact
from casework.trail_words import what, what_for_one, who, why_could
from tests.cleaning import cleaner
from tests.conftest import database_role
from tests.database import run
from tests.factories.agencies import make_member
from tests.factories.casework import make_contact, make_person, make_scene, make_warning
from tests.factories.sharing import make_share, the_practice

pytestmark = pytest.mark.usefixtures("db")

READ = "GET /api/v1/cases/<reference>/"


@pytest.fixture
def scene(cast):
    with database_role("seed"):
        return make_scene(cast)


def look(row, by) -> AuditEvent:
    audit.record_look(about(row), by=by, route=READ)
    return AuditEvent.objects.filter(result="shown").latest("id")


def shown(rows) -> list[AuditEvent]:
    return [row for row in rows if row.result == "shown"]


def test_each_look_at_their_case_is_a_look_at_each_of_them(cast, scene):
    seen = look(make_contact(scene), cast.ben)
    for person in scene.people:
        assert shown(looks_at(cast.asha, person)) == [seen]
    assert shown(looks_at_case(cast.asha, scene.case)) == [seen]


def looked(at, **about_what) -> AuditEvent:
    """A look of that instant; only the demonstration's login can write one."""
    with database_role("seed"):
        return AuditEvent.objects.create(
            at=at, event="x.shown", result="shown", subject_type="casework.case", purpose="support", **about_what
        )


def test_a_look_at_their_case_counts_from_when_they_joined_until_they_left(cast, scene):
    start = clock.now() - timedelta(days=30)
    end = start + timedelta(days=10)
    with database_role("seed"):
        ivo = make_person(cast.asha, "Ivo Bell")
        part = members.join(scene.case, person=ivo, by=cast.asha, at=start)
        part = members.propose_leaving(part, reason=LeavingReason.LEFT, evidence="He said so", by=cast.asha, at=start)
        members.confirm_leaving(part, by=cast.mina, at=end)
    looks = {name: looked(at, case_id=scene.case.pk) for name, at in edges(start, end).items()}
    assert shown(looks_at(cast.gill, ivo)) == [looks["last of it"], looks["first of it"]]


def test_a_look_at_their_home_counts_on_the_days_on_which_they_lived_there(cast, scene):
    """Days are Europe/London's: midnight in summer is an hour before that of UTC."""
    first, after = date(2026, 6, 3), date(2026, 6, 20)
    with database_role("seed"):
        ivo = make_person(cast.asha, "Ivo Bell")
        stay = households.move_in(scene.household, person=ivo, role=HouseholdRole.ADULT, started_on=first, by=cast.asha)
        households.move_out(stay, ended_on=after, by=cast.asha)
        members.join(scene.case, person=ivo, by=cast.asha)
    start, end = (datetime.combine(day, time(), clock.LOCAL_ZONE) for day in (first, after))
    looks = {name: looked(at, household_ids=[scene.household.pk]) for name, at in edges(start, end).items()}
    assert shown(looks_at(cast.gill, ivo)) == [looks["last of it"], looks["first of it"]]


def edges(start, end):
    tick = timedelta(microseconds=1)
    return {"before": start - tick, "first of it": start, "last of it": end - tick, "after": end}


def test_a_look_at_another_s_record_is_none_at_theirs(cast, scene):
    rosa, tom, _ = scene.people
    seen = look(rosa, cast.ben)
    assert shown(looks_at(cast.asha, rosa)) == [seen]
    assert shown(looks_at(cast.asha, tom)) == []


def test_it_is_one_query(cast, scene, django_assert_num_queries):
    look(scene.case, cast.ben)
    rows = looks_at(cast.asha, scene.people[0])
    with django_assert_num_queries(1):
        assert [(row.who, row.agency, row.role) for row in shown(rows)] == [
            ("Ben", "Council support service", "support_worker")
        ]


def test_neither_side_of_a_separation_learns_of_the_other_by_who_looked(cast, scene):
    rosa, tom, _ = scene.people
    with database_role("seed"):
        part = members.propose_leaving(
            scene.member("Tom"), reason=LeavingReason.SEPARATED, evidence="He told Asha", by=cast.asha
        )
        members.confirm_leaving(part, by=cast.mina)
        apart = Case.objects.get(kind="separated")
        lifecycle.accept(apart, lead=cast.dot.membership, by=cast.mina)
    of_apart, of_home, of_case = look(apart, cast.dot), look(scene.household, cast.ben), look(scene.case, cast.ben)
    by_name = look(tom, cast.dot)
    assert {of_apart, of_home, by_name} <= set(looks_at(cast.gill, tom))
    assert shown(looks_at(cast.dot, tom)) == [by_name, of_apart]
    assert shown(looks_at(cast.ben, rosa)) == [of_case, of_home]
    with pytest.raises(Missing):
        looks_at(cast.ben, tom)


def test_a_worker_sees_of_a_person_what_is_within_their_reach(cast, scene):
    rosa = scene.people[0]
    with database_role("seed"):
        south = replace(cast, asha=cast.dot, mina=cast.dora, ben=cast.dora)
        other = make_scene(south, name="South")
        CaseMember.objects.create(case=other.case, person=rosa, joined_by=cast.dot.membership)
    here, there = look(scene.case, cast.asha), look(other.case, cast.dot)
    assert shown(looks_at(cast.asha, rosa)) == [here]
    assert shown(looks_at(cast.dot, rosa)) == [there]
    assert shown(looks_at(cast.gill, rosa)) == [there, here]


@pytest.mark.parametrize(
    ("name", "refusal"),
    [("dot", Missing), ("dora", Missing), ("chidi", Missing), ("ana", Missing), ("adi", Missing)],
)
def test_who_neither_works_with_them_nor_oversees_it_is_told_nothing(name, refusal, cast, scene):
    for ask in (
        lambda: looks_at(cast[name], scene.people[0]),
        lambda: looks_at_case(cast[name], scene.case),
        lambda: person_to_ask_about(cast[name], scene.people[0].pk),
        lambda: case_to_ask_about(cast[name], scene.case.reference),
    ):
        with pytest.raises(refusal):
            ask()


def test_whoever_wrote_somebody_down_does_not_oversee_who_looked(cast):
    with database_role("seed"):
        known = make_person(cast.chidi, "Kit Moss")
    with pytest.raises(NotPermitted):
        looks_at(cast.chidi, known)


def test_the_governance_lead_of_another_agency_oversees_others(cast, scene):
    with database_role("seed"):
        theirs = make_member(cast.adi, "Gwen", cast.chidi.agency, "governance_lead")
    for ask in (lambda: looks_at(theirs, scene.people[0]), lambda: looks_at_case(theirs, scene.case)):
        with pytest.raises(Missing):
            ask()


def test_a_lead_who_left_oversees_nothing(cast, scene):
    with database_role("seed"):
        memberships.end(cast.gill.membership, ended_on=clock.today(), by=cast.adi)
    with pytest.raises(NotPermitted):
        looks_at_case(cast.gill, scene.case)


def test_the_service_s_own_looks_are_told_as_its_own(cast, scene):
    noted = Looks(route="worker.tasks.x")
    noted.note(scene.case)
    noted.write(system_actor("worker"))
    (row,) = shown(looks_at_case(cast.asha, scene.case))
    assert (who(row), what(row)) == ("Alongside itself (worker)", "read the case")


# As it is told to one of them


def test_nobody_is_told_who_looked_at_what_is_about_another_of_the_household(cast, scene):
    rosa, tom, _ = scene.people
    of_rosa = [make_contact(scene), make_contact(scene)]
    of_both = make_contact(scene)
    for contact in of_rosa:
        contact.about.set([rosa])
    of_both.about.set([rosa, tom])
    alone = look(of_rosa[0], cast.ben)
    both = look(of_both, cast.ben)
    whole = look(scene.case, cast.ben)
    assert shown(looks_at(cast.asha, rosa)) == [whole, both, alone]
    assert shown(looks_at(cast.asha, tom)) == [whole, both]


def test_an_act_that_names_nobody_is_told_where_it_is_everybody_s(cast, scene):
    rosa = scene.people[0]
    before = set(looks_at(cast.asha, rosa))
    make_warning(scene)  # perhaps about one of them alone
    contact = make_contact(scene)
    contact.about.set([rosa])
    with database_role("seed"):
        allocations.add_support(scene.case, membership=cast.ben.membership, by=cast.mina)
    assert {row.event for row in set(looks_at(cast.asha, rosa)) - before} == {"case.supporting_allocated"}


def test_a_look_at_some_that_are_another_s_and_some_that_are_everybody_s_is_told_without_numbers(cast, scene):
    rosa, tom, _ = scene.people
    of_rosa, of_all = make_contact(scene), make_contact(scene)
    of_rosa.about.set([rosa])
    noted = Looks(route=READ)
    noted.note_page(Contact, [of_rosa, of_all])
    noted.write(cast.ben)
    for person in (rosa, tom):
        (row,) = shown(looks_at(cast.asha, person))
        assert what_for_one(row) == "read contacts"
        assert what(row) == "read 2 contacts (general)"


def test_nobody_is_told_who_looked_at_what_is_kept_from_them(cast, scene):
    tom = scene.people[1]
    kept, open_to_all = make_contact(scene), make_contact(scene)
    kept.about.set([tom])
    kept.not_to_disclose_to.set([tom])
    look(kept, cast.ben)
    noted = Looks(route=READ)
    noted.note_page(Contact, [kept, open_to_all])
    noted.write(cast.ben)
    rows = shown(looks_at(cast.asha, tom))
    assert [what_for_one(row) for row in rows] == ["read contacts"]  # the one that both were in
    assert [row.subject_id for row in rows] == [None]


@pytest.mark.parametrize(
    ("who_looks", "because"),
    [
        ("asha", "Worked with the household"),
        ("ben", "Of the team that works with the household"),
        ("gita", "Shared with Mill Lane practice under “Sharing for support”"),
        ("gill", "Oversees how data are used"),
        ("dot", "The record does not say"),
    ],
)
def test_each_row_says_why_they_could(who_looks, because, cast, scene):
    with database_role("seed"):
        gita = the_practice(cast)
        share = make_share(scene, gita)
    by = gita if who_looks == "gita" else cast[who_looks]
    if who_looks == "gita":
        because = f"Shared with {gita.agency.name} under “{share.agreement.title}”"
    for row in (scene.case, scene.people[0]):  # with its case, and without one
        seen = look(row, by)
        (told,) = (each for each in looks_at(cast.gill, scene.people[0]) if each.pk == seen.pk)
        assert why_could(told) == because


def test_a_share_that_had_ended_is_no_reason(cast, scene):
    with database_role("seed"):
        gita = the_practice(cast)
        share = make_share(scene, gita)
        before = look(scene.case, gita)
        sharing.stop(share, reason="Done", by=cast.asha)
    after = look(scene.case, gita)
    told = {row.pk: why_could(row) for row in looks_at(cast.asha, scene.people[0])}
    assert told[before.pk].startswith("Shared with")
    assert told[after.pk] == "The record does not say"


def test_the_reason_does_not_tell_of_a_case_apart(cast, scene):
    """Dot leads the case that Tom has apart. Asha may not learn of it, by whose team it was either."""
    rosa = scene.people[0]
    with database_role("seed"):
        south = replace(cast, asha=cast.dot, mina=cast.dora, ben=cast.dora)
        other = make_scene(south, name="South")
        CaseMember.objects.create(case=other.case, person=rosa, joined_by=cast.dot.membership)
    by_name = look(rosa, cast.dot)
    reasons = {
        name: why_could(next(row for row in looks_at(cast[name], rosa) if row.pk == by_name.pk))
        for name in ("asha", "dot", "gill")
    }
    assert reasons == {
        "asha": "The record does not say",
        "dot": "Worked with the household",
        "gill": "Worked with the household",
    }


def test_ten_thousand_looks_are_one_query_and_a_page_of_them_is_quick(cast, scene, django_assert_num_queries):
    with database_role("seed"):
        run(
            "INSERT INTO agencies_auditevent (at, event, result, route, subject_type, subject_ids, case_id, person_ids,"
            " household_ids, categories, user_id, membership_id, agency_id, system, purpose, details)"
            " SELECT clock(), 'case.shown', 'shown', 'x', 'casework.case', ARRAY[%(case)s::uuid], %(case)s::uuid, '{}', '{}',"
            " '{}', %(user)s::uuid, %(membership)s::uuid, %(agency)s::uuid, '', 'support', '{}' FROM generate_series(1, 10000)",
            case=scene.case.pk,
            user=cast.ben.user.pk,
            membership=cast.ben.membership.pk,
            agency=cast.ben.agency.pk,
        )
    cleaner().execute("ANALYZE agencies_auditevent")  # as the server does by itself, a minute later
    rows, began = looks_at(cast.asha, scene.people[0]), monotonic()
    with django_assert_num_queries(1):
        assert len(list(rows[:50])) == 50
    assert monotonic() - began < 2
