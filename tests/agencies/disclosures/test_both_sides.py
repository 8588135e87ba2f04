"""Each side does its own part, in Python and, for whoever goes round it, in the database; two at once wait for each other."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import connections, transaction

from agencies import clock
from agencies.disclosure_states import DisclosureState
from agencies.disclosures import asking, sealed, telling
from agencies.enums import RoleCode
from agencies.exceptions import DisclosureSettled, Invalid, NotPermitted
from agencies.models import Disclosure, Membership
from tests.agencies.disclosures.conftest import Way
from tests.conftest import database_role
from tests.database import refused
from tests.factories.agencies import make_member
from tests.factories.casework import Scene
from tests.factories.sharing import make_partner

S = DisclosureState


# Saying no


def test_who_was_asked_says_no_and_why(way: Way, bells: Scene) -> None:
    with database_role("app"):
        row = asking.refuse(way.ask(), reason="Fewer items would do", by=way.cast.gill)
    assert (row.state, row.refused_reason, row.refused_by) == (
        S.REFUSED,
        "Fewer items would do",
        way.cast.gill.signatory,
    )
    assert way.events() == ["disclosure.asked", "disclosure.refused"]
    with database_role("app"), pytest.raises(DisclosureSettled):
        asking.approve(row, by=way.cast.gill)


def test_who_asked_does_not_refuse_and_nothing_is_refused_once_it_was_let_go(way: Way, bells: Scene) -> None:
    row = way.ask()
    with database_role("app"), pytest.raises(NotPermitted):
        asking.refuse(row, reason="Never mind", by=way.pia)
    row = way.approved()
    with database_role("app"), pytest.raises(DisclosureSettled):
        asking.refuse(row, reason="Too late", by=way.cast.gill)


# What a receipt proves


def test_who_asked_learns_the_hash_from_the_file_alone(way: Way, bells: Scene) -> None:
    assert telling.untold(way.ask(), way.pia) == {"sha256", *telling.OF_FILE}
    assert telling.untold(way.prepared(), way.pia) == {"sha256", *telling.OF_FILE}
    row = way.released()
    assert telling.untold(row, way.pia) == {"sha256"}
    assert telling.untold(row, way.cast.gill) == frozenset()
    content = way.fetched(row)
    with database_role("app"):
        with pytest.raises(Invalid):
            asking.confirm(way.fresh(row), sha256=hashlib.sha256(content[:-1]).hexdigest(), by=way.pia)
        row = asking.confirm(way.fresh(row), sha256=hashlib.sha256(content).hexdigest(), by=way.pia)
    assert telling.untold(row, way.pia) == frozenset()


# Two at once


def test_who_fetches_waits_for_whoever_stops_and_gets_nothing(way: Way, bells: Scene) -> None:
    row, stopped = way.released(), Event()

    def fetch() -> str:
        stopped.wait(timeout=30)
        try:
            asking.fetch(row, by=way.pia)
        except DisclosureSettled:
            return "settled"
        finally:
            connections.close_all()
        return "fetched"

    with ThreadPoolExecutor(1) as pool:
        fetched = pool.submit(fetch)
        with transaction.atomic():
            asking.stop(row, reason="A complaint", by=way.cast.gill)
            stopped.set()
            is_waiting(fetched)
        assert fetched.result(timeout=30) == "settled"


def test_who_stops_waits_until_it_was_fetched(way: Way, bells: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    row, reading, go_on = way.released(), Event(), Event()
    opened = sealed.opened

    def slowly(*args: Any) -> bytes:
        reading.set()
        go_on.wait(timeout=30)
        return opened(*args)

    def act(verb: Any, **said: Any) -> Any:
        try:
            return verb(row, **said)
        finally:
            connections.close_all()

    monkeypatch.setattr(sealed, "opened", slowly)
    with ThreadPoolExecutor(2) as pool:
        fetched = pool.submit(act, asking.fetch, by=way.pia)
        assert reading.wait(timeout=30)
        stopped = pool.submit(act, asking.stop, reason="A complaint", by=way.cast.gill)
        is_waiting(stopped)
        go_on.set()
        assert fetched.result(timeout=30)
        assert stopped.result(timeout=30).state == S.STOPPED
    assert way.events()[-2:] == ["disclosure.fetched", "disclosure.stopped"]


def is_waiting(asked: Any) -> None:
    """It has begun, and is not done half a second later."""
    with pytest.raises(TimeoutError):
        asked.result(timeout=0.5)


# What the database holds


def at(way: Way, state: S) -> Disclosure:
    return {S.PREPARING: way.ask, S.REFUSED: way.ask, S.STOPPED: way.ask, S.COLLECTED: way.released}[state]()


@pytest.mark.parametrize(
    ("state", "act", "who"),
    [
        (S.PREPARING, "approved", "the other side"),
        (S.REFUSED, "refused", "the other side"),
        (S.COLLECTED, "collected", "gill"),
        (S.STOPPED, "stopped", "a third"),
    ],
)
def test_the_other_agency_s_people_take_no_part_that_is_not_theirs(
    way: Way, bells: Scene, state: S, act: str, who: str
) -> None:
    row = at(way, state)
    with database_role("seed"):
        others = {
            "the other side": make_member(
                way.cast.adi, "Gus", way.pia.signatory.agency, RoleCode.GOVERNANCE_LEAD
            ).signatory,
            "gill": way.cast.gill.signatory,
            "a third": make_partner(way.cast, "Fred", "fire").signatory,
        }
    step = {"state": state, f"{act}_at": clock.now(), f"{act}_by": others[who]}
    if act in {"refused", "stopped"}:
        step[f"{act}_reason"] = "So"
    with database_role("app"), refused("disclosure_has_its_parties"):
        Disclosure.objects.filter(pk=row.pk).update(**step)
    step[f"{act}_by"] = way.pia.signatory if act == "collected" else way.cast.gill.signatory
    with database_role("app"):
        assert Disclosure.objects.filter(pk=row.pk).update(**step) == 1


def test_nobody_asks_for_another_agency(way: Way) -> None:
    row = way.ask()
    row.pk, row.asked_by = None, way.cast.gill.signatory
    with database_role("app"), refused("disclosure_has_its_parties"):
        row.save(force_insert=True)


def test_one_human_being_does_not_stand_on_both_sides_in_the_database_either(way: Way) -> None:
    row = way.ask()
    with database_role("seed"):
        both = Membership.objects.create(
            user=way.pia.signatory.user, agency=way.cast.team.agency, role=RoleCode.GOVERNANCE_LEAD,
            started_on=way.pia.signatory.started_on,
        )  # fmt: skip
    with database_role("app"), refused("disclosure_has_two_people"):
        Disclosure.objects.filter(pk=row.pk).update(state=S.PREPARING, approved_at=clock.now(), approved_by=both)
