"""The pages of the conflict register: declared by anybody, matched by the information governance lead, ended by another."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework import conflicts
from casework.closeness import Closeness
from casework.models import Conflict
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import make_scene

WORDS = "My cousin Rosa Bell, of Mill Lane"


def send(browser: Any, address: str, **said: Any) -> Any:
    """Open the form, and send it."""
    form = browser.get(address)
    assert form.status_code == 200, address
    return browser.post(address, {"once": form.context["once"], "seen": form.context["seen"], **said})


def test_declared_matched_and_ended_by_three_people(browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        scene = make_scene(people)
    case = f"/cases/{scene.case.reference}/"
    ben, gill, mina = (browser_of(name) for name in ("ben", "gill", "mina"))
    assert ben.get(case).status_code == 200
    assert send(ben, "/conflicts/declare/", closeness="", words="").status_code == 422
    assert send(ben, "/conflicts/declare/", closeness="family", words=WORDS).status_code == 303
    row = Conflict.objects.using("seed").get()
    before = ben.get("/conflicts/").content.decode()
    assert WORDS in before
    register = gill.get("/conflicts/").content.decode()
    assert WORDS in register
    assert f"/conflicts/{row.pk}/match/" in register
    assert f"/conflicts/{row.pk}/match/" not in mina.get("/conflicts/").content.decode(), (
        "she keeps it, and matches nobody"
    )
    assert mina.get(f"/conflicts/{row.pk}/match/").status_code == 403
    assert ben.get(f"/conflicts/{row.pk}/match/").status_code == 403
    match = f"/conflicts/{row.pk}/match/"
    assert send(gill, match, words="Nobody Atall").status_code == 422
    found = send(gill, match, words="Rosa Bell")
    assert found.status_code == 422
    assert scene.case.reference in found.content.decode(), "which Rosa it is"
    said = {"words": "Rosa Bell", "found_by": "Rosa Bell", "which": str(scene.people[0].pk)}
    assert send(gill, match, **said).status_code == 303
    assert ben.get(case).status_code == 404
    assert ben.get("/conflicts/").content.decode().count(WORDS) == before.count(WORDS)
    assert "closed" not in ben.get("/conflicts/").content.decode(), "whether they are on record is not said"
    assert send(mina, f"/conflicts/{row.pk}/end/", reason="Rosa moved in with him").status_code == 303
    assert ben.get(case).status_code == 200


def test_the_manager_is_told_that_a_case_needs_another_lead_and_not_why(browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        scene = make_scene(people)
        row = conflicts.declare(closeness=Closeness.FORMER_PARTNER, words=WORDS, by=people.asha)
        conflicts.link(row, person=scene.people[0], by=people.gill)
    page = browser_of("mina").get("/team/").content.decode()
    assert "led by Asha, for whom the record is closed now" in " ".join(page.split())
    assert f"/cases/{scene.case.reference}/hand-over/" in page
    assert WORDS not in page
    asha = browser_of("asha")
    assert asha.get(f"/cases/{scene.case.reference}/").status_code == 404
    assert scene.case.reference not in asha.get("/caseload/").content.decode()


@pytest.mark.parametrize("name", ["asha", "chidi", "adi", "ana"])
def test_everybody_declares_and_these_keep_no_register(browser_of: Any, people: Cast, name: str) -> None:
    browser = browser_of(name)
    assert send(browser, "/conflicts/declare/", closeness="neighbour", words="Next door").status_code == 303
    assert "To be looked for" not in browser.get("/conflicts/").content.decode()
    assert browser.get("/conflicts/record/").status_code == 403


def test_it_asks_as_often_for_three_as_for_one(browser_of: Any, people: Cast) -> None:
    gill, counts = browser_of("gill"), []
    for _ in range(3):
        with database_role("seed"):
            conflicts.record(people.ben.signatory, closeness=Closeness.OTHER, words="Somebody", by=people.mina)
        gill.get("/conflicts/")
        with CaptureQueriesContext(connection) as asked:
            gill.get("/conflicts/")
        counts.append(len(asked))
    assert counts[0] == counts[2] <= 18
