"""A new password by e-mail: the answer tells nobody who is registered, the link is good once and not for long."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from agencies import passwords, tokens, users
from agencies.exceptions import TokenRefused
from agencies.models import AuditEvent, Membership, PasswordLink
from tests.conftest import Clock, database_role
from tests.database import not_allowed, run
from tests.factories.agencies import Cast
from tests.web.conftest import PASSWORD, sign_in

START = datetime.fromisoformat("2026-03-02T09:00:00+00:00")
NEW = "another long and lasting password"
ASK, SET = "/sign-in/password/", "/sign-in/password/?set=yes"


def send_all() -> list[Any]:
    """The worker's part; what it has sent."""
    with database_role("worker"):
        while passwords.send_next():
            pass
    return mail.outbox


def link_for(email: str = "asha@example.org") -> str:
    """What stands in the e-mail, without the service's name."""
    mail.outbox.clear()
    assert Client().post(ASK, {"login": email}).status_code == 303
    (sent,) = send_all()
    found = re.search(r"https?://[^/]+(/\S+)", sent.body)
    assert found
    return found[1]


def set_with(browser: Client, link: str, password: str = NEW) -> Any:
    """Follow the link, and set the password."""
    browser.get(link)
    return browser.post(SET, {"password": password})


def signs_in(password: str) -> bool:
    return Client().post("/sign-in/", {"login": "asha@example.org", "password": password}).status_code == 303


def events() -> list[str]:
    found = AuditEvent.objects.filter(event__startswith="user.password").order_by("pk")
    return [f"{row.event} by {row.system}" for row in found]


def test_from_asking_to_signing_in_with_the_new_one(people: Cast, client: Client, browser_of: Any) -> None:
    elsewhere = browser_of("asha")
    token = tokens.issue(people.asha.signatory)
    link = link_for()
    led = client.get(link)
    assert (led.status_code, led["Location"]) == (303, SET), "the key does not stay in the address"
    assert "Set this password" in client.get(SET).content.decode()
    assert elsewhere.get("/caseload/").status_code == 200
    done = client.post(SET, {"password": NEW})
    assert (done.status_code, done["Location"]) == (303, "/sign-in/?ended=password")
    assert "Your new password is set" in client.get(done["Location"]).content.decode()
    assert (signs_in(PASSWORD), signs_in(NEW)) == (False, True)
    assert elsewhere.get("/caseload/")["Location"].endswith("ended=over"), "and every other session is over"
    with pytest.raises(TokenRefused):
        tokens.actor_for(token)
    assert events() == ["user.password_link_sent by sign_ins", "user.password_set by sign_ins"]


def test_the_e_mail_names_nobody_but_the_service(people: Cast) -> None:
    link_for()
    (sent,) = mail.outbox
    assert (sent.to, sent.content_subtype, sent.attachments) == (["asha@example.org"], "plain", [])
    assert "within 30 minutes" in sent.body
    assert "Asha" not in sent.body.replace("asha@example.org", "")
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"


def test_the_answer_is_the_same_whoever_has_the_address(people: Cast) -> None:
    with database_role("seed"):
        users.deactivate(people.dot.user, by=people.adi)
        Membership.objects.filter(pk=people.ana.signatory.pk).update(ended_on="2026-01-01")
    answers = []
    for email in ("asha@example.org", "ASHA@example.org", "nobody@example.org", "dot@example.org", "ana@example.org"):
        answer = Client().post(ASK, {"login": email})
        answers.append((answer.status_code, answer["Location"], answer.content))
    assert len(set(answers)) == 1
    assert [sent.to for sent in send_all()] == [["asha@example.org"]] * 2, "an account that has ended gets nothing"
    with database_role("worker"):
        assert not PasswordLink.objects.exists(), "and no address stays, whoever has it"


def test_the_web_server_cannot_even_look_who_asked(db: None, role: Any) -> None:
    for login in ("app", "audit", "seed"):
        with role(login), not_allowed():
            run("SELECT email FROM agencies_passwordlink")


def test_who_has_no_password_yet_sets_the_first(people: Cast, client: Client) -> None:
    with database_role("seed"):
        people.asha.user.set_unusable_password()
        people.asha.user.save()
    assert set_with(client, link_for()).status_code == 303
    assert signs_in(NEW)


@pytest.mark.parametrize("why", ["used", "too old", "signed in since", "deactivated", "forged", "another's", "none"])
def test_a_link_that_does_not_hold_sets_nothing(
    people: Cast, client: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    clock.set(START)
    link = link_for()
    client.get(link)  # its key is in the session by now
    if why == "used":
        assert set_with(Client(), link, "the password of whoever was quicker").status_code == 303
    if why == "too old":
        clock.set(START + timedelta(minutes=30, seconds=1))
    if why == "signed in since":
        assert sign_in(Client(), people.asha).status_code == 200
    if why == "deactivated":
        with database_role("seed"):
            users.deactivate(people.asha.user, by=people.adi)
    if why == "forged":
        client, link = Client(), link[:-3] + "abc"
    if why == "another's":
        client, link = Client(), link.replace(people.asha.user.pk.hex, people.ben.user.pk.hex)
    if why == "none":
        client, link = Client(), f"{ASK}?key=%00"
    refused = set_with(client, link)
    assert refused.status_code == 422
    assert "This link was used already, or it is too old." in refused.content.decode()
    assert "Ask for a new link" in client.get(SET).content.decode()
    assert not signs_in(NEW)


def test_who_asks_for_a_link_where_somebody_left_theirs_is_not_given_it(people: Cast, client: Client) -> None:
    client.get(link_for())
    assert "Send me a link" in client.get(ASK).content.decode()
    assert "Set this password" not in client.get(ASK).content.decode()
    assert client.post(ASK, {"password": NEW}).status_code == 422
    assert not signs_in(NEW)
    assert client.post(ASK, {"login": "ben@example.org"})["Location"] == f"{ASK}?sent=yes"


def test_a_password_that_is_too_easy_is_refused_and_the_link_still_holds(people: Cast, client: Client) -> None:
    link = link_for()
    for easy, says in (("short", "too short"), ("password1234", "too common"), ("", "Enter a new password")):
        refused = set_with(client, link, easy)
        assert (refused.status_code, says in refused.content.decode()) == (422, True)
    assert client.post(SET, {"password": NEW}).status_code == 303


def test_it_is_asked_for_five_times_in_half_an_hour_and_no_oftener(people: Cast) -> None:
    for email in ("asha@example.org", "nobody@example.org"):
        answers = [Client().post(ASK, {"login": email}) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [303] * 5 + [422]
        assert "tried too often" in answers[-1].content.decode()


def test_where_tries_cannot_be_counted_none_is_let_through(people: Cast, client: Client, settings: Any) -> None:
    cache = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": cache}
    assert client.post(ASK, {"login": "asha@example.org"}).status_code == 503


def test_what_the_mail_server_does_not_take_is_tried_again_and_not_for_ever(
    people: Cast, clock: Clock, settings: Any
) -> None:
    clock.set(START)
    settings.EMAIL_BACKEND = "tests.web.test_password_reset.Refusing"
    Client().post(ASK, {"login": "asha@example.org"})
    with database_role("worker"):
        assert passwords.send_next() is False
        assert PasswordLink.objects.count() == 1
        clock.set(START + timedelta(minutes=31))
        assert passwords.send_next() is True
        assert not PasswordLink.objects.exists()
    assert events() == []


class Refusing:
    """A mail server that takes nothing."""

    def __init__(self, **_: Any) -> None:
        """As Django makes one."""

    def send_messages(self, _messages: Any) -> int:
        """No."""
        raise ConnectionRefusedError
