"""Signing in: who gets in, for which agency, how long it lasts, and that nobody learns from it who is registered."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import get_hasher
from django.contrib.sessions.models import Session
from django.test import Client

from agencies import clock as clock_of
from agencies import memberships, tokens, users
from agencies.enums import RoleCode
from agencies.models import AuditEvent
from tests.conftest import Clock, database_role
from tests.factories.agencies import Cast
from tests.factories.phones import code_of
from tests.web.conftest import PASSWORD, sign_in

START = datetime.fromisoformat("2026-03-02T09:00:00+00:00")


def send(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in/", {"login": email, "password": password, **more})


def told(answer: Any, email: str) -> str:
    """What the page says, without what was typed and the token of the form."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return text.replace(email, "TYPED")


def events(*names: str) -> list[str]:
    return list(AuditEvent.objects.filter(event__in=names).order_by("pk").values_list("event", flat=True))


# Who gets in


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("", "/caseload/"),
        ("/hidden/", "/hidden/"),
        ("/caseload/?sort=name", "/caseload/?sort=name"),
        ("https://elsewhere.example/", "/caseload/"),
        ("//elsewhere.example/", "/caseload/"),
        ("/\\elsewhere.example/", "/caseload/"),
        ("javascript:alert(1)", "/caseload/"),
        ("caseload/", "/caseload/"),
    ],
)
def test_the_right_password_leads_on(people: Cast, client: Client, asked: str, leads_to: str) -> None:
    answer = sign_in(client, people.asha, next=asked)
    assert (answer.status_code, answer.redirect_chain[-1]) == (200, (leads_to, 303))
    assert ("Asha" in answer.content.decode()) is (leads_to != "/hidden/")
    assert events("membership.signed_in") == ["membership.signed_in"]


@pytest.mark.parametrize(
    ("who", "begins"),
    [
        ("asha", "/caseload/"),
        ("mina", "/team/"),
        ("chidi", "/shared/"),
        ("gill", "/agreements/"),
        ("adi", "/memberships/"),
    ],
)
def test_everybody_begins_where_their_work_is(people: Cast, client: Client, who: str, begins: str) -> None:
    assert sign_in(client, getattr(people, who)).redirect_chain[-1] == (begins, 303)


def test_an_address_is_the_same_in_capitals(people: Cast, client: Client) -> None:
    assert send(client, " ASHA@Example.org ").status_code == 303


def test_whatever_is_wrong_the_answer_is_the_same(people: Cast, client: Client) -> None:
    with database_role("seed"):
        users.deactivate(people.dot.user, by=people.adi)
        people.ben.user.set_unusable_password()
        people.ben.user.save()
    answers = [
        (send(client, email, password), email)
        for email, password in [
            ("asha@example.org", "wrong"),
            ("nobody@example.org", PASSWORD),
            ("dot@example.org", PASSWORD),
            ("ben@example.org", PASSWORD),
        ]
    ]
    assert {answer.status_code for answer, _ in answers} == {422}
    assert len({told(answer, email) for answer, email in answers}) == 1
    assert "is not right" in answers[0][0].content.decode()
    assert client.get("/caseload/").status_code == 302
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, ["Enter your e-mail address", "Enter your password"]),
        ({"login": "asha", "password": "x"}, ["Enter a whole e-mail address"]),
        ({"login": "a\x00b@example.org", "password": "x\x00"}, ["There is a problem"]),
    ],
)
def test_what_is_missing_is_named(people: Cast, client: Client, sent: dict[str, str], says: list[str]) -> None:
    answer = client.post("/sign-in/", sent)
    assert answer.status_code == 422
    assert all(sentence in answer.content.decode() for sentence in says)


def test_whatever_is_wrong_takes_as_long(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes time is the hash of the password: once for each answer, whoever it is about."""
    with database_role("seed"):
        users.deactivate(people.dot.user, by=people.adi)
        people.ben.user.set_unusable_password()
        people.ben.user.save()
    hashed: list[str] = []
    hasher = get_hasher()
    real = type(hasher).encode
    monkeypatch.setattr(type(hasher), "encode", lambda *of: hashed.append("once") or real(*of))
    for name in ("asha", "nobody", "dot", "ben"):
        hashed.clear()
        assert send(Client(), f"{name}@example.org", "wrong").status_code == 422
        assert hashed == ["once"], name


def test_ten_wrong_tries_close_one_address_whoever_has_it(people: Cast) -> None:
    for email in ("asha@example.org", "nobody@example.org"):
        for _ in range(10):
            assert "is not right" in send(Client(), email, "wrong").content.decode()
        assert "tried too often" in send(Client(), email).content.decode()
    assert send(Client(), "ben@example.org").status_code == 303


def test_sixty_wrong_tries_close_the_place_they_come_from(people: Cast) -> None:
    here, forged = Client(REMOTE_ADDR="192.0.2.1"), {"X-Forwarded-For": "192.0.2.9"}
    for number in range(60):
        send(here, f"guess{number}@example.org", "wrong")
    refused = here.post("/sign-in/", {"login": "asha@example.org", "password": PASSWORD}, headers=forged)
    assert "tried too often" in refused.content.decode()
    assert send(Client(REMOTE_ADDR="192.0.2.2"), "asha@example.org").status_code == 303


def test_where_tries_cannot_be_counted_nobody_is_let_in(people: Cast, client: Client, settings: Any) -> None:
    cache = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": cache}
    answer = send(client, "asha@example.org")
    assert answer.status_code == 503
    assert "cannot sign you in at the moment" in answer.content.decode()


def test_each_sign_in_has_a_new_key(people: Cast, client: Client) -> None:
    """A cookie that somebody else put into the browser is worth nothing afterwards."""
    keys = []
    for _ in range(2):
        send(client, "asha@example.org")
        keys.append(client.cookies["sessionid"].value)
        client.post("/sign-in/code/", {"code": code_of(people.asha.user)})
        keys.append(client.cookies["sessionid"].value)
        client.get("/sign-in/agency/")
        keys.append(client.cookies["sessionid"].value)
    assert len(set(keys)) == 6
    assert Session.objects.count() == 1
    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["sessionid"]["samesite"] == "Lax"


# For which agency


@pytest.fixture
def both(people: Cast) -> Cast:
    """Asha also works for the police."""
    with database_role("seed"):
        memberships.begin(
            user=people.asha.user,
            agency=people.chidi.agency,
            role=RoleCode.PRACTITIONER,
            started_on=date(2025, 1, 1),
            by=people.adi,
        )
    return people


def test_who_acts_for_two_agencies_chooses_one(both: Cast, client: Client) -> None:
    choice = sign_in(client, both.asha, next="/hidden/")
    assert "Which agency do you act for now?" in choice.content.decode()
    assert client.get("/caseload/").status_code == 302, "until then they act for nobody"
    chosen = client.post("/sign-in/agency/", {"membership": str(both.asha.signatory.pk)})
    assert (chosen.status_code, chosen["Location"]) == (303, "/hidden/")
    page = client.get("/caseload/").content.decode()
    assert "Council support service" in page
    assert "/sign-in/agency/" in page, "and may change it"


def test_only_ones_own_agencies_can_be_chosen(both: Cast, client: Client) -> None:
    sign_in(client, both.asha)
    for membership in (both.ben.signatory.pk, "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed", "x", ""):
        assert client.post("/sign-in/agency/", {"membership": str(membership)}).status_code == 404
    assert client.get("/caseload/").status_code == 302


def test_who_acts_for_nobody_is_told_what_to_do(people: Cast, client: Client) -> None:
    with database_role("seed"):
        memberships.end(people.ana.signatory, ended_on=clock_of.today(), by=people.adi)
    assert "Ask your administrator to give you a role" in sign_in(client, people.ana).content.decode()


# How long it lasts


def ended(client: Client) -> str:
    """Where the next request is led."""
    answer = client.get("/caseload/")
    assert answer.status_code == 302
    return str(answer["Location"])


@pytest.mark.parametrize("what", ["membership", "user", "password"])
def test_what_ends_outside_ends_the_session_at_the_next_request(browser_of: Any, people: Cast, what: str) -> None:
    browser = browser_of("ben")
    assert browser.get("/caseload/").status_code == 200
    with database_role("seed"):
        if what == "membership":
            memberships.end(people.ben.signatory, ended_on=clock_of.today(), by=people.adi)
        elif what == "user":
            users.deactivate(people.ben.user, by=people.adi)
        else:
            people.ben.user.set_password("another long password")
            people.ben.user.save()
    assert ended(browser) == "/sign-in/?next=%2Fcaseload%2F&ended=over"
    assert not Session.objects.exists()


@pytest.mark.parametrize(("idle", "stays"), [(timedelta(minutes=15), True), (timedelta(minutes=15, seconds=1), False)])
def test_a_session_ends_when_nothing_happens(browser_of: Any, clock: Clock, idle: timedelta, stays: bool) -> None:
    clock.set(START)
    browser = browser_of("asha")
    clock.set(START + idle)
    answer = browser.get("/caseload/")
    assert answer.status_code == (200 if stays else 302)
    if not stays:
        page = browser.get(answer["Location"]).content.decode()
        assert "because nothing happened for a while" in page
        assert 'name="next" value="/caseload/"' in page
        assert not Session.objects.exists()


def test_a_session_ends_after_ten_hours_whatever_happens(browser_of: Any, clock: Clock) -> None:
    clock.set(START)
    browser = browser_of("asha")
    for minutes in range(10, 10 * 60 + 1, 10):
        clock.set(START + timedelta(minutes=minutes))
        assert browser.get("/caseload/").status_code == 200
    clock.set(START + timedelta(hours=10, seconds=1))
    assert ended(browser).endswith("ended=long")


@pytest.mark.parametrize(("idle", "stays"), [(timedelta(minutes=10), True), (timedelta(minutes=10, seconds=1), False)])
def test_it_ends_sooner_where_others_use_the_computer(
    people: Cast, client: Client, clock: Clock, idle: timedelta, stays: bool
) -> None:
    clock.set(START)
    assert 'data-left="600"' in sign_in(client, people.asha, is_shared="on").content.decode()
    clock.set(START + idle)
    assert client.get("/caseload/").status_code == (200 if stays else 302)


def test_a_page_that_stays_open_does_not_stay_signed_in(browser_of: Any, clock: Clock) -> None:
    """No address that scripts ask by themselves counts: whoever presses that they are still there does."""
    clock.set(START)
    browser = browser_of("asha")
    for minutes in (4, 8, 12, 16):
        clock.set(START + timedelta(minutes=minutes))
        browser.get("/health/")
        browser.get("/api/v1/reminders/")
    assert ended(browser).endswith("ended=idle")


def test_who_chooses_no_agency_is_signed_out_as_well(both: Cast, client: Client, clock: Clock) -> None:
    clock.set(START)
    sign_in(client, both.asha)
    clock.set(START + timedelta(minutes=16))
    answer = client.get("/sign-in/agency/")
    assert (answer.status_code, "ended=idle" in answer["Location"]) == (302, True)


def test_signing_out_leaves_nothing(browser_of: Any) -> None:
    browser = browser_of("asha")
    stolen = browser.cookies["sessionid"].value
    assert browser.get("/sign-out/").status_code == 405, "a link could be followed by a program that reads ahead"
    answer = browser.post("/sign-out/")
    assert (answer.status_code, answer["Location"]) == (303, "/sign-in/?ended=out")
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not Session.objects.exists()
    thief = Client()
    thief.cookies["sessionid"] = stolen
    assert thief.get("/caseload/").status_code == 302
    assert events("membership.signed_in", "membership.signed_out") == ["membership.signed_in", "membership.signed_out"]


def test_a_browser_keeps_nothing_of_whoever_is_signed_in(browser_of: Any, people: Cast) -> None:
    asha, ana = browser_of("asha"), browser_of("ana")
    token = {"Authorization": f"Bearer {tokens.issue(people.asha.signatory)}"}
    api = asha.get("/api/v1/teams/", headers=token)
    unchanged = token | {"If-None-Match": api.get("ETag", "*")}
    answers = {
        "page": (200, asha.get("/caseload/")), "not found": (404, asha.get("/nowhere/")),
        "refused": (403, asha.get("/memberships/")), "led on": (303, asha.post("/sign-out/")),
        "download": (200, ana.get("/reports/endings.csv")), "program": (200, api),
        "unchanged, and told whole all the same": (200, asha.get("/api/v1/teams/", headers=unchanged)),
    }  # fmt: skip
    assert {name: answer.status_code for name, (_, answer) in answers.items()} == {
        name: status for name, (status, _) in answers.items()
    }
    assert {answer["Cache-Control"] for _, answer in answers.values()} == {"no-store"}


def test_the_last_sign_in_is_shown(people: Cast, client: Client) -> None:
    assert "You last signed in" not in sign_in(client, people.asha).content.decode()
    client.post("/sign-out/")
    assert "You last signed in on" in sign_in(client, people.asha).content.decode()


def test_a_cookie_opens_nothing_of_the_api(browser_of: Any) -> None:
    assert browser_of("asha").get("/api/v1/caseload/").status_code == 401


def test_a_form_of_another_site_signs_nobody_in_or_out(browser_of: Any) -> None:
    browser = browser_of("asha")
    browser.handler.enforce_csrf_checks = True
    for address in (
        "/sign-in/",
        "/sign-in/code/",
        "/sign-in/set-up/",
        "/sign-in/again/",
        "/sign-in/agency/",
        "/sign-out/",
    ):
        assert browser.post(address, {"login": "asha@example.org", "password": PASSWORD}).status_code == 403
    assert browser.get("/caseload/").status_code == 200


def test_nobody_registers_themselves(people: Cast, client: Client) -> None:
    for address in ("/accounts/signup/", "/signup/", "/accounts/login/", "/accounts/password/reset/"):
        assert client.get(address).status_code == 404
    assert settings.ACCOUNT_EMAIL_VERIFICATION == "none"
