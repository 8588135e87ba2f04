"""The conflict register by its small print: whom a declaration can be about, who keeps it, and what ends with it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from agencies import clock, memberships, partners
from agencies.actors import set_actor
from agencies.enums import Purpose, RoleCode
from agencies.exceptions import Invalid, Missing, NotPermitted, SecondPersonNeeded, TooOften
from agencies.permissions import Permission, may
from casework import allocations, conflicts, households, lifecycle, people, restrictions, selectors, sharing
from casework.apart import led_in_conflict
from casework.closeness import Closeness
from casework.enums import HouseholdRole
from casework.exceptions import LeadNotAvailable
from casework.models import Case, Conflict, ConflictLink, HouseholdMember
from casework.restriction_levels import Restriction
from casework.selectors import conflicts as register
from tests.conftest import database_role
from tests.database import not_allowed
from tests.factories.agencies import Cast, make_member
from tests.factories.casework import Scene, make_household, make_person, make_scene
from tests.factories.sharing import make_agreement, make_share

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def scene(cast: Cast) -> Scene:
    with database_role("seed"):
        return make_scene(cast)


def declared(cast: Cast, who: str = "ben", words: str = "My cousin") -> Conflict:
    return conflicts.declare(closeness=Closeness.FAMILY, words=words, by=cast[who])


def told(cast: Cast, of: str, by: str) -> Conflict:
    return conflicts.record(cast[of].signatory, closeness=Closeness.NEIGHBOUR, words="Next door", by=cast[by])


def people_of(conflict: Conflict) -> set[str]:
    return set(conflict.links.filter(person__isnull=False).values_list("person__name", flat=True))


def test_for_whom_each_writes_one_down(cast, scene):
    for by, of, refusal in [
        ("mina", "ben", None),
        ("mina", "dot", Missing),  # of another team
        ("mina", "mina", Missing),  # for oneself one declares
        ("gill", "dot", None),
        ("gill", "chidi", Missing),  # of another agency
        ("asha", "ben", NotPermitted),
    ]:
        if refusal is None:
            assert told(cast, of, by).membership == cast[of].membership
            continue
        with pytest.raises(refusal):
            told(cast, of, by)
    assert cast.ben.membership in register.colleagues_of(cast.mina)
    memberships.end(cast.ben.signatory, ended_on=clock.today(), by=cast.adi)
    assert cast.ben.membership not in register.colleagues_of(cast.mina)
    assert register.conflicts_for(cast.mina).count() == 1, "what keeps him away stays in her register"
    for nobody in ("asha", "adi"):
        with pytest.raises(NotPermitted):
            register.colleagues_of(cast[nobody])
    with pytest.raises(Invalid):
        declared(cast, words=" \n")


def test_whom_it_can_be_about(cast, scene, settings):
    police = cast.chidi.agency
    with database_role("seed"):
        alone = make_person(cast.asha, "Lou Alone")
        front = partners.register_team(agency=police, name="Front desk", by=cast.adi)
        pam = make_member(cast.adi, "Pam", police, RoleCode.MANAGER, front)
        partners.appoint(front, manager=pam.signatory, deputy=None, by=cast.adi)
        home, (theirs,) = make_household(pam, ("Rosa Bellamy", None))
        lifecycle.refer(household=home, team=front, reason="Called", people=[theirs], by=pam)
    row = declared(cast)
    for somebody, why in {alone: "part of no case", theirs: "of another agency's case"}.items():
        with pytest.raises(Missing):
            conflicts.link(row, person=somebody, by=cast.gill)
        assert not row.links.exists(), why
    assert [each.row.name for each in register.people_to_match(cast.gill, "Rosa Bell").found] == ["Rosa Bell"]
    assert register.people_to_match(cast.gill, "Lou Alone").found == []
    for nobody in ("mina", "asha", "ana"):
        with pytest.raises(NotPermitted):
            register.people_to_match(cast[nobody], "Rosa Bell")
    settings.SEARCHES_PER_MINUTE = 1
    with pytest.raises(TooOften):
        [register.people_to_match(cast.gill, "Rosa Bell") for _ in range(2)]


def test_one_person_or_everybody_at_home_now_and_their_other_records(cast, scene):
    by, (rosa, tom, mia), today = cast.asha, scene.people, clock.today()
    with database_role("seed"):
        others = [make_person(by, name) for name in ("Was Here", "By Mistake", "R. Bell", "Rosie Bell", "Not Rosa")]
        before, mistaken, *records, stranger = others
        for person in (before, mistaken):
            since = today - timedelta(days=30)
            lives = households.move_in(
                scene.household, person=person, role=HouseholdRole.ADULT, started_on=since, by=by
            )
            if person is before:
                households.move_out(lives, ended_on=today, by=by)
        HouseholdMember.objects.filter(person=mistaken).update(undone=True)
        # Of two records the one with the lesser key stands first, so one of these leads to Rosa and one from her.
        for record in records:
            people.link(rosa, same_as=record, evidence="Same birthday", by=by)
        people.undo_link(people.link(rosa, same_as=stranger, evidence="Same name", by=by), by=by)
    hers = {"Rosa Bell", "R. Bell", "Rosie Bell"}
    row = declared(cast)
    conflicts.link(row, person=rosa, by=cast.gill)
    assert (people_of(row), row.links.filter(household__isnull=False).count()) == (hers, 0)
    conflicts.link(row, person=rosa, whole_household=True, by=cast.gill)  # the lead looks again
    assert (people_of(row), row.links.filter(household=scene.household).count()) == (hers | {tom.name, mia.name}, 1)
    assert row.links.count() == 6, "each once"
    assert {link.user_id for link in row.links.all()} == {cast.ben.user.pk}
    row.refresh_from_db()
    assert row.matched_by == cast.gill.membership


def test_other_records_are_found_from_both_ends(cast, scene):
    rosa, tom, _ = scene.people
    first, second = sorted([rosa, tom], key=lambda each: each.pk)
    with database_role("seed"):
        made = people.link(first, same_as=second, evidence="So", by=cast.asha)
    for person in (first, second):
        row = declared(cast)
        conflicts.link(row, person=person, by=cast.gill)
        assert people_of(row) == {"Rosa Bell", "Tom Bell"}
    people.undo_link(made, by=cast.asha)
    for person in (first, second):
        row = declared(cast)
        conflicts.link(row, person=person, by=cast.gill)
        assert people_of(row) == {person.name}


def test_who_never_lived_there_keeps_nobody_away(cast, scene):
    with database_role("seed"):
        ray = make_scene(cast, name="The Ray household", engaged=False)
        mistaken = households.move_in(
            scene.household, person=ray.people[0], role=HouseholdRole.ADULT, started_on=clock.today(), by=cast.asha
        )
    conflicts.link(declared(cast), person=ray.people[0], by=cast.gill)
    subjects = (scene.case, scene.household, scene.people[1])
    assert [may(cast.ben, Permission.VIEW_CASE, each) for each in subjects] == [False, False, False]
    with database_role("seed"):
        HouseholdMember.objects.filter(pk=mistaken.pk).update(undone=True)
    assert [may(cast.ben, Permission.VIEW_CASE, each) for each in subjects] == [True, True, True]
    assert not may(cast.ben, Permission.VIEW_CASE, ray.case)


def test_each_is_kept_by_their_own_and_by_what_still_stands(cast, scene):
    with database_role("seed"):
        ray = make_scene(cast, name="The Ray household", engaged=False)
        alone = make_person(cast.asha, "Lou Alone")
    ended, other = declared(cast), declared(cast, "mina")
    conflicts.link(ended, person=scene.people[0], whole_household=True, by=cast.gill)
    with database_role("seed"):
        ConflictLink.objects.create(conflict=ended, user=cast.ben.user, person=alone, linked_by=cast.gill.signatory)
    conflicts.link(other, person=ray.people[0], by=cast.gill)
    assert may(cast.mina, Permission.VIEW_CASE, scene.case), "Ben is close to them, and she to the others"
    assert may(cast.mina, Permission.VIEW_CASE, alone)
    assert may(cast.ben, Permission.VIEW_CASE, ray.case)
    # He is close to the others too, by now; that he was close to these ends.
    conflicts.link(declared(cast), person=ray.people[0], by=cast.gill)
    conflicts.end(ended, reason="Another of that name", by=cast.max)
    for each in (scene.case, scene.household, scene.people[1], alone):
        assert may(cast.ben, Permission.VIEW_CASE, each)
    assert not may(cast.ben, Permission.VIEW_CASE, ray.case)


def test_who_ends_one(cast, scene):
    row = declared(cast)
    conflicts.link(row, person=scene.people[0], by=cast.gill)
    for who, refusal in {"ben": NotPermitted, "asha": NotPermitted, "adi": NotPermitted, "dora": Missing}.items():
        with pytest.raises(refusal):
            conflicts.end(row, reason="So", by=cast[who])
    for who, does in {"gill": conflicts.link, "mina": conflicts.end}.items():
        said = {"person": scene.people[0]} if who == "gill" else {"reason": "So"}
        with pytest.raises(Missing):  # nobody decides about their own
            does(declared(cast, who), by=cast[who], **said)
    with pytest.raises(SecondPersonNeeded):
        conflicts.end(told(cast, "ben", "gill"), reason="So", by=cast.gill)
    conflicts.end(row, reason="He moved", by=cast.mina)
    assert not row.links.filter(ended_at__isnull=True).exists()


def test_what_each_reads_of_it_in_python_and_behind_the_wall(cast, scene):
    row, other, by_mina = declared(cast), declared(cast, "dot"), told(cast, "asha", "mina")
    assert [list(register.own_conflicts(cast[who])) for who in ("ben", "asha", "adi")] == [[row], [by_mina], []]
    assert register.declared_by_self(cast.ben, row.pk) == row
    for who, key in (("mina", row.pk), ("ben", other.pk)):
        with pytest.raises(Missing):
            register.declared_by_self(cast[who], key)
    for who, rows in {
        "ben": {row}, "dot": {other}, "asha": {by_mina}, "mina": {row, by_mina}, "dora": {other},
        "gill": {row, other, by_mina}, "chidi": set(), "adi": set(), "ana": set(),
    }.items():  # fmt: skip
        with transaction.atomic():
            set_actor(cast[who])
            assert set(Conflict.objects.all()) == rows, who
    with database_role("seed"):
        lea = make_member(cast.adi, "Lea", cast.chidi.agency, RoleCode.GOVERNANCE_LEAD)
    conflicts.end(row, reason="He moved", by=cast.gill)
    assert list(register.own_conflicts(cast.ben)) == []
    assert list(register.conflicts_for(lea)) == []
    with transaction.atomic():
        set_actor(lea)
        assert not Conflict.objects.exists()


def test_the_lead_who_is_close_to_them_learns_of_nobody_that_they_are_here(cast, scene):
    with database_role("seed"):
        second = make_member(cast.adi, "Guy", cast.team.agency, RoleCode.GOVERNANCE_LEAD)
    theirs = declared(cast, words="Rosa Bell and all at home")
    conflicts.link(theirs, person=scene.people[0], whole_household=True, by=second)
    assert register.conflict_for(cast.gill, theirs.pk).is_linked
    conflicts.link(declared(cast, "gill"), person=scene.people[1], by=second)
    assert not register.conflict_for(cast.gill, theirs.pk).is_linked
    assert register.conflict_for(second, theirs.pk).is_linked
    # In Python as behind the wall, which is open here because nobody acts.
    assert register.people_to_match(cast.gill, "Rosa Bell").found == []
    with pytest.raises(Missing):
        register.person_to_match(cast.gill, scene.people[0].pk)
    conflicts.end(theirs, reason="So", by=second)
    assert not register.conflict_for(second, theirs.pk).is_linked


def test_which_cases_wait_for_another_lead(cast, scene):
    with database_role("seed"):
        ray = make_scene(cast, name="The Ray household", engaged=False)
        allocations.add_support(scene.fresh(), membership=cast.ben.signatory, by=cast.mina)
    north, south = cast.team.pk, cast.dot.team.pk

    def waiting(team):
        return set(Case.objects.filter(pk__in=led_in_conflict(team)))

    conflicts.link(declared(cast), person=scene.people[0], by=cast.gill)
    assert waiting(north) == set(), "Ben supports it, and does not lead it"
    row = declared(cast, "asha")
    conflicts.link(row, person=scene.people[0], by=cast.gill)
    assert (waiting(north), waiting(south)) == ({scene.case}, set()), "she leads the others too, and is close to these"
    with pytest.raises(LeadNotAvailable):
        allocations.add_support(ray.fresh(), membership=cast.chidi.signatory, by=cast.mina)
    assert allocations.add_support(ray.fresh(), membership=cast.ben.signatory, by=cast.mina), "of these he is not kept"
    conflicts.end(row, reason="So", by=cast.mina)
    conflicts.link(declared(cast, "asha"), person=ray.people[0], by=cast.gill)
    assert waiting(north) == {ray.case}, "what ended counts no more"
    assert list(selectors.waiting_for_a_worker(cast.mina)) == [ray.case]


def test_what_was_said_stays_as_it_was_said(cast, scene):
    row = declared(cast)
    conflicts.link(row, person=scene.people[0], by=cast.gill)
    link, by = row.links.get(), cast.max.signatory
    before, now = clock.now() - timedelta(days=1), clock.now()
    for rows, change in [
        (Conflict.objects, {"words": "Nobody"}),
        (Conflict.objects, {"membership": cast.mina.signatory}),
        (ConflictLink.objects, {"user": cast.mina.user}),
        (ConflictLink.objects, {"person": scene.people[1]}),
    ]:
        with not_allowed():
            rows.all().update(**change)
    for rows, change in [
        (Conflict.objects, {"matched_at": None, "matched_by": None}),
        (Conflict.objects, {"ended_at": before, "ended_by": by, "end_reason": "So"}),
        (Conflict.objects, {"ended_at": now}),
        (Conflict.objects, {"ended_at": now, "ended_by": by, "end_reason": " "}),
        (Conflict.objects, {"ended_at": now, "ended_by": cast.ben.signatory, "end_reason": "So"}),
        (ConflictLink.objects, {"ended_at": before, "ended_by": by}),
        (ConflictLink.objects, {"ended_at": now}),
    ]:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.all().update(**change)
    ended = ConflictLink.objects.filter(pk=link.pk).update(ended_at=now, ended_by=by)
    assert ended == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        ConflictLink.objects.filter(pk=link.pk).update(ended_at=None, ended_by=None)
    said = {"conflict": row, "user": cast.ben.user, "linked_by": by}
    for target in ({}, {"person": scene.people[0], "household": scene.household}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ConflictLink.objects.create(**said, **target)
    with pytest.raises(IntegrityError), transaction.atomic():
        Conflict.objects.create(membership=cast.ben.signatory, closeness="family", words=" ", declared_by=by)
    with database_role("worker"), not_allowed():
        ConflictLink.objects.create(**said, person=scene.people[0])


def test_the_lead_of_an_agency_with_which_it_is_shared_finds_who_is_part_of_it_while_it_is(cast, scene):
    with database_role("seed"):
        lea = make_member(cast.adi, "Lea", cast.chidi.agency, RoleCode.GOVERNANCE_LEAD)
        colleague = make_member(cast.adi, "Cy", cast.chidi.agency, RoleCode.PRACTITIONER)
    mine = conflicts.declare(closeness=Closeness.FAMILY, words="My aunt Rosa Bell", by=cast.chidi)

    def found():
        with transaction.atomic():
            set_actor(lea)
            return [match.row.pk for match in register.people_to_match(lea, "Rosa Bell").found]

    assert found() == []
    with database_role("seed"):
        for said in (
            {"only_to": [cast.chidi]},
            {"purpose": Purpose.FIGURES, "agreement": make_agreement(cast, purposes=[Purpose.FIGURES])},
        ):
            share = make_share(scene, cast.chidi, **said)
            assert found() == [], "it is shared with Chidi, and not with his agency; or to count, and not to read"
            sharing.stop(share, reason="So", by=cast.asha)
        share = make_share(scene, cast.chidi)
    assert found() == [scene.people[0].pk]
    restrictions.restrict(scene.fresh(), restriction=Restriction.RESTRICTED, reason="So", by=cast.asha)
    assert found() == []
    restrictions.restrict(scene.fresh(), restriction=Restriction.NORMAL, reason="So", by=cast.mina)
    assert may(cast.chidi, Permission.VIEW_CASE, scene.case)
    with transaction.atomic():
        set_actor(lea)
        conflicts.link(mine, person=scene.people[0], whole_household=True, by=lea)
    assert people_of(mine) == {person.name for person in scene.people}
    assert mine.links.get(person__isnull=True).household_id == scene.household.pk
    assert not may(cast.chidi, Permission.VIEW_CASE, scene.case)
    assert may(colleague, Permission.VIEW_CASE, scene.case)
    with database_role("seed"):
        sharing.stop(share, reason="So", by=cast.asha)
    assert found() == []
