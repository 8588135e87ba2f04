"""Idempotency-Key: a request that is sent again is done once, and answered under the rights of today."""

from typing import Any

import pytest

from tests.api.cast import actor
from tests.api.rooms import AmendNote, Notes, done, notes, open_rooms, send, version


@pytest.fixture(autouse=True)
def _rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    open_rooms(monkeypatch)


def test_a_key_does_it_once() -> None:
    headers = {"Idempotency-Key": "k1"}
    first = send(Notes, "POST", {"text": "Once."}, headers=headers)
    second = send(Notes, "POST", b' {"text" : "Once."}', headers=headers)
    assert (first.status_code, first.data) == (second.status_code, second.data) == (201, {"text": "Once."})
    assert first["Location"] == second["Location"]
    assert (first.get("Idempotency-Replayed"), second["Idempotency-Replayed"]) == (None, "true")
    assert len(done) == 1


def test_a_key_survives_the_version_that_it_moved() -> None:
    headers = {"Idempotency-Key": "k1", **version(3)}
    statuses = [send(AmendNote, "POST", {"text": "Once."}, key="old", headers=headers).status_code for _ in range(2)]
    assert statuses == [200, 200]
    assert len(done) == 1


@pytest.mark.parametrize("change", [{"body": {"text": "Other."}}, {"path": "/other/"}])
def test_a_key_for_something_else_is_refused(change: dict[str, Any]) -> None:
    asked: dict[str, Any] = {"body": {"text": "Once."}, "headers": {"Idempotency-Key": "k1"}}
    assert send(Notes, "POST", **asked).status_code == 201
    response = send(Notes, "POST", **{**asked, **change})
    assert (response.status_code, response.data["code"]) == (422, "idempotency_key_reused")


def test_two_actors_may_have_the_same_key() -> None:
    for token in ("asha", "ben"):
        send(Notes, "POST", {"text": "Theirs."}, headers={"Idempotency-Key": "k1"}, bearer=token)
    assert [each["by"] for each in done] == [actor(1), actor(2)]


def test_a_replay_after_the_right_has_ended_tells_nothing() -> None:
    headers = {"Idempotency-Key": "k1"}
    send(Notes, "POST", {"text": "Once."}, headers=headers)
    del notes["new"]
    assert send(Notes, "POST", {"text": "Once."}, headers=headers).status_code == 404
