"""Two people change the same thing: both texts are shown, neither is lost, and twice is once."""

import re
from datetime import date
from typing import Any

import pytest
from django import forms
from django.template import engines
from django.test import Client

from casework.models import Contact, Person
from outcomes.models import Action
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_scene
from tests.factories.outcomes import make_action
from tests.web.test_drafts import SAID, hidden, travelling
from web.conflicts import sides
from web.dates import DateBoxesField

pytestmark = pytest.mark.urls("tests.web.urls")


@pytest.fixture(autouse=True)
def own_templates(settings: Any) -> None:
    """The tests' own beside those of the pages."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [settings.BASE_DIR / "tests" / "web" / "templates"]}]
    assert engines["django"]


@pytest.fixture
def scene(people: Cast) -> Scene:
    with database_role("seed"):
        return make_scene(people)


def beside(page: Any) -> list[list[str]]:
    """The table's rows: what is asked, what is saved now, what was typed."""
    text = page.content.decode()
    rows = re.findall(r"<tr[^>]*>\s*<th scope=\"row\">(.*?)</th>(.*?)</tr>", text, re.DOTALL)
    return [[label, *re.findall(r'<span dir="auto">(.*?)</span>', cells, re.DOTALL)] for label, cells in rows]


def send(browser: Client, address: str, page: Any, **said: str) -> Any:
    return browser.post(address, {**travelling(page), **said})


def test_both_texts_stand_side_by_side_and_either_can_be_taken(browser_of: Any, scene: Scene) -> None:
    rosa = scene.people[0]
    asha, ben, address = browser_of("asha"), browser_of("ben"), f"/test/people/{rosa.pk}/"
    pages = asha.get(address), ben.get(address)
    assert send(asha, address, pages[0], pronouns="she/her").status_code == 303
    late = send(ben, address, pages[1], pronouns="<they>")
    assert late.status_code == 409
    assert beside(late) == [["Pronouns", "she/her", "&lt;they&gt;"]]
    assert 'value="&lt;they&gt;"' in late.content.decode(), "and the form has it still"
    assert Person.objects.get(pk=rosa.pk).pronouns == "she/her"

    theirs = ben.post(address, {"leave_mine": "yes"}, follow=True)
    assert Person.objects.get(pk=rosa.pk).pronouns == "she/her"
    assert 'value="she/her"' in theirs.content.decode()
    assert send(ben, address, late, pronouns="<they>").status_code == 303, "or mine, from the page that showed both"
    assert Person.objects.get(pk=rosa.pk).pronouns == "<they>"


def test_only_what_differs_stands_side_by_side() -> None:
    class Asked(forms.Form):
        name = forms.CharField(label="Name")
        same = DateBoxesField(label="The same day, typed otherwise")
        other = DateBoxesField(label="Another day")
        due = forms.ChoiceField(label="By when?", choices=[("7", "In 1 week")])
        wrong = DateBoxesField(label="No day")

    form = Asked({"name": "Rosa", "same_0": "3", "same_1": "Mar", "same_2": "2020", "other_0": "4", "other_1": "3",
        "other_2": "2020", "due": "7", "wrong_0": "31", "wrong_1": "2", "wrong_2": "2020"})  # fmt: skip
    day = date(2020, 3, 3)
    found = sides(form, {"name": "Rosa", "same": day, "other": day, "wrong": day, "By when": day, "Stage": "Paused"})
    assert [(side.label, side.saved, side.typed) for side in found] == [
        ("Stage", "Paused", ""),
        ("Another day", "Tuesday 3 March 2020", "Wednesday 4 March 2020"),
        ("By when?", "Tuesday 3 March 2020", "In 1 week"),
        ("No day", "Tuesday 3 March 2020", "31 2 2020"),
    ]


def test_who_looked_at_both_is_asked_again_if_it_changes_once_more(browser_of: Any, scene: Scene) -> None:
    asha, ben, address = browser_of("asha"), browser_of("ben"), f"/test/people/{scene.people[0].pk}/"
    first = ben.get(address)
    send(asha, address, asha.get(address), pronouns="she/her")
    late = send(ben, address, first, pronouns="they/them")
    send(asha, address, asha.get(address), pronouns="she/they")
    again = send(ben, address, late, pronouns="they/them")
    assert (again.status_code, beside(again)) == (409, [["Pronouns", "she/they", "they/them"]])


def test_a_draft_that_was_begun_before_somebody_elses_change_is_not_saved_over_it(
    browser_of: Any, scene: Scene, people: Cast
) -> None:
    with database_role("seed"):
        action = make_action(scene)
    asha, ben = browser_of("asha"), browser_of("ben")
    address = f"/cases/{scene.case.reference}/actions/{action.pk}/"
    page = asha.get(f"{address}drop/")
    words = {"reason": "The landlord did it"}
    assert send(asha, f"{address}drop/", page, **words, keep_draft="yes").status_code == 303
    done = send(ben, f"{address}finish/", ben.get(f"{address}finish/"), result="They answered")
    assert done.status_code == 303
    draft = asha.get(f"{address}drop/")
    late = send(asha, f"{address}drop/", draft, **words)
    assert late.status_code == 409
    rows = {label: [saved, typed] for label, saved, typed in beside(late)}
    assert "Done on" in rows
    assert ["–", "The landlord did it"] in rows.values()
    assert Action.objects.get(pk=action.pk).dropped_at is None
    left = asha.post(f"{address}drop/", {"leave_mine": "yes"})
    assert left["Location"] == f"{address}drop/"
    assert "This is your draft" not in asha.get("/drafts/").content.decode()
    assert "Nothing is waiting" in asha.get("/drafts/").content.decode()


def test_a_double_click_and_back_save_once_and_lose_nothing(browser_of: Any, scene: Scene) -> None:
    asha, address = browser_of("asha"), f"/cases/{scene.case.reference}/contacts/new/"
    page = asha.get(address)
    said = {**SAID, "happened_at": "today", "category": "housing"}
    for name in ("day_0", "day_1", "action_2_title"):
        said.pop(name)
    answers = [send(asha, address, page, **said) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Contact.objects.count() == 1
    changed = send(asha, address, page, **{**said, "summary": "Other words"})
    assert (changed.status_code, "Other words" in changed.content.decode()) == (422, True)
    assert Contact.objects.count() == 1
    assert hidden(changed, "once") != hidden(page, "once")
    assert send(asha, address, changed, **{**said, "summary": "Other words"}).status_code == 303
    assert Contact.objects.count() == 2
