"""Real threads on real connections: who closes, hands over and agrees at once; and what a share that stops takes away.

Two rounds are fought each time; `ROUNDS=200 bin/test tests/security/test_at_the_same_moment.py` fights as many, and is worth
its minutes after each change of a lock.
"""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import monotonic
from typing import Any

import pytest
from django.db import connections

from agencies import idempotency
from agencies.models import IdempotencyKey
from casework.models import Allocation, Case, Comment, Contact
from outcomes.models import Closure
from tests.api.conftest import PLENTY
from tests.api.world import Door
from tests.cleaning import cleaner
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import make_scene
from tests.factories.outcomes import WORDS, make_proposal
from tests.factories.sharing import make_housing_contact, make_partner, make_share

pytestmark = pytest.mark.xdist_group("same moment")
AT_ONCE, ROUNDS = 16, int(os.environ.get("ROUNDS", "2"))
TOLD = {"reason": "Moves", "handover_note": "Tuesdays", "participants_told": "Both"}


@pytest.fixture(autouse=True)
def patient(settings: Any) -> None:
    """Nobody is turned away for coming too often."""
    settings.API_RATE_PER_MINUTE = PLENTY


class Fight:
    """A case whose end is proposed, and the three things that sixteen try with it."""

    def __init__(self, cast: Cast, doors: tuple[Door, Door], *, answered: bool) -> None:
        """Make the case; `answered`: everybody agreed already, so that it can be closed."""
        with database_role("seed"):
            self.scene = make_scene(cast, name=f"Household {Case.objects.count()}")
            self.proposal = make_proposal(self.scene, answered=answered)
        self.mina, self.asha = doors
        self.to = [cast.ben, cast.max, cast.mina]
        self.path = f"cases/{self.scene.case.reference}/"
        self.seen = self.mina.etag(self.path)
        member = str(self.scene.member("Rosa").pk)
        self.said = {"member": member, "wording": WORDS, "how": "in_person", "witness": "Ben Hope"}

    def send(self, what: str, number: int) -> int:
        """Do it, and give the status."""
        if what == "agree":
            return self.asha.post(f"closure-proposals/{self.proposal.pk}/agree/", self.said).status_code
        body = {"to": str(self.to[number % 3].signatory.pk), **TOLD} if what == "hand-over" else {}
        return self.mina.post(f"{self.path}{what}/", body, match=self.seen).status_code

    def at_once(self, *kinds: str) -> dict[str, int]:
        """Sixteen in the same moment; how many of each kind won. Nobody is told anything but 409 and 412 beside."""
        start = Barrier(AT_ONCE, timeout=60)

        def one(number: int) -> tuple[str, int]:
            what = kinds[number % len(kinds)]
            try:
                connections["default"].ensure_connection()
                start.wait()
                return what, self.send(what, number)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(AT_ONCE) as pool:
            came = Counter(pool.map(one, range(AT_ONCE)))
        assert {status for _, status in came} <= {200, 201, 409, 412}, came
        return {kind: sum(came[kind, status] for status in (200, 201)) for kind in kinds}

    def leads(self) -> int:
        """How many lead it now."""
        return Allocation.objects.filter(case=self.scene.case, role="lead", ended_at__isnull=True).count()


@pytest.fixture
def doors(cast: Cast) -> tuple[Door, Door]:
    """Mina's and Asha's."""
    with database_role("seed"):
        return Door(cast.mina), Door(cast.asha)


def test_sixteen_close_hand_over_and_agree_at_once(cast: Cast, doors: tuple[Door, Door]) -> None:
    """Of each kind one wins at most, and one of all at least."""
    for number in range(ROUNDS):
        fight = Fight(cast, doors, answered=number % 2 == 0)
        won = fight.at_once("close", "hand-over", "agree")
        assert max(won.values()) == 1
        closed = Closure.objects.filter(proposal__case=fight.scene.case).count()
        assert (closed, fight.leads()) == (won["close"], 1 - won["close"])
        led = Allocation.objects.filter(case=fight.scene.case, role="lead").count()
        assert led == 1 + won["hand-over"]


@pytest.mark.parametrize("what", ["close", "hand-over", "agree"])
def test_of_sixteen_who_do_the_same_one_wins(what: str, cast: Cast, doors: tuple[Door, Door]) -> None:
    for _ in range(ROUNDS):
        fight = Fight(cast, doors, answered=what == "close")
        assert fight.at_once(what) == {what: 1}
        assert fight.leads() == (0 if what == "close" else 1)


# What stops


class Partner:
    """Somebody with whom a case is shared, and all that they hold of it."""

    def __init__(self, cast: Cast) -> None:
        with database_role("seed"):
            self.scene = make_scene(cast)
            self.actor = make_partner(cast, "Gita", "practice")
            self.share = make_share(self.scene, self.actor)
            self.contacts = [make_housing_contact(self.scene, cast.asha) for _ in range(3)]
            self.door, self.asha = Door(self.actor), Door(cast.asha)
        self.case = f"cases/{self.scene.case.reference}/"

    def stop(self) -> None:
        """Asha stops the share."""
        stopped = self.asha.post(f"shares/{self.share.pk}/stop/", {"reason": "Rosa asked us to"})
        assert stopped.status_code == 200, stopped.content


@pytest.fixture
def partner(cast: Cast) -> Partner:
    return Partner(cast)


def test_a_partner_who_reads_in_a_loop_is_refused_at_the_next_request(partner: Partner) -> None:
    over, came = Event(), list[tuple[float, int]]()

    def read() -> None:
        paths = [
            partner.case,
            f"{partner.case}contacts/",
            f"contacts/{partner.contacts[0].pk}/",
            f"people/{partner.scene.people[0].pk}/",
        ]
        try:
            while not over.is_set():
                for path in paths:
                    begun = monotonic()
                    came.append((begun, partner.door.get(path).status_code))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read)
        try:
            while len(came) < 8 and not reading.done():
                over.wait(0.01)
            partner.stop()
        except BaseException:
            over.set()
            raise
        stopped = monotonic()
        while sum(begun > stopped for begun, _ in came) < 8 and not reading.done():
            over.wait(0.01)
        over.set()
        reading.result()
    assert {status for begun, status in came[:8]} == {200}
    assert {status for begun, status in came if begun > stopped} == {404}
    assert {status for _, status in came} == {200, 404}


def test_what_a_partner_holds_of_it_opens_nothing_any_more(partner: Partner) -> None:
    """An ETag, the next page, a key of a request that was done, and a form that is sent with all of them."""
    door, contact = partner.door, f"contacts/{partner.contacts[0].pk}/"
    page = door.get(f"{partner.case}contacts/?page_size=1").json()
    assert page["next"]
    seen = door.etag(partner.case)
    body = {"text": "We were called to that too"}
    first = door.post(f"{contact}comment/", body, key="k1")
    assert first.status_code == 201, first.content
    assert door.post(f"{partner.case}visit/", match=seen).status_code == 200
    partner.stop()
    for answer in (
        door.get(page["next"]),
        door.get(partner.case, headers={"If-None-Match": seen}),
        door.post(f"{partner.case}visit/", match=seen),
        door.post(f"{contact}comment/", body, key="k1"),
        door.post(f"{contact}comment/", body, key="k2"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert "ETag" not in answer
    assert Comment.objects.filter(text=body["text"]).count() == 1


# Keys


def test_the_key_of_somebody_else_is_another_key(cast: Cast) -> None:
    with database_role("seed"):
        scene = make_scene(cast)
        doors = [Door(cast.asha), Door(cast.ben)]
    case = f"cases/{scene.case.reference}/"
    body = {"category": "housing", "happened_at": "2026-01-05T10:00:00Z", "channel": "visit", "summary": "Talked"}
    answers = [door.post(f"{case}contacts/", body, key="guessed") for door in doors]
    assert [answer.status_code for answer in answers] == [201, 201], answers[0].content
    assert [answer.get("Idempotency-Replayed") for answer in answers] == [None, None]
    assert answers[0].json()["id"] != answers[1].json()["id"]
    stranger = Door(cast.dot)
    assert stranger.post(f"{case}contacts/", body, key="guessed").status_code == 404


def test_a_server_that_dies_in_the_middle_leaves_no_key_and_no_half_of_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection is cut between the act and the end of its transaction; the same key then does it once."""
    with database_role("seed"):
        scene = make_scene(cast)
        door = Door(cast.asha)
    path = f"cases/{scene.case.reference}/contacts/"
    body = {"category": "housing", "happened_at": "2026-01-05T10:00:00Z", "channel": "visit", "summary": "Talked"}
    settle = idempotency.settle

    def killed(*args: Any, **said: Any) -> None:
        settle(*args, **said)
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            cleaner().execute("SELECT pg_terminate_backend(%s)", cursor.fetchone())

    monkeypatch.setattr(idempotency, "settle", killed)
    assert door.post(path, body, key="k1").status_code >= 500
    connections["default"].close()
    assert (Contact.objects.filter(case=scene.case).count(), IdempotencyKey.objects.count()) == (0, 0)
    monkeypatch.undo()
    answers = [door.post(path, body, key="k1") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert [answer.get("Idempotency-Replayed") for answer in answers] == [None, "true"]
    assert Contact.objects.filter(case=scene.case).count() == 1
