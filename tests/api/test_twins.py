"""The same request twice at once, as a telephone with bad reception sends it: one row, and the same answer to both."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from casework.models import Case, Contact, StatusChange
from outcomes.models import ClosureAgreement
from tests.api.calls import CALLS
from tests.api.conftest import PLENTY
from tests.api.world import World

pytestmark = pytest.mark.usefixtures("db")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("POST referrals/", Case),
        ("POST cases/{reference}/contacts/", Contact),
        ("POST cases/{reference}/pause/", StatusChange),
        ("POST closure-proposals/{id}/agree/", ClosureAgreement),
    ],
)
def test_twins_make_one_row(name, written, settings):
    settings.API_RATE_PER_MINUTE = PLENTY
    world = World()
    call = CALLS[name](world)
    seen, before, together = call.etag(world[call.who]), written.objects.count(), Barrier(4)

    def send(_):
        together.wait()
        try:
            return call.send(world, key="twin", match=seen)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    assert [answer.status_code for answer in answers] == [call.status] * 4
    assert len({answer.content for answer in answers}) == 1
    assert sorted(answer.get("Idempotency-Replayed", "first") for answer in answers) == ["first", *["true"] * 3]
    assert written.objects.count() == before + 1


def test_without_a_key_the_second_twin_is_told_that_it_looked_too_early(settings):
    settings.API_RATE_PER_MINUTE = PLENTY
    world = World()
    call = CALLS["POST cases/{reference}/pause/"](world)
    seen, together = call.etag(world[call.who]), Barrier(4)

    def send(_):
        together.wait()
        try:
            return call.send(world, match=seen).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(send, range(4))) == [200, 412, 412, 412]
