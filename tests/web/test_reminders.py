"""Reminders: one's own, read one by one or all at once, and how one wants to be reminded."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.models import Reminder, ReminderPreference
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import make_scene
from tests.factories.reminders import make_reminder


def remind(people: Cast, number: int = 1) -> list[Reminder]:
    """So many reminders of Asha's, each of a case of hers."""
    with database_role("seed"):
        scene = make_scene(people)
        return [make_reminder(scene, days_ago=each) for each in range(number)]


def text(answer: Any) -> str:
    return " ".join(re.sub("<[^>]+>", " ", answer.content.decode()).split())


def test_they_are_ones_own_and_say_what_is_due_and_how_late(browser_of: Any, people: Cast) -> None:
    (reminder,) = remind(people)
    page = text(browser_of("asha").get("/reminders/"))
    assert "1 thing waits for you" in page
    assert reminder.case.reference in page
    nothing = text(browser_of("ben").get("/reminders/"))
    assert "You are up to date" in nothing
    assert reminder.case.reference not in nothing


def test_one_is_read_by_one_press_and_pressed_again_nothing_changes(browser_of: Any, people: Cast) -> None:
    (reminder,) = remind(people)
    asha = browser_of("asha")
    for _ in range(2):
        assert asha.post("/reminders/read/", {"reminder": str(reminder.pk)}).status_code == 303
    assert "Read, and still to be done" in text(asha.get("/reminders/"))
    first = Reminder.objects.get(pk=reminder.pk).read_at
    assert first is not None


@pytest.mark.parametrize("sent", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_what_is_nobodys_is_not_there(browser_of: Any, people: Cast, sent: str) -> None:
    assert browser_of("asha").post("/reminders/read/", {"reminder": sent}).status_code == 404


def test_nobody_reads_another_s(browser_of: Any, people: Cast) -> None:
    (reminder,) = remind(people)
    assert browser_of("mina").post("/reminders/read/", {"reminder": str(reminder.pk)}).status_code == 404
    assert Reminder.objects.get(pk=reminder.pk).read_at is None


def test_all_at_once(browser_of: Any, people: Cast) -> None:
    remind(people, 3)
    asha = browser_of("asha")
    assert "marked as read" in text(asha.post("/reminders/read-all/", follow=True))
    assert not Reminder.objects.filter(read_at__isnull=True).exists()


def sent_form(browser: Any, **said: str) -> Any:
    page = browser.get("/reminders/how/").content.decode()
    travels = dict(re.findall(r'name="(once|seen)" value="([^"]+)"', page))
    whole = {"lead_days": "1", "digest_at": "08:00", "quiet_from": "", "quiet_until": "", "stand_in": "", **said}
    return browser.post("/reminders/how/", {**travels, **whole})


def test_how_one_wants_to_be_reminded(browser_of: Any, people: Cast) -> None:
    asha, ben = browser_of("asha"), people.ben.signatory
    answer = sent_form(
        asha, lead_days="3", quiet_from="18:00", quiet_until="07:30", stand_in=str(ben.pk),
        away_from_0="1", away_from_1="Aug", away_from_2="2031", away_until_0="9", away_until_1="8", away_until_2="2031",
    )  # fmt: skip
    assert answer.status_code == 303
    row = ReminderPreference.objects.get(pk=people.asha.signatory.pk)
    assert (row.lead_days, row.quiet_from.hour, row.stand_in_id, row.away_until.day) == (3, 18, ben.pk, 9)
    assert 'value="18:00"' in asha.get("/reminders/how/").content.decode()
    assert sent_form(asha).status_code == 303
    row.refresh_from_db()
    assert (row.quiet_from, row.stand_in_id, row.away_from) == (None, None, None)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"lead_days": "99"}, "14"),
        ({"lead_days": ""}, "Enter a number of days"),
        ({"digest_at": "late"}, "Enter a time"),
        ({"quiet_from": "18:00"}, "both ends of the quiet hours"),
        ({"away_from_0": "1", "away_from_1": "8", "away_from_2": "2031"}, "the first day away and the last"),
        ({"stand_in": "00000000-0000-0000-0000-000000000000"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_refused_and_every_word_kept(
    browser_of: Any, people: Cast, said: dict[str, str], sentence: str
) -> None:
    answer = sent_form(browser_of("asha"), **said)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not ReminderPreference.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_queries_do_not_grow(browser_of: Any, people: Cast, number: int) -> None:
    remind(people, number)
    browser = browser_of("asha")
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/reminders/").status_code == 200
    assert len(asked) <= 9, [each["sql"][:90] for each in asked]
