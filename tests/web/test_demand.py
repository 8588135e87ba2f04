"""The demand picture on its page and as files: the same numbers, no small ones, and every look on record."""

import csv
import io
import re
from typing import Any

import pytest

from agencies import agreements
from agencies.models import AuditEvent, SharingAgreement
from outcomes.reports.demand import NOTHING
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.demand import make_picture
from tests.factories.extracts import make_linkage_agreement
from tests.outcomes.test_demand_picture import CITY
from web import report_charts
from web.report_charts import Series
from web.reports.demand_sheets import of_areas, of_contacts, of_places, of_repeats, of_shared

PATH = "/reports/demand/"
FILES = ["shared", "areas", "places", "contacts", "repeats"]


@pytest.fixture
def agreement(people: Cast) -> SharingAgreement:
    with database_role("seed"):
        return make_linkage_agreement(people)


def text(answer: Any) -> str:
    return " ".join(re.sub("<[^>]+>", " ", answer.content.decode()).split())


def tables_of(answer: Any) -> list[list[list[str]]]:
    tables = re.findall(r"<table.*?</table>", answer.content.decode(), re.DOTALL)
    rows = [re.findall(r"<tr.*?</tr>", table, re.DOTALL) for table in tables]
    return [[re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in table] for table in rows]


def file_of(browser: Any, key: str) -> list[list[str]]:
    answer = browser.get(f"{PATH}{key}.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("who", ["mina", "ana"])
def test_the_page_and_its_files_say_the_same(
    browser_of: Any, people: Cast, agreement: SharingAgreement, who: str
) -> None:
    with database_role("seed"):
        make_picture(people, agreement, CITY, {"c": 40})
    browser = browser_of(who)
    page = browser.get(PATH)
    assert "338 households, as one extract said on" in text(page)
    assert "158 of 338 households are known to more than one agency." in text(page)
    assert "156 40 26%" in text(page)
    assert "share most: about 45 households." in text(page)
    shared, *others = tables_of(page)
    assert [len(row) for row in shared] == [5] * 5
    assert "heat--3" not in page.content.decode()
    assert 'class="govuk-table__cell govuk-table__cell--numeric heat--2"' in page.content.decode()
    for key, table in zip(["shared", "areas", "contacts", "repeats", "places"], [shared, *others], strict=True):
        assert file_of(browser, key) == table, key
    look = AuditEvent.objects.filter(event="figures.shown").latest("id")
    assert (look.purpose, look.case_id, look.details["reports"]) == ("figures", None, ["places"])


def test_before_anything_was_linked(browser_of: Any, people: Cast) -> None:
    ana = browser_of("ana")
    assert "Nothing is linked yet" in text(ana.get(PATH))
    for sheet in (of_shared, of_areas, of_contacts, of_repeats, of_places):
        assert file_of(ana, sheet(NOTHING).key)[0] == sheet(NOTHING).columns


def test_a_small_number_stands_neither_on_the_page_nor_in_a_file(
    browser_of: Any, people: Cast, agreement: SharingAgreement
) -> None:
    with database_role("seed"):
        make_picture(people, agreement, {**CITY, ("s", "ST1 1"): 3}, {"p": 4})
    ana = browser_of("ana")
    page = ana.get(PATH)
    cells = [cell for table in tables_of(page) for row in table for cell in row]
    assert not {"1", "2", "3", "4"} & set(cells)
    assert {"fewer than 5", "held back"} <= set(cells)
    assert ["ST1 1", "fewer than 5"] not in file_of(ana, "areas")
    assert "fewer than 5" in [row[-1] for row in file_of(ana, "areas")]


@pytest.mark.parametrize("who", ["asha", "chidi", "gill", "adi"])
@pytest.mark.parametrize("address", [PATH, f"{PATH}shared.csv"])
def test_who_sees_no_figures(browser_of: Any, people: Cast, who: str, address: str) -> None:
    assert browser_of(who).get(address).status_code == 403


@pytest.mark.parametrize("address", [PATH, f"{PATH}shared.csv"])
def test_an_agreement_that_is_suspended_closes_it(
    browser_of: Any, people: Cast, agreement: SharingAgreement, address: str
) -> None:
    with database_role("seed"):
        make_picture(people, agreement, CITY, {})
    with database_role("app"):
        agreements.suspend(agreement, reason="a breach", by=people.gill)
    answer = browser_of("ana").get(address)
    assert answer.status_code == 409
    assert "linked again" in text(answer)


@pytest.mark.parametrize(
    ("highest", "marks"),
    [(0, [0, 1]), (4, [0, 1, 2, 3, 4]), (7, [0, 2, 4, 6, 8]), (230, [0, 50, 100, 150, 200, 250])],
)
def test_a_line_of_numbers_has_a_scale_that_is_easily_read(highest: int, marks: list[int]) -> None:
    drawn = report_charts.lines("x", ["May", "June"], [Series(["All"], [highest, highest])], unit="")
    said = re.findall(r'text-anchor="end"[^>]*>([^<]*)<', drawn)
    assert [each for each in said if each.isdigit()] == [str(each) for each in marks]
