"""The second factor: nothing is shown before it, each code is good once, and what is grave asks for it again."""

import json
import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from agencies import clock as clock_of
from agencies import demonstration_secrets, second_factors, tokens, users
from agencies.actors import proved
from agencies.enums import ResetReason
from agencies.exceptions import FreshSignInNeeded, NotPermitted, SecondPersonNeeded
from agencies.models import ApiToken, AuditEvent
from agencies.sealing import opened, seal
from tests.conftest import Clock
from tests.factories.agencies import Cast
from tests.factories.passkeys import Device
from tests.factories.phones import PHONE, code_of, give_phone
from tests.web.conftest import PASSWORD, sign_in

START = datetime.fromisoformat("2026-03-02T09:00:00+00:00")


def password_of(client: Client, name: str, **more: str) -> Any:
    return client.post("/sign-in/", {"login": f"{name}@example.org", "password": PASSWORD, **more})


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def events(*names: str) -> list[str]:
    return list(AuditEvent.objects.filter(event__in=names).order_by("pk").values_list("event", flat=True))


def letters_on(page: str) -> str:
    """The key for an app, as it stands on the page."""
    found = re.search(r'secret__letters"><code>([A-Z2-7 ]+)<', page)
    assert found
    return found[1].replace(" ", "")


def shown_by(secret: str) -> str:
    """What an app with this key shows now."""
    return second_factors.code_at(secret, second_factors.step_at(clock_of.now()))


# Nothing before it


def test_after_the_password_alone_nothing_opens(people: Cast) -> None:
    client = Client()
    give_phone(people.asha.user)
    assert password_of(client, "asha")["Location"] == "/sign-in/code/"
    closed = (
        "/caseload/",
        "/search/",
        "/drafts/",
        "/tokens/",
        "/second-factor/",
        "/sign-in/again/",
        "/sign-in/agency/",
    )
    assert {client.get(path).status_code for path in closed} == {302}
    assert client.get("/sign-in/set-up/")["Location"] == "/sign-in/code/", "nor is another one put in its place"
    assert client.post("/sign-in/set-up/", {"code": "123456"}).status_code in {403, 422}
    assert Authenticator.objects.filter(user=people.asha.user).count() == 1
    assert client.get("/caseload/").status_code == 302


def test_a_session_without_it_names_nobody(browser_of: Any) -> None:
    """Whatever way in is built next year: a session that nobody proved is closed."""
    browser = browser_of("asha")
    session = browser.session
    del session["proved_at"]
    session.save()
    assert browser.get("/caseload/")["Location"].endswith("ended=over")


def test_who_has_none_sets_one_up_and_goes_nowhere_else(people: Cast) -> None:
    client = Client()
    assert password_of(client, "asha", next="/search/")["Location"] == "/sign-in/code/"
    assert client.get("/sign-in/code/")["Location"] == "/sign-in/set-up/"
    assert client.get("/caseload/").status_code == 302
    page = text(client.get("/sign-in/set-up/"))
    secret = letters_on(page)
    assert secret == letters_on(text(client.get("/sign-in/set-up/"))), "whoever scanned it need not do so again"
    assert "<svg" in page
    assert "style=" not in page
    wrong = client.post("/sign-in/set-up/", {"code": "000000"})
    assert (wrong.status_code, "not the code that the app shows now" in text(wrong)) == (422, True)
    before = client.cookies["sessionid"].value
    done = client.post("/sign-in/set-up/", {"code": shown_by(secret)})
    codes = re.findall(r"<code>(\d{4}-\d{4})</code>", text(done))
    assert (done.status_code, len(codes)) == (200, 10)
    assert client.cookies["sessionid"].value != before
    assert client.get("/sign-in/agency/", follow=True).redirect_chain[-1] == ("/search/", 303)
    kept = Authenticator.objects.get(user=people.asha.user, type="totp").data["secret"]
    assert (secret in kept, opened(kept)) == (False, secret)
    assert events("user.second_factor_set_up") == ["user.second_factor_set_up"]
    # And next time, with a recovery code: once.
    for number, status in ((0, 303), (0, 422), (1, 303)):
        again = Client()
        password_of(again, "asha")
        assert again.post("/sign-in/code/", {"code": codes[number]}).status_code == status
    assert len(events("user.recovery_code_used")) == 2


def test_a_code_is_good_once_and_for_half_a_minute_either_way(people: Cast, clock: Clock) -> None:
    clock.set(START)
    give_phone(people.asha.user)
    now = second_factors.step_at(START)
    for step, is_right in (
        (now - 2, False), (now + 2, False), (now - 1, True), (now - 1, False), (now + 1, True), (now, False),
    ):  # fmt: skip
        assert second_factors.prove(people.asha.user, code=second_factors.code_at(PHONE, step)) is is_right, step - now
    for nonsense in ("", "½½½½½½", "\x00", " 12 34 ", "1" * 20):
        assert not second_factors.prove(people.asha.user, code=nonsense)


def test_a_secret_that_was_sealed_with_another_key_opens_nothing(people: Cast, settings: Any) -> None:
    give_phone(people.asha.user)
    code = code_of(people.asha.user)
    settings.SECRET_KEY = "another key than before, which nobody announced"
    assert not second_factors.prove(people.asha.user, code=code)
    settings.SECRET_KEY_FALLBACKS = ["x" * 60]
    assert not second_factors.prove(people.asha.user, code=code)


def test_who_waits_too_long_begins_again(people: Cast, clock: Clock) -> None:
    clock.set(START)
    client = Client()
    give_phone(people.asha.user)
    password_of(client, "asha")
    clock.set(START + timedelta(minutes=15, seconds=1))
    assert client.get("/sign-in/code/")["Location"].endswith("ended=idle")


@pytest.mark.parametrize(("wrong_passwords", "wrong_codes"), [(0, 10), (6, 4)])
def test_ten_guesses_of_both_kinds_close_an_account(people: Cast, wrong_passwords: int, wrong_codes: int) -> None:
    give_phone(people.asha.user)
    client = Client()
    password_of(client, "asha")
    for _ in range(wrong_passwords):
        Client().post("/sign-in/", {"login": "asha@example.org", "password": "wrong"})
    for _ in range(wrong_codes):
        assert "not right" in text(client.post("/sign-in/code/", {"code": "000000"}))
    refused = client.post("/sign-in/code/", {"code": code_of(people.asha.user)})
    assert (refused.status_code, "tried too often" in text(refused)) == (422, True)
    assert "tried too often" in text(password_of(Client(), "asha")), "and the right password takes nothing off"
    assert sign_in(Client(), people.ben).status_code == 200


# What is grave


def test_what_is_grave_asks_again_after_five_minutes(browser_of: Any, people: Cast, clock: Clock) -> None:
    clock.set(START)
    give_phone(people.adi.user)
    adi, ana = browser_of("adi"), browser_of("ana")
    give_phone(people.dot.user)
    clock.set(START + timedelta(minutes=5))
    assert adi.post("/tokens/").status_code == 200
    clock.set(START + timedelta(minutes=5, seconds=1))
    asks = {
        "/tokens/": adi.post("/tokens/"),
        "/second-factor/": adi.post("/second-factor/codes/"),
        "/second-factor/app/": adi.get("/second-factor/app/"),
        "/reports/?until=2026-01": ana.get("/reports/endings.csv?until=2026-01"),
    }
    for back, answer in asks.items():
        assert (answer.status_code, unquoted(answer["Location"])) == (303, f"/sign-in/again/?next={back}")
    assert ApiToken.objects.count() == 1
    # A form comes back with its words, for one look.
    reset, said = f"/memberships/{people.dot.signatory.pk}/second-factor/", {"reason": "lost"}
    told = adi.post(reset, said)
    assert told.status_code == 200, "what it would do may be looked at"
    hidden = dict(re.findall(r'name="(once|seen|effect)" value="([^"]*)"', text(told)))
    asked = adi.post(reset, {**said, **hidden})
    assert unquoted(asked["Location"]) == f"/sign-in/again/?next={reset}"
    assert "lost" not in str(adi.session.get("left_words")), "sealed"
    before = adi.cookies["sessionid"].value
    page = adi.post("/sign-in/again/", {"code": code_of(people.adi.user), "next": reset}, follow=True)
    assert adi.cookies["sessionid"].value != before
    assert re.search(r'value="lost"[^>]*checked', text(page))
    assert not re.search(r'value="lost"[^>]*checked', text(adi.get(reset)))
    assert second_factors.factors_of(people.dot.user).is_set_up
    done = adi.post(reset, {**said, **hidden}, follow=True)
    assert done.redirect_chain[-1] == (f"/memberships/{people.dot.signatory.pk}/", 303)
    assert not second_factors.factors_of(people.dot.user).is_set_up
    assert adi.post("/tokens/").status_code == 200


def unquoted(address: str) -> str:
    return address.replace("%2F", "/").replace("%3F", "?").replace("%3D", "=")


def test_a_wrong_code_leads_nowhere_and_never_elsewhere(browser_of: Any, people: Cast) -> None:
    give_phone(people.asha.user)
    asha = browser_of("asha")
    assert asha.get("/sign-in/code/", follow=True).redirect_chain[-1][0] == "/caseload/", "and not in a circle"
    wrong = asha.post("/sign-in/again/", {"code": "000000", "next": "/tokens/"})
    assert (wrong.status_code, 'value="/tokens/"' in text(wrong)) == (422, True)
    led = asha.post("/sign-in/again/", {"code": code_of(people.asha.user), "next": "https://elsewhere.example/"})
    assert led["Location"] == "/caseload/"


def test_a_program_is_never_fresh(people: Cast) -> None:
    """It acts for somebody, whoever they are and whenever they signed in."""
    token = tokens.issue(people.adi.signatory)
    with pytest.raises(FreshSignInNeeded):
        tokens.mint(by=tokens.actor_for(token))


# Another one, and none


def test_another_app_takes_the_place_of_the_old_one(browser_of: Any, people: Cast) -> None:
    give_phone(people.asha.user)
    asha = browser_of("asha")
    secret = letters_on(text(asha.get("/second-factor/app/")))
    before = asha.cookies["sessionid"].value
    assert asha.post("/second-factor/app/", {"code": shown_by(secret)})["Location"] == "/second-factor/"
    assert asha.cookies["sessionid"].value != before
    assert "An app that shows codes" in text(asha.get("/second-factor/"))
    assert not second_factors.prove(people.asha.user, code=shown_by(PHONE))
    codes = re.findall(r"<code>(\d{4}-\d{4})</code>", text(asha.post("/second-factor/codes/")))
    newer = re.findall(r"<code>(\d{4}-\d{4})</code>", text(asha.post("/second-factor/codes/")))
    assert [second_factors.prove(people.asha.user, code=code) for code in (codes[0], newer[0])] == [False, True]
    assert "9 recovery codes are left" in text(asha.get("/second-factor/"))


def test_an_administrator_takes_it_away_with_a_reason(browser_of: Any, people: Cast) -> None:
    give_phone(people.ben.user)
    ben, adi = browser_of("ben"), browser_of("adi")
    tokens.issue(people.ben.signatory)
    address = f"/memberships/{people.ben.signatory.pk}/second-factor/"
    assert "Choose why" in text(adi.post(address, {}))
    told = adi.post(address, {"reason": "stolen"})
    assert "Make sure first that it is Ben" in text(told)
    assert "1 session ends" in text(told)
    hidden = dict(re.findall(r'name="(once|seen|effect)" value="([^"]*)"', text(told)))
    assert adi.post(address, {"reason": "stolen", **hidden}).status_code == 303
    assert ben.get("/caseload/").status_code == 302
    assert not ApiToken.objects.in_force().exists()
    assert AuditEvent.objects.get(event="user.second_factor_reset").details == {"reason": "stolen"}
    password_of(ben, "ben")
    assert ben.get("/sign-in/code/")["Location"] == "/sign-in/set-up/"


def test_who_may_take_it_away(people: Cast) -> None:
    for who, why in (
        (people.adi, SecondPersonNeeded), (people.mina, NotPermitted), (people.ben, NotPermitted),
        (proved(people.adi, START), FreshSignInNeeded),
    ):  # fmt: skip
        whose = people.adi.user if who is people.adi else people.asha.user
        with pytest.raises(why):
            second_factors.reset(whose, reason=ResetReason.LOST, by=who)
    call_command("reset_second_factor", "adi@example.org")
    assert events("user.second_factor_reset") == ["user.second_factor_reset"]


# Passkeys


def options_on(answer: Any) -> Any:
    """What the page asks of the browser."""
    found = re.search(r'data-options="([^"]+)"', answer.content.decode())
    assert found
    return json.loads(unescape(found[1]))["publicKey"]


def test_a_passkey_from_the_first_to_the_last(people: Cast) -> None:
    device, here = Device(), Client(SERVER_NAME="localhost")
    password_of(here, "asha")
    options = options_on(here.get("/sign-in/set-up/"))
    assert (
        here.post("/sign-in/set-up/", {"credential": device.make(options, "https://elsewhere.example")}).status_code
        == 422
    )
    done = here.post("/sign-in/set-up/", {"credential": device.make(options_on(here.get("/sign-in/set-up/")))})
    assert len(re.findall(r"<code>(\d{4}-\d{4})</code>", text(done))) == 10
    assert here.get("/sign-in/agency/", follow=True).redirect_chain[-1] == ("/caseload/", 303)
    here.post("/sign-out/")
    password_of(here, "asha")
    options = options_on(here.get("/sign-in/code/"))
    for sent in ("x", "[]", "{}", "null", Device().use(options), device.use(options, "https://elsewhere.example")):
        assert here.post("/sign-in/code/", {"credential": sent}).status_code == 422, sent
    options = options_on(here.get("/sign-in/code/"))
    used = device.use(options)
    assert here.post("/sign-in/code/", {"credential": used}, follow=True).redirect_chain[-1] == ("/caseload/", 303)
    here.post("/sign-out/")
    password_of(here, "asha")
    here.get("/sign-in/code/")
    assert here.post("/sign-in/code/", {"credential": used}).status_code == 422, (
        "what was sent once is good for nothing"
    )
    # One more, and one less; the last stays.
    assert (
        here.post("/sign-in/code/", {"credential": device.use(options_on(here.get("/sign-in/code/")))}).status_code
        == 303
    )
    here.get("/sign-in/agency/")
    other = Device(id=b"another")
    assert here.post("/second-factor/passkey/", {"credential": "x"}).status_code == 422
    options = options_on(here.get("/second-factor/passkey/"))
    assert here.post("/second-factor/passkey/", {"credential": other.make(options)}).status_code == 303
    first, second = Authenticator.objects.filter(type="webauthn").order_by("pk")
    for key, status in ((first.pk, 303), (second.pk, 403), (first.pk, 404), ("x", 404)):
        assert here.post("/second-factor/passkey/remove/", {"passkey": str(key)}).status_code == status


# Development


@pytest.mark.parametrize(
    ("development", "address", "is_told"),
    [
        (True, "http://127.0.0.1:8000", True),
        (False, "http://127.0.0.1:8000", False),
        (True, "https://alongside.example", False),
    ],
)
def test_what_everybody_knows_opens_nothing_but_ones_own_machine(
    people: Cast, settings: Any, capsys: Any, development: bool, address: str, is_told: bool
) -> None:
    secret = demonstration_secrets.secret_of("asha@example.org")
    user = users.known_as("Asha@example.org")
    Authenticator.objects.create(user=user, type="totp", data={"secret": seal(secret)})
    settings.DEVELOPMENT, settings.SERVICE_ADDRESS = development, address
    if is_told:
        call_command("code", "asha@example.org")
        assert second_factors.prove(user, code=capsys.readouterr().out.strip())
    else:
        with pytest.raises(CommandError):
            call_command("code", "asha@example.org")
        with pytest.raises(NotPermitted):
            second_factors.give_to_the_invented(people.ben.user)
        assert not second_factors.prove(user, code=shown_by(secret))
