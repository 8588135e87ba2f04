"""Rates: counted for each membership or address, in one window; and nobody is turned away for want of a cache."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.cache.backends.locmem import LocMemCache
from redis.exceptions import ConnectionError as NoConnection
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from agencies import rates
from agencies.actors import Actor
from api.throttling import ActorThrottle
from tests.api.cast import actor

VIEW = APIView()


class Clock:
    """Stands for the module `time`."""

    def __init__(self) -> None:
        self.seconds = 1_000_000_020.0  # the beginning of a window

    def time(self) -> float:
        return self.seconds

    monotonic = time


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Clock:
    settings.API_RATE_PER_MINUTE, settings.API_ANONYMOUS_RATE_PER_MINUTE = 3, 2
    clock = Clock()
    cache = LocMemCache("throttling", {})
    cache.clear()
    monkeypatch.setattr(rates, "time", clock)
    monkeypatch.setattr(rates, "cache", cache)
    monkeypatch.setattr(rates, "REST", rates.Rest())
    return clock


def ask(who: Actor | None = None, address: str = "192.0.2.1", forwarded: str | None = None) -> bool:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = Request(APIRequestFactory().get("/", REMOTE_ADDR=address, headers=headers))
    if who is not None:
        request._request.actor = who  # type: ignore[attr-defined]
    return ActorThrottle().allow_request(request, VIEW)


def test_each_membership_has_its_own_rate() -> None:
    assert [ask(actor(1)) for _ in range(4)] == [True, True, True, False]
    assert ask(actor(2))


def test_a_new_window_begins_anew(clock: Clock) -> None:
    assert [ask(actor(1)) for _ in range(4)][-1] is False
    clock.seconds += 59.9
    assert not ask(actor(1))
    clock.seconds += 0.2
    assert ask(actor(1))


def test_wait_is_the_rest_of_the_window(clock: Clock) -> None:
    throttle = ActorThrottle()
    throttle.allow_request(Request(APIRequestFactory().get("/")), VIEW)
    assert throttle.wait() == 60
    clock.seconds += 45
    throttle.allow_request(Request(APIRequestFactory().get("/")), VIEW)
    assert throttle.wait() == 15


def test_no_two_requests_count_as_one(settings: Any) -> None:
    settings.API_RATE_PER_MINUTE = 40
    with ThreadPoolExecutor(16) as pool:
        taken = list(pool.map(lambda _: ask(actor(1)), range(100)))
    assert taken.count(True) == 40


@pytest.mark.parametrize(
    ("proxies", "first", "second", "same"),
    [
        (0, ("192.0.2.1", "203.0.113.1"), ("192.0.2.1", "203.0.113.2"), True),  # a header that the client made up
        (0, ("192.0.2.1", None), ("192.0.2.2", None), False),
        (1, ("192.0.2.1", "203.0.113.1"), ("192.0.2.1", "203.0.113.2"), False),
        (1, ("192.0.2.1", "198.51.100.1, 203.0.113.1"), ("192.0.2.1", "198.51.100.2, 203.0.113.1"), True),
        (2, ("192.0.2.1", "203.0.113.1, 192.0.2.9"), ("192.0.2.1", "203.0.113.2, 192.0.2.9"), False),
        (1, ("192.0.2.1", "not an address\r\n"), ("192.0.2.1", "nor this"), True),
        (0, ("2001:db8:1:2::1", None), ("2001:db8:1:2:ffff::2", None), True),
        (0, ("2001:db8:1:2::1", None), ("2001:db8:1:3::1", None), False),
    ],
)
def test_addresses(settings: Any, proxies: int, first: Any, second: Any, same: bool) -> None:
    settings.NUM_PROXIES = proxies
    assert [ask(None, *first) for _ in range(3)] == [True, True, False]
    assert ask(None, *second) is not same


class NoCache:
    """A cache that is away."""

    asked = 0

    def add(self, *_: Any, **__: Any) -> bool:
        self.asked += 1
        raise NoConnection("redis://user:secret@cache")


def test_without_a_cache_everybody_is_let_in(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    cache = NoCache()
    monkeypatch.setattr(rates, "cache", cache)
    assert all(ask(actor(1)) for _ in range(100))
    assert cache.asked == 1, "no request waits for the timeout that another has just waited for"
    for _ in range(59):
        clock.seconds += 1
        assert ask(actor(1))
    assert len(caplog.records) == 1
    clock.seconds += 5
    assert ask(actor(1))
    assert len(caplog.records) == 2
    assert "secret" not in caplog.text


def test_a_key_that_was_evicted_counts_as_new(monkeypatch: pytest.MonkeyPatch) -> None:
    class Forgetful(LocMemCache):
        def incr(self, *_: Any, **__: Any) -> int:
            raise ValueError("Key not found")

    monkeypatch.setattr(rates, "cache", Forgetful("forgetful", {}))
    assert ask(actor(1))
