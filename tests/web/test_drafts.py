"""Words are never lost: drafts are kept, found again, outlive the session, and are read by nobody but who typed them."""

import inspect
import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections
from django.forms import BaseForm, Textarea
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies import drafts, memberships, users
from agencies.actors import set_actor
from agencies.enums import DataCategory, RoleCode
from agencies.models import AuditEvent, Draft, DraftKey
from casework import sharing
from casework.models import Contact
from tests.conftest import Clock, database_role
from tests.database import not_allowed, run
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_scene
from tests.factories.phones import code_of, give_phone
from tests.factories.sharing import make_share
from tests.web.conftest import PASSWORD, sign_in
from web.case.contacts import RecordContact
from web.form_pages import FormPage
from web.table.base import Turn
from web.urls import urlpatterns

START = datetime.fromisoformat("2026-03-02T09:00:00+00:00")
WORDS = "The landlord was there, and <said> “no”"
SAID = {
    "happened_at": "another",
    "day_0": "3",
    "day_1": "Mar",
    "channel": "visit",
    "summary": WORDS,
    "action_2_title": "Send the letter",
    "was_tried": "on",
}


@pytest.fixture
def scene(people: Cast) -> Scene:
    with database_role("seed"):
        return make_scene(people)


@pytest.fixture
def form(scene: Scene) -> str:
    """The address at which Asha records a contact."""
    return f"/cases/{scene.case.reference}/contacts/new/"


def hidden(page: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page.content.decode())
    assert found, f"no {name} in the form"
    return found[1]


def travelling(page: Any) -> dict[str, str]:
    text = page.content.decode()
    return {name: hidden(page, name) for name in ("once", "seen", "draft_pass") if f'name="{name}"' in text}


def leave(browser: Client, address: str, **said: str) -> Any:
    """Fill in a part of the form, and save it as a draft."""
    return browser.post(address, {**travelling(browser.get(address)), **SAID, **said, "keep_draft": "yes"})


def has_words(page: Any) -> bool:
    return "The landlord was there, and &lt;said&gt; “no”" in page.content.decode()


def rows() -> list[Draft]:
    with database_role("seed"):
        return list(Draft.objects.order_by("pk"))


SAFE = "Your draft is safe"


# Kept, and found again


def test_a_half_filled_form_is_found_again_word_for_word_and_is_no_part_of_the_record(
    browser_of: Any, form: str
) -> None:
    asha = browser_of("asha")
    kept = leave(asha, form)
    assert (kept.status_code, kept["Location"]) == (303, "/drafts/")
    page = asha.get("/drafts/").content.decode()
    assert "Record a contact" in page
    assert "The Bell household" in page
    assert WORDS[:12] not in page, "the list names no word of it"
    again = asha.get(form)
    text = again.content.decode()
    assert has_words(again)
    assert "This is your draft of" in text
    assert "There is a problem" not in text, "who comes back to half a form did nothing wrong"
    assert re.search(r'name="happened_at" value="another"[^>]*checked', text)
    assert re.search(r'name="was_tried"[^>]*checked', text)
    assert re.search(r'name="day_1"[^>]*value="Mar"', text)
    assert 'value="Send the letter"' in text
    assert not Contact.objects.exists()


def test_a_draft_is_there_until_its_form_is_saved(browser_of: Any, form: str) -> None:
    asha = browser_of("asha")
    leave(asha, form)
    leave(asha, form, summary="Later words")
    assert [row.said["summary"] for row in rows()] == [["Later words"]]
    wrong = asha.post(form, {**travelling(asha.get(form)), **SAID})
    assert (wrong.status_code, len(rows())) == (422, 1)
    right = {"happened_at": "today", "channel": "visit", "summary": WORDS, "category": "housing"}
    assert asha.post(form, {**travelling(asha.get(form)), **right}).status_code == 303
    assert rows() == []
    assert "This is your draft" not in asha.get(form).content.decode()
    assert Contact.objects.get().summary == WORDS


def test_a_draft_is_thrown_away_by_a_press(browser_of: Any, form: str) -> None:
    asha = browser_of("asha")
    leave(asha, form)
    key = hidden(asha.get(form), "draft")
    assert asha.post("/drafts/throw-away/", {"draft": key}).status_code == 303
    assert rows() == []
    assert asha.post("/drafts/throw-away/", {"draft": key}).status_code == 404


def test_a_draft_outlives_signing_out_and_is_forgotten_in_time(
    browser_of: Any, form: str, clock: Clock, settings: Any, role: Any
) -> None:
    clock.set(START)
    settings.DRAFT_DAYS = 14
    asha = browser_of("asha")
    leave(asha, form)
    asha.post("/drafts/keys/")
    asha.post("/sign-out/")
    clock.set(START + timedelta(days=13, hours=23))
    with role("worker"):
        assert drafts.forget_old() == 0
    assert has_words(browser_of("asha").get(form))
    clock.set(START + timedelta(days=14))
    assert not has_words(browser_of("asha").get(form))
    with role("worker"):
        assert drafts.forget_old() == 1
    assert rows() == []


# Seen by nobody else


@pytest.mark.parametrize("who", ["ben", "mina"])
def test_whoever_sees_the_case_does_not_see_somebody_elses_draft(
    browser_of: Any, scene: Scene, form: str, who: str
) -> None:
    leave(browser_of("asha"), form)
    other = browser_of(who)
    page = other.get(form)
    assert (page.status_code, has_words(page)) == (200, False)
    assert "Record a contact" not in other.get("/drafts/").content.decode()
    for row in rows():
        assert other.post("/drafts/throw-away/", {"draft": str(row.pk)}).status_code == 404
    history = other.get(f"/cases/{scene.case.reference}/history/").content.decode().partition("</main>")[0]
    assert [line for line in history.splitlines() if "draft" in line.lower() and "Your drafts" not in line] == []
    assert len(rows()) == 1


def test_the_trail_says_that_a_draft_was_kept_and_neither_about_whom_nor_a_word(browser_of: Any, form: str) -> None:
    leave(browser_of("asha"), form)
    (event,) = AuditEvent.objects.filter(event="draft.kept")
    assert (event.case_id, event.person_ids, event.household_ids, event.details) == (None, [], [], {})


def test_one_acts_for_one_agency_and_finds_what_one_left_there(people: Cast, scene: Scene, client: Client) -> None:
    with database_role("seed"):
        police = memberships.begin(
            user=people.asha.user,
            agency=people.chidi.agency,
            role=RoleCode.PRACTITIONER,
            started_on=date(2025, 1, 1),
            by=people.adi,
        )
    sign_in(client, people.asha)
    client.post("/sign-in/agency/", {"membership": str(people.asha.signatory.pk)})
    leave(client, f"/cases/{scene.case.reference}/contacts/new/")
    assert "Record a contact" in client.get("/drafts/").content.decode()
    client.post("/sign-in/agency/", {"membership": str(police.pk)})
    assert "Nothing is waiting" in client.get("/drafts/").content.decode()


def test_what_is_about_a_case_out_of_reach_is_not_shown_and_not_lost(
    browser_of: Any, people: Cast, scene: Scene, form: str
) -> None:
    with database_role("seed"):
        share = make_share(scene, people.chidi, DataCategory.HOUSING)
    chidi = browser_of("chidi")
    page = chidi.get(form)
    leave(chidi, form)
    assert "Record a contact" in chidi.get("/drafts/").content.decode()
    with database_role("seed"):
        sharing.stop(share, reason="Rosa asked us to", by=people.asha)
    text = chidi.get("/drafts/").content.decode()
    assert "1 draft is about a household whose record you no longer see" in text
    assert scene.case.reference not in text
    assert "Bell" not in text
    assert chidi.get(form).status_code == 404
    late = chidi.post(form, {**travelling(page), **SAID, "summary": "Typed while it ended"})
    assert (late.status_code, SAFE in late.content.decode()) == (404, True)
    assert [row.said["summary"] for row in rows()] == [["Typed while it ended"]]


@pytest.mark.parametrize(
    ("who", "sees"), [("asha", 1), ("ben", 0), ("mina", 0), ("chidi", 0)], ids=["asha", "ben", "mina", "chidi"]
)
def test_the_database_itself_shows_a_draft_to_its_own_user_alone(
    browser_of: Any, people: Cast, form: str, who: str, sees: int
) -> None:
    asha = browser_of("asha")
    leave(asha, form)
    asha.post("/drafts/keys/")
    assert (Draft.objects.count(), DraftKey.objects.count()) == (0, 0), "nobody acts"
    connection.set_autocommit(False)
    try:
        set_actor(people[who])
        assert (Draft.objects.count(), DraftKey.objects.count()) == (sees, sees)
        assert Draft.objects.all().delete()[0] == sees
    finally:
        connection.rollback()
        connection.set_autocommit(True)


def test_the_worker_finds_what_is_old_and_reads_no_word_and_no_key(db: None, role: Any) -> None:
    for question in ("SELECT said FROM agencies_draft", "SELECT key FROM agencies_draftkey"):
        with role("worker"), not_allowed():
            run(question)
        with role("audit"), not_allowed():
            run(question)
    assert connections["default"].settings_dict["USER"] == "app"


# When the session has ended


def lose_session(browser: Client, how: str, clock: Clock) -> None:
    if how == "idle":
        clock.set(START + timedelta(minutes=16))
    elif how == "no cookie":
        del browser.cookies["sessionid"]
    elif how == "signed out in another tab":
        other = Client()
        other.cookies["sessionid"] = browser.cookies["sessionid"].value
        other.post("/sign-out/")


@pytest.mark.parametrize("how", ["idle", "no cookie", "signed out in another tab"])
@pytest.mark.parametrize("button", [{}, {"keep_draft": "yes"}], ids=["saved", "kept as a draft"])
def test_a_form_that_comes_too_late_is_there_after_signing_in(
    browser_of: Any, people: Cast, form: str, clock: Clock, how: str, button: dict[str, str]
) -> None:
    clock.set(START)
    asha = browser_of("asha")
    page = asha.get(form)
    lose_session(asha, how, clock)
    late = asha.post(form, {**travelling(page), **SAID, **button})
    assert late.status_code == 303
    led = late["Location"]
    assert led.startswith("/sign-in/?next=%2Fcases%2F")
    signing_in = asha.get(led)
    assert "Your words are kept" in signing_in.content.decode()
    assert not has_words(signing_in), "whoever sits there reads none of it"
    assert asha.get(form).status_code == 302
    back = sign_in(asha, people.asha, next=hidden(signing_in, "next"))
    assert back.redirect_chain[-1][0] == form
    assert has_words(back)
    assert not Contact.objects.exists()


def test_somebody_else_who_signs_in_there_reads_none_of_it(
    browser_of: Any, people: Cast, form: str, clock: Clock
) -> None:
    clock.set(START)
    asha = browser_of("asha")
    page = asha.get(form)
    lose_session(asha, "idle", clock)
    led = asha.post(form, {**travelling(page), **SAID})["Location"]
    ben = asha  # the same browser
    asked = hidden(ben.get(led), "next")
    back = sign_in(ben, people.ben, next=asked)
    assert (back.redirect_chain[-1][0], has_words(back)) == (form, False)
    assert "Nothing is waiting" in ben.get("/drafts/").content.decode()
    assert has_words(browser_of("asha").get(form))


@pytest.mark.parametrize("again", ["asha", "ben"])
def test_a_page_from_before_another_sign_in_keeps_its_words_for_its_own_person(
    browser_of: Any, form: str, people: Cast, again: str
) -> None:
    """The guard against forgery changes with each sign-in, and an open page still has the old one."""
    browser = browser_of("asha")
    browser.handler.enforce_csrf_checks = True
    page = browser.get(form)
    sent = {**travelling(page), **SAID, "csrfmiddlewaretoken": hidden(page, "csrfmiddlewaretoken")}
    del browser.cookies["sessionid"]
    guard = hidden(browser.get("/sign-in/"), "csrfmiddlewaretoken")
    login = {"login": f"{again}@example.org", "password": PASSWORD, "csrfmiddlewaretoken": guard}
    user = people[again].user
    give_phone(user)
    browser.post("/sign-in/", login)
    entered = {"code": code_of(user), "csrfmiddlewaretoken": guard}
    assert browser.post("/sign-in/code/", entered, follow=True).status_code == 200
    back = browser.post(form, sent)
    assert (back.status_code, back["Location"]) == (303, form)
    assert has_words(browser.get(form)) is (again == "asha")
    assert has_words(browser_of("asha").get(form))
    assert not Contact.objects.exists()


@pytest.mark.parametrize("pass_", ["", "x", "forged", "another page's", "yesterday's", "ended"])
def test_words_come_in_only_from_a_page_that_was_made_for_somebody(
    browser_of: Any, people: Cast, scene: Scene, form: str, clock: Clock, pass_: str
) -> None:
    clock.set(START)
    browser = browser_of("asha")
    real = hidden(browser.get(form), "draft_pass")
    sent = {"forged": real[:-2] + "xx", "yesterday's": real, "ended": real}.get(pass_, pass_)
    if pass_ == "another page's":
        sent = hidden(browser.get(f"/cases/{scene.case.reference}/actions/new/"), "draft_pass")
    if pass_ == "yesterday's":
        clock.set(START + timedelta(days=1, minutes=1))
    if pass_ == "ended":
        with database_role("seed"):
            users.deactivate(people.asha.user, by=people.adi)
    late = Client().post(form, {**SAID, "draft_pass": sent})
    assert late["Location"] == "/sign-in/"
    assert rows() == []


def test_a_page_without_drafts_promises_nothing(browser_of: Any, client: Client) -> None:
    late = client.post("/reminders/how/", {"lead_days": "1"})
    assert late["Location"] == "/sign-in/"


# When something goes wrong


def refuse(*_: Any, **__: Any) -> None:
    raise IntegrityError


def fail(*_: Any, **__: Any) -> None:
    raise RuntimeError


@pytest.mark.parametrize(
    ("where", "what", "status"),
    [("config.middleware._settle", refuse, 409), ("web.case.contacts.RecordContact.act", fail, 500)],
    ids=["the record refuses", "our fault"],
)
def test_an_error_keeps_the_words_and_says_so(
    browser_of: Any, form: str, monkeypatch: pytest.MonkeyPatch, where: str, what: Any, status: int
) -> None:
    asha = browser_of("asha")
    asha.raise_request_exception = False
    page = asha.get(form)
    monkeypatch.setattr(where, what)
    right = {"happened_at": "today", "channel": "visit", "summary": WORDS, "category": "housing"}
    answer = asha.post(form, {**travelling(page), **right})
    monkeypatch.undo()
    assert (answer.status_code, SAFE in answer.content.decode()) == (status, True)
    assert has_words(asha.get(form))
    assert not Contact.objects.exists()


def test_an_error_that_could_keep_nothing_promises_nothing(browser_of: Any, form: str) -> None:
    asha = browser_of("asha")
    answer = asha.post("/cases/AL-ZZZZZZ/contacts/new/", {**travelling(asha.get(form)), **SAID})
    assert (answer.status_code, SAFE in answer.content.decode()) == (404, False)
    assert rows() == []


# The warning, and what stays on the device


def test_the_page_knows_how_long_the_session_lasts_and_staying_begins_it_anew(browser_of: Any, clock: Clock) -> None:
    clock.set(START)
    asha = browser_of("asha")
    clock.set(START + timedelta(minutes=5))
    assert 'data-left="900"' in asha.get("/caseload/").content.decode()
    clock.set(START + timedelta(minutes=16))
    assert asha.post("/sign-in/stay/").json() == {"left": 900}
    clock.set(START + timedelta(minutes=32))
    assert asha.post("/sign-in/stay/").status_code == 303
    assert "data-left" not in asha.get("/sign-in/").content.decode()


def test_the_key_of_the_device_is_ones_own_changes_daily_and_ends(
    browser_of: Any, people: Cast, clock: Clock, role: Any
) -> None:
    def keys(who: str) -> list[str]:
        answer = browser_of(who).post("/drafts/keys/")
        assert answer["Cache-Control"] == "no-store"
        return [key for _id, key in answer.json()["keys"]]

    clock.set(START)
    first = keys("asha")
    assert keys("asha") == first, "the same in each session"
    assert set(keys("ben")).isdisjoint(first)
    clock.set(START + timedelta(days=1))
    second = keys("asha")
    assert (len(second), second[1:]) == (2, first)
    clock.set(START + timedelta(days=3))
    assert not set(first) & set(keys("asha"))
    with role("worker"):
        drafts.forget_old()
    with database_role("seed"):
        assert DraftKey.objects.count() == 2


def test_the_key_is_sent_to_nobody_else(people: Cast, client: Client) -> None:
    assert client.post("/drafts/keys/")["Location"] == "/sign-in/"
    assert client.get("/drafts/keys/").status_code in {302, 405}
    strict = Client(enforce_csrf_checks=True)
    sign_in(Client(), people.asha)
    assert strict.post("/drafts/keys/").status_code == 403


def test_the_name_of_a_draft_on_a_device_tells_nothing_and_is_each_persons_own(
    browser_of: Any, scene: Scene, form: str
) -> None:
    marks = []
    for who in ("asha", "ben"):
        for address in (form, f"/cases/{scene.case.reference}/actions/new/"):
            found = re.search(r'data-draft="([^"]*)"', browser_of(who).get(address).content.decode())
            assert found
            assert re.fullmatch(r"[0-9a-f]{32}", found[1])
            marks.append(found[1])
    assert len(set(marks)) == 4


def test_the_device_forgets_what_is_saved_and_nothing_else(browser_of: Any, form: str) -> None:
    asha = browser_of("asha")
    mark = re.search(r'data-draft="([^"]*)"', asha.get(form).content.decode())
    assert mark
    assert "data-saved" not in asha.post(form, {**travelling(asha.get(form)), **SAID}).content.decode()
    leave(asha, form)
    assert f'data-saved="{mark[1]}"' in asha.get("/drafts/").content.decode()


def test_drafts_cost_one_statement(browser_of: Any, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asha = browser_of("asha")

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert asha.get(form).status_code == 200
        return len(asked)

    asha.get(form)
    with_drafts = statements()
    monkeypatch.setattr(RecordContact, "draft", "")
    assert with_drafts - statements() == 1


def test_the_list_asks_as_much_for_three_as_for_one(browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        scenes = [make_scene(people, name=f"Household {each}") for each in range(3)]
    asha = browser_of("asha")
    counts = []
    for scene in scenes:
        leave(asha, f"/cases/{scene.case.reference}/contacts/new/")
        asha.get("/drafts/")
        with CaptureQueriesContext(connection) as asked:
            page = asha.get("/drafts/").content.decode()
        counts.append(len(asked))
    assert "Household 2" in page
    assert counts[0] == counts[2]


# Which forms keep what is typed

WITHOUT = {
    "web.case.confidential.AddConfidential": "an address that stands nowhere else: no draft of it, and nothing on the device",
    "web.referrals.referring.Refer": "what is typed travels from page to page in the forms themselves: docs/decisions/0022",
    "web.table.views.Yes": "one person's own turn at the table: whoever opens it next would read it",
    "web.table.views.Rate": "one person's own turn at the table: whoever opens it next would read it",
    "web.table.closure.Answer": "one person's own turn at the table: whoever opens it next would read it",
}


def form_pages() -> dict[str, type[FormPage]]:
    """Every page with a form that has an address, by module and name."""
    pages = [each.callback.view_class for each in urlpatterns if hasattr(each.callback, "view_class")]
    return {f"{page.__module__}.{page.__name__}": page for page in pages if issubclass(page, FormPage)}


def takes_longer(form: type[BaseForm]) -> bool:
    """Whether a paragraph is asked for, by a field that stands in the class or is made when the form is."""
    declared = form.base_fields.values()  # type: ignore[attr-defined]  # of Django's metaclass, without stubs
    if any(isinstance(field.widget, Textarea) for field in declared):
        return True
    made = [
        base.__dict__["__init__"]
        for base in form.__mro__
        if base.__module__.startswith("web.") and "__init__" in base.__dict__
    ]
    return any("Textarea" in inspect.getsource(each) for each in made)


def test_a_form_that_takes_longer_keeps_what_is_typed_or_says_why_not() -> None:
    long = {name: page for name, page in form_pages().items() if takes_longer(page.form_class)}
    assert len(long) > 20, "the pages are found"
    forgetful = {name for name, page in long.items() if not page.draft}
    assert forgetful == set(WITHOUT)


def test_nothing_is_kept_of_what_one_person_says_on_their_own_turn() -> None:
    turns = [page for page in form_pages().values() if issubclass(page, Turn)]
    assert len(turns) >= 3
    assert not any(page.draft for page in turns)
