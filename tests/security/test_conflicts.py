"""The conflict register: whoever is close to a household does not meet it, by whatever way they would have come."""

import pytest
from django.db import IntegrityError, connections, transaction

from agencies import permissions
from agencies.actors import set_actor
from agencies.exceptions import Missing, NotPermitted, SecondPersonNeeded
from agencies.permissions import Permission, may, shares_in_force, visible
from agencies.reach import reach_of
from casework import allocations, conflicts, households, members, selectors
from casework.closeness import Closeness
from casework.exceptions import ConflictEnded, LeadNotAvailable
from casework.models import Case, Conflict, ConflictLink, Household, Person
from casework.selectors import conflicts as register
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_household, make_person, make_scene
from tests.factories.sharing import make_share, the_practice
from tests.security.test_wall import behind_the_wall

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def scene(cast: Cast, role) -> Scene:
    with role("seed"):
        return make_scene(cast)


def close(cast: Cast, who: str, person: Person, *, whole_household: bool = False) -> Conflict:
    """Gill matched what this one declared with the person."""
    row = conflicts.declare(closeness=Closeness.FAMILY, words="My cousin Rosa", by=cast[who])
    return conflicts.link(row, person=person, whole_household=whole_household, by=cast.gill)


def reached(actor) -> dict[type, tuple[set, set]]:
    """What both walls let through of each."""
    return {
        model: (
            set(visible(actor, Permission.VIEW_CASE, model.objects.all()).values_list("pk", flat=True)),
            behind_the_wall(actor, model),
        )
        for model in (Case, Household, Person)
    }


NOTHING = {model: (set(), set()) for model in (Case, Household, Person)}


def test_it_beats_every_way_there_is_and_both_walls_say_so(cast, scene, role):
    gita = the_practice(cast)
    make_share(scene, gita)
    make_share(scene, gita, only_to=[gita])
    allocations.add_support(scene.fresh(), membership=cast.ben.signatory, by=cast.mina)
    ways = {"asha": "leads it, wrote them down, referred them", "ben": "supports it", "mina": "manages it"}
    for who in [*ways, "gita"]:
        actor = gita if who == "gita" else cast[who]
        assert scene.case.pk in reached(actor)[Case][0], "else nothing could be taken from them"
        ConflictLink.objects.create(
            conflict=conflicts.declare(closeness=Closeness.NEIGHBOUR, words="Next door", by=actor),
            user=actor.signatory.user, person=scene.people[2], linked_by=cast.gill.signatory,
        )  # fmt: skip
        assert reached(actor) == NOTHING, ways.get(who, "it is shared with them twice")
        assert not shares_in_force(actor, Permission.VIEW_CASE, scene.case)
        assert not reach_of(actor, Case, [scene.case.pk]).cases
        assert not list(selectors.referrals_of(actor))
        for search in ("Bell", scene.case.reference, "2 4 1988"):
            assert not selectors.search(actor, search).number
        with pytest.raises(Missing):
            permissions.check(actor, Permission.VIEW_CASE, scene.case)
        with pytest.raises(Missing):
            selectors.case_for(actor, scene.case.reference)


@pytest.mark.parametrize(
    ("whom", "whole_household", "kept"),
    [
        ("who is part of the case", False, True),
        ("who lives there and is part of nothing", False, True),
        ("somebody else", False, False),
        ("somebody who lived with them", True, True),
    ],
)
def test_it_reaches_every_home_of_that_person_and_every_case_of_these(cast, scene, role, whom, whole_household, kept):
    with role("seed"):
        by, other = cast.asha, make_scene(cast, name="The Ray household", engaged=False)
        lodger = make_person(by, "Lou Lodger")
        households.move_in(
            scene.household, person=lodger, role="adult", started_on=scene.household.registered_at.date(), by=by
        )
    persons = {
        "who is part of the case": scene.people[2],
        "who lives there and is part of nothing": lodger,
        "somebody else": other.people[0],
        "somebody who lived with them": scene.people[0],
    }
    row = conflicts.declare(closeness=Closeness.OTHER, words="Somebody", by=cast.ben)
    if whom == "who lives there and is part of nothing":
        # Whoever is part of no case is known to no lead: their link comes with the whole household.
        ConflictLink.objects.create(conflict=row, user=cast.ben.user, person=lodger, linked_by=cast.gill.signatory)
    else:
        conflicts.link(row, person=persons[whom], whole_household=whole_household, by=cast.gill)
    assert may(cast.ben, Permission.VIEW_CASE, scene.case) is not kept
    assert may(cast.mina, Permission.VIEW_CASE, scene.case), "nobody else is kept from it"


def test_a_home_that_is_linked_is_kept_whoever_lives_there_later(cast, scene):
    close(cast, "ben", scene.people[0], whole_household=True)
    assert {link.household_id for link in ConflictLink.objects.filter(household__isnull=False)} == {scene.household.pk}
    assert set(ConflictLink.objects.filter(person__isnull=False).values_list("person_id", flat=True)) == {
        person.pk for person in scene.people
    }
    ConflictLink.objects.using("owner").filter(person__isnull=False).update(
        ended_at=scene.case.referred_at, ended_by=cast.gill.signatory
    )
    assert reached(cast.ben) == NOTHING


def test_before_a_case_is_taken_in_whoever_wrote_them_down_is_kept_away_too(cast, role):
    with role("seed"):
        home, (rosa,) = make_household(cast.asha, ("Rosa Bell", None))
    assert reached(cast.ben)[Household] == ({home.pk}, {home.pk}), "Ben is of the team that wrote it down"
    row = conflicts.declare(closeness=Closeness.FAMILY, words="My mother", by=cast.ben)
    ConflictLink.objects.create(conflict=row, user=cast.ben.user, household=home, linked_by=cast.gill.signatory)
    assert reached(cast.ben) == NOTHING
    assert rosa.pk in reached(cast.asha)[Person][0]


def test_a_declaration_is_words_until_somebody_else_matches_it_and_tells_nobody_whether_they_are_here(cast, scene):
    row = conflicts.declare(closeness=Closeness.FORMER_PARTNER, words="Tom Bell, born 1985", by=cast.ben)
    assert may(cast.ben, Permission.VIEW_CASE, scene.case)
    before = [(each.pk, each.words) for each in register.own_conflicts(cast.ben)]
    with transaction.atomic():
        set_actor(cast.gill)
        found = register.people_to_match(cast.gill, "Tom Bell").found
        assert [(each.row.name, each.references) for each in found] == [("Tom Bell", (scene.case.reference,))]
        conflicts.link(row, person=found[0].row, by=cast.gill)
    assert not may(cast.ben, Permission.VIEW_CASE, scene.case)
    assert [(each.pk, each.words) for each in register.own_conflicts(cast.ben)] == before
    for who, does in {"ben": NotPermitted, "asha": NotPermitted, "mina": NotPermitted, "dora": NotPermitted}.items():
        with pytest.raises(does):
            conflicts.link(row, person=scene.people[0], by=cast[who])


@pytest.mark.parametrize(
    ("who", "reads"), [("gill", True), ("mina", True), ("dora", False), ("asha", None), ("ana", None), ("adi", None)]
)
def test_the_register_is_kept_by_the_lead_of_the_agency_and_the_managers_of_the_team(cast, scene, who, reads):
    row = conflicts.declare(closeness=Closeness.FAMILY, words="My cousin", by=cast.ben)
    if reads is None:
        with pytest.raises(NotPermitted):
            list(register.conflicts_for(cast[who]))
        with pytest.raises(NotPermitted):
            conflicts.record(cast.asha.signatory, closeness=Closeness.FAMILY, words="Hers", by=cast[who])
    else:
        assert list(register.conflicts_for(cast[who])) == ([row] if reads else [])
    assert (row.pk in behind_the_wall(cast[who], Conflict)) is bool(reads)


def test_it_is_ended_by_a_second_person_and_never_by_themselves(cast, scene):
    row = close(cast, "mina", scene.people[0])
    with pytest.raises(Missing):  # nothing about oneself is in one's own register
        conflicts.end(row, reason="We do not speak any more", by=cast.mina)
    told = conflicts.record(cast.ben.signatory, closeness=Closeness.NEIGHBOUR, words="Next door", by=cast.mina)
    with pytest.raises(SecondPersonNeeded):
        conflicts.end(told, reason="He moved", by=cast.mina)
    with pytest.raises(IntegrityError), transaction.atomic(using="seed"):
        Conflict.objects.using("seed").filter(pk=told.pk).update(
            ended_at=told.declared_at, ended_by=cast.ben.signatory, end_reason="I say so"
        )
    conflicts.end(row, reason="Her cousin died", by=cast.max)
    assert may(cast.mina, Permission.VIEW_CASE, scene.case), "what else opens it opens it again"
    with pytest.raises(ConflictEnded):
        conflicts.end(row, reason="Again", by=cast.max)
    with pytest.raises(ConflictEnded):
        conflicts.link(row, person=scene.people[0], by=cast.gill)


def test_nobody_is_given_such_a_case_and_whoever_allocates_is_not_told_why(cast, scene):
    close(cast, "ben", scene.people[0])
    with pytest.raises(LeadNotAvailable) as refused:
        allocations.add_support(scene.fresh(), membership=cast.ben.signatory, by=cast.mina)
    assert refused.value.detail == "Ben cannot be given this case: choose somebody else."


def test_a_case_whose_lead_is_kept_from_it_waits_for_another_on_the_managers_page(cast, scene):
    assert not list(selectors.waiting_for_a_worker(cast.mina))
    close(cast, "asha", scene.people[0])
    (waiting,) = selectors.waiting_for_a_worker(cast.mina)
    assert (waiting.pk, waiting.is_kept_from_lead) == (scene.case.pk, True)
    told = {"handover_note": "Rent first", "participants_told": "Rosa, by phone"}
    allocations.hand_over(scene.fresh(), to=cast.ben.signatory, reason="Another worker", by=cast.mina, **told)
    assert not list(selectors.waiting_for_a_worker(cast.mina))


def test_the_lead_who_is_close_to_them_oversees_nothing_of_theirs(cast, scene):
    assert scene.case.pk in behind_the_wall(cast.gill, Case)
    row = conflicts.declare(closeness=Closeness.FAMILY, words="My sister", by=cast.gill)
    ConflictLink.objects.create(
        conflict=row, user=cast.gill.user, person=scene.people[0], linked_by=cast.mina.signatory
    )
    assert not behind_the_wall(cast.gill, Case) | behind_the_wall(cast.gill, Person)
    assert connections["default"].get_autocommit()


def test_each_part_of_it_by_itself(cast, scene, role):
    with role("seed"):
        ivo = members.join(scene.fresh(), person=make_person(cast.asha, "Ivo Bell"), by=cast.asha).person
        alone = make_person(cast.asha, "Lou Alone")
        allocations.add_support(scene.fresh(), membership=cast.dot.signatory, by=cast.mina)
    assert scene.case.pk in reached(cast.dot)[Case][1], "she is of another team, and supports the lead"
    assert alone.pk in reached(cast.ben)[Person][1], "his team wrote them down"
    for who, person in {"dot": ivo, "ben": alone}.items():
        row = conflicts.declare(closeness=Closeness.FAMILY, words="My brother", by=cast[who])
        ConflictLink.objects.create(conflict=row, user=cast[who].user, person=person, linked_by=cast.gill.signatory)
    assert reached(cast.dot) == NOTHING, "Ivo is part of the case, and lives elsewhere"
    assert not any(alone.pk in keys for keys in reached(cast.ben)[Person]), "they live nowhere and are part of nothing"
    assert may(cast.ben, Permission.VIEW_CASE, scene.case)
