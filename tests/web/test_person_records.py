"""Numbers of the people of a case, and other records of them: nobody is found by it whom the worker does not see."""

import re
from typing import Any

import pytest

from agencies.models import AuditEvent
from casework import people as persons
from casework.models import PersonIdentifier, PersonLink
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_household, make_person, make_scene
from tests.factories.sharing import make_share
from tests.web.test_case import send, show
from tests.web.test_home import part


@pytest.fixture
def scene(people: Cast) -> Scene:
    """Rosa's, Tom's and Mia's case."""
    with database_role("seed"):
        return make_scene(people)


def at(scene: Scene, *parts: object) -> str:
    return f"/cases/{scene.case.reference}/" + "".join(f"{part}/" for part in parts)


# Numbers


def test_a_number_is_added_compared_and_taken_away(browser_of: Any, scene: Scene) -> None:
    browser, rosa = browser_of("asha"), scene.member("Rosa")
    address = at(scene, "people", rosa.pk, "number")
    wrong = send(browser, address, {"scheme": "nhs_number", "value": "943 476 5918", "system": ""}, 422)
    assert "Check it against the letter" in wrong.content.decode()
    send(browser, address, {"scheme": "nhs_number", "value": "9434765919", "system": ""})
    assert "943 476 5919" in show(browser, scene, "people/")
    row = PersonIdentifier.objects.get()
    assert "943 476 5919" in show(browser, scene, f"numbers/{row.pk}/theirs/")
    send(browser, at(scene, "numbers", row.pk, "theirs"), {})
    page = show(browser, scene, "people/")
    assert "Compared" in page
    assert "I compared it" not in page
    send(browser, at(scene, "numbers", row.pk, "not-theirs"), {})
    assert "943 476 5919" not in show(browser, scene, "people/")
    assert PersonIdentifier.objects.get().withdrawn_by == scene.cast.asha.membership


def test_a_police_reference_says_whose_it_is(browser_of: Any, scene: Scene) -> None:
    browser, tom = browser_of("asha"), scene.member("Tom")
    address, said = at(scene, "people", tom.pk, "number"), {"scheme": "police_reference", "value": "A 77"}
    assert "Say which police system" in send(browser, address, {**said, "system": ""}, 422).content.decode()
    send(browser, address, {**said, "system": "Niche"})
    assert "Police reference (niche)" in " ".join(show(browser, scene, "people/").split())


@pytest.mark.parametrize(("who", "status"), [("chidi", 403), ("dot", 404), ("ana", 404)])
def test_no_number_is_shown_to_who_does_not_work_with_them(
    browser_of: Any, scene: Scene, people: Cast, who: str, status: int
) -> None:
    rosa = scene.member("Rosa")
    with database_role("seed"):
        row = persons.add_identifier(rosa.person, scheme="nhs_number", value="9434765919", by=people.asha)
        other = make_person(people.asha, "Rosa Old")
        link = persons.link(rosa.person, same_as=other, evidence="Same number", by=people.asha)
        make_share(scene, people.chidi)
    browser = browser_of(who)
    for step in ("number", "same"):
        assert browser.get(at(scene, "people", rosa.pk, step)).status_code == status
    steps = (("numbers", row.pk, "theirs"), ("numbers", row.pk, "not-theirs"), ("links", link.pk, "undo"))
    assert {browser.get(at(scene, *step)).status_code for step in steps} <= {403, 404}
    if who == "chidi":
        page = show(browser, scene, "people/")
        assert "943" not in page
        assert "Rosa Old" not in page


def test_the_number_of_who_fled_is_on_no_page_of_the_case_they_left(
    browser_of: Any, scene: Scene, people: Cast
) -> None:
    sam = part(scene, "mina")
    with database_role("seed"):
        row = persons.add_identifier(sam, scheme="nhs_number", value="9434765919", by=people.mina)
    for who in ("asha", "mina"):  # the manager sees both sides, and still not one on the pages of the other
        browser = browser_of(who)
        assert "943 476 5919" not in show(browser, scene, "people/")
        for step in ("theirs", "not-theirs"):
            assert browser.get(at(scene, "numbers", row.pk, step)).status_code == 404


# The same person


def test_another_record_is_found_chosen_linked_and_undone(browser_of: Any, scene: Scene, people: Cast) -> None:
    with database_role("seed"):
        other = make_person(people.asha, "Roza Belle")
        make_household(people.asha, name="The Belle household")
    browser, rosa = browser_of("asha"), scene.member("Rosa")
    address, said = at(scene, "people", rosa.pk, "same"), {"words": "Roza Belle", "evidence": "She told us"}
    found = send(browser, address, said, 422).content.decode()
    assert f'value="{other.pk}"' in found
    assert str(rosa.person_id) not in found.partition("<form")[2], "she is no other record of herself"
    assert AuditEvent.objects.filter(event__startswith="search").exists() or AuditEvent.objects.filter(
        subject_type="casework.search"
    )
    send(browser, address, {**said, "which": str(other.pk), "found_by": "Roza Belle"})
    page = show(browser, scene, "people/")
    assert "Roza Belle" in page
    assert "She told us" in page
    row = PersonLink.objects.get()
    undo = at(scene, "links", row.pk, "undo")
    assert "Roza Belle" in browser.get(undo).content.decode()
    send(browser, undo, {})
    assert PersonLink.objects.get().undone_by == people.asha.membership
    assert "Roza Belle" not in show(browser, scene, "people/")


def test_nobody_is_found_or_linked_whom_the_worker_does_not_see(browser_of: Any, scene: Scene, people: Cast) -> None:
    with database_role("seed"):
        hidden = make_scene_of_dot(people)
    browser, rosa = browser_of("asha"), scene.member("Rosa")
    address, said = at(scene, "people", rosa.pk, "same"), {"words": "Hidden Hope", "evidence": "Same number"}
    seen = send(browser, address, said, 422).content.decode()
    none = send(browser, address, {**said, "words": "Nobody Atall"}, 422).content.decode()
    assert "Nobody like this whom you work with" in seen
    assert without(seen, "Hidden Hope") == without(none, "Nobody Atall"), "hidden and absent answer alike"
    key = {"which": str(hidden.pk), "found_by": "Hidden Hope"}
    assert "cannot be chosen" in send(browser, address, {**said, **key}, 422).content.decode()
    assert not PersonLink.objects.exists()


def make_scene_of_dot(people: Cast) -> Any:
    """Somebody whom only the other team sees."""
    return make_household(people.dot, ("Hidden Hope", None), name="Elsewhere")[1][0]


def without(page: str, words: str) -> str:
    """The form itself, without what was typed and what travels."""
    form = page.partition("<main")[2].replace(words, "")
    return re.sub(r'(value|data-[a-z-]+)="[^"]*"', "", form)


def test_who_fled_is_not_found_from_the_case_they_left(browser_of: Any, scene: Scene) -> None:
    sam = part(scene)
    browser, rosa = browser_of("asha"), scene.member("Rosa")
    address = at(scene, "people", rosa.pk, "same")
    for words in ("Sam Newman", "Tom Bell", "30 9 1985"):
        page = send(browser, address, {"words": words, "evidence": "?"}, 422).content.decode()
        assert str(sam.pk) not in page, words
        assert "Nobody like this whom you work with" in page, words


def test_a_link_to_a_record_that_is_out_of_sight_is_not_undone_from_here(
    browser_of: Any, scene: Scene, people: Cast
) -> None:
    rosa = scene.member("Rosa").person
    with database_role("seed"):
        other = make_scene(people, name="The Old household").people[1]
        link = persons.link(rosa, same_as=other, evidence="The same hand", by=people.asha)
    part(Scene(people, other.case_memberships.get().case, scene.household), "mina")
    assert browser_of("asha").get(at(scene, "links", link.pk, "undo")).status_code == 404
    assert browser_of("mina").get(at(scene, "links", link.pk, "undo")).status_code == 200
