"""Finding people: misspelt, by other names, numbers and dates; and nobody who is not for the one who asks."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.enums import RoleCode
from agencies.exceptions import NotPermitted, TooOften
from casework import households, lifecycle, members, people, selectors, sharing
from casework.enums import HouseholdRole, LeavingReason, NameKind
from casework.identifiers import IdentifierScheme
from casework.models import Case, Person
from casework.search_terms import read
from casework.selectors.search import matches
from tests.conftest import database_role
from tests.factories.agencies import make_member
from tests.factories.casework import make_household, make_scene
from tests.factories.sharing import make_agreement, make_share

pytestmark = pytest.mark.usefixtures("db")

NAMES = [
    "Katherine Okafor", "Muhammad Hussain", "Siobhán O’Neill", "Krzysztof Łukaszewski", "Nguyễn Văn An", "Rosa Bell",
    "Jean-Luc Moreau", "Philip Smith", "Anna Thompson", "Zoë Read", "نور الحسن", "Tom Vale",
]  # fmt: skip
# What is typed, and whom it must find: first in the list where there is more than one.
FINDS = """
Katherine Okafor | Katherine Okafor
okafor | Katherine Okafor
OKAFOR katherine | Katherine Okafor
Kath Oka | Katherine Okafor
Catherine | Katherine Okafor
Kathrine Okfor | Katherine Okafor
Okaofr | Katherine Okafor
Okaforr | Katherine Okafor
Mohammed Husain | Muhammad Hussain
Mohamad | Muhammad Hussain
Siobhan ONeill | Siobhán O’Neill
O'Neil | Siobhán O’Neill
Oneal | Siobhán O’Neill
Lukaszewski | Krzysztof Łukaszewski
Krzystof | Krzysztof Łukaszewski
Krzystof Lukasevski | Krzysztof Łukaszewski
Nguyen An | Nguyễn Văn An
Van | Nguyễn Văn An
Roza Bel | Rosa Bell
Rosa Belle | Rosa Bell
Jean Luc | Jean-Luc Moreau
Moro | Jean-Luc Moreau
Phillip Smyth | Philip Smith
Filip Smith | Philip Smith
Ana Tompson | Anna Thompson
Zoe Reed | Zoë Read
نور | نور الحسن
"""
# What is typed, and who must not be found: another name, though it is like this one on the screen or in the ear.
KEEPS_APART = """
Paul | Rosa Bell
Okafor Bell | Katherine Okafor
Tim | Tom Vale
Dale | Tom Vale
Smithson | Philip Smith
Rosalind | Rosa Bell
Thomas | Anna Thompson
Husband | Muhammad Hussain
% | Rosa Bell
B_ll | Rosa Bell
Katherine 3 3 1970 | Katherine Okafor
"""


def rows(table):
    return [tuple(part.strip() for part in line.split("|")) for line in table.strip().splitlines()]


def names(actor, typed):
    return [each.person.name for each in matches(actor, read(typed)).people]


def test_what_is_misspelt_finds_and_what_is_another_name_does_not(cast):
    with database_role("seed"):
        make_scene(cast, lifecycle.S.WORKING, *[(name, date(1988, 4, 2)) for name in NAMES])
    found = {typed: names(cast.asha, typed) for typed, _ in rows(FINDS)}
    lost = {typed: found[typed] for typed, name in rows(FINDS) if found[typed][:1] != [name]}
    assert lost == {}
    asked = [(typed, name) for typed, name in rows(KEEPS_APART) if any(map(str.isalpha, typed))]
    assert [(typed, name) for typed, name in asked if name in names(cast.asha, typed)] == []


def why(found):
    return [reason.sentence for each in found.people for reason in each.why]


def test_it_says_why_in_plain_words(cast):
    with database_role("seed"):
        scene = make_scene(cast, lifecycle.S.WORKING, ("Rosa Bell", date(1988, 4, 2)))
        (rosa,) = scene.people
        people.add_name(rosa, name="Rosa Hughes", kind=NameKind.FORMER, by=cast.asha)
        people.add_name(rosa, name="Rosie", kind=NameKind.ALIAS, by=cast.asha)
        people.add_name(rosa, name="R Belle-Jones", kind=NameKind.WITH_AGENCY, agency=cast.chidi.agency, by=cast.asha)
        people.add_identifier(rosa, scheme=IdentifierScheme.NHS, value="943 476 5919", by=cast.asha)
    told = {
        "Rosa": [
            "The name matches",
            "Was called Rosa Hughes",
            "Also known as Rosie. Rosie sounds like “Rosa”",
        ],
        "Hughs": ["Was called Rosa Hughes. Hughes is written nearly like “Hughs”"],
        "Jones": ["Known to Police as R Belle-Jones"],
        "Rosah": ["Rosa is written nearly like “Rosah”"],
        "Bell 4 2 1988": ["The name matches", "Day and month of birth are the other way round"],
        "2 April 1988": ["The same date of birth"],
        "9434765919": ["The same NHS number"],
    }
    for typed, sentences in told.items():
        found = why(matches(cast.asha, read(typed)))
        assert set(sentences) <= set(found), (typed, found)
    (case,) = matches(cast.asha, read(scene.case.reference.lower().replace("-", " "))).cases
    assert (case.case, case.why[0].sentence) == (scene.case, "The reference matches")
    (found,) = matches(cast.asha, read("Rosa Bell")).people
    assert found.cases == [scene.case]


def known(cast):
    """Rosa of Asha's case, with all by which she could be found, and a household and a case to find."""
    scene = make_scene(cast)
    rosa = scene.member("Rosa").person
    people.add_name(rosa, name="Zuleika Quartermaine", kind=NameKind.ALIAS, by=cast.asha)
    people.add_identifier(rosa, scheme=IdentifierScheme.NHS, value="943 476 5919", by=cast.asha)
    return scene


WAYS = [
    "Rosa Bell",
    "Bell",
    "Rosah",
    "Roza",
    "Zuleika",
    "Quartermain",
    "943 476 5919",
    "2 4 1988",
    "The Bell household",
]


@pytest.mark.parametrize(
    ("who", "finds"), [("asha", True), ("ben", True), ("mina", True), ("dot", False), ("dora", False), ("chidi", False)]
)
def test_a_hidden_person_is_found_by_nobody_who_may_not_see_them(cast, who, finds):
    with database_role("seed"):
        scene = known(cast)
    for typed in [*WAYS, scene.case.reference]:
        found = matches(cast[who], read(typed))
        assert (found.number > 0) is finds, typed
        assert finds or (found.rows, found.has_more) == ([], False)


def test_a_role_without_cases_finds_nothing(cast):
    for who in ("gill", "ana", "adi"):
        with pytest.raises(NotPermitted):
            selectors.search(cast[who], "Rosa Bell")


def test_a_partner_finds_by_what_is_shared_and_not_by_what_is_not(cast):
    with database_role("seed"):
        scene = known(cast)
        share = make_share(scene, cast.chidi, agreement=make_agreement(cast))
    found = {typed: matches(cast.chidi, read(typed)).number > 0 for typed in [*WAYS, scene.case.reference]}
    # Other names and numbers are never shared; that they are there must not be told by finding somebody.
    assert [typed for typed, is_found in found.items() if not is_found] == ["Zuleika", "Quartermain", "943 476 5919"]
    with database_role("seed"):
        sharing.stop(share, reason="Enough", by=cast.asha)
    assert [typed for typed in found if matches(cast.chidi, read(typed)).number] == []


def test_who_fled_is_found_by_the_old_name_in_the_old_case_and_by_nothing_else(cast):
    with database_role("seed"):
        scene = known(cast)
        tom = scene.member("Tom").person
        people.add_identifier(tom, scheme=IdentifierScheme.NINO, value="AB 12 34 56 C", by=cast.asha)
        leaving = members.propose_leaving(
            scene.member("Tom"), reason=LeavingReason.SEPARATED, evidence="He told Ben", by=cast.asha
        )
        members.confirm_leaving(leaving, team=cast.dot.team, by=cast.mina)
        own = lifecycle.accept(Case.objects.get(separated_from=scene.case), lead=cast.dot.membership, by=cast.dora)
        people.amend(tom, name="Sam Newman", by=cast.dora)
        people.add_name(tom, name="Sammy Quince", kind=NameKind.ALIAS, by=cast.dora)
    for who in ("asha", "ben", "mina"):
        for typed in ("Sam Newman", "Newmann", "Sammy", "Quince", "AB123456C", "30 9 1985", "Tom Bell 30 9 1985"):
            found = matches(cast[who], read(typed))
            assert (found.number, found.rows) == (0, []), (who, typed)
        found = matches(cast[who], read("Tom Bell"))
        assert [each.case for each in found.cases] == [scene.case]
        assert [each.why[0].sentence for each in found.cases] == ["Tom Bell was part of this case"]
        assert tom not in [each.person for each in found.people]
    for typed in ("Sam Newman", "Quince", "AB123456C", "30 9 1985", "Tom Bell"):
        (there,) = matches(cast.dora, read(typed)).people
        assert (there.person.name, there.cases) == ("Sam Newman", [own]), typed


def test_who_left_and_took_another_name_is_known_here_by_the_old_one(cast):
    with database_role("seed"):
        scene = known(cast)
        tom = scene.member("Tom").person
        leaving = members.propose_leaving(
            scene.member("Tom"), reason=LeavingReason.LEFT, evidence="He lives in Leeds", by=cast.asha
        )
        members.confirm_leaving(leaving, by=cast.mina)
        Person.objects.filter(pk=tom.pk).update(name="Sam Newman")
    assert matches(cast.asha, read("Sam Newman")).number == 0
    assert [each.case for each in matches(cast.asha, read("Tom Bell")).cases] == [scene.case]


def test_what_one_wrote_down_is_found_until_it_is_taken_in(cast):
    with database_role("seed"):
        household, settled = make_household(cast.chidi, ("Uma Ray", date(1970, 1, 2)), name="The Ray household")
        lena = make_member(cast.adi, "Lena", cast.chidi.agency, RoleCode.PRACTITIONER)
    found = matches(cast.chidi, read("Uma"))
    assert [(each.person.name, each.households, each.cases) for each in found.people] == [("Uma Ray", [household], [])]
    assert matches(lena, read("Uma")).number == 0
    with database_role("seed"):
        case = lifecycle.refer(household=household, team=cast.team, reason="Rent", people=settled, by=cast.chidi)
        lifecycle.accept(case, lead=cast.asha.membership, by=cast.mina)
    assert matches(cast.chidi, read("Uma")).number == 0
    assert matches(cast.asha, read("Uma")).number == 1


@pytest.mark.parametrize("number", [1, 3])
def test_the_statements_do_not_grow(cast, number):
    with database_role("seed"):
        for each in range(number):
            scene = make_scene(cast, lifecycle.S.WORKING, (f"Rosa Bell{'e' * each}", date(1988, 4, 2)))
            people.add_name(scene.people[0], name="Rosa Hughes", kind=NameKind.FORMER, by=cast.asha)
    with CaptureQueriesContext(connection) as asked:
        assert len(matches(cast.asha, read("Rosa")).people) == number
    assert len(asked) == 6, [each["sql"][:120] for each in asked]


def test_hidden_and_not_there_take_the_same_statements(cast):
    with database_role("seed"):
        known(cast)
    taken = []
    for typed in ("Rosa Bell", "Nobody Atall"):
        with CaptureQueriesContext(connection) as asked:
            matches(cast.dot, read(typed))
        taken.append(len(asked))
    assert taken[0] == taken[1]


def test_the_nearest_come_first_and_more_is_said_only_of_what_is_seen(cast):
    with database_role("seed"):
        household, _ = make_household(cast.asha, ("Rosa Bell", None), name="The Bell household")
        for each in ("Rosa Ball", "Roser Bell", "Rosa Bell"):
            person = people.register(name=each, by=cast.asha)
            households.move_in(
                household, person=person, role=HouseholdRole.ADULT, started_on=date(2024, 1, 1), by=cast.asha
            )
        make_household(cast.dot, *[("Rosa Bell", None)] * 3, name="The other Bells")
    assert names(cast.asha, "Rosa Bell")[:2] == ["Rosa Bell", "Rosa Bell"]
    found = matches(cast.asha, read("Rosa Bell"), limit=2)
    assert (len(found.people), found.has_more) == (2, True)
    assert matches(cast.asha, read("Roser"), limit=4).has_more is False


def test_whoever_tries_one_name_after_the_other_is_stopped(cast, settings):
    settings.SEARCHES_PER_MINUTE = 2
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "search"}}
    for _ in range(2):
        selectors.search(cast.asha, "Rosa")
    with pytest.raises(TooOften):
        selectors.search(cast.asha, "Rosa")
    selectors.search(cast.ben, "Rosa")
