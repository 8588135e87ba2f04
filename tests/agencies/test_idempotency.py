"""A request that is sent again does what it does once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections, transaction

from agencies import idempotency
from agencies.actors import participant_actor, system_actor
from agencies.exceptions import KeyReused, NotPermitted
from agencies.idempotency import Replay
from agencies.models import IdempotencyKey, User

pytestmark = pytest.mark.usefixtures("db")


def send(actor, key: str, fingerprint: str, *, fails: bool = False) -> Replay | None:
    """A request: claims its key, does its work, and keeps what came of it, in one transaction."""
    with transaction.atomic():
        earlier = idempotency.claim(actor, key, fingerprint)
        if earlier is None:
            work = User.objects.create_user(f"{User().pk}@example.org", "Somebody")
            if fails:
                raise ConnectionError
            idempotency.settle(actor, key, status=201, subject=work)
        return earlier


def made() -> int:
    """How often the work was done."""
    return User.objects.filter(name="Somebody").count()


def test_the_second_request_is_told_what_came_of_the_first(cast):
    assert send(cast.asha, "k", "same") is None
    work = User.objects.get(name="Somebody")
    assert send(cast.asha, "k", "same") == Replay(201, "agencies.user", str(work.pk))
    assert made() == 1


def test_a_key_that_was_used_for_something_else_is_refused(cast):
    send(cast.asha, "k", "one thing")
    with pytest.raises(KeyReused):
        send(cast.asha, "k", "another")
    assert made() == 1


def test_work_that_failed_leaves_no_key_and_can_be_tried_again(cast):
    with pytest.raises(ConnectionError):
        send(cast.asha, "k", "same", fails=True)
    assert (made(), IdempotencyKey.objects.count()) == (0, 0)
    assert send(cast.asha, "k", "same") is None
    assert made() == 1


def test_the_same_key_of_somebody_else_is_another_key(cast):
    send(cast.asha, "k", "same")
    assert send(cast.ben, "k", "same") is None
    assert made() == 2


def test_a_key_whose_work_was_never_settled_says_nothing_of_what_came_of_it(cast):
    idempotency.claim(cast.asha, "k", "same")
    with pytest.raises(KeyReused):
        idempotency.claim(cast.asha, "k", "same")


@pytest.mark.parametrize("actor", [participant_actor(User().pk), system_actor("worker")])
def test_only_memberships_send_requests(actor):
    with pytest.raises(NotPermitted):
        idempotency.claim(actor, "k", "same")


@pytest.mark.parametrize(
    ("fingerprints", "done", "refused"), [(1, 1, 0), (2, 1, 4)], ids=["twins", "two things, one key"]
)
def test_of_eight_at_once_one_does_it_and_the_others_wait_for_what_came_of_it(fingerprints, done, refused, cast):
    together = Barrier(8, timeout=30)

    def one(number: int):
        try:
            connections["default"].ensure_connection()
            together.wait()
            return send(cast.asha, "k", f"request {number % fingerprints}")
        except KeyReused:
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        came = list(pool.map(one, range(8)))
    work = User.objects.get(name="Somebody")
    assert came.count(None) == done == made()
    assert came.count("refused") == refused
    assert came.count(Replay(201, "agencies.user", str(work.pk))) == 8 - done - refused


def test_a_twin_takes_the_place_of_one_that_failed(cast):
    under_way, claimed = Barrier(2, timeout=30), Barrier(2, timeout=30)

    def fails() -> None:
        try:
            with transaction.atomic():
                idempotency.claim(cast.asha, "k", "same")
                claimed.wait()
                under_way.wait()
                transaction.set_rollback(True)
        finally:
            connections.close_all()

    def follows() -> Replay | None:
        try:
            claimed.wait()
            under_way.wait()
            return send(cast.asha, "k", "same")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(fails), pool.submit(follows)
        assert first.result() is None
        assert second.result() is None
    assert made() == 1
