"""Found households on pages: by rank, one with its evidence, and the decision, of which one click makes the referral."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format

from agencies import clock
from agencies.models import Agency
from casework.enums import CaseStatus
from casework.models import Case, Nomination
from casework.nomination_evidence import EvidentContact
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.extracts import make_linkage_agreement
from tests.factories.nominations import make_nominations
from tests.web.test_agreements import send, text
from web.nominations.timeline import LARGEST, drawn, timeline_of


@pytest.fixture
def found(people: Cast) -> Nomination:
    with database_role("seed"):
        return make_nominations(people)[0]


def test_without_an_agreement_it_says_whom_to_ask(people: Cast, browser_of) -> None:
    refused = browser_of("mina").get("/nominations/")
    assert refused.status_code == 403
    assert "Your agency has signed no agreement to find households that is in force." in text(refused)


def test_nobody_waits_before_anybody_was_found(people: Cast, browser_of) -> None:
    with database_role("seed"):
        make_linkage_agreement(people)
    assert "Nobody waits for a decision" in text(browser_of("mina").get("/nominations/"))


def test_one_click_makes_the_referral(people: Cast, browser_of, found: Nomination) -> None:
    mina, address = browser_of("mina"), f"/nominations/{found.pk}/"
    assert "Rank 1" in text(mina.get("/nominations/"))
    page = text(mina.get(address))
    assert "2 agencies" in page
    assert "born 1981" in page
    assert "14 Mill Lane, Rushford, ST4 1HH" in page
    assert "9990000018" not in page, "what does not show why is not shown"
    assert send(mina, address, reason="They ask for help").status_code == 422, "nothing is preselected"
    answer = send(mina, address, decision="become_case", reason="They ask for help")
    assert answer["Location"] == "/referrals/"
    with database_role("seed"):
        case = Case.objects.get(status=CaseStatus.REFERRED)
        found.refresh_from_db()
    assert found.became_id == case.pk
    assert "They are referred to your team." in text(mina.get("/referrals/"))
    again = text(mina.get(address))
    assert "Offer them support: it becomes a case" in again
    assert case.reference in again
    assert "Decide this" not in again


def test_not_now_needs_a_day_to_come(people: Cast, browser_of, found: Nomination) -> None:
    mina, address = browser_of("mina"), f"/nominations/{found.pk}/"
    refused = send(mina, address, decision="not_now", reason="They move")
    assert refused.status_code == 422
    assert "Choose a day to come" in text(refused)
    later = {"not_before_0": "1", "not_before_1": "3", "not_before_2": "2091"}
    assert send(mina, address, decision="not_now", reason="They move", **later)["Location"] == "/nominations/"
    assert "Nobody waits for a decision" in text(mina.get("/nominations/"))
    for show, is_there in (("decided", True), ("not_now", True), ("already_helped", False), ("nonsense", False)):
        page = mina.get(f"/nominations/?show={show}").content.decode()
        assert (address in page) is is_there, show
    assert "They may be found again from Thu 1 Mar 2091." in text(mina.get(address))


@pytest.mark.parametrize("who", ["asha", "gill", "chidi", "ana"])
def test_it_is_for_managers_alone(who: str, people: Cast, browser_of, found: Nomination) -> None:
    browser = browser_of(who)
    assert browser.get("/nominations/").status_code == 403
    assert browser.get(f"/nominations/{found.pk}/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_as_many_statements_for_three_as_for_one(number: int, people: Cast, browser_of) -> None:
    with database_role("seed"):
        rows = make_nominations(people, number)
    mina = browser_of("mina")
    mina.get("/nominations/")
    for address, most in (("/nominations/", 16), (f"/nominations/{rows[0].pk}/", 24)):
        with CaptureQueriesContext(connection) as asked:
            assert mina.get(address).status_code == 200
        assert len(asked) <= most, address


def test_the_panel_sees_what_it_set_and_sets_it_anew(people: Cast, browser_of) -> None:
    with database_role("seed"):
        make_linkage_agreement(people)
    mina, address = browser_of("mina"), "/nominations/thresholds/"
    assert "at least 3 agencies had at least 3 contacts with it in 24 months" in text(mina.get(address))
    assert "Nobody set anything yet" in text(mina.get(address))
    said = {
        "agencies": "2", "contacts": "4", "months": "12", "agencies_weight": "2", "contacts_weight": "1",
        "recency_weight": "0", "kinds_weight": "1", "reason": "A year is enough",
    }  # fmt: skip
    form = f"{address}set/"
    assert b'value="24"' in mina.get(form).content, "it begins with what holds"
    assert send(mina, form, **{**said, "reason": ""}).status_code == 422
    for name, number in (("agencies", "1"), ("months", "61"), ("contacts", "0"), ("kinds_weight", "4")):
        assert send(mina, form, **{**said, name: number}).status_code == 422, name
    assert send(mina, form, **said)["Location"] == address
    page = text(mina.get(address))
    assert "at least 2 agencies had at least 4 contacts with it in 12 months" in page
    assert "A year is enough" in page
    assert "How recent the last one is: leave it out" in page
    assert "Let it count twice over" in page


@pytest.mark.parametrize("who", ["asha", "gill", "chidi", "ana"])
def test_what_the_panel_set_is_for_the_panel(who: str, people: Cast, browser_of, found: Nomination) -> None:
    browser = browser_of(who)
    for address in ("/nominations/thresholds/", "/nominations/thresholds/set/"):
        assert browser.get(address).status_code == 403


def test_the_list_goes_on_over_the_page_and_so_do_its_ranks(people: Cast, browser_of, monkeypatch) -> None:
    monkeypatch.setattr("web.nominations.views.ON_A_PAGE", 2)
    with database_role("seed"):
        make_nominations(people, 3)
    first, second = (text(browser_of("mina").get(f"/nominations/?page={number}")) for number in (1, 2))
    assert ["Rank 1" in first, "Rank 2" in first, "Rank 3" in first] == [True, True, False]
    assert ["Rank 2" in second, "Rank 3" in second] == [False, True]
    assert "Lower ranks" in first
    assert "Higher ranks" in second


def test_when_they_were_met_is_drawn_and_stands_in_a_table(people: Cast, browser_of, found: Nomination) -> None:
    answer = browser_of("mina").get(f"/nominations/{found.pk}/")
    page, month = text(answer), date_format(clock.today() - timedelta(days=30), "M Y")
    assert "2 contacts with 2 agencies, each dot the contacts of a month." in page
    assert f"{month} 1 1" in page
    assert answer.content.count(b' r="4.0"') == 4, "a dot for each agency, once wide and once narrow"


def contact(name: str, on: date | None) -> EvidentContact:
    return EvidentContact(Agency(name=name), on, "Visit", ())


def test_a_timeline_counts_by_month_and_says_what_has_no_day() -> None:
    met = [
        contact("Police", date(2026, 1, 31)),
        contact("Police", date(2026, 1, 2)),
        contact("Fire", date(2025, 11, 5)),
    ]
    said = timeline_of([*met, contact("Fire", None)], date(2025, 10, 20), date(2026, 2, 3))
    assert said is not None
    assert [f"{each:%Y-%m}" for each in said.months] == ["2025-10", "2025-11", "2025-12", "2026-01", "2026-02"]
    assert said.rows == [("Jan 2026", [2, 0]), ("Nov 2025", [0, 1])]
    assert said.undated == 1
    assert said.finding.startswith("3 contacts with 2 agencies")
    assert drawn(said).count("<circle") == 2
    assert timeline_of([contact("Fire", None)], date(2025, 10, 20), date(2026, 2, 3)) is None


def test_a_dot_is_larger_for_more_contacts_and_not_without_end() -> None:
    day = date(2026, 1, 5)

    def radius(number: int) -> float:
        said = timeline_of([contact("Fire", day)] * number, day, day)
        assert said is not None
        return float(drawn(said).split(' r="')[1].split('"')[0])

    assert radius(1) < radius(4) < radius(100)
    assert radius(100) == LARGEST
