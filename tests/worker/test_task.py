"""Every task is one transaction, in which the database knows as which part of the service it runs."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress

import pytest
import redis
from django.conf import settings
from django.db import OperationalError

from agencies import heartbeats
from tests.database import ask
from tests.worker import jobs
from worker.app import app, start_with_live_connections

pytestmark = pytest.mark.usefixtures("db")

QUEUE = "nobody listens here"


@pytest.fixture(autouse=True)
def _as_worker(role: Callable[[str], AbstractContextManager[None]]) -> Iterator[None]:
    with role("worker"):
        yield


def test_the_database_knows_who_acts_and_for_what() -> None:
    assert jobs.say_who_acts("system", "purpose") == ["beat", "operation"]
    assert jobs.say_who_acts("membership", "agency", "user", "participation") == ["", "", "", ""]


def test_and_forgets_it_with_the_task() -> None:
    jobs.say_who_acts("system")
    assert not ask("SELECT current_setting('app.system', true)")


def test_a_task_that_fails_leaves_nothing() -> None:
    with pytest.raises(RuntimeError, match="as it was asked to"):
        jobs.fail("a word")
    assert heartbeats.last_seen() == {}


@pytest.mark.parametrize("task", [jobs.nameless, jobs.impostor])
def test_who_is_not_listed_may_not_act(task: Callable[[], None]) -> None:
    with pytest.raises(ValueError, match="is not a valid SystemActor"):
        task()


def test_a_connection_that_the_database_has_dropped_does_not_fail_the_next_task() -> None:
    with suppress(OperationalError):
        ask("SELECT pg_terminate_backend(pg_backend_pid())")
    start_with_live_connections()
    assert jobs.say_who_acts("system") == ["beat"]


def test_arguments_are_kept_out_of_what_celery_writes_about_a_task() -> None:
    with redis.Redis.from_url(settings.REDIS_URL) as broker, app.connection_for_write() as connection:
        jobs.fail.apply_async(["a canary"], queue=QUEUE, connection=connection)
        message = json.loads(broker.lpop(QUEUE))
    assert message["headers"]["argsrepr"] == message["headers"]["kwargsrepr"] == "-"
    assert "canary" not in json.dumps(message)
    assert message["content-type"] == "application/json"
