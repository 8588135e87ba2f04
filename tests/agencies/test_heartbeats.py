"""Signs of life: one row for each part, always the latest."""

from datetime import timedelta

import pytest

from agencies import clock as service_clock
from agencies import heartbeats
from agencies.models import Heartbeat

pytestmark = pytest.mark.usefixtures("db")


def test_a_part_that_was_never_seen_is_not_in_it():
    assert heartbeats.last_seen() == {}


@pytest.mark.parametrize("login", ["app", "worker"])
def test_the_latest_sign_of_each_part_counts(login, role, clock):
    first = service_clock.now()
    with role(login):
        clock.set(first)
        heartbeats.record("beat")
        heartbeats.record("worker")
        clock.set(first + timedelta(seconds=30))
        heartbeats.record("beat")
        assert heartbeats.last_seen() == {"beat": first + timedelta(seconds=30), "worker": first}
    assert Heartbeat.objects.count() == 2


def test_a_part_that_is_not_listed_has_no_pulse():
    with pytest.raises(ValueError, match="broom"):
        heartbeats.record("broom")
