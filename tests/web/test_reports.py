"""Reports on their page and as files: the same numbers, no small ones, and every look on record."""

import csv
import io
import re
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import AuditEvent
from casework.enums import CaseStatus
from outcomes import ratings
from outcomes.enums import Voice
from outcomes.reports.tables import Figure
from outcomes.suppression import Shows
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import leave, make_scene
from tests.factories.outcomes import make_outcome
from web import report_charts
from web.report_charts import Bar, Dumbbell, Series
from web.reports.sheets import Sheet, said

REPORTS = ["distance", "progress", "continuity", "endings"]


def text(answer: Any) -> str:
    return " ".join(re.sub("<[^>]+>", " ", answer.content.decode()).split())


def rated(people: Cast, number: int, value: int = 5) -> None:
    with database_role("seed"):
        for each in range(number):
            scene = make_scene(people, name=f"Household {each} at {value}")
            outcome = make_outcome(scene, scene.member("Rosa"))
            ratings.rate(outcome, voice=Voice.PARTICIPANT, member=scene.member("Rosa"), value=value, by=people.asha)


def table_of(answer: Any, key: str) -> list[list[str]]:
    """The rows of one report's table on the page."""
    card = re.search(rf'report--{key}".*?</section>', answer.content.decode(), re.DOTALL)
    assert card
    rows = re.findall(r"<tr.*?</tr>", card[0], re.DOTALL)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]


def file_of(browser: Any, key: str, query: str = "") -> list[list[str]]:
    answer = browser.get(f"/reports/{key}.csv{query}")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith(f'attachment; filename="{key}-')
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("who", ["mina", "ana"])
def test_the_finding_the_drawing_the_table_and_the_file(browser_of: Any, people: Cast, who: str) -> None:
    rated(people, 5)
    browser = browser_of(who)
    page = browser.get("/reports/")
    assert "5 outcomes in 5 households." in text(page)
    assert "Mental and physical health has moved by 3.0 points." in text(page)
    assert "100% of outcomes were reached or moving forward" in text(page)
    assert "5 of 5 households have had one worker throughout." in text(page)
    assert page.content.decode().count('role="img" aria-labelledby="distance-title distance-finding"') == 2
    assert table_of(page, "distance")[1] == ["Mental and physical health", "2.0", "5.0", "8.0", "3.0", "5"]
    for key in REPORTS:
        if rows := table_of(page, key):
            assert file_of(browser, key) == rows


@pytest.mark.parametrize("who", ["mina", "ana"])
def test_what_four_households_said_stands_nowhere(browser_of: Any, people: Cast, who: str) -> None:
    rated(people, 4)
    browser = browser_of(who)
    page = browser.get("/reports/")
    assert "Too few households said a number" in text(page)
    assert table_of(page, "distance")[1] == ["Mental and physical health", "", "", "", "", "fewer than 5"]
    assert "Fewer than 5 households each: mental and physical health." in text(page)
    assert "3.0" not in text(page)
    assert "distance-title distance-finding" not in page.content.decode()  # nothing is drawn
    assert file_of(browser, "distance") == table_of(page, "distance")


def test_no_name_no_reference_and_no_word_of_anybody(browser_of: Any, people: Cast) -> None:
    rated(people, 6)
    ana = browser_of("ana")
    page = ana.get("/reports/").content.decode()
    assert not re.search(r"AL-|Household \d|Rosa|Asha|sleep", page)
    assert "/cases/" not in page
    assert "/team/" not in page
    assert ana.get("/caseload/").status_code in {403, 200}
    assert "/team/" in browser_of("mina").get("/reports/").content.decode()


@pytest.mark.parametrize("who", ["asha", "chidi", "gill", "adi"])
@pytest.mark.parametrize("address", ["/reports/", "/reports/distance.csv", "/reports/endings.csv"])
def test_who_sees_no_figures(browser_of: Any, people: Cast, who: str, address: str) -> None:
    assert browser_of(who).get(address).status_code == 403


@pytest.mark.parametrize("address", ["/reports/", "/reports/progress.csv"])
@pytest.mark.parametrize("who", ["mina", "ana"])
def test_a_look_at_figures_is_on_record_as_one(browser_of: Any, people: Cast, who: str, address: str) -> None:
    assert browser_of(who).get(f"{address}?since=2026-01&team={people.team.pk}").status_code == 200
    look = AuditEvent.objects.filter(event="figures.shown").latest("id")  # an analyst's sign-in leads to figures too
    assert (look.purpose, look.case_id, look.membership_id) == ("figures", None, people[who].signatory.pk)
    assert look.details["team"] == str(people.team.pk)
    assert look.details["reports"] == (sorted(REPORTS) if address == "/reports/" else ["progress"])


@pytest.mark.parametrize(
    "query",
    [
        "?team=nobody&since=soon&until=",
        "?since=2026-13",
        "?team=00000000-0000-0000-0000-000000000000",
        "?until=1999-01",
    ],
)
def test_what_cannot_be_meant_is_as_if_it_were_not_said(browser_of: Any, people: Cast, query: str) -> None:
    page = browser_of("ana").get(f"/reports/{query}")
    assert page.status_code == 200
    assert "All teams" in text(page)


def test_a_file_says_what_its_page_says_for_a_team_too(browser_of: Any, people: Cast) -> None:
    rated(people, 6)
    with database_role("seed"):
        leave(make_scene(people, name="Gone"), CaseStatus.MOVED_AWAY)
    ana, query = browser_of("ana"), f"?team={people.team.pk}"
    page = ana.get(f"/reports/{query}")
    for key in REPORTS:
        assert file_of(ana, key, query) == table_of(page, key)


def test_the_statements_do_not_grow(browser_of: Any, people: Cast) -> None:
    ana, told = browser_of("ana"), []
    for number in (1, 2):
        rated(people, number, value=4 + number)
        with CaptureQueriesContext(connection) as asked:
            assert ana.get("/reports/").status_code == 200
        told.append(len(asked))
    assert told[0] == told[1]
    assert told[0] <= 25, told  # three kinds of figures, each read across cases: two statements say so


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"), ("+44 20", "'+44 20"), ("-2+3", "'-2+3"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"), ("-1.4", "-1.4"), ("3.2", "3.2"), ("12", "12"), ("North, and east", "North, and east"), ("", ""),
    ],
)  # fmt: skip
def test_no_cell_is_a_formula(cell: str, written: str) -> None:
    sheet = Sheet("x", "", "", [cell], [[cell]])
    assert list(csv.reader(io.StringIO(sheet.csv.removeprefix("\ufeff"), newline=""))) == [[written], [written]]


@pytest.mark.parametrize(
    ("shows", "words"), [(Shows.FEWER, "fewer than 5"), (Shows.HELD, "held back"), (Shows.NUMBER, "7")]
)
def test_what_stands_in_a_place(shows: Shows, words: str) -> None:
    assert said(Figure(shows, 7 if shows is Shows.NUMBER else None)) == words


@pytest.mark.parametrize("is_narrow", [True, False])
def test_drawings_stay_inside_themselves_and_need_no_style(is_narrow: bool) -> None:
    rows = [Dumbbell("Safe from abuse and exploitation", 1, 10, 10, "118 outcomes"), Dumbbell("A home", 5, 3, 8, "5")]
    series = [
        Series(["Goal reached"], [None, 20, 30, None, 34]),
        Series(["Moving forward"], [40, 41, None, 33, 33]),
        Series(["No change yet"], [60, 59, 50, 40, 33]),
    ]
    drawn = [
        report_charts.dumbbells("distance", rows, is_narrow=is_narrow),
        report_charts.lines("progress", ["Jul", "Aug", "Sep", "Oct", "Nov"], series, is_narrow=is_narrow),
        report_charts.bars("endings", [Bar("Paused", 7), Bar("Died", 0)], is_narrow=is_narrow),
    ]
    for each in drawn:
        assert "style=" not in each
        box = re.search(r'viewBox="0 0 (\d+) (\d+)"', each)
        assert box
        for x, y in re.findall(r'<text x="([-\d.]+)" y="([-\d.]+)"', each):
            assert 0 <= float(x) <= float(box[1])
            assert 0 <= float(y) <= float(box[2])
    assert "#b5573a" in drawn[0]  # clay for the one who is further away than before
    assert drawn[1].count("<path") >= 3 + 4  # a gap breaks a line in two


@pytest.mark.parametrize("is_narrow", [True, False])
@pytest.mark.parametrize("ends", [(34, 33, 33), (100, 0, 0), (1, 2, 97), (0, 0, 0)])
def test_the_words_of_lines_do_not_touch(is_narrow: bool, ends: tuple[int, int, int]) -> None:
    series = [Series([str(number)], [50, end]) for number, end in enumerate(ends)]
    drawn = report_charts.lines("progress", ["Oct", "Nov"], series, is_narrow=is_narrow)
    places = sorted(float(y) for y in re.findall(r'y="([-\d.]+)" font-size="1[56]"[^>]*font-weight="700"', drawn))
    assert len(places) == 3
    assert all(below - above >= 21.9 for above, below in pairwise(places))
