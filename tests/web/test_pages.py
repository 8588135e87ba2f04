"""The base that every page stands on: strangers, refusals, forms sent twice, and words that are never lost."""

import re
from typing import Any

import pytest
from django.template import engines
from django.test import Client

from agencies.models import AuditEvent
from casework.models import Household
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_scene

pytestmark = pytest.mark.urls("tests.web.urls")
NEW = "/test/households/new/"


@pytest.fixture(autouse=True)
def own_templates(settings: Any) -> None:
    """The tests' own beside those of the pages."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [settings.BASE_DIR / "tests" / "web" / "templates"]}]
    assert engines["django"]


@pytest.fixture
def scene(people: Cast) -> Scene:
    with database_role("seed"):
        return make_scene(people)


def hidden(page: Any, name: str) -> str:
    """What a hidden field of the form holds."""
    found = re.search(rf'name="{name}" value="([^"]+)"', page.content.decode())
    assert found, f"no {name} in the form"
    return found[1]


def send(browser: Client, address: str, page: Any, **said: str) -> Any:
    """Send the form that this page shows."""
    text = page.content.decode()
    travels = {name: hidden(page, name) for name in ("once", "seen") if f'name="{name}"' in text}
    return browser.post(address, {**travels, **said})


# Who gets in


def test_a_stranger_is_led_to_sign_in_and_back(client: Client, scene: Scene) -> None:
    address = f"/test/cases/{scene.case.reference}/"
    assert client.get(address)["Location"] == f"/sign-in/?next=%2Ftest%2Fcases%2F{scene.case.reference}%2F"
    assert client.post(NEW, {"name": "x"})["Location"] == "/sign-in/"


@pytest.mark.parametrize(
    ("who", "sees"), [("asha", True), ("ben", True), ("mina", True), ("dot", False), ("chidi", False), ("ana", False)]
)
def test_what_is_hidden_is_not_there(browser_of: Any, scene: Scene, who: str, sees: bool) -> None:
    browser = browser_of(who)
    there = browser.get(f"/test/cases/{scene.case.reference}/")
    assert there.status_code == (200 if sees else 404)
    if not sees:
        nowhere = browser.get("/test/cases/AL-ZZZZZZ/")
        # But for the token of the form, and the seconds until they are signed out.
        told = [re.sub(r'(value|data-left)="\w+"', "", answer.content.decode()) for answer in (there, nowhere)]
        assert told[0] == told[1]
        refused = AuditEvent.objects.filter(result="refused", case_id=scene.case.pk)
        assert refused.count() == 1


@pytest.mark.parametrize("key", ["x", "AL-ZZZZZZ", "%00", "AL%0D%0AX"])
def test_a_key_that_is_none_is_not_there(browser_of: Any, key: str) -> None:
    assert browser_of("asha").get(f"/test/cases/{key}/").status_code == 404


def test_a_look_is_written(browser_of: Any, scene: Scene) -> None:
    browser_of("asha").get(f"/test/cases/{scene.case.reference}/")
    (look,) = AuditEvent.objects.filter(event="case.shown", route="GET /test/cases/<reference>/")
    assert look.case_id == scene.case.pk


def test_what_the_role_may_not_do_is_said_in_plain_words(browser_of: Any) -> None:
    browser = browser_of("ana")
    refused = send(browser, NEW, browser.get(NEW), name="The Bell household")
    assert refused.status_code == 403
    assert "You cannot do this" in refused.content.decode()
    assert not Household.objects.exists()


# Forms


def test_a_form_leads_on_and_says_what_was_done(browser_of: Any) -> None:
    browser = browser_of("asha")
    done = send(browser, NEW, browser.get(NEW), name="The Bell household")
    assert (done.status_code, done["Location"]) == (303, f"/test/households/?{Household.objects.get().pk}")
    assert "The household is here." in browser.get("/caseload/").content.decode()
    assert "The household is here." not in browser.get("/caseload/").content.decode()


def test_a_double_click_saves_once_and_shows_what_came_of_the_first(browser_of: Any) -> None:
    browser = browser_of("asha")
    page = browser.get(NEW)
    first, second = (send(browser, NEW, page, name="The Bell household") for _ in range(2))
    assert second["Location"] == first["Location"]
    assert "It is here once." in browser.get("/caseload/").content.decode()
    assert Household.objects.count() == 1


def test_back_and_other_words_ask_first_and_lose_nothing(browser_of: Any) -> None:
    browser = browser_of("asha")
    page = browser.get(NEW)
    send(browser, NEW, page, name="The Bell household")
    again = send(browser, NEW, page, name="The Okafor household")
    assert again.status_code == 422
    assert "what it said then is saved" in again.content.decode()
    assert 'value="The Okafor household"' in again.content.decode()
    assert send(browser, NEW, again, name="The Okafor household").status_code == 303
    assert Household.objects.count() == 2


def test_a_form_without_its_token_is_not_done(browser_of: Any) -> None:
    assert browser_of("asha").post(NEW, {"name": "The Bell household"}).status_code == 422
    assert not Household.objects.exists()


def test_a_refused_form_can_be_mended_and_sent_with_the_same_token(browser_of: Any) -> None:
    browser = browser_of("asha")
    page = browser.get(NEW)
    wrong = send(browser, NEW, page, name="")
    assert wrong.status_code == 422
    text = wrong.content.decode()
    assert "<title>Error:" in text
    assert '<a href="#id_name">' in text
    assert send(browser, NEW, page, name="The Bell household").status_code == 303


def test_what_a_room_refuses_stands_beside_the_field_or_on_top(browser_of: Any, scene: Scene) -> None:
    browser, address = browser_of("asha"), f"/test/cases/{scene.case.reference}/move/"
    refused = send(browser, address, browser.get(address), stage="closed")
    assert refused.status_code in {409, 422}
    assert "There is a problem" in refused.content.decode()


def test_who_was_slower_keeps_their_words_and_may_press_again(browser_of: Any, scene: Scene) -> None:
    asha, ben, address = browser_of("asha"), browser_of("ben"), f"/test/people/{scene.people[0].pk}/"
    pages = asha.get(address), ben.get(address)
    assert send(asha, address, pages[0], pronouns="she/her").status_code == 303
    late = send(ben, address, pages[1], pronouns="they/them")
    assert late.status_code == 409
    assert "Somebody changed this after you opened it." in late.content.decode()
    assert 'value="they/them"' in late.content.decode()
    assert send(ben, address, late, pronouns="they/them").status_code == 303


def test_an_old_page_without_its_mark_is_not_believed(browser_of: Any, scene: Scene) -> None:
    browser, address = browser_of("asha"), f"/test/people/{scene.people[0].pk}/"
    once = hidden(browser.get(address), "once")
    assert browser.post(address, {"once": once, "pronouns": "she/her"}).status_code == 409


def test_every_kind_of_field_has_its_label_hint_and_error(browser_of: Any) -> None:
    browser = browser_of("asha")
    text = send(browser, "/test/every-field/", browser.get("/test/every-field/")).content.decode()
    links = re.findall(r'<a href="#(id_\w+)">', text)
    assert links == [
        "id_text", "id_long", "id_one_0", "id_several_0", "id_many", "id_yes", "id_on_0", "id_secret", "id_file",
    ]  # fmt: skip
    for target in links:
        assert re.search(rf'id="{target}"', text), f"{target} leads nowhere"
    for described in re.findall(r'aria-describedby="([^"]+)"', text):
        for part in described.split():
            assert f'id="{part}"' in text, f"{part} describes nothing"
    assert "Also (optional)" in re.sub(r"\s+", " ", text)
    assert " style=" not in text
