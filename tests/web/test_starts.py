"""Before and after cases started, and failure demand, on the page of the demand picture and as files."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import AuditEvent, SharingAgreement
from casework.models import DemandCount, StartCount
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.demand import Around, make_picture, make_starts
from tests.factories.extracts import make_linkage_agreement
from tests.outcomes.test_demand_picture import CITY
from tests.outcomes.test_starts import CALLS
from tests.web.test_demand import PATH, file_of, tables_of, text


@pytest.fixture
def agreement(people: Cast) -> SharingAgreement:
    with database_role("seed"):
        return make_linkage_agreement(people)


def drawn(people: Cast, agreement: SharingAgreement, **files: Around) -> None:
    with database_role("seed"):
        run = make_picture(people, agreement, CITY, {})
        if files:
            make_starts(run, files)


def test_the_page_and_the_files_say_the_same(browser_of: Any, people: Cast, agreement: SharingAgreement) -> None:
    drawn(people, agreement, p=Around(23, CALLS, early=8), h=Around(4, CALLS))
    ana = browser_of("ana")
    page = ana.get(PATH)
    said = text(page)
    assert "Police: 150 contacts in the months before, 70 in as many since." in said
    assert "150 before" in said, "it is drawn, too"
    assert "Rarer by most: Noise, Police: 60 contacts fewer." in said
    tables = {tuple(table[0]): table[1:] for table in tables_of(page)}
    for key in ("starts", "kinds"):
        columns, *rows = file_of(ana, key)
        assert tables[tuple(columns)] == rows
    rows = {row[0]: row[1:] for row in file_of(ana, "starts")}
    assert rows["Police"] == ["25", "12", "150", "70", "10"]
    assert rows["Hospital"] == ["fewer than 5", "", "", "", "0"]
    look = AuditEvent.objects.filter(event="figures.shown").latest("id")
    assert look.details["reports"] == ["starts"]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "has been taken in yet"),
        ({"p": Around(0, {}, early=9)}, "too early to say"),
        ({"p": Around(3, CALLS)}, "Fewer than five households have six months"),
    ],
)
def test_where_there_is_nothing_to_say_it_says_why(
    browser_of: Any, people: Cast, agreement: SharingAgreement, files: Any, words: str
) -> None:
    drawn(people, agreement, **files)
    assert words in text(browser_of("ana").get(PATH))


def test_before_anything_was_linked_failure_demand_is_there(browser_of: Any, people: Cast) -> None:
    ana = browser_of("ana")
    said = text(ana.get(PATH))
    assert "Nothing is linked yet" in said
    assert "No contact was written down in these months." in said
    assert file_of(ana, "failure")[0][0] == "Agency"
    assert len(file_of(ana, "starts")) == 1


@pytest.mark.parametrize("who", ["asha", "chidi", "gill", "adi"])
@pytest.mark.parametrize("key", ["starts", "kinds", "failure"])
def test_who_sees_no_figures(browser_of: Any, people: Cast, who: str, key: str) -> None:
    assert browser_of(who).get(f"{PATH}{key}.csv").status_code == 403


def test_it_asks_no_more_of_three_files_than_of_one(browser_of: Any, people: Cast, agreement: SharingAgreement) -> None:
    drawn(people, agreement, p=Around(23, CALLS))
    ana = browser_of("ana")
    ana.get(PATH)
    with CaptureQueriesContext(connection) as one:
        ana.get(PATH)
    with database_role("owner"):
        StartCount.objects.all().delete()
        DemandCount.objects.all().delete()
    drawn(people, agreement, p=Around(23, CALLS), h=Around(30, CALLS), c=Around(12, CALLS))
    with CaptureQueriesContext(connection) as three:
        ana.get(PATH)
    assert len(three) == len(one)
