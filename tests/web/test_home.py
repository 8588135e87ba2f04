"""The home of a case: who lives there and where, and that nobody who fled is found or named by its pages."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies import clock
from casework import households, lifecycle, members, selectors
from casework import people as persons
from casework.enums import CaseStatus, HouseholdRole, LeavingReason
from casework.models import Address, Case, Household, HouseholdChange, HouseholdMember, Person
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, leave, make_household, make_person, make_scene
from tests.factories.sharing import make_share
from tests.web.test_case import FRAME, TOKEN, send, show


@pytest.fixture
def scene(people: Cast) -> Scene:
    """Rosa's, Tom's and Mia's case."""
    with database_role("seed"):
        return make_scene(people)


def at(scene: Scene, *parts: object) -> str:
    return f"/cases/{scene.case.reference}/home/" + "".join(f"{part}/" for part in parts)


def day(name: str, ago: int = 3) -> dict[str, Any]:
    """A date in three boxes."""
    date = clock.today() - timedelta(days=ago)
    return {f"{name}_0": date.day, f"{name}_1": date.month, f"{name}_2": date.year}


def at_home(household: Household) -> list[str]:
    rows = HouseholdMember.objects.filter(household=household, ended_on=None, undone=False)
    return sorted(rows.values_list("person__name", flat=True))


def part(scene: Scene, keeper: str = "dora") -> Person:
    """Tom fled, has a case of his own, and goes by another name since. Where Mina keeps that case, she sees both sides."""
    by = scene.cast[keeper]
    with database_role("seed"):
        row = members.propose_leaving(
            scene.member("Tom"), reason=LeavingReason.SEPARATED, evidence="He told Ben", by=scene.cast.asha
        )
        members.confirm_leaving(row, team=by.team, by=scene.cast.mina)
        return persons.amend(row.person, name="Sam Newman", by=by)


def effect_of(browser: Any, address: str, said: dict[str, Any], status: int = 200) -> tuple[str, dict[str, Any]]:
    """What the page says that it would do, and what is sent to do it."""
    hidden = dict(TOKEN.findall(browser.get(address).content.decode()))
    answer = browser.post(address, {**hidden, **said})
    text = answer.content.decode()
    assert answer.status_code == status, re.findall(r'error-message">.*?</', text)
    again = dict(re.findall(r'name="(once|seen|effect)" value="([^"]+)"', text))
    return " ".join(text.split()), {**said, **again}


# Where they live


def test_an_address_is_added_and_becomes_one_from_before(browser_of: Any, scene: Scene) -> None:
    browser = browser_of("asha")
    assert "No address on record" in show(browser, scene, "people/")
    said = {"lines": "12 Canal Street", "town": "Burslem", "postcode": "st61aa", "uprn": ""}
    send(browser, at(scene, "addresses", "new"), {**said, **day("started_on", 90)})
    for page in (show(browser, scene, "people/"), show(browser, scene, "home/")):
        assert "12 Canal Street, Burslem" in page
        assert "ST6 1AA" in page
    row = Address.objects.get()
    send(browser, at(scene, "addresses", row.pk, "end"), day("ended_on", 100), 422)
    send(browser, at(scene, "addresses", row.pk, "end"), day("ended_on", 2))
    assert "No address on record" in show(browser, scene, "people/")
    assert "12 Canal Street" in show(browser, scene, "home/").partition('id="before"')[2]


def test_two_who_end_an_address_at_once_do_not_both(browser_of: Any, scene: Scene, people: Cast) -> None:
    with database_role("seed"):
        row = households.record_address(
            scene.household, lines="12 Canal Street", started_on=clock.today() - timedelta(days=9), by=people.asha
        )
    address = at(scene, "addresses", row.pk, "end")
    asha = browser_of("asha")
    hidden = dict(TOKEN.findall(asha.get(address).content.decode()))
    send(browser_of("ben"), address, day("ended_on", 5))
    assert asha.post(address, {**hidden, **day("ended_on", 1)}).status_code == 409
    assert Address.objects.get().ended_on == clock.today() - timedelta(days=5)


# Moving in and out


def test_somebody_new_moves_in_who_is_not_part_of_the_work(browser_of: Any, scene: Scene) -> None:
    browser = browser_of("asha")
    send(browser, at(scene, "move-in"), {"words": "Olga Kray", "role": "other", **day("started_on", 5)})
    row = HouseholdMember.objects.get(person__name="Olga Kray")
    assert (row.role, row.started_on) == ("other", clock.today() - timedelta(days=5))
    page = show(browser, scene, "people/")
    assert "Also lives here, not part of the work" in page
    assert "Olga Kray" in page
    home = show(browser, scene, "home/")
    assert home.count("Not part of the work") == 1


def test_who_is_known_already_is_offered_and_chosen_by_hand(browser_of: Any, scene: Scene, people: Cast) -> None:
    with database_role("seed"):
        olga = make_person(people.asha, "Olga Kray")
    browser, address = browser_of("asha"), at(scene, "move-in")
    said = {"words": "Olga Kray", "role": "other", **day("started_on", 5)}
    asked = send(browser, address, said, 422).content.decode()
    assert "Look at these, and choose one" in asked
    assert f'value="{olga.pk}"' in asked
    assert "checked" not in asked.partition('name="which"')[2].partition("</fieldset>")[0]
    send(browser, address, {**said, "which": str(olga.pk), "found_by": "Olga Kray"})
    assert HouseholdMember.objects.get(person=olga).household == scene.household
    other = {**said, "words": "Olga Kray", "which": "new", "found_by": "Olga"}
    send(browser, address, other)  # she lives there now, so nobody like her is left to choose
    assert Person.objects.filter(name="Olga Kray").count() == 2


def test_other_words_are_another_search(browser_of: Any, scene: Scene, people: Cast) -> None:
    with database_role("seed"):
        olga, ivo = make_person(people.asha, "Olga Kray"), make_person(people.asha, "Ivo Lund")
    said = {"words": "Ivo Lund", "role": "other", **day("started_on", 5), "which": str(olga.pk), "found_by": "Olga"}
    asked = send(browser_of("asha"), at(scene, "move-in"), said, 422).content.decode()
    assert f'value="{ivo.pk}"' in asked
    assert str(olga.pk) not in asked


def test_somebody_moves_out_and_stays_part_of_the_work(browser_of: Any, scene: Scene) -> None:
    browser = browser_of("asha")
    row = scene.household.members.get(person__name="Tom Bell")
    send(browser, at(scene, "living", row.pk, "move-out"), day("ended_on"))
    assert at_home(scene.household) == ["Mia Bell", "Rosa Bell"]
    assert scene.member("Tom").left_at is None
    assert "Tom Bell" in show(browser, scene, "home/").partition('id="before"')[2]


# Homes that part and come together


def test_what_a_split_says_is_what_it_does_and_it_is_undone(browser_of: Any, scene: Scene) -> None:
    browser, tom = browser_of("asha"), scene.member("Tom").person
    said = {"people": [str(tom.pk)], "name": "Tom’s flat", "reason": "He has a flat", **day("made_on")}
    page, sure = effect_of(browser, at(scene, "split"), said)
    assert re.search("At home in “Tom’s flat” since [^:]+: Tom Bell[.]", page)
    assert "Still at home in “The Bell household”: Mia Bell and Rosa Bell." in page
    assert not HouseholdChange.objects.exists()
    assert browser.post(at(scene, "split"), sure).status_code == 303
    change = HouseholdChange.objects.get()
    assert (at_home(scene.household), at_home(change.target)) == (["Mia Bell", "Rosa Bell"], ["Tom Bell"])
    assert "Tom’s flat" in show(browser, scene, "home/")
    send(browser, at(scene, "changes", change.pk, "undo"), {})
    assert at_home(scene.household) == ["Mia Bell", "Rosa Bell", "Tom Bell"]
    assert "A mistake, undone" in show(browser, scene, "home/")


def test_everybody_at_once_is_no_split(browser_of: Any, scene: Scene) -> None:
    all_of_them = [str(person.pk) for person in scene.people]
    said = {"people": all_of_them, "name": "Flat", "reason": "Moved", **day("made_on")}
    page, _ = effect_of(browser_of("asha"), at(scene, "split"), said, 409)
    assert "Somebody has to stay" in page
    assert 'name="effect"' not in page


def test_who_moved_meanwhile_is_told_before_anything_is_done(browser_of: Any, scene: Scene) -> None:
    browser, tom = browser_of("asha"), scene.member("Tom").person
    said = {"people": [str(tom.pk)], "name": "Flat", "reason": "Moved", **day("made_on")}
    _, sure = effect_of(browser, at(scene, "split"), said)
    row = scene.household.members.get(person__name="Mia Bell")
    send(browser_of("ben"), at(scene, "living", row.pk, "move-out"), day("ended_on"))
    answer = browser.post(at(scene, "split"), sure)
    assert answer.status_code == 409
    assert "This changed since you looked" in answer.content.decode()
    assert not HouseholdChange.objects.exists()


@pytest.mark.parametrize("ours_is_open", [True, False])
def test_the_home_without_an_open_case_moves_to_the_other(browser_of: Any, people: Cast, ours_is_open: bool) -> None:
    with database_role("seed"):
        scene = make_scene(people)
        rays, _ = make_household(people.asha, ("Uma Ray", None), name="The Ray household")
        if not ours_is_open:
            leave(scene, CaseStatus.MOVED_AWAY)
    browser, address = browser_of("asha"), at(scene, "together")
    said = {"words": "Ray household", "reason": "One home", **day("made_on")}
    assert "The Ray household" in send(browser, address, said, 422).content.decode()
    page, sure = effect_of(browser, address, {**said, "which": str(rays.pk), "found_by": "Ray household"})
    moved, stayed = ("Uma Ray", "The Bell household") if ours_is_open else ("Mia Bell", "The Ray household")
    assert moved in page
    assert f"At home with “{stayed}” since" in page
    assert browser.post(address, sure).status_code == 303
    change = HouseholdChange.objects.get()
    assert change.target.name == stayed
    assert at_home(change.target) == ["Mia Bell", "Rosa Bell", "Tom Bell", "Uma Ray"]
    assert at_home(change.source) == []


def test_where_both_have_an_open_case_a_manager_comes_first(browser_of: Any, scene: Scene, people: Cast) -> None:
    with database_role("seed"):
        rays = make_scene(people, CaseStatus.WORKING, ("Uma Ray", None), name="The Ray household")
    said = {"words": "Ray", "found_by": "Ray", "which": str(rays.household.pk), "reason": "One", **day("made_on")}
    page, _ = effect_of(browser_of("asha"), at(scene, "together"), said, 409)
    assert "Both have an open case" in page
    assert not HouseholdChange.objects.exists()


# Who may not


def pages_of(scene: Scene, people: Cast) -> list[str]:
    """Every page of the home, with a row for each that needs one."""
    with database_role("seed"):
        row = households.record_address(
            scene.household, lines="12 Canal Street", started_on=clock.today(), by=people.asha
        )
        change = households.split(
            scene.household,
            people=[scene.people[2]],
            name="Flat",
            reason="Moved",
            made_on=clock.today(),
            by=people.asha,
        )
    living = scene.household.members.get(person__name="Rosa Bell")
    ends = ("addresses/new/", f"addresses/{row.pk}/end/", "move-in/", f"living/{living.pk}/move-out/", "split/")
    return ["", *ends, "together/", f"changes/{change.pk}/undo/"]


@pytest.mark.parametrize(("who", "status"), [("chidi", 403), ("dot", 404), ("gill", 404), ("ana", 404)])
def test_whoever_does_not_work_with_them_has_no_page_of_it(
    browser_of: Any, scene: Scene, people: Cast, who: str, status: int
) -> None:
    pages = pages_of(scene, people)
    with database_role("seed"):
        make_share(scene, people.chidi)
    browser = browser_of(who)
    found = {each: browser.get(at(scene) + each).status_code for each in pages}
    assert {each: code for each, code in found.items() if code not in {status, 404}} == {}
    assert found[""] == status
    if who == "chidi":
        assert "12 Canal Street" not in show(browser, scene, "people/")


def test_a_row_of_another_home_is_no_way_in(browser_of: Any, scene: Scene, people: Cast) -> None:
    pages = pages_of(scene, people)
    with database_role("seed"):
        other = make_scene(people, CaseStatus.WORKING, ("Uma Ray", None), name="The Ray household")
    browser = browser_of("asha")
    with_a_row = [each for each in pages if each.count("/") == 3]
    assert len(with_a_row) == 3
    assert {browser.get(at(other) + each).status_code for each in with_a_row} == {404}


# Who fled


def test_who_fled_is_on_no_page_of_the_home_by_the_name_of_today(browser_of: Any, scene: Scene, people: Cast) -> None:
    living = scene.household.members.get(person__name="Tom Bell")
    part(scene)
    browser = browser_of("asha")
    for page in ("people/", "home/", "home/split/", f"home/living/{living.pk}/move-out/"):
        assert "Newman" not in show(browser, scene, page), page
    assert "Tom Bell" not in show(browser, scene, "home/"), "they do not live here"
    assert "Tom Bell" in show(browser, scene, f"home/living/{living.pk}/move-out/")
    send(browser, at(scene, "living", living.pk, "move-out"), day("ended_on"))
    home = show(browser, scene, "home/")
    assert "Tom Bell" in home
    assert "Newman" not in home


def test_who_fled_moves_nowhere_with_the_others(browser_of: Any, scene: Scene, people: Cast) -> None:
    with database_role("seed"):
        rays, _ = make_household(people.asha, ("Uma Ray", None), name="The Ray household")
        leave(scene, CaseStatus.PAUSED)
    part(scene, "mina")
    with database_role("seed"):
        scene.fresh()
        leave(scene, CaseStatus.MOVED_AWAY)
    browser, address = browser_of("mina"), at(scene, "together")  # who sees both sides
    said = {"words": "Ray", "found_by": "Ray", "which": str(rays.pk), "reason": "One", **day("made_on")}
    page, sure = effect_of(browser, address, said)
    assert "Newman" not in page
    assert browser.post(address, sure).status_code == 303
    assert at_home(rays) == ["Mia Bell", "Rosa Bell", "Uma Ray"]


def test_who_fled_is_neither_split_off_nor_moved_back_by_whoever_sees_both_sides(
    browser_of: Any, scene: Scene, people: Cast
) -> None:
    sam = part(scene, "mina")
    assert selectors.person_for(people.mina, sam.pk) == sam
    mina = browser_of("mina")
    assert str(sam.pk) not in mina.get(at(scene, "split")).content.decode()
    said = {"people": [str(sam.pk)], "name": "Flat", "reason": "Moved", **day("made_on")}
    send(mina, at(scene, "split"), said, 422)
    move = {"words": "Sam Newman", "role": "adult", **day("started_on")}
    answer = send(mina, at(scene, "move-in"), {**move, "which": str(sam.pk), "found_by": "Sam Newman"}, 422)
    assert "Choose one of them" in answer.content.decode()
    assert HouseholdMember.objects.filter(person=sam).count() == 1


def test_who_fled_after_a_split_keeps_the_old_name_in_what_came_of_it(
    browser_of: Any, scene: Scene, people: Cast
) -> None:
    with database_role("seed"):
        change = households.split(
            scene.household,
            people=[scene.people[1]],
            name="Flat",
            reason="Moved",
            made_on=clock.today(),
            by=people.asha,
        )
    part(scene)
    names = [row.name_then or row.person.name for row in selectors.household_members_of(people.asha, change.target)]
    assert names == ["Tom Bell"]
    browser = browser_of("asha")
    send(browser, at(scene, "changes", change.pk, "undo"), {})
    assert "Newman" not in show(browser, scene, "home/")


def test_a_case_that_is_kept_apart_has_no_home_to_show(browser_of: Any, scene: Scene, people: Cast) -> None:
    with database_role("seed"):
        households.record_address(scene.household, lines="12 Canal Street", started_on=clock.today(), by=people.asha)
    part(scene, "mina")
    own = Case.objects.get(separated_from=scene.case)
    browser = browser_of("mina")
    assert "12 Canal Street" in show(browser, scene, "home/")
    assert browser.get(f"/cases/{own.reference}/home/").status_code == 404
    page = browser.get(f"/cases/{own.reference}/people/")
    assert page.status_code == 200
    assert "12 Canal Street" not in page.content.decode()
    assert "The home" not in page.content.decode()


def test_what_the_other_side_is_called_is_not_told_to_who_does_not_see_it(
    browser_of: Any, scene: Scene, people: Cast
) -> None:
    with database_role("seed"):
        change = households.split(
            scene.household, people=[scene.people[1]], name="The Hidden place", reason="Moved", made_on=clock.today(),
            by=people.asha,
        )  # fmt: skip
    hide(change.target, people)
    page = show(browser_of("asha"), scene, "home/")
    assert "The Hidden place" not in page
    assert "another household" in page


def hide(household: Household, people: Cast) -> None:
    """The other team takes that household in, so that it is theirs alone."""
    with database_role("seed"):
        person = household.members.get().person
        case = lifecycle.refer(
            household=household, team=people.dot.team, reason="Moved", people=[person], by=people.asha
        )
        lifecycle.accept(case, lead=people.dot.membership, by=people.dora)


# How much is asked


@pytest.mark.parametrize("number", [1, 3])
def test_the_queries_of_the_home_do_not_grow(browser_of: Any, scene: Scene, people: Cast, number: int) -> None:
    with database_role("seed"):
        for each in range(number):
            households.record_address(
                scene.household, lines=f"{each} Mill Lane", started_on=clock.today(), by=people.asha
            )
            person = make_person(people.asha, f"Person {each}")
            households.move_in(
                scene.household, person=person, role=HouseholdRole.OTHER, started_on=clock.today(), by=people.asha
            )
            home = Household.objects.get(pk=scene.household.pk)
            change = households.split(
                home, people=[person], name="Flat", reason="Moved", made_on=clock.today(), by=people.asha
            )
            households.undo(change, by=people.asha)
    browser = browser_of("asha")
    with CaptureQueriesContext(connection) as asked:
        show(browser, scene, "home/")
    assert len(asked) - FRAME <= 13, [each["sql"][:90] for each in asked]
