"""Savings on their page and as a file: down to the row of the catalogue, set by the panel alone, and of no small number."""

import csv
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency, AuditEvent, SharingAgreement
from outcomes.models import ContactCost, ProgrammeCost
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.demand import Around, make_picture, make_starts
from tests.factories.extracts import make_linkage_agreement
from tests.factories.savings import cost_of, make_contact_cost, make_programme_cost
from tests.outcomes.test_demand_picture import CITY
from tests.outcomes.test_savings import CALLS
from tests.web.test_demand import text

PATH = "/reports/savings/"
CONTACT = {
    "kind": "Noise", "edition": "1.4", "code": "cr1.1", "grade": "2", "deadweight": "30", "deadweight_least": "10",
    "deadweight_most": "50", "years": "1", "lag": "0", "drop_off": "0", "cashable": "5", "reason": "What the police say",
}  # fmt: skip
COST = {
    "words": "A dedicated worker", "bearer": "local_authority", "amount": "100", "unit": "case_month", "price_year": "2013/14",
    "years": "1", "grade": "1", "reason": "The budget",
}  # fmt: skip


@pytest.fixture
def agreement(people: Cast) -> SharingAgreement:
    with database_role("seed"):
        return make_linkage_agreement(people)


@pytest.fixture
def police(people: Cast, agreement: SharingAgreement) -> Agency:
    with database_role("seed"):
        run = make_picture(people, agreement, CITY, {})
        make_starts(run, {"p": Around(20, CALLS)})
        return Agency.objects.get(code="police")


def send(browser: Any, address: str, said: dict[str, str]) -> Any:
    once = re.search(r'name="once" value="([^"]+)"', browser.get(address).content.decode())
    assert once
    return browser.post(address, said | {"once": once[1]})


def test_a_saving_opens_down_to_its_row_and_says_who_gains(browser_of: Any, people: Cast, police: Agency) -> None:
    with database_role("seed"):
        make_contact_cost(people.mina, police)
        make_programme_cost(people.mina)
    ana = browser_of("ana")
    page = ana.get(PATH)
    said = text(page)
    assert "Observed of about 20 households" in said
    assert "1200 before, 200 since" in said
    assert "from £" in said
    cost = cost_of("CR1.1")
    assert cost.credit in said
    address = re.search(r'href="([^"]*unit-costs[^"]*#[^"]*)"', page.content.decode())
    assert address
    opened = ana.get(address[1].replace("&amp;", "&")).content.decode()
    assert f'id="{address[1].partition("#")[2]}"' in opened, "the row stands there"
    rows = list(csv.reader(io.StringIO(ana.get(f"{PATH}savings.csv").content.decode("utf-8-sig"))))
    assert rows[1][:5] == ["Police", "Noise", "1200", "200", "1000"]
    assert cost.credit in rows[1]
    assert "contacts/" not in re.findall(r'href="([^"]*)"', page.content.decode()), "an analyst sets nothing"
    look = AuditEvent.objects.filter(event="figures.shown").latest("id")
    assert look.details["reports"] == ["savings"]


def test_the_panel_says_what_a_contact_and_what_the_support_costs(
    browser_of: Any, people: Cast, police: Agency
) -> None:
    mina = browser_of("mina")
    assert f"{PATH}contacts/" in mina.get(PATH).content.decode()
    answer = send(mina, f"{PATH}contacts/", CONTACT | {"agency": str(police.pk)})
    assert (answer.status_code, answer["Location"]) == (303, PATH)
    row = ContactCost.objects.get()
    assert (row.unit_cost, str(row.deadweight), str(row.cashable)) == (cost_of("CR1.1"), "0.300", "0.050")
    assert send(mina, f"{PATH}costs/", COST).status_code == 303
    assert ProgrammeCost.objects.get().amount == 100
    assert "The public purse is better off by" in text(mina.get(PATH))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"code": "XX9"}, "No row in use has this code"),
        ({"code": "SS8.0"}, "accept it with a reason"),
        ({"deadweight": "60"}, "It lies between"),
        ({"cashable": "101"}, "100"),
    ],
)
def test_what_is_refused_keeps_every_word(
    browser_of: Any, people: Cast, police: Agency, wrong: dict[str, str], words: str
) -> None:
    answer = send(browser_of("mina"), f"{PATH}contacts/", CONTACT | {"agency": str(police.pk)} | wrong)
    assert answer.status_code in {409, 422}
    assert words in text(answer)
    assert "What the police say" in answer.content.decode()
    assert not ContactCost.objects.exists()


@pytest.mark.parametrize("who", ["asha", "chidi", "gill", "adi"])
@pytest.mark.parametrize("address", [PATH, f"{PATH}savings.csv", f"{PATH}contacts/", f"{PATH}costs/"])
def test_who_sees_no_savings(browser_of: Any, people: Cast, police: Agency, who: str, address: str) -> None:
    assert browser_of(who).get(address).status_code == 403


@pytest.mark.parametrize("address", [f"{PATH}contacts/", f"{PATH}costs/"])
def test_an_analyst_sets_nothing(browser_of: Any, people: Cast, police: Agency, address: str) -> None:
    assert browser_of("ana").get(address).status_code == 403


def test_where_there_is_no_saving_it_says_what_is_missing(
    browser_of: Any, people: Cast, agreement: SharingAgreement
) -> None:
    ana = browser_of("ana")
    assert "Nothing is linked yet" in text(ana.get(PATH))
    with database_role("seed"):
        run = make_picture(people, agreement, CITY, {})
    assert "It takes five households at least" in text(ana.get(PATH))
    with database_role("seed"):
        make_starts(run, {"p": Around(20, CALLS)})
    assert "has a cost yet" in text(ana.get(PATH))


def test_it_asks_no_more_of_three_lines_than_of_one(browser_of: Any, people: Cast, agreement: SharingAgreement) -> None:
    with database_role("seed"):
        run = make_picture(people, agreement, CITY, {})
        make_starts(run, {"p": Around(20, CALLS | {"Fraud": ((50, 9), (20, 8))})})
        police = Agency.objects.get(code="police")
        make_contact_cost(people.mina, police)
    ana = browser_of("ana")
    ana.get(PATH)
    with CaptureQueriesContext(connection) as one:
        ana.get(PATH)
    with database_role("seed"):
        for kind in ("Burglary", "Fraud"):
            make_contact_cost(people.mina, police, kind)
            make_programme_cost(people.mina, kind)
    with CaptureQueriesContext(connection) as three:
        assert text(ana.get(PATH)).count(" since") >= 3
    assert len(three) == len(one)
