"""Referring a household by page: nobody is made twice whom one may see, and nothing is kept before it is sent."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import get_language, override

from casework import lifecycle, members, referring
from casework.enums import CaseStatus, DeclineReason, HouseholdRole, LeavingReason
from casework.models import Case, Household, Person
from casework.people import amend
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import leave, make_household, make_scene

NEW = "/referrals/new/"


def text(answer: Any) -> str:
    return " ".join(re.sub("<[^>]+>", " ", answer.content.decode()).split())


def sheet(people: Cast, **more: str) -> dict[str, str]:
    return {
        "name": "The Ray household", "person_1": "Uma Ray", "role_1": "parent",
        "born_1_0": "2", "born_1_1": "Jan", "born_1_2": "1970", "person_2": "Kit Ray", "role_2": "child",
        "why_now": "Rent arrears", "wanted": "To stay here", "knows": "agreed", "safety": "Ring before you come",
        "team": str(people.team.pk), **more,
    }  # fmt: skip


def travels(answer: Any) -> dict[str, str]:
    """What the check page sends again."""
    return dict(re.findall(r'type="hidden" name="(?!csrf)([^"]+)" value="([^"]*)"', answer.content.decode()))


def send(browser: Client, check: Any, **more: str) -> Any:
    return browser.post(NEW, {**travels(check), "step": "send", **more})


def test_from_the_sheet_to_the_reference(browser_of: Any, people: Cast) -> None:
    chidi = browser_of("chidi")
    assert "Refer a household" in text(chidi.get("/shared/"))
    assert chidi.get(NEW).status_code == 200
    check = chidi.post(NEW, {**sheet(people), "step": "check"})
    for said in ("Uma Ray", "born 2 January 1970", "Rent arrears", "To stay here", "Yes, they agreed", "Ring before"):
        assert said in text(check)
    assert Household.objects.count() == Person.objects.count() == 0
    answer = send(chidi, check)
    assert (answer.status_code, answer["Location"]) == (303, "/referrals/sent/")
    case = Case.objects.get()
    assert (case.status, case.team, case.household.name) == (CaseStatus.REFERRED, people.team, "The Ray household")
    assert {member.person.name for member in case.members.all()} == {"Uma Ray", "Kit Ray"}
    assert Person.objects.get(name="Uma Ray").born_on == date(1970, 1, 2)
    assert set(case.household.members.values_list("role", flat=True)) == {HouseholdRole.PARENT, HouseholdRole.CHILD}
    for said in ("Why now: Rent arrears", "What they want: To stay here", "Yes, they agreed", "Safety: Ring before"):
        assert said in case.reason
    sent = text(chidi.get("/referrals/sent/"))
    assert f"The referral is sent. Its reference is {case.reference}." in sent
    assert "Waiting for an answer" in sent
    assert "Ray" not in sent


def test_sent_twice_it_is_one_referral(browser_of: Any, people: Cast) -> None:
    asha = browser_of("asha")
    check = asha.post(NEW, {**sheet(people), "step": "check"})
    assert [send(asha, check).status_code for _ in range(2)] == [303, 303]
    assert Case.objects.count() == Household.objects.count() == 1


def test_change_keeps_every_word(browser_of: Any, people: Cast) -> None:
    asha = browser_of("asha")
    check = asha.post(NEW, {**sheet(people), "step": "check"})
    page = asha.post(NEW, {**travels(check), "step": "change"}).content.decode()
    for said in (
        "The Ray household",
        "Uma Ray",
        "Kit Ray",
        "Rent arrears",
        "To stay here",
        "Ring before you come",
        "1970",
    ):
        assert said in page


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"name": ""}, "Give the household a name"),
        ({"person_1": "", "role_1": "", "born_1_0": "", "born_1_1": "", "born_1_2": "", "person_2": "", "role_2": ""},
         "Name at least one person"),
        ({"role_1": ""}, "Choose who they are in the household"),
        ({"person_2": ""}, "Enter their name"),
        ({"born_1_1": "13"}, "Enter the month"),
        ({"why_now": " "}, "Say why they are referred now"),
        ({"knows": ""}, "Say whether they know of it"),
        ({"team": ""}, "Choose the team"),
        ({"team": "00000000-0000-0000-0000-000000000000"}, "Select a valid choice"),
    ],
)  # fmt: skip
def test_what_is_missing_is_asked_for(browser_of: Any, people: Cast, missing: dict[str, str], sentence: str) -> None:
    answer = browser_of("asha").post(NEW, {**sheet(people), **missing, "step": "check"})
    assert answer.status_code == 422
    assert sentence in text(answer)


def test_a_household_that_one_may_see_is_not_made_twice(browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        household, (uma,) = make_household(people.asha, ("Umma Ray", date(1970, 2, 1)), name="Uma’s")
    asha = browser_of("asha")
    check = asha.post(NEW, {**sheet(people), "step": "check"})
    assert "Is it one of these households?" in text(check)
    assert "Uma’s" in check.content.decode()
    asked = send(asha, check)
    assert asked.status_code == 422
    assert "Choose whether it is one of these households" in text(asked)
    page = asked.content.decode()
    assert 'href="#id_same_0"' in page, "the summary leads to the first choice"
    assert page.count('id="id_same_0"') == 1
    assert Case.objects.count() == 0
    assert send(asha, asked, same=str(household.pk)).status_code == 303
    case = Case.objects.get()
    assert case.household == household
    assert Household.objects.count() == 1
    assert uma.pk in case.members.values_list("person", flat=True)


def test_whoever_has_the_same_name_there_is_the_same_person(browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        household, (uma,) = make_household(people.asha, ("Uma Ray", None), name="Uma’s")
    asha = browser_of("asha")
    check = asha.post(NEW, {**sheet(people), "step": "check"})
    assert send(asha, check, same=str(household.pk)).status_code == 303
    assert Person.objects.filter(name="Uma Ray").get() == uma
    assert Case.objects.get().members.count() == 2


def test_whoever_fled_is_not_referred_along_with_those_they_fled_from(browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        scene = make_scene(people, CaseStatus.WORKING, ("Uma Ray", None), ("Amira Ray", None), name="The Rays")
        leaving = {"reason": LeavingReason.SEPARATED, "evidence": "She told Asha alone", "by": people.asha}
        members.confirm_leaving(members.propose_leaving(scene.member("Amira"), **leaving), by=people.mina)
        own = Case.objects.get(separated_from=scene.case)
        amend(own.members.get().person, name="Somebody Else", by=people.mina)
        lifecycle.decline(
            own, decline_reason=DeclineReason.NOT_WANTED, explanation="They went elsewhere", by=people.mina
        )
        leave(scene, CaseStatus.MOVED_AWAY)
    mina = browser_of("mina")  # who sees both sides
    check = mina.post(NEW, {**sheet(people), "step": "check"})
    assert send(mina, check, same=str(scene.household.pk)).status_code == 303
    case = Case.objects.get(status=CaseStatus.REFERRED, kind="main")
    assert {row.person.name for row in case.members.all()} == {"Uma Ray", "Kit Ray"}


def test_another_household_is_made_where_one_says_so(browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        make_household(people.asha, ("Uma Ray", None), name="Uma’s")
    asha = browser_of("asha")
    check = asha.post(NEW, {**sheet(people), "step": "check"})
    assert send(asha, check, same="new").status_code == 303
    assert Household.objects.count() == 2


def test_who_has_somebody_with_them_is_shown_and_not_chosen(browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        scene = make_scene(people, CaseStatus.WORKING, ("Uma Ray", None), name="The Rays")
    asha = browser_of("asha")
    check = asha.post(NEW, {**sheet(people), "step": "check"})
    assert "Somebody is with them already" in text(check)
    assert f'href="/cases/{scene.case.reference}/"' in check.content.decode()
    assert send(asha, check, same=str(scene.household.pk)).status_code == 422


def test_hidden_look_alikes_are_not_shown(browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        make_scene(people, CaseStatus.WORKING, ("Uma Ray", date(1970, 1, 2)), name="The Ray household")
    chidi = browser_of("chidi")
    hidden = chidi.post(NEW, {**sheet(people), "step": "check"})
    assert "Is it one of these" not in text(hidden)
    assert "already" not in text(hidden)
    assert send(chidi, hidden).status_code == 303


def test_another_birth_date_is_another_person(browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        make_household(people.asha, ("Uma Ray", date(1988, 4, 2)), name="Elsewhere")
    check = browser_of("asha").post(NEW, {**sheet(people, name="The new ones"), "step": "check"})
    assert "Elsewhere" not in check.content.decode()


def test_no_name_stands_in_an_address(browser_of: Any, people: Cast) -> None:
    asha = browser_of("asha")
    check = asha.post(NEW, {**sheet(people), "step": "check"})
    answer = send(asha, check)
    pages = [asha.get(NEW), check, asha.get(answer["Location"])]
    addresses = [each for page in pages for each in re.findall(r'(?:href|action|src)="([^"]*)"', page.content.decode())]
    assert [each for each in [*addresses, answer["Location"]] if "ray" in each.lower() or "uma" in each.lower()] == []


@pytest.mark.parametrize(
    ("who", "status"), [("asha", 200), ("mina", 200), ("chidi", 200), ("gill", 403), ("ana", 403), ("adi", 403)]
)
def test_who_refers(browser_of: Any, people: Cast, who: str, status: int) -> None:
    browser = browser_of(who)
    assert browser.get(NEW).status_code == status
    assert browser.get("/referrals/sent/").status_code == status
    assert browser.post(NEW, {**sheet(people), "step": "check"}).status_code == status


def test_the_way_in_stands_where_one_works(browser_of: Any, people: Cast) -> None:
    assert f'href="{NEW}"' in browser_of("asha").get("/caseload/").content.decode()
    assert f'href="{NEW}"' in browser_of("mina").get("/referrals/").content.decode()


def test_a_story_is_in_the_site_s_language_whoever_writes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(referring, "_", lambda words: f"{words} in {get_language()}")
    with override("cy"):
        story = str(referring.Story("Rent arrears", "", referring.Knows.AGREED, ""))
    assert "Why now in en-gb: Rent arrears" in story
    assert "in cy" not in story
