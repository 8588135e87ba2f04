"""The pages of emergency access: opened under the eyes of everybody concerned, with a banner, and looked at afterwards."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from agencies.actors import set_actor
from agencies.clock import now
from casework import emergencies, emergency_notices
from casework.emergency_words import EmergencyCategory
from casework.models import EmergencyAccess, EmergencyNotice
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_contact, make_scene
from web.sessions import PROVED

REASON = "She rang and said that he is at the door with a knife."
SAID = {"category": "danger_to_life", "reason": REASON}
BANNER = "Emergency access:"


def send(browser: Any, address: str, **said: Any) -> Any:
    """Open the form, and send it."""
    form = browser.get(address)
    assert form.status_code == 200, address
    return browser.post(address, {"once": form.context["once"], "seen": form.context["seen"], **said})


@pytest.fixture
def scene(people: Cast) -> Scene:
    with database_role("seed"):
        found = make_scene(people)
        make_contact(found)
    return found


def test_opened_read_ended_and_looked_at_by_somebody_else(browser_of: Any, people: Cast, scene: Scene) -> None:
    chidi, asha, gill = (browser_of(name) for name in ("chidi", "asha", "gill"))
    case = f"/cases/{scene.case.reference}/"
    nothing = chidi.post("/search/", {"words": "Rosa Bell"}).content.decode()
    assert "/emergencies/open/" in nothing
    assert chidi.get(case).status_code == 404
    assert send(chidi, "/emergencies/open/", reference=scene.case.reference, category="", reason="").status_code == 422
    sent = send(chidi, "/emergencies/open/", reference=scene.case.reference.lower(), **SAID)
    assert (sent.status_code, sent["Location"]) == (303, case)
    for address in (case, f"{case}people/", f"{case}contacts/", "/search/", "/drafts/", "/second-factor/"):
        page = chidi.get(address)
        assert page.status_code == 200, address
        assert BANNER in page.content.decode(), address
    read = chidi.get(f"{case}people/").content.decode()
    assert "2 April 1988" in read, "as its own workers read it"
    for address in (
        f"{case}contacts/new/",
        f"{case}people/{scene.members[0].pk}/change/",
        f"{case}stage/",
        f"{case}sharing/",
    ):
        assert chidi.get(address).status_code == 403, address
    assert "Record a contact" not in chidi.get(case).content.decode()
    assert BANNER not in chidi.get("/hidden/").content.decode()
    assert BANNER not in asha.get(case).content.decode()
    assert REASON in asha.get(f"{case}news/").content.decode()
    history = asha.get(f"{case}history/").content.decode()
    assert "opened the case in an emergency" in history
    assert "Opened it in an emergency" in history, "each look says so"
    row = EmergencyAccess.objects.using("seed").get()
    assert "It lasts until" in gill.get(f"/emergencies/{row.pk}/").content.decode()
    assert chidi.post(f"/emergencies/{row.pk}/end/").status_code == 303
    assert BANNER not in chidi.get("/search/").content.decode()
    assert chidi.get(case).status_code == 404
    listed = gill.get("/emergencies/").content.decode()
    assert REASON in listed
    told = gill.get(f"/emergencies/{row.pk}/").content.decode()
    assert "read 3 members" in told or "who is part of the case" in told or "people of the case" in told
    assert send(gill, f"/emergencies/{row.pk}/", finding="justified", words="I rang Chidi and Asha").status_code == 303
    assert "I rang Chidi and Asha" in gill.get("/emergencies/").content.decode()
    for who in (chidi, asha):
        assert who.get("/emergencies/").status_code == 403
        assert who.get(f"/emergencies/{row.pk}/").status_code == 403


def test_whoever_cannot_is_told_before_they_write(browser_of: Any, scene: Scene) -> None:
    for who in ("gill", "ana", "adi"):
        assert browser_of(who).get("/emergencies/open/").status_code == 403


def test_the_second_factor_is_asked_again_and_the_words_wait(browser_of: Any, scene: Scene) -> None:
    chidi = browser_of("chidi")
    session = chidi.session
    session[PROVED] = (now() - timedelta(minutes=6)).isoformat()
    session.save()
    sent = send(chidi, "/emergencies/open/", reference=scene.case.reference, **SAID)
    assert sent["Location"].startswith("/sign-in/again/")
    assert not EmergencyAccess.objects.using("seed").exists()
    assert REASON in chidi.get("/emergencies/open/").content.decode()


def test_the_workers_and_both_governance_leads_get_an_e_mail_that_says_nothing_of_the_case(
    people: Cast, scene: Scene
) -> None:
    with transaction.atomic():
        set_actor(people.chidi)
        emergencies.open_access(
            reference=scene.case.reference, category=EmergencyCategory.MISSING, reason=REASON, by=people.chidi
        )
    with database_role("worker"):
        while emergency_notices.send_next():
            pass
        assert not emergency_notices.send_next(), "each goes once"
    assert sorted(each.to[0] for each in mail.outbox) == ["asha@example.org", "gill@example.org"]
    for each in mail.outbox:
        said = f"{each.subject} {each.body}"
        assert not [
            word for word in ("Bell", "Rosa", scene.case.reference, "missing", "knife", "Chidi") if word in said
        ]
    assert EmergencyNotice.objects.using("seed").filter(sent_at=None).count() == 0


def test_the_list_asks_the_same_of_one_and_of_three(browser_of: Any, people: Cast, scene: Scene) -> None:
    gill = browser_of("gill")
    assert "Nothing waits" in gill.get("/emergencies/").content.decode()

    def opened(who: str) -> None:
        with transaction.atomic():
            set_actor(people[who])
            emergencies.open_access(
                reference=scene.case.reference, category=EmergencyCategory.MISSING, reason=REASON, by=people[who]
            )

    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert gill.get("/emergencies/").status_code == 200
        return len(asked)

    opened("chidi")
    one = statements()
    opened("dot")
    opened("dora")
    assert statements() == one <= 12
    own = CaptureQueriesContext(connection)
    chidi = browser_of("chidi")
    with own:
        chidi.get("/search/")
    dora, with_none = browser_of("max"), CaptureQueriesContext(connection)
    with with_none:
        dora.get("/search/")
    assert len(own) == len(with_none), "the banner costs no statement"
