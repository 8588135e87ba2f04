"""Whatever is killed, and wherever a reminder was then: it is sent once, cancelled with a reason, or shown as uncertain."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.surviving import Reminding, reminding
from tests.worker.gated_mail import AFTER, BEFORE, CLAIMED

# A stack of their own, which is killed piece by piece: in one process, one after the other.
pytestmark = pytest.mark.xdist_group("surviving")

STAGES = ["planned", "prepared", CLAIMED, BEFORE, AFTER, "sent"]
# Until the hand-over begins nothing is in doubt. From then on a process that ends leaves a doubt; one that was only cut
# off from the others may still have said what it did.
SENT_ONCE = {("sent", 1)}
IN_DOUBT = {BEFORE: {("uncertain", 0), ("uncertain", 1), ("sent", 1)}, AFTER: {("uncertain", 1), ("sent", 1)}}
CERTAINLY = {("kill_child", BEFORE): {("uncertain", 0)}, ("kill_child", AFTER): {("uncertain", 1)}}


@pytest.fixture(scope="module")
def stack(django_db_blocker: Any) -> Iterator[Reminding]:
    """Started once for all of them."""
    with django_db_blocker.unblock(), reminding() as running:
        yield running


@pytest.mark.parametrize("event", ["kill_child", "kill_redis", "restart_postgres", "kill_parent"])
@pytest.mark.parametrize("stage", STAGES)
def test_nothing_is_lost_and_nothing_comes_twice(stage: str, event: str, stack: Reminding) -> None:
    stack.prepare(stage)
    getattr(stack, event)()
    assert stack.end() in CERTAINLY.get((event, stage), IN_DOUBT.get(stage, SENT_ONCE))
