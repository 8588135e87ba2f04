"""A household shared with the police and a practice over HTTP; a day that is forgotten; and the end of both agreements."""

import time
from datetime import UTC, datetime, timedelta
from email import message_from_string
from pathlib import Path
from typing import Any

import pytest

from agencies.enums import RoleCode
from tests.conftest import Clock, database_role
from tests.factories.agencies import Cast, make_member
from tests.factories.casework import make_scene
from tests.factories.sharing import make_partner
from tests.journeys.conftest import Client

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
PATIENCE_SECONDS = 60
BASES = ["art6-1-e", "art9-2-h", "sch1-1-2", "art10-official"]


def agree(gill: Client, council: str, partner: str, categories: list[str], last_day: str) -> str:
    """An agreement between the two, signed by both."""
    agreement = gill.post(
        "agreements/",
        {
            "title": "Working together",
            "parties": [council, partner],
            "purposes": ["support"],
            "why": "One plan instead of six",
            "categories": categories,
            "data_items": "What is recorded of the work",
            "bases": BASES,
            "rights": "A leaflet",
            "governance": "Reviewed each year",
            "first_day": "2026-11-23",
            "last_day": last_day,
            "review_on": last_day,
        },
    )["id"]
    for agency in (council, partner):
        path = f"agreements/{agreement}/"
        gill.get(path)
        gill.post(f"{path}sign/", {"agency": agency, "signatory_name": "Its director"}, 200, seen=path)
    return str(agreement)


def contact(client: Client, reference: str, category: str, summary: str, status: int = 201) -> Any:
    """What somebody did today."""
    said = {"category": category, "happened_at": MONDAY.isoformat(), "channel": "visit", "summary": summary}
    return client.post(f"cases/{reference}/contacts/", said, status)


def told(client: Client, reference: str) -> set[str]:
    """The contacts as one reads them in the story."""
    entries = client.get(f"cases/{reference}/chronology/?page_size=100")["results"]
    return {entry["text"] for entry in entries if entry["kind"] == "contact"}


def mail_to(folder: Path, address: str) -> list[Any]:
    """The e-mails that arrived there, for this address, each file as one or more messages."""
    texts = [path.read_text() for path in sorted(folder.glob("*"))]
    mails = [message_from_string(part.lstrip()) for text in texts for part in text.split("-" * 79) if part.strip()]
    return [mail for mail in mails if mail["To"] == address]


def wait_for_mail(folder: Path, address: str, number: int) -> list[Any]:
    """Ring for the reminders, and wait until so many have arrived."""
    from worker.tasks.reminders import plan_reminders  # noqa: PLC0415 - the worker's program decides its role

    plan_reminders.delay()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(found := mail_to(folder, address)) < number:
        assert time.monotonic() < deadline, f"{number} e-mails for {address} did not come: {len(found)}"
        time.sleep(0.2)
    return found


@pytest.mark.usefixtures("ready_service")
def test_partners_see_what_was_agreed_nobody_is_forgotten_and_all_of_it_ends(
    client_of: Any, cast: Cast, clock: Clock, mail_folder: Path
) -> None:
    clock.set(MONDAY)
    with database_role("seed"):
        gita = make_partner(cast, "Gita", "practice")
        other = make_member(cast.adi, "Olu", gita.agency, RoleCode.PRACTITIONER)  # type: ignore[arg-type]
        scene = make_scene(cast)
    reference = scene.case.reference
    council, police, practice = (str(actor.agency.pk) for actor in (cast.asha, cast.chidi, gita))  # type: ignore[union-attr]
    asha, gill, officer, doctor = (client_of(actor) for actor in (cast.asha, cast.gill, cast.chidi, gita))

    # Nobody outside the team sees the case before it is shared.
    for partner in (officer, doctor, client_of(other)):
        partner.get(f"cases/{reference}/", 404)
    with_police = agree(gill, council, police, ["general", "housing", "offences"], "2026-12-31")
    with_practice = agree(gill, council, practice, ["health"], "2027-11-22")
    for agency, agreement, categories in [
        (police, with_police, ["housing", "offences"]),
        (practice, with_practice, ["health"]),
    ]:
        share = {
            "agency": agency,
            "agreement": agreement,
            "categories": categories,
            "level": "contribute",
            "reason": "They help already",
            "participant_told": "Rosa, at home",
        }
        asha.post(f"cases/{reference}/shares/", share)

    # Each sees its categories, and nothing of the other's; each adds what it did, and Asha reads all of it in one story.
    contact(asha, reference, "housing", "The boiler is broken")
    contact(asha, reference, "health", "She sleeps badly")
    contact(asha, reference, "family", "Her sister visits")
    contact(officer, reference, "offences", "We drove past at night")
    contact(doctor, reference, "health", "A new prescription")
    contact(officer, reference, "health", "Not theirs to say", 403)
    assert told(officer, reference) == {"The boiler is broken", "We drove past at night"}
    assert told(doctor, reference) == {"She sleeps badly", "A new prescription"}
    assert told(asha, reference) > told(officer, reference) | told(doctor, reference)
    assert {entry["text"] for entry in asha.get(f"cases/{reference}/news/")["results"]} >= {
        "We drove past at night",
        "A new prescription",
    }
    why = officer.get(f"cases/{reference}/why/")
    assert (why["is_own_work"], why["left_out"], why["ask"]["name"]) == (False, ["general"], "Asha")
    assert why["shares"][0]["last_day"] == "2026-12-31"

    # An action is due today; Asha is told by e-mail, in which nothing of the household stands.
    action = {"title": "Call the landlord", "due_on": "2026-11-23", "category": "housing", "reason": "safety"}
    asha.post(f"cases/{reference}/actions/", {**action, "owner_worker": str(cast.asha.membership.pk)})  # type: ignore[union-attr]
    (mail,) = wait_for_mail(mail_folder, "asha@example.org", 1)
    said = f"{mail['Subject']} {mail.get_payload()}"
    assert not any(word in said for word in ("landlord", "Bell", "Rosa", reference))

    # She forgets it: she is told once more, then the deputy, then the manager, once each.
    clock.set(MONDAY + timedelta(days=1))
    wait_for_mail(mail_folder, "asha@example.org", 2)
    clock.set(MONDAY + timedelta(days=5))
    wait_for_mail(mail_folder, "max@example.org", 1)
    clock.set(MONDAY + timedelta(days=9))
    wait_for_mail(mail_folder, "mina@example.org", 1)
    wait_for_mail(mail_folder, "max@example.org", 1)
    assert len(mail_to(mail_folder, "max@example.org")) == 1

    # On the last day of the year the officer still reads; at midnight she sees nothing, and no job has run for it.
    clock.set(datetime(2026, 12, 31, 23, 59, 59, 999999, tzinfo=UTC))
    officer, doctor = client_of(cast.chidi), client_of(gita)
    officer.get(f"cases/{reference}/")
    clock.set(datetime(2027, 1, 1, tzinfo=UTC))
    officer.get(f"cases/{reference}/", 404)
    assert officer.get("cases/")["results"] == []
    doctor.get(f"cases/{reference}/")
    shares = client_of(cast.asha).get(f"cases/{reference}/shares/")["results"]
    (share,) = (each["id"] for each in shares if each["agency"] == str(gita.signatory.agency_id))
    client_of(cast.asha).post(f"shares/{share}/stop/", {"reason": "Rosa asked us to"}, 200)
    doctor.get(f"cases/{reference}/", 404)
