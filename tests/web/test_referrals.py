"""The front door on pages: a manager takes a household in with its worker, or declines it with the reason."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework import allocations
from casework.enums import CaseStatus
from casework.models import Case
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_scene


def text(answer: Any) -> str:
    return " ".join(re.sub("<[^>]+>", " ", answer.content.decode()).split())


def refer(people: Cast, name: str = "The Bell household") -> Scene:
    with database_role("seed"):
        return make_scene(people, CaseStatus.REFERRED, name=name)


def send(browser: Any, address: str, **said: str) -> Any:
    page = browser.get(address).content.decode()
    return browser.post(address, {**dict(re.findall(r'name="(once|seen)" value="([^"]+)"', page)), **said})


def test_taken_in_with_the_worker_who_stays(browser_of: Any, people: Cast) -> None:
    waits = refer(people)
    with database_role("seed"):
        make_scene(people, name="The Moss household")  # Asha leads one already
    mina = browser_of("mina")
    assert "1 household waits for your decision" in text(mina.get("/referrals/"))
    address = f"/referrals/{waits.case.reference}/accept/"
    page = text(mina.get(address))
    assert "Asha: leads 1 household" in page
    assert "Dot" not in page  # of another team
    assert send(mina, address, lead=str(people.ben.signatory.pk)).status_code == 303
    assert allocations.open_lead(waits.case) == people.ben.membership
    assert "No household waits" in text(mina.get("/referrals/"))


def test_sent_twice_it_happens_once(browser_of: Any, people: Cast) -> None:
    waits, mina = refer(people), browser_of("mina")
    address = f"/referrals/{waits.case.reference}/accept/"
    travels = dict(re.findall(r'name="(once|seen)" value="([^"]+)"', mina.get(address).content.decode()))
    answers = [mina.post(address, {**travels, "lead": str(people.ben.signatory.pk)}, follow=True) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "This was saved the first time" in text(answers[1])
    assert waits.case.allocations.count() == 1


def test_declined_with_the_reason(browser_of: Any, people: Cast) -> None:
    waits, mina = refer(people), browser_of("mina")
    address = f"/referrals/{waits.case.reference}/decline/"
    assert send(mina, address, decline_reason="not_wanted", explanation="Her sister helps").status_code == 303
    assert Case.objects.get(pk=waits.case.pk).status == CaseStatus.DECLINED


@pytest.mark.parametrize(
    ("page", "said", "sentence"),
    [
        ("accept", {}, "Choose the household"),
        ("accept", {"lead": "00000000-0000-0000-0000-000000000000"}, "Select a valid choice"),
        ("decline", {"decline_reason": "too_much", "explanation": "So"}, "Select a valid choice"),
        ("decline", {"decline_reason": "mistaken", "explanation": " "}, "Say why"),
    ],
)
def test_what_is_missing_is_asked_for(
    browser_of: Any, people: Cast, page: str, said: dict[str, str], sentence: str
) -> None:
    waits = refer(people)
    answer = send(browser_of("mina"), f"/referrals/{waits.case.reference}/{page}/", **said)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert Case.objects.get(pk=waits.case.pk).status == CaseStatus.REFERRED


@pytest.mark.parametrize(
    ("who", "listed", "decides"), [("asha", 403, 403), ("chidi", 403, 403), ("gill", 403, 403), ("dora", 200, 404)]
)
def test_who_does_not_decide_about_it(browser_of: Any, people: Cast, who: str, listed: int, decides: int) -> None:
    waits, browser = refer(people), browser_of(who)
    answer = browser.get("/referrals/")
    assert answer.status_code == listed
    assert waits.case.reference not in text(answer)
    assert browser.get(f"/referrals/{waits.case.reference}/accept/").status_code == decides


@pytest.mark.parametrize("number", [1, 3])
def test_the_queries_do_not_grow(browser_of: Any, people: Cast, number: int) -> None:
    for each in range(number):
        refer(people, f"Household {each}")
    browser = browser_of("mina")
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/referrals/").status_code == 200
    assert len(asked) <= 13, [each["sql"][:90] for each in asked]
