"""A browser for somebody of the cast: signed in as people do, on a cache of the test's own."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.test import Client

from agencies import sign_ins
from agencies.actors import Actor
from agencies.open_sessions import SEEN
from tests.conftest import QUICK_HASHER, database_role
from tests.factories.agencies import Cast
from tests.factories.phones import code_of, give_phone
from web.sessions import BEGUN, HAS_CHOICE, MEMBERSHIP, PROVED

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
    """Send the password, then the code of their phone, and follow where it leads."""
    assert actor.user is not None
    give_phone(actor.user)
    client.post("/sign-in/", {"login": actor.user.email, "password": PASSWORD, **more})
    return client.post("/sign-in/code/", {"code": code_of(actor.user)}, follow=True)


def whole_session(client: Client, actor: Actor) -> None:
    """Signed in with everything, as tests/web/test_sign_in.py has seen it done, and without its four requests."""
    user, session = actor.user, client.session
    assert user is not None
    sign_in = sign_ins.begin(user, membership=actor.signatory.pk)
    at = sign_in.at.isoformat()
    session.update({
        SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: user.get_session_auth_hash(), MEMBERSHIP: str(actor.signatory.pk), HAS_CHOICE: False,
        **dict.fromkeys((SEEN, BEGUN, PROVED), at),
    })  # fmt: skip
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key


@pytest.fixture
def browser_of(people: Cast) -> Iterator[Callable[[str], Client]]:
    """`browser_of("asha")` is a browser in which Asha is signed in."""

    def make(name: str) -> Client:
        client = Client()
        whole_session(client, people[name])
        return client

    return make
