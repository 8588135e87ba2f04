"""Signing in at an agency's own provider: against an authorisation server that runs, and lies in every way that it can."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies import clock as clock_of
from agencies import identity_providers, invitations, memberships, passwords, users
from agencies.clock import today
from agencies.enums import RoleCode
from agencies.models import AuditEvent, IdentityProvider, ProviderLink, User
from tests.authorisation_server import (
    CLIENT,
    SECRET,
    AuthorisationServer,
    altered,
    an_authorisation_server,
    by,
    by_nobody,
    by_the_public_key,
    elliptic,
    rsa,
    sent_back,
)
from tests.conftest import Clock, database_role
from tests.database import not_allowed
from tests.factories.agencies import STARTED_ON, Cast
from tests.web.conftest import PASSWORD, sign_in
from web.sign_in.by_provider import COOKIE
from web.sign_in.carried import CARRIED


@dataclass
class World:
    """The council's provider, and who of its people is linked to it."""

    people: Cast
    server: AuthorisationServer
    provider: IdentityProvider

    def out(self, client: Client, query: str = "") -> Any:
        """The press of the button."""
        return client.get(f"/sign-in/with/{self.provider.pk}/{query}")

    def back(self, client: Client, address: str) -> Any:
        """The provider sends the browser back."""
        parts = urlsplit(address)
        return client.get(f"{parts.path}?{parts.query}")

    def through(self, client: Client, query: str = "") -> Any:
        """Out, and back."""
        out = self.out(client, query)
        assert out.status_code == 302, out.headers
        return self.back(client, sent_back(out["Location"]))


@pytest.fixture(scope="module")
def a_server() -> Iterator[AuthorisationServer]:
    with an_authorisation_server() as server:
        yield server


@pytest.fixture
def world(people: Cast, a_server: AuthorisationServer, settings: Any, tmp_path: Path) -> World:
    settings.PROVIDER_SECRETS = str(tmp_path)
    a_server.behave()
    with database_role("seed"):
        provider = identity_providers.record(
            people.asha.signatory.agency, issuer=a_server.issuer, client_id=CLIENT, second_factors=["mfa", "gold"],
            by=people.adi,
        )  # fmt: skip
    (tmp_path / str(provider.pk)).write_text(f"{SECRET}\n")
    identity_providers.link(provider, subject="asha-there", user=people.asha.user)
    return World(people, a_server, provider)


def refused(answer: Any) -> str:
    """The word with which the sign-in page is opened; and what it says there is a sentence."""
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (303, "/sign-in/"), answer.headers
    why = parse_qs(urlsplit(answer["Location"]).query)["refused"][0]
    assert '<p class="lede">With the e-mail address' not in Client().get(answer["Location"]).content.decode()
    return why


def is_in(client: Client) -> bool:
    return client.get("/caseload/").status_code == 200


def events(*names: str) -> list[str]:
    return list(AuditEvent.objects.filter(event__in=names).order_by("pk").values_list("event", flat=True))


# Who gets in


def test_who_is_linked_signs_in_under_a_new_session(world: World, client: Client) -> None:
    page = client.get("/sign-in/?next=/hidden/").content.decode()
    assert f'href="/sign-in/with/{world.provider.pk}/?next=%2Fhidden%2F"' in page
    out = world.out(client, "?next=/hidden/")
    asked = parse_qs(urlsplit(out["Location"]).query)
    assert asked["scope"] == ["openid"]
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    assert len(asked["state"][0]) >= 43
    cookie = out.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 600)
    back = world.back(client, sent_back(out["Location"]))
    assert (back.status_code, back["Location"]) == (303, "/sign-in/agency/")
    assert back.cookies[COOKIE].value == ""
    first = client.session.session_key
    assert client.get("/sign-in/agency/")["Location"] == "/hidden/"
    assert client.session.session_key != first
    assert is_in(client)
    row = AuditEvent.objects.get(event="membership.signed_in")
    assert row.details == {"link": str(ProviderLink.objects.get().pk)}
    assert SECRET not in str(out.headers) + str(back.headers)


@pytest.mark.parametrize(
    ("claims", "carried"),
    [
        ({"amr": None}, False),
        ({"amr": ["pwd", "mfa"]}, True),
        ({"amr": None, "acr": "gold"}, True),
        ({"amr": ["pwd"], "acr": "silver"}, False),
        ({"amr": "mfa"}, False),
        ({"amr": [["mfa"], {"mfa": 1}]}, False),
    ],
)
def test_the_session_says_whether_a_second_factor_was_used(
    world: World, client: Client, claims: Any, carried: bool
) -> None:
    world.server.claims = claims
    world.through(client)
    assert client.session[CARRIED] is carried


RIGHT = [
    ("an audience of one", {"claims": {"aud": [CLIENT]}}),
    ("named as the one it is for", {"claims": {"azp": CLIENT}}),
    ("no hash of the access token", {"claims": {"at_hash": None}}),
    ("a clock that is a little fast", {"claims": {"iat": timedelta(seconds=20)}}),
    ("a key of the other kind", {"sign": by(elliptic("curve"), "ES256"), "published": [rsa("first"), elliptic("curve")]}),
    ("a key that came since", {"key": rsa("second"), "published": [rsa("first"), rsa("second")]}),
    ("after that, the old one gone", {"key": rsa("second"), "published": [rsa("second")]}),
]  # fmt: skip
# What is wrong, how the server does it, the word for the page, and the rule that the log names.
WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("a stranger’s key under a known name", {"sign": by(rsa("forger"), kid="first")}, "not-right", "signature"),
    ("a key that is not published", {"sign": by(rsa("forger"))}, "not-right", "key"),
    ("a key that was taken back", {"published": [rsa("second")]}, "not-right", "key"),
    ("altered after it was signed", {"sign": altered}, "not-right", "signature"),
    ("signed by nobody", {"sign": by_nobody}, "not-right", "alg"),
    ("HS256 with the public key", {"sign": by_the_public_key}, "not-right", "alg"),
    ("another algorithm of the same key", {"sign": by(rsa("first"), "RS512")}, "not-right", "alg"),
    ("another kind of token", {"sign": by(rsa("first"), typ="logout+jwt")}, "not-right", "typ"),
    ("its own key in its head", {
        "sign": by(elliptic("forger"), "ES256", kid="curve", jwk=elliptic("forger").as_dict(private=False)),
        "published": [elliptic("curve")]}, "not-right", "signature"),
    ("a key of the other kind under its name", {"sign": by(elliptic("first"), "ES256")}, "not-right", "key"),
    ("no token", {"says": {"token": b'{"access_token": "access"}'}}, "not-right", "form"),
    ("another audience", {"claims": {"aud": "other"}}, "not-right", "aud"),
    ("one audience too many", {"claims": {"aud": [CLIENT, "other"]}}, "not-right", "aud"),
    ("no audience", {"claims": {"aud": None}}, "not-right", "aud"),
    ("for another party", {"claims": {"azp": "other"}}, "not-right", "azp"),
    ("another issuer", {"claims": {"iss": "http://127.0.0.1:1/tenant"}}, "not-right", "iss"),
    ("a stroke more of the issuer", {"claims": {"iss": "/"}}, "not-right", "iss"),
    ("expired", {"claims": {"exp": timedelta(seconds=-60)}}, "not-right", "exp"),
    ("it never expires", {"claims": {"exp": None}}, "not-right", "exp"),
    ("an end that is no number", {"claims": {"exp": float("nan")}}, "not-right", "exp"),
    ("made in the future", {"claims": {"iat": timedelta(seconds=120)}}, "not-right", "iat"),
    ("made long ago", {"claims": {"iat": timedelta(seconds=-1000)}}, "not-right", "iat"),
    ("made at no time", {"claims": {"iat": True}}, "not-right", "iat"),
    ("not good yet", {"claims": {"nbf": timedelta(seconds=120)}}, "not-right", "nbf"),
    ("an old nonce", {"claims": {"nonce": "of another day"}}, "not-right", "nonce"),
    ("no nonce", {"claims": {"nonce": None}}, "not-right", "nonce"),
    ("of another access token", {"claims": {"at_hash": "AAAA"}}, "not-right", "at_hash"),
    ("no subject", {"claims": {"sub": None}}, "not-right", "sub"),
    ("a subject that is no text", {"claims": {"sub": 7}}, "not-right", "sub"),
    ("somebody’s e-mail with another subject", {
        "subject": "x", "claims": {"email": "asha@example.org", "email_verified": True}}, "unknown", ""),
    ("somebody’s subject in capitals", {"subject": "ASHA-THERE"}, "unknown", ""),
    ("it is down", {"status": {"token": 503}}, "away", "answered 503"),
    ("its keys lead elsewhere", {"status": {"keys": 302}}, "away", "answered 302"),
    ("its token leads elsewhere", {"status": {"token": 307}}, "away", "answered 307"),
    ("it answers with a page", {"says": {"keys": b"<html>"}}, "away", "no JSON"),
    ("it answers with a list", {"says": {"keys": b"[]"}}, "away", "no JSON object"),
    ("it answers without end", {"says": {"keys": b" " * 300_000}}, "away", "too long"),
]  # fmt: skip


def test_whatever_is_wrong_with_an_answer_nobody_is_signed_in(world: World, caplog: pytest.LogCaptureFixture) -> None:
    for name, bend in RIGHT:
        told, client = through_bent(world, bend), Client()
        assert told(client)["Location"] == "/sign-in/agency/", name
    before = Session.objects.count()
    for name, bend, why, rule in WRONG:
        caplog.clear()
        told, client = through_bent(world, bend), Client()
        assert (name, refused(told(client))) == (name, why)
        assert rule in caplog.text.partition("came to nothing: ")[2], name
        assert not is_in(client)
        assert SECRET not in caplog.text
    assert Session.objects.count() == before
    assert not events("user.sign_in_refused")


def through_bent(world: World, bend: dict[str, Any]) -> Callable[[Client], Any]:
    """Out while the provider behaves, and back while it does not."""

    def told(client: Client) -> Any:
        world.server.behave()
        address = sent_back(world.out(client)["Location"])
        for attribute, value in bend.items():
            setattr(world.server, attribute, value)
        if world.server.claims.get("iss") == "/":
            world.server.claims = {"iss": f"{world.server.issuer}/"}
        return world.back(client, address)

    return told


# What is brought back


def test_an_answer_is_good_in_one_browser_once(world: World, client: Client) -> None:
    mine, other = client, Client()
    address = sent_back(world.out(mine)["Location"])
    world.out(other)
    assert refused(world.back(Client(), address)) == "stale"  # a browser that began nothing
    assert refused(world.back(other, address)) == "stale"  # one that began another
    copied = Client()
    copied.cookies = mine.cookies.copy()  # type: ignore[attr-defined]
    assert refused(world.back(mine, re.sub(r"state=[\w-]+", "state=", address))) == "stale"
    assert not world.server.forms, "the provider was asked for somebody who has no part in it"
    mine.cookies = copied.cookies.copy()  # type: ignore[attr-defined]
    assert world.back(mine, address)["Location"] == "/sign-in/agency/"
    assert refused(world.back(copied, address)) == "stale"  # whoever copied cookie and address
    assert len(world.server.forms) == 1


def test_a_code_and_a_token_are_good_once(world: World) -> None:
    first, second, third = Client(), Client(), Client()
    address = sent_back(world.out(first)["Location"])
    world.back(first, address)
    code = parse_qs(urlsplit(address).query)["code"][0]
    state = parse_qs(urlsplit(world.out(second)["Location"]).query)["state"][0]
    used = f"/sign-in/with/{world.provider.pk}/answer/?code={code}&state={state}"
    assert refused(second.get(used)) == "away"  # the provider knows it no more
    world.server.token = world.server.given  # that of the first sign-in is given out again
    assert refused(world.through(third)) == "not-right"


def test_a_cookie_of_ones_own_making_is_worth_nothing(world: World, client: Client) -> None:
    address = sent_back(world.out(client)["Location"])
    kept = client.cookies[COOKIE].value
    client.cookies[COOKIE] = kept[:-1] + ("A" if kept[-1] != "A" else "B")
    assert refused(world.back(client, address)) == "stale"


def test_whoever_comes_back_after_ten_minutes_begins_again(world: World, client: Client, clock: Clock) -> None:
    at = clock_of.now()
    address = sent_back(world.out(client)["Location"])
    clock.set(at + timedelta(minutes=11))
    assert refused(world.back(client, address)) == "stale"
    assert not world.server.forms


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("error=access_denied", "cancelled"),
        ("error=server_error&error_description=%0d%0aforged+line", "away"),
        ("code=", "not-right"),
        ("code=x&iss=http%3A%2F%2F127.0.0.1%3A1", "not-right"),
    ],
)
def test_what_the_provider_refuses_is_said(
    world: World, client: Client, caplog: pytest.LogCaptureFixture, query: str, why: str
) -> None:
    state = parse_qs(urlsplit(world.out(client)["Location"]).query)["state"][0]
    assert refused(client.get(f"/sign-in/with/{world.provider.pk}/answer/?{query}&state={state}")) == why
    assert "forged" not in caplog.text


@pytest.mark.parametrize(
    ("metadata", "status"),
    [
        ({}, 503),
        ({}, 302),
        ({"issuer": "http://127.0.0.1:1/other"}, 200),
        ({"authorization_endpoint": "http://127.0.0.1:1/authorize"}, 200),
        ({"token_endpoint": "http://elsewhere.example/token"}, 200),
        ({"jwks_uri": "http://169.254.169.254/latest"}, 200),
        ({"jwks_uri": None}, 200),
        ({"code_challenge_methods_supported": ["plain"]}, 200),
    ],
)
def test_who_is_away_or_leads_elsewhere_is_not_followed(
    world: World, client: Client, metadata: dict[str, Any], status: int
) -> None:
    world.server.metadata, world.server.status = metadata, {"openid-configuration": status}
    assert refused(world.out(client)) == "away"
    assert COOKIE not in client.cookies


def test_without_its_secret_or_after_its_end_it_opens_nothing(world: World, client: Client, settings: Any) -> None:
    folder = Path(settings.PROVIDER_SECRETS)
    (folder / str(world.provider.pk)).write_text("\n")
    assert refused(world.out(client)) == "not-ready"
    settings.PROVIDER_SECRETS = ""
    assert refused(world.out(client)) == "not-ready"
    identity_providers.end(world.provider, by=world.people.adi)
    assert refused(world.out(client)) == "stale"
    assert "Sign in with" not in client.get("/sign-in/").content.decode()


# For whom, and how long


def test_it_lets_in_for_its_own_agency_alone_and_only_who_acts_for_it(world: World, client: Client) -> None:
    asha, police = world.people.asha, world.people.chidi.signatory.agency
    with database_role("seed"):
        memberships.begin(
            user=asha.user, agency=police, role=RoleCode.PRACTITIONER, started_on=STARTED_ON, by=world.people.adi
        )
    other = asha.user.memberships.get(agency=police)
    world.through(client)
    assert client.get("/sign-in/agency/").status_code == 303  # one choice is left, and taken
    assert client.post("/sign-in/agency/", {"membership": str(other.pk)}).status_code == 404
    with database_role("seed"):
        users.deactivate(asha.user, by=world.people.adi)
    assert not is_in(client)
    assert refused(world.through(Client())) == "not-here"
    assert events("user.sign_in_refused") == ["user.sign_in_refused"]
    row = AuditEvent.objects.get(event="user.sign_in_refused")
    assert (row.subject_id, row.details["provider"]) == (asha.user.pk, str(world.provider.pk))


def test_who_acts_for_another_agency_only_is_not_let_in(world: World) -> None:
    asha, police = world.people.asha, world.people.chidi.signatory.agency
    with database_role("seed"):
        memberships.begin(
            user=asha.user, agency=police, role=RoleCode.PRACTITIONER, started_on=STARTED_ON, by=world.people.adi
        )
        memberships.end(asha.signatory, ended_on=today(), by=world.people.adi)
    assert refused(world.through(Client())) == "not-here"


@pytest.mark.parametrize("what", ["the link", "the provider"])
def test_what_ends_ends_the_session_at_the_next_request(world: World, client: Client, what: str) -> None:
    world.through(client)
    client.get("/sign-in/agency/")
    assert is_in(client)
    if what == "the link":
        identity_providers.end_link(ProviderLink.objects.get(), by=world.people.adi)
    else:
        identity_providers.end(world.provider, by=world.people.adi)
    assert client.get("/caseload/")["Location"].endswith("ended=over")


# Linking


def link_by_password(world: World, client: Client, password: str = PASSWORD) -> Any:
    """Say so with the password, and go through."""
    said = client.post("/sign-in/link/", {"password": password})
    return world.through(client, "?link=yes") if said.status_code == 303 else said


def test_whoever_is_signed_in_links_with_their_password(world: World, browser_of: Any) -> None:
    ben = browser_of("ben")
    world.server.subject = "ben-there"
    assert "Link my account there" in ben.get("/sign-in/link/").content.decode()
    assert link_by_password(world, ben, "wrong").status_code == 422
    assert refused(world.through(ben, "?link=yes")) == "unknown"  # they did not say so
    assert "Go on to their sign-in" not in ben.get("/sign-in/link/").content.decode()
    ben.post("/sign-in/link/", {"password": PASSWORD})
    out = world.out(ben, "?link=yes")
    assert "prompt=login" in out["Location"]
    assert world.back(ben, sent_back(out["Location"]))["Location"] == "/sign-in/link/"
    assert "You can sign in with" in ben.get("/sign-in/link/").content.decode()
    assert world.through(Client())["Location"] == "/sign-in/agency/"
    assert events("provider_link.made") == ["provider_link.made"] * 2


def test_a_second_account_or_somebody_elses_replaces_nothing(world: World, browser_of: Any) -> None:
    asha, ben, before = browser_of("asha"), browser_of("ben"), list(ProviderLink.objects.values())
    world.server.subject = "asha-elsewhere"
    assert link_by_password(world, asha)["Location"] == "/sign-in/link/"
    assert "are linked already, and nothing was replaced" in asha.get("/sign-in/link/").content.decode()
    world.server.subject = "asha-there"
    link_by_password(world, ben)
    assert "are linked already, and nothing was replaced" in ben.get("/sign-in/link/").content.decode()
    assert list(ProviderLink.objects.values()) == before


def test_who_came_by_the_provider_links_no_other_account(world: World, client: Client) -> None:
    world.through(client)
    client.get("/sign-in/agency/")
    assert client.post("/sign-in/link/", {"password": PASSWORD}).status_code == 404


def invite(world: World, client: Client) -> User:
    """Somebody new opens the link of their invitation."""
    council, adi = world.people.team, world.people.adi
    invited = invitations.invite(
        email="ivo@example.org", name="Ivo", agency=council.agency, role=RoleCode.SUPPORT_WORKER, team=council,
        started_on=today(), by=adi,
    ).user  # fmt: skip
    key = f"{invited.pk.hex}.{passwords.KEYS.make_token(invited)}"
    assert client.get(f"/sign-in/password/new/?key={key}").status_code == 303
    return invited


def test_who_was_invited_links_instead_of_a_password(world: World, client: Client) -> None:
    invited = invite(world, client)
    page = "/sign-in/password/new/"
    assert "Use my account there" in client.get(page).content.decode()
    assert client.post(page, {"provider": str(world.provider.pk)}).status_code == 303
    assert "?link=yes" in client.get(page).content.decode()
    world.server.subject = "ivo-there"
    assert world.through(client, "?link=yes")["Location"] == "/sign-in/agency/"
    client.get("/sign-in/agency/")
    assert is_in(client)
    assert not passwords.holds(f"{invited.pk.hex}.{passwords.KEYS.make_token(invited)}")
    assert world.through(Client())["Location"] == "/sign-in/agency/"


def test_a_forgotten_password_is_no_invitation(world: World, client: Client) -> None:
    ben = world.people.ben.user
    client.get(f"/sign-in/password/new/?key={ben.pk.hex}.{passwords.KEYS.make_token(ben)}")
    page = client.get("/sign-in/password/new/").content.decode()
    assert "Set this password" in page
    assert "Use my account there" not in page
    client.post("/sign-in/password/new/", {"provider": str(world.provider.pk)})
    world.server.subject = "ben-there"
    assert refused(world.through(client, "?link=yes")) == "unknown"


def test_the_database_holds_who_may_be_linked_to_what(world: World) -> None:
    people, provider = world.people, world.provider
    right = {"provider": provider, "issuer": provider.issuer, "subject": "x", "user": people.ben.user}
    wrong: list[dict[str, Any]] = [
        {"linked_by": people.asha.signatory},  # somebody else
        {"linked_by": people.ben.signatory, "issuer": "https://elsewhere.example"},
        {"linked_by": people.chidi.signatory, "user": people.chidi.user},  # of another agency
        {"linked_by": people.ben.signatory, "subject": "asha-there"},
        {"linked_by": people.asha.signatory, "user": people.asha.user},  # a second account
        {"linked_by": people.ben.signatory, "subject": " "},
    ]
    for each in wrong:
        with pytest.raises(IntegrityError):
            ProviderLink.objects.create(**right | each)
    ProviderLink.objects.create(**right, linked_by=people.ben.signatory)
    for rows, change in [
        (IdentityProvider.objects, {"issuer": "https://elsewhere.example"}),
        (IdentityProvider.objects, {"second_factors": ["pwd"]}),
        (ProviderLink.objects, {"subject": "y"}),
        (ProviderLink.objects, {"user": people.asha.user}),
    ]:
        with not_allowed():
            rows.update(**change)


# The administrator's pages


def test_an_administrator_records_it_and_ends_it(world: World, browser_of: Any, settings: Any) -> None:
    adi, page = browser_of("adi"), f"/agencies/{world.provider.agency_id}/sign-in/"
    shown = adi.get(page).content.decode()
    assert world.server.issuer in shown
    assert "Asha" in shown
    assert SECRET not in shown
    assert f"/sign-in/with/{world.provider.pk}/answer/" in shown
    assert "Still to do" not in shown
    for what in (
        f"/agencies/links/{ProviderLink.objects.get().pk}/end/",
        f"/agencies/providers/{world.provider.pk}/end/",
    ):
        change(adi, what, adi.get(what))
    assert not ProviderLink.objects.filter(ended_at__isnull=True).exists()
    assert "sign in with a password" in adi.get(page).content.decode()
    said = {"issuer": "http://127.0.0.1:1/tenant", "client_id": CLIENT, "second_factors": "mfa  hwk mfa"}
    assert "No identity provider answers" in adi.post(f"{page}new/", said).content.decode()
    said["issuer"] = world.server.issuer
    told = adi.post(f"{page}new/", said)
    assert "Where it says mfa, hwk, no second factor is asked for here" in told.content.decode()
    change(adi, f"{page}new/", told, **said)
    assert IdentityProvider.objects.get(ended_at__isnull=True).second_factors == ["mfa", "hwk"]
    assert "Still to do: the client secret" in adi.get(page).content.decode()
    assert events("identity_provider.recorded", "provider_link.ended", "identity_provider.ended")[1:] == [
        "provider_link.ended", "identity_provider.ended", "identity_provider.recorded",
    ]  # fmt: skip


def change(client: Client, address: str, told: Any, **said: str) -> None:
    """Press the button of the page that says what changes."""
    hidden = dict(re.findall(r'name="(once|seen|effect)" value="([^"]*)"', told.content.decode()))
    assert client.post(address, {**said, **hidden}).status_code == 303, address


@pytest.mark.parametrize(("who", "status"), [("asha", 403), ("mina", 403), ("gill", 403)])
def test_nobody_else_records_it(world: World, browser_of: Any, who: str, status: int) -> None:
    client = browser_of(who)
    for end in ("", "new/"):
        assert client.get(f"/agencies/{world.provider.agency_id}/sign-in/{end}").status_code == status
    ends = {f"links/{ProviderLink.objects.get().pk}", f"providers/{world.provider.pk}"}
    assert {client.get(f"/agencies/{end}/end/").status_code for end in ends} == {status}


def test_the_pages_ask_as_much_with_one_as_with_three(world: World, browser_of: Any) -> None:
    adi, page = browser_of("adi"), f"/agencies/{world.provider.agency_id}/sign-in/"
    asked = []
    for names in ((), ("ben", "mina")):
        for name in names:
            identity_providers.link(world.provider, subject=name, user=world.people[name].user)
        with CaptureQueriesContext(connection) as queries:
            assert adi.get(page).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 14, asked


def test_a_password_carries_no_second_factor(world: World, client: Client) -> None:
    sign_in(client, world.people.asha)
    assert CARRIED not in client.session
