"""Tokens: how they are sent, and what becomes of the actor."""

from typing import Any

import pytest
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from agencies.actors import Actor
from agencies.exceptions import TokenRefused
from api import authentication
from api.authentication import TokenAuthentication
from api.permissions import HasActor
from tests.api.cast import actor


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> list[Actor]:
    """One token is good; what the database is told is kept."""
    actors: list[Actor] = []

    def actor_for(token: str) -> Actor:
        if token != "along_good":
            raise TokenRefused("Sign in again.")
        return actor(1)

    monkeypatch.setattr(authentication, "actor_for", actor_for)
    monkeypatch.setattr(authentication, "set_actor", lambda actor, **_: actors.append(actor))
    return actors


def request(header: str | None) -> Request:
    return Request(APIRequestFactory().get("/", headers={} if header is None else {"Authorization": header}))


@pytest.mark.parametrize("header", ["Bearer along_good", "bearer along_good"])
def test_a_good_token(told: list[Actor], header: str) -> None:
    asked = request(header)
    found: Any = TokenAuthentication().authenticate(asked)
    assert found == (actor(1).user, actor(1))
    assert asked.actor == asked._request.actor == actor(1)  # type: ignore[attr-defined]
    assert told == [actor(1)]


@pytest.mark.parametrize("header", [None, "", "Basic dXNlcjpwdw==", "along_good", "Token along_good"])
def test_no_token(told: list[Actor], header: str | None) -> None:
    asked = request(header)
    assert TokenAuthentication().authenticate(asked) is None
    assert told == []
    with pytest.raises(NotAuthenticated):
        HasActor().has_permission(asked, APIView())


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer along_bad",
        "Bearer  along_good",
        "Bearer along_good extra",
        "Bearer é",
        "Bearer " + "x" * 201,
    ],
)
def test_a_bad_token(told: list[Actor], header: str) -> None:
    with pytest.raises(TokenRefused):
        TokenAuthentication().authenticate(request(header))
    assert told == []
