"""A disclosure that is pushed: signed, asked about anew at each attempt, and never sent twice by a machine's guess."""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from agencies import clock, memberships, outward
from agencies.delivery_states import TRANSITIONS, DeliveryState
from agencies.disclosure_states import DisclosureState
from agencies.disclosures import addresses, asking, pushing, schedules, signing
from agencies.exceptions import DisclosureSettled, FreshSignInNeeded, Invalid, NotPermitted
from agencies.models import Disclosure, DisclosureDelivery, PushAddress
from casework import sharing
from tests.agencies.disclosures.conftest import Way
from tests.conftest import database_role
from tests.database import not_allowed, refused
from tests.factories.casework import Scene
from tests.factories.disclosures import unsealed
from tests.receivers import Receiver, a_receiver

S = DeliveryState
DOUBT = "only they can see"


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """A server of the police, whose host the operator allows."""
    settings.DISCLOSING = replace(settings.DISCLOSING, hosts=frozenset({"127.0.0.1"}))
    with a_receiver() as server:
        yield server


@pytest.fixture
def released(way: Way, bells: Scene, receiver: Receiver) -> Disclosure:
    """One of which Pia wanted that it is pushed."""
    with database_role("app"):
        addresses.record(url=receiver.url, by=way.pia)
    return way.released(push=True)


def bell() -> bool:
    """One ring."""
    with database_role("worker"):
        return pushing.push_next()


def state_of(row: Disclosure) -> str:
    """Where its pushing stands."""
    return DisclosureDelivery.objects.get(pk=row.pk).state


def later(way: Way, minutes: float = 10) -> None:
    """The pause between two attempts is over."""
    way.clock.set(clock.now() + timedelta(minutes=minutes))


def push_again(way: Way, row: Disclosure) -> Disclosure:
    """Pia looked, and it is not there."""
    with database_role("app"):
        return pushing.push_again(way.fresh(row), by=way.pia)


def test_it_is_pushed_once_whole_and_signed_by_us(way: Way, receiver: Receiver, released: Disclosure) -> None:
    assert state_of(released) == S.WAITING
    assert (bell(), bell()) == (True, False)
    assert state_of(released) == S.DELIVERED
    ((headers, content),) = receiver.came
    assert hashlib.sha256(content).hexdigest() == released.sha256
    assert unsealed(content)[1]["disclosure"] == headers["webhook-id"] == str(released.pk)
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(signing.public_key().removeprefix("whpk_")))
    version, signature = headers["webhook-signature"].split(",")
    said = f"{released.pk}.{headers['webhook-timestamp']}.".encode()
    assert version == "v1a"
    key.verify(base64.b64decode(signature), said + content)
    with pytest.raises(InvalidSignature):
        key.verify(base64.b64decode(signature), said + content + b"x")
    assert abs(int(headers["webhook-timestamp"]) - clock.now().timestamp()) < 60
    assert way.events()[-2:] == ["disclosure.pushed", "disclosure.push_ended"]
    assert way.fresh(released).state == DisclosureState.RELEASED, "that it arrived they say themselves"


def test_what_was_not_asked_to_be_pushed_is_not(way: Way, bells: Scene, receiver: Receiver) -> None:
    with database_role("app"):
        addresses.record(url=receiver.url, by=way.pia)
    way.released()
    assert bell() is False
    assert receiver.came == []


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (200, S.DELIVERED), (302, S.FAILED), (400, S.FAILED), (401, S.FAILED), (413, S.FAILED), (429, S.WAITING),
        (500, S.UNKNOWN), (502, S.UNKNOWN), (503, S.WAITING), (504, S.UNKNOWN), (None, S.UNKNOWN),
    ],
)  # fmt: skip
def test_what_their_server_answers_says_whether_it_took_it(
    way: Way, receiver: Receiver, released: Disclosure, status: int | None, state: DeliveryState
) -> None:
    receiver.status = status
    bell()
    delivery = DisclosureDelivery.objects.get(pk=released.pk)
    assert (delivery.state, delivery.status) == (state, status)
    assert (delivery.trouble == "") is (state == S.DELIVERED)
    later(way)
    bell()
    assert len(receiver.came) == (2 if state == S.WAITING else 1), (
        "a machine repeats what was surely not taken, and no more"
    )


def test_whoever_is_not_reached_is_tried_again_and_not_for_ever(way: Way, released: Disclosure) -> None:
    away = PushAddress.objects.get()
    with database_role("owner"):
        PushAddress.objects.filter(pk=away.pk).update(url="http://127.0.0.1:1/")
    tries = 0
    while state_of(released) == S.WAITING:
        assert bell()
        tries += 1
        assert bell() is False, "there is a pause"
        later(way, 361)
    assert (tries, state_of(released)) == (pushing.MOST_TRIES, S.FAILED)
    assert push_again(way, released).delivery.state == S.WAITING


def test_in_doubt_somebody_of_theirs_looks_and_says_so(way: Way, receiver: Receiver, released: Disclosure) -> None:
    receiver.status = None
    bell()
    assert DOUBT in pushing.delivery_of(way.fresh(released)).trouble
    with pytest.raises(NotPermitted), database_role("app"):
        pushing.push_again(way.fresh(released), by=way.cast.gill)
    receiver.status = 200
    before = way.fresh(released).version
    assert push_again(way, released).version > before
    bell()
    assert state_of(released) == S.DELIVERED
    assert [headers["webhook-id"] for headers, _ in receiver.came] == [str(released.pk)] * 2, (
        "they can tell it is the same"
    )
    with pytest.raises(DisclosureSettled):
        push_again(way, released)


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize(
    ("point", "came"),
    [("call", 0), ("_write_down", 1)],
    ids=["before the first byte", "before the answer is on record"],
)
def test_killed_while_it_is_sent_it_is_in_doubt_and_not_sent_again(
    way: Way, receiver: Receiver, released: Disclosure, monkeypatch: pytest.MonkeyPatch, point: str, came: int
) -> None:
    def die(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(outward if point == "call" else pushing, point, die)
        with pytest.raises(Killed):
            bell()
    assert state_of(released) == S.SENDING
    assert bell() is False, "its lease goes on"
    later(way, 6)
    assert bell() is False
    assert (state_of(released), len(receiver.came)) == (S.UNKNOWN, came)


@pytest.mark.parametrize("what", [Killed, ValueError])
def test_broken_off_before_it_began_nothing_is_lost_and_nobody_else_waits(
    way: Way, receiver: Receiver, released: Disclosure, monkeypatch: pytest.MonkeyPatch, what: type[BaseException]
) -> None:
    first, write = released, pushing._write
    second = way.released(push=True)

    def breaks(row: Disclosure, **values: Any) -> None:
        if row.pk == first.pk:
            raise what
        write(row, **values)

    with monkeypatch.context() as patched:
        patched.setattr(pushing, "_write", breaks)
        with pytest.raises(Killed) if what is Killed else nullcontext():
            bell()
    assert (state_of(first), state_of(second)) == (S.WAITING, S.WAITING if what is Killed else S.DELIVERED)
    assert bell()
    assert state_of(first) == S.DELIVERED


def test_who_was_given_up_writes_nothing_over_it(
    way: Way, receiver: Receiver, released: Disclosure, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = pushing._sent

    def slowly(push: pushing.Push) -> pushing.Outcome:
        outcome = sent(push)
        later(way, 6)
        with database_role("worker"):
            pushing._tell_of_the_lost()
        return outcome

    monkeypatch.setattr(pushing, "_sent", slowly)
    bell()
    assert state_of(released) == S.UNKNOWN


def the_share_ends(way: Way) -> None:
    share = way.agreement.case_shares.order_by("shared_at", "pk")[0]
    sharing.stop(share, reason="Rosa asked us to", by=way.cast.asha)


def pia_leaves(way: Way) -> None:
    memberships.end(way.pia.signatory, ended_on=clock.today(), by=way.cast.adi)


def the_address_ends(way: Way) -> None:
    addresses.end(PushAddress.objects.get(), by=way.pia)


def it_is_stopped(way: Way) -> None:
    asking.stop(way.fresh(Disclosure.objects.get()), reason="A complaint", by=way.cast.gill)


@pytest.mark.parametrize("end", [the_share_ends, pia_leaves, the_address_ends, it_is_stopped])
def test_what_may_pass_no_more_is_not_pushed(way: Way, receiver: Receiver, released: Disclosure, end: Any) -> None:
    with database_role("seed"):
        end(way)
    assert bell() is False
    assert (state_of(released), receiver.came) == (S.WITHDRAWN, [])
    with database_role("app"), pytest.raises((DisclosureSettled, NotPermitted)):
        pushing.push_again(way.fresh(released), by=way.pia)


def test_a_host_that_is_allowed_no_more_gets_nothing(
    way: Way, receiver: Receiver, released: Disclosure, settings: Any
) -> None:
    settings.DISCLOSING = replace(settings.DISCLOSING, hosts=frozenset())
    bell()
    assert (state_of(released), receiver.came) == (S.WITHDRAWN, [])
    assert way.fetched(released), "it can be fetched all the same"


@pytest.mark.parametrize(
    "url", ["https://elsewhere.example/in", "http://127.0.0.1.example/in", "ftp://127.0.0.1/", "x", ""]
)
def test_an_address_elsewhere_is_not_recorded(way: Way, receiver: Receiver, url: str) -> None:
    with pytest.raises(Invalid), database_role("app"):
        addresses.record(url=url, by=way.pia)
    assert not PushAddress.objects.exists()


def test_an_agency_has_one_address_which_its_lead_records_after_a_fresh_sign_in(
    way: Way, bells: Scene, receiver: Receiver
) -> None:
    with database_role("app"):
        with pytest.raises(Invalid):
            way_to_push(way)
        with pytest.raises(FreshSignInNeeded):
            addresses.record(url=receiver.url, by=replace(way.pia, proved_at=None))
        with pytest.raises(NotPermitted):
            addresses.record(url=receiver.url, by=way.cast.asha)
        address = addresses.record(url=receiver.url, by=way.pia)
        with pytest.raises(Invalid):
            addresses.record(url=receiver.url, by=way.pia)
        addresses.end(address, by=way.pia)
        with pytest.raises(Invalid):
            addresses.end(address, by=way.pia)
        with pytest.raises(Invalid):
            way_to_push(way)


def way_to_push(way: Way) -> Disclosure:
    """Pia asks for one that is pushed."""
    return asking.ask(
        agency=way.cast.team.agency, agreement=way.agreement, purpose="support", items=["birth_date"], why="Why",
        recipient_key=signing.public_key(), push=True, by=way.pia,
    )  # fmt: skip


def test_by_schedule_it_is_pushed_each_time_to_the_same_address(way: Way, bells: Scene, receiver: Receiver) -> None:
    with database_role("app"):
        address = addresses.record(url=receiver.url, by=way.pia)
    row = way.released(every="month", push=True)
    with database_role("app"):
        asking.confirm(way.fresh(row), sha256=row.sha256, by=way.pia)
    later(way, 60 * 24 * 31)
    with database_role("worker"):
        assert schedules.ask_what_is_due() == 1
    again = Disclosure.objects.latest("asked_at")
    assert (again.push_to, again.pk == row.pk) == (address, False)
    with database_role("app"):
        asking.stop(again, reason="No", by=way.pia)


def test_where_the_address_ended_the_schedule_says_so(way: Way, bells: Scene, receiver: Receiver) -> None:
    with database_role("app"):
        address = addresses.record(url=receiver.url, by=way.pia)
    row = way.released(every="month", push=True)
    with database_role("app"):
        asking.confirm(way.fresh(row), sha256=row.sha256, by=way.pia)
        addresses.end(address, by=way.pia)
    later(way, 60 * 24 * 31)
    with database_role("worker"):
        assert schedules.ask_what_is_due() == 0
    assert "has ended" in schedules.trouble_of(way.fresh(row))


def test_the_database_lets_it_go_one_way(way: Way, receiver: Receiver, released: Disclosure) -> None:
    for state, later_ones in TRANSITIONS.items():
        for other in set(S) - later_ones - {state}:
            facts = {"claim": uuid4(), "lease_until": clock.now()} if other == S.SENDING else {}
            with database_role("owner"):
                DisclosureDelivery.objects.all().delete()
                DisclosureDelivery.objects.create(disclosure=released)
                for step in {S.WAITING: [], S.SENDING: [S.SENDING], S.WITHDRAWN: [S.WITHDRAWN]}.get(
                    state, [S.SENDING, state]
                ):
                    _move(released, step)
                with refused("delivery_goes_one_way"):
                    DisclosureDelivery.objects.filter(pk=released.pk).update(
                        **{"state": other, "trouble": "x", "sent_at": clock.now(), "claim": None, "lease_until": None}
                        | facts
                    )


def _move(row: Disclosure, state: DeliveryState) -> None:
    facts: dict[str, Any] = {"claim": None, "lease_until": None}
    if state == S.SENDING:
        facts = {"claim": uuid4(), "lease_until": clock.now()}
    DisclosureDelivery.objects.filter(pk=row.pk).update(state=state, sent_at=clock.now(), trouble="x", **facts)


def test_each_login_role_may_do_its_own_part(way: Way, receiver: Receiver, released: Disclosure) -> None:
    rows = DisclosureDelivery.objects.filter(pk=released.pk)
    with database_role("app"):
        with refused("delivery_goes_one_way"):
            rows.update(state=S.WITHDRAWN, trouble="x")
        with not_allowed():
            rows.update(claim=uuid4())
        with not_allowed():
            DisclosureDelivery.objects.create(disclosure=released)
    receiver.status = None
    bell()
    with database_role("worker"):
        with refused("delivery_goes_one_way"):
            rows.update(state=S.WAITING, trouble="")
        with not_allowed():
            PushAddress.objects.update(ended_at=clock.now())


def test_nobody_s_address_is_given_for_another_agency(way: Way, bells: Scene, receiver: Receiver) -> None:
    with database_role("app"):
        address = addresses.record(url=receiver.url, by=way.pia)
        row = way.ask()
        with refused("pushed_to_its_own"):
            Disclosure.objects.create(
                agency=row.recipient, recipient=row.agency, agreement=row.agreement, purpose=row.purpose, items=row.items,
                why="x", recipient_key=row.recipient_key, asked_by=way.cast.gill.signatory, push_to=address,
            )  # fmt: skip


def test_what_is_over_is_not_pushed_again_and_says_why_it_was_not(
    way: Way, receiver: Receiver, released: Disclosure
) -> None:
    receiver.status = None
    bell()
    with database_role("app"):
        asking.stop(way.fresh(released), reason="A complaint", by=way.cast.gill)
        with pytest.raises(DisclosureSettled):
            pushing.push_again(way.fresh(released), by=way.pia)
    assert state_of(released) == S.UNKNOWN, "it may be with them all the same"


def test_what_was_stopped_before_it_was_pushed_says_so(way: Way, receiver: Receiver, released: Disclosure) -> None:
    with database_role("app"):
        asking.stop(way.fresh(released), reason="A complaint", by=way.cast.gill)
    bell()
    assert "stands otherwise by now: stopped" in DisclosureDelivery.objects.get(pk=released.pk).trouble
