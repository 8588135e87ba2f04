"""What is shared with one's agency: a partner's way in, which closes with the share."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.enums import DataCategory
from casework import pulls, sharing
from casework.enums import PullAnswer
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import make_scene
from tests.factories.sharing import make_agreement, make_share


def shared(people: Cast, number: int) -> list[Any]:
    """So many households, each shared with the police."""
    with database_role("seed"):
        agreement = make_agreement(people)
        scenes = [make_scene(people, name=f"Household {each}") for each in range(number)]
        return [make_share(scene, people.chidi, agreement=agreement) for scene in scenes]


def test_a_partner_begins_with_what_is_shared_and_no_other_household(browser_of: Any, people: Cast) -> None:
    (share,) = shared(people, 1)
    with database_role("seed"):
        other = make_scene(people, name="The Moss household")
    chidi = browser_of("chidi")
    page = chidi.get("/shared/").content.decode()
    for words in ("Housing, offences, and you may add to it", "under “Working together with households”", "Until"):
        assert words in page, words
    assert f'href="/cases/{share.case.reference}/"' in page
    assert other.case.reference not in page
    assert chidi.get(f"/cases/{share.case.reference}/").status_code == 200
    with database_role("seed"):
        sharing.stop(share, reason="They asked us to", by=people.asha)
    assert share.case.reference not in chidi.get("/shared/").content.decode()


def test_a_question_to_the_agency_stands_here_until_it_is_answered(browser_of: Any, people: Cast) -> None:
    share, other = shared(people, 2)
    chidi, waits = browser_of("chidi"), "Your help is asked for"
    with database_role("seed"):
        pulls.offer_help(other.case, category=DataCategory.HOUSING, what="A place on our course", by=people.chidi)
    assert waits not in chidi.get("/shared/").content.decode(), "an offer of theirs is no question to them"
    with database_role("seed"):
        agency = people.chidi.signatory.agency
        pull = pulls.ask_for_help(
            share.case, agency=agency, category=DataCategory.HOUSING, what="Go with Rosa", by=people.asha
        )
    page = chidi.get("/shared/").content.decode()
    assert (page.count(waits), "1 asks for your help" in page) == (1, True)
    assert f'href="/cases/{share.case.reference}/help/"' in page
    with database_role("seed"):
        pulls.answer(pull, answer=PullAnswer.ACCEPTED, by=people.chidi)
    assert waits not in chidi.get("/shared/").content.decode()


@pytest.mark.parametrize(("who", "offered"), [("chidi", True), ("asha", False), ("mina", False), ("gill", False)])
def test_the_bar_offers_it_to_partners(browser_of: Any, who: str, offered: bool) -> None:
    assert ('href="/shared/"' in browser_of(who).get("/").content.decode()) is offered


def test_one_s_own_work_is_not_among_it(browser_of: Any, people: Cast) -> None:
    (share,) = shared(people, 1)
    assert share.case.reference not in browser_of("asha").get("/shared/").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_queries_do_not_grow(browser_of: Any, people: Cast, number: int) -> None:
    shared(people, number)
    browser = browser_of("chidi")
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/shared/").status_code == 200
    assert len(asked) <= 12, [each["sql"][:90] for each in asked]
