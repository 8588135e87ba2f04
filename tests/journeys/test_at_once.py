"""Sixteen requests at once against the running service: one winner, the others 409 or 412, and nothing lost."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import requests

from casework.models import Allocation
from outcomes.models import Closure, ClosureAgreement
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_scene
from tests.factories.outcomes import WORDS, make_proposal

AT_ONCE = 16
REFUSED = {409, 412}


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return make_scene(cast)


@pytest.fixture
def race(client_of: Any, cast: Cast) -> Callable[..., Counter[int]]:
    """Send one request sixteen times at once, on the version that all of them saw; counts the statuses."""

    def run(path: str, body: dict[str, Any], *, seen: str = "") -> Counter[int]:
        client, start = client_of(cast.mina), Barrier(AT_ONCE)
        headers = {"Authorization": f"Bearer {client.token}"}
        if seen:
            client.get(seen)
            headers["If-Match"] = client.etags[seen]

        def send(_: int) -> int:
            start.wait()
            return requests.post(f"{client.root}api/v1/{path}", json=body, headers=headers, timeout=60).status_code

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return Counter(pool.map(send, range(AT_ONCE)))

    return run


def test_one_closes(scene: Scene, race: Callable[..., Counter[int]]) -> None:
    make_proposal(scene, answered=True)
    case = f"cases/{scene.case.reference}/"
    came = race(f"{case}close/", {}, seen=case)
    assert came[200] == 1
    assert set(came) <= {200} | REFUSED
    assert Closure.objects.count() == 1


def test_one_reallocates(scene: Scene, race: Callable[..., Counter[int]], cast: Cast) -> None:
    case = f"cases/{scene.case.reference}/"
    body = {
        "to": str(cast.ben.signatory.pk),
        "reason": "Moves",
        "handover_note": "Tuesdays",
        "participants_told": "Both",
    }
    came = race(f"{case}hand-over/", body, seen=case)
    assert came[201] == 1
    assert set(came) <= {201} | REFUSED
    assert Allocation.objects.get(case=scene.case, ended_at__isnull=True).membership == cast.ben.membership
    assert Allocation.objects.filter(case=scene.case).count() == 2


def test_one_yes_is_written(scene: Scene, race: Callable[..., Counter[int]]) -> None:
    proposal = make_proposal(scene)
    said = {"member": str(scene.member("Rosa").pk), "wording": WORDS, "how": "in_person", "witness": "Ben Hope"}
    came = race(f"closure-proposals/{proposal.pk}/agree/", said)
    assert came == {201: 1, 409: AT_ONCE - 1}
    assert ClosureAgreement.objects.count() == 1
