"""A browser for somebody of the cast: signed in as people do, on a cache of the test's own."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from agencies.actors import Actor
from tests.conftest import QUICK_HASHER, database_role
from tests.factories.agencies import Cast

PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def own_cache(settings: Any) -> None:
    """Wrong tries are counted in the cache, which other tests share."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": uuid4().hex}}
    settings.PASSWORD_HASHERS = QUICK_HASHER


@pytest.fixture
def people(cast: Cast) -> Cast:
    """The cast, each with a password."""
    password = make_password(PASSWORD)
    with database_role("seed"):
        for name in cast.__dataclass_fields__:
            user = cast[name].user
            user.password = password
            user.save(update_fields=["password"])
    return cast


def sign_in(client: Client, actor: Actor, **more: str) -> Any:
    """Send the form, and follow where it leads."""
    assert actor.user is not None
    return client.post("/sign-in/", {"login": actor.user.email, "password": PASSWORD, **more}, follow=True)


@pytest.fixture
def browser_of(people: Cast) -> Iterator[Callable[[str], Client]]:
    """`browser_of("asha")` is a browser in which Asha is signed in."""

    def make(name: str) -> Client:
        client = Client()
        assert sign_in(client, people[name]).status_code == 200
        return client

    return make
