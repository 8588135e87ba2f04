"""The page of unit costs: who reads it, what each row says, and how it is narrowed."""

import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from config.savings import Savings
from tests.factories.agencies import Cast

PATH = "/reports/unit-costs/"


def rows_of(answer: Any) -> dict[str, str]:
    """The words of each row, by its code."""
    body = re.search(r"<tbody.*?</tbody>", answer.content.decode(), re.DOTALL)
    rows = re.findall(r"<tr.*?</tr>", body[0], re.DOTALL) if body else []
    words = [" ".join(unescape(re.sub("<[^>]+>", " ", row)).split()) for row in rows]
    return {re.search(r" ([A-Z&]+[\d.]+), ", each)[1]: each for each in words}  # type: ignore[index]


@pytest.mark.parametrize("who", ["mina", "ana"])
def test_whoever_sees_figures_reads_it(browser_of: Any, people: Cast, who: str) -> None:
    rows = rows_of(browser_of(who).get(PATH + "?words=CR1.0"))
    assert rows == {
        "CR1.0": "Anti-social behaviour further action necessary (cost of dealing with incident) CR1.0, per incident"
        " £500.00 in 2002/03 £673.00 Several, no split published Police / Local authority"
        " Unit Cost Database v1.4 (2015), Greater Manchester Combined Authority (GMCA)"
        " MIT licence (a copy); GMCA’s current edition: CC BY 4.0"
    }


@pytest.mark.parametrize("who", ["asha", "chidi", "dot", "adi"])
def test_nobody_else_does(browser_of: Any, people: Cast, who: str) -> None:
    assert browser_of(who).get(PATH).status_code == 403


def test_a_row_that_is_not_to_be_trusted_says_why(browser_of: Any, people: Cast) -> None:
    browser = browser_of("ana")
    assert "Not to be trusted. The amount was not read right" in rows_of(browser.get(PATH + "?words=SS8.0"))["SS8.0"]
    assert "Mixed: not to be added unsplit" in rows_of(browser.get(PATH + "?words=CR2.0"))["CR2.0"]
    assert "part of CR2.0" in rows_of(browser.get(PATH + "?words=CR2.0"))["CR2.0.3"]


def test_where_the_index_does_not_reach_no_amount_is_made_up(browser_of: Any, people: Cast) -> None:
    assert (
        "£900.00 in 2004/05 The index has no 2004/05 Local authority"
        in rows_of(browser_of("ana").get(PATH + "?words=SS4.0"))["SS4.0"]
    )


def test_a_site_chooses_the_year_of_its_prices(browser_of: Any, people: Cast) -> None:
    browser = browser_of("ana")
    with override_settings(SAVINGS=Savings(price_year="2013/14")):
        answer = browser.get(PATH + "?words=CR1.0")
    assert "In prices 2013/14" in answer.content.decode()
    assert "£652.61" in rows_of(answer)["CR1.0"]
    assert "do not name the year" not in answer.content.decode()
    assert settings.SAVINGS.price_year == "quoted"
    assert "do not name the year" in browser.get(PATH).content.decode()


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("?words=ambulance", {"HE3.0", "HE3.1", "HE3.2"}),
        ("?words=hE4", {"HE4.0", "HE4.1", "HE4.2"}),
        ("?bearer=fire", {"FI2.0"}),
        ("?words=domestic&bearer=police", {"CR2.0.3"}),
        ("?words=ambulance&edition=9", {"HE3.0", "HE3.1", "HE3.2"}),  # an edition that is not there is not asked for
        ("?words=ambulance&edition=1.4&bearer=nobody", {"HE3.0", "HE3.1", "HE3.2"}),
        ("?words=zebra", set()),
    ],
)
def test_it_is_narrowed(browser_of: Any, people: Cast, query: str, codes: set[str]) -> None:
    answer = browser_of("ana").get(PATH + query)
    assert set(rows_of(answer)) == codes
    assert bool(codes) != ("No unit cost has these words" in answer.content.decode())


def test_pages_lead_through_all_of_them(browser_of: Any, people: Cast) -> None:
    browser, path, seen = browser_of("ana"), PATH + "?edition=1.4", []
    while path:
        answer = browser.get(path)
        seen += rows_of(answer)
        following = re.search(r'rel="next" href="([^"]+)"', answer.content.decode())
        path = PATH + following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == 94


def test_reports_lead_there_and_back(browser_of: Any, people: Cast) -> None:
    browser = browser_of("mina")
    assert f'href="{PATH}"' in browser.get("/reports/").content.decode()
    assert 'href="/reports/"' in browser.get(PATH).content.decode()


def test_it_asks_as_much_for_one_row_as_for_many(
    browser_of: Any, people: Cast, django_assert_max_num_queries: Any
) -> None:
    browser = browser_of("ana")
    for query in ("?words=CR1.1", ""):
        with django_assert_max_num_queries(13):
            assert rows_of(browser.get(PATH + query))
