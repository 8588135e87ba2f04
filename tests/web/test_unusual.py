"""The page of looks that one asks about, for the information governance lead."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import AuditEvent, UnusualAccess
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_scene

FRAME, STATEMENTS = 6, 6


def make_findings(people: Cast, number: int) -> Scene:
    with database_role("seed"):
        for each in range(number):
            scene = make_scene(people, name=f"Household {each}")
            UnusualAccess.objects.create(
                rule="same_surname", membership=people.ben.signatory, agency=people.team.agency,
                person_id=scene.people[0].pk, case_id=scene.case.pk, event_id=each,
            )  # fmt: skip
    return scene


def test_a_lead_reads_whose_look_it_was_asks_and_writes_down_what_came_of_it(browser_of: Any, people: Cast) -> None:
    scene = make_findings(people, 1)
    gill = browser_of("gill")
    page = gill.get("/unusual/").content.decode()
    assert "Ben" in page
    assert "opened the record of somebody with the same surname" in page
    assert scene.case.reference in page
    assert not [person.name for person in scene.people if person.name in page]
    assert "live is not kept" in page, "what cannot be found is said"
    look = AuditEvent.objects.filter(event="unusualaccess.shown").latest("id")
    assert (look.case_id, look.user_id) == (scene.case.pk, people.gill.user.pk)
    row = UnusualAccess.objects.get()
    form = gill.get(f"/unusual/{row.pk}/")
    once = form.context["once"]
    assert gill.post(f"/unusual/{row.pk}/", {"note": "", "once": once}).status_code == 422
    assert gill.post(f"/unusual/{row.pk}/", {"note": "No relation", "once": once}).status_code == 303
    page = gill.get("/unusual/").content.decode()
    assert "No relation" in page
    assert "Nothing waits" in page
    assert "No relation" in gill.get(f"/unusual/{row.pk}/").content.decode()
    assert f"/looks/people/{row.person_id}/" not in page


@pytest.mark.parametrize("name", ["asha", "mina", "chidi", "adi", "ana"])
def test_nobody_else_reads_it(browser_of: Any, people: Cast, name: str) -> None:
    make_findings(people, 1)
    browser = browser_of(name)
    assert browser.get("/unusual/").status_code == 403
    assert browser.get(f"/unusual/{UnusualAccess.objects.get().pk}/").status_code == 403
    assert 'href="/unusual/"' not in browser.get("/").content.decode()


@pytest.mark.usefixtures("people")
def test_the_page_asks_as_much_for_one_as_for_three(browser_of: Any, people: Cast) -> None:
    browser, counts = browser_of("gill"), []
    for number in (1, 2):
        make_findings(people, number)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get("/unusual/").status_code == 200
        counts.append(len(asked) - FRAME)
    assert counts[0] == counts[1] <= STATEMENTS
