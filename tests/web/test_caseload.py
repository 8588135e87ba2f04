"""My caseload: one's own open households, noted as looked at, for a number of queries that does not grow."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import AuditEvent
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import make_scene
from tests.factories.outcomes import make_closed_scene
from tests.outages import trail_away, trail_closed


def households(people: Cast, number: int) -> None:
    with database_role("seed"):
        for each in range(number):
            make_scene(people, name=f"Household {each}")


def test_one_sees_the_households_that_one_leads_and_no_other(browser_of: Any, people: Cast) -> None:
    households(people, 1)
    with database_role("seed"):
        finished = make_closed_scene(people)
    assert "Household 0" in browser_of("asha").get("/caseload/").content.decode()
    assert finished.case.reference not in browser_of("asha").get("/caseload/").content.decode()
    assert "Nothing to do here yet" in browser_of("dot").get("/caseload/").content.decode()


@pytest.mark.parametrize(
    ("who", "begins_at"), [("asha", "/caseload/"), ("mina", "/caseload/"), ("ana", "/"), ("gill", "/")]
)
def test_the_bar_lists_only_what_the_role_has_a_use_for(browser_of: Any, who: str, begins_at: str) -> None:
    page = browser_of(who).get("/").content.decode()
    assert ('href="/caseload/"' in page) is (begins_at == "/caseload/")


def test_a_look_leaves_its_rows(browser_of: Any, people: Cast) -> None:
    households(people, 2)
    browser_of("asha").get("/caseload/")
    shown = AuditEvent.objects.filter(event="case.shown", route="GET /caseload/", user_id=people.asha.user.pk)
    assert shown.count() == 4  # when they were led there, and when they asked again


@pytest.mark.parametrize("away", [trail_away, lambda: trail_closed("audit")], ids=["no connection", "no right"])
def test_where_the_look_cannot_be_written_nothing_is_shown(browser_of: Any, people: Cast, away: Any) -> None:
    households(people, 1)
    browser = browser_of("asha")
    with away():
        answer = browser.get("/caseload/")
    assert answer.status_code == 503
    assert "Household 0" not in answer.content.decode()
    assert "written down first" in answer.content.decode()
    assert '<header class="bar">' in answer.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_queries_do_not_grow(browser_of: Any, people: Cast, number: int) -> None:
    households(people, number)
    browser = browser_of("asha")
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/caseload/").status_code == 200
    assert len(asked) <= 9, [each["sql"][:90] for each in asked]


def test_who_asks_in_vain_reads_it_in_the_frame(browser_of: Any) -> None:
    answer = browser_of("asha").get("/nowhere/")
    assert answer.status_code == 404
    assert "Asha" in answer.content.decode()
    assert "We cannot find this page" in answer.content.decode()
