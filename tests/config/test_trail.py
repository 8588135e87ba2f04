"""The trail of a request, at any door: written after the rendering, inside the transaction, before the first byte."""

from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client, RequestFactory

from agencies.models import AuditEvent
from config import trail
from config.trail import route_of
from tests.conftest import database_role
from tests.database import ask
from tests.factories.agencies import Cast
from tests.factories.casework import make_scene
from tests.outages import trail_away, trail_closed

pytestmark = pytest.mark.usefixtures("table")


@pytest.fixture
def case(cast: Cast) -> UUID:
    with database_role("seed"):
        return make_scene(cast).case.pk


def kept() -> int:
    return int(ask("SELECT count(*) FROM written"))


def looks() -> list[AuditEvent]:
    return list(AuditEvent.objects.exclude(result="done").order_by("id"))


def test_an_act_whose_answer_shows_something_keeps_both(client: Client, case: UUID) -> None:
    assert client.post(f"/test/show/{case}/").status_code == 200
    assert kept() == 1
    assert [(look.case_id, look.route) for look in looks()] == [(case, "POST /test/show/<case>/")]


@pytest.mark.parametrize("away", [trail_away, lambda: trail_closed("audit")], ids=["no connection", "no right"])
@pytest.mark.parametrize(("door", "kind"), [("/test", "text/html"), ("/api/test", "application/json")])
def test_an_act_whose_answer_may_not_be_shown_is_undone(
    client: Client, case: UUID, door: str, kind: str, away: Any
) -> None:
    with away():
        answer = client.post(f"{door}/show/{case}/")
    assert answer.status_code == 503
    assert answer["Content-Type"].startswith(kind)
    assert answer["Retry-After"] == "30"
    assert "a family's story" not in answer.content.decode()
    assert kept() == 0
    assert looks() == []


def test_what_the_record_refuses_at_commit_was_not_shown(client: Client, case: UUID) -> None:
    answer = client.post(f"/api/test/show-and-contradict/{case}/")
    assert (answer.status_code, kept()) == (409, 0)
    assert [(look.result, look.details) for look in looks()] == [("refused", {"code": "refused_by_the_record"})]


def test_what_was_shown_is_on_record_though_the_commit_failed_afterwards(
    client: Client, case: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More is written than was shown, never less: the answer cannot be called back once it is under way."""
    write = trail.write_looks

    def write_and_lose(*given: Any) -> None:
        write(*given)
        raise OperationalError("the connection was lost")

    monkeypatch.setattr(trail, "write_looks", write_and_lose)
    assert client.post(f"/api/test/show/{case}/").status_code == 503
    assert (kept(), [look.result for look in looks()]) == (0, ["shown"])


@pytest.mark.parametrize("door", ["/test", "/api/test"])
@pytest.mark.parametrize("view", ["hide", "forbid"])
def test_a_stranger_s_refusal_leaves_no_row(client: Client, view: str, door: str) -> None:
    assert client.get(f"{door}/{view}/").status_code in {403, 404}
    assert looks() == []


def test_the_refusals_are_written_around_the_transaction_and_the_looks_inside() -> None:
    names = [name.rpartition(".")[2] for name in settings.MIDDLEWARE]
    inside = ["RequestTransactionMiddleware", "ActorMiddleware", "PageRateMiddleware"]
    assert names[-4:] == ["TrailMiddleware", *inside], "who acts is told inside the transaction"


@pytest.mark.parametrize(
    ("method", "route"), [("GET", "GET"), ("PATCH", "PATCH"), ("X" * 5000, "OTHER"), ("get", "OTHER")]
)
def test_a_method_of_anybody_s_making_is_not_written_down(method: str, route: str) -> None:
    request = RequestFactory().generic(method, "/api/v1/cases/AL-000000/")
    request.method = method
    assert route_of(request) == f"{route} (no such address)"
