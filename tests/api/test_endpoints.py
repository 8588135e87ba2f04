"""The base endpoints: who gets in, which version, and what comes back."""

from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from rest_framework.test import APIRequestFactory

from api.etags import etag_for
from tests.api.cast import actor
from tests.api.rooms import AmendNote, Notes, OneNote, done, notes, open_rooms, send, version


@pytest.fixture(autouse=True)
def _rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    open_rooms(monkeypatch)


def test_list() -> None:
    response = send(Notes, "GET")
    assert response.status_code == 200
    assert [row["pk"] for row in response.data["results"]][:2] == ["000029", "000028"]
    assert len(response.data["results"]) == 25


def test_create() -> None:
    response = send(Notes, "POST", {"text": "They moved in."})
    assert (response.status_code, response.data) == (201, {"text": "They moved in."})
    assert response["Location"] == f"/notes/{UUID(int=9)}/"
    assert response["ETag"] == etag_for(notes["new"], actor(1))
    assert done == [{"text": "They moved in.", "by": actor(1)}]


def test_load_change_change_again() -> None:
    loaded = send(OneNote, "GET", key="old")
    assert loaded.data == {"text": "Before."}
    changed = send(OneNote, "PATCH", {"text": "After."}, key="old", headers={"If-Match": loaded["ETag"]})
    assert (changed.status_code, changed.data) == (200, {"text": "After."})
    stale = send(OneNote, "PATCH", {"text": "Late."}, key="old", headers={"If-Match": loaded["ETag"]})
    assert (stale.status_code, stale.data["code"]) == (412, "stale")
    again = send(AmendNote, "POST", {"text": "Again."}, key="old", headers={"If-Match": changed["ETag"]})
    assert (again.status_code, notes["old"].text) == (200, "Again.")


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        ({"bearer": None}, 401, "not_authenticated"),
        ({"bearer": "stolen"}, 401, "token_refused"),
        ({"bearer": "ben"}, 404, "not_found"),
        ({"key": "none"}, 404, "not_found"),
        ({"key": "no-uuid"}, 404, "not_found"),
        ({"key": "o\x00ld"}, 404, "not_found"),
        ({"method": "PUT"}, 405, "method_not_allowed"),
        ({"method": "OPTIONS"}, 405, "method_not_allowed"),
        ({"method": "GET"}, 405, "method_not_allowed"),
        ({"headers": {"Accept": "text/html", **version(3)}}, 406, "not_acceptable"),
        ({"headers": {}}, 428, "precondition_required"),
        ({"headers": {"If-Match": "*"}}, 400, "invalid"),
        ({"headers": version(2)}, 412, "stale"),
        ({"body": b"{"}, 400, "parse_error"),
        ({"body": {"text": "x", "txet": "y"}}, 400, "invalid"),
        ({"body": {}}, 400, "invalid"),
        ({"body": None}, 400, "invalid"),
        ({"body": {"text": "forbidden"}}, 403, "not_permitted"),
        ({"query": "debug=1"}, 400, "invalid"),
        ({"query": "format=api"}, 400, "invalid"),
        ({"content_type": "text/plain"}, 415, "unsupported_media_type"),
        ({"content_type": ""}, 415, "unsupported_media_type"),
        ({"content_type": "application/x-www-form-urlencoded", "body": b"text=x"}, 415, "unsupported_media_type"),
        ({"content_type": "multipart/form-data; boundary=x", "body": b"--x--"}, 415, "unsupported_media_type"),
        ({"content_type": "application/json; charset=latin-1"}, 415, "unsupported_media_type"),
        ({"content_type": "application/json; charset=bz2_codec"}, 415, "unsupported_media_type"),
        ({"content_type": "application/json; charset=utf-7", "query": "x=%2B2AA-"}, 415, "unsupported_media_type"),
        ({"headers": {"Idempotency-Key": "", **version(3)}}, 400, "invalid"),
        ({"headers": {"Idempotency-Key": "x" * 201, **version(3)}}, 400, "invalid"),
        ({"headers": {"Idempotency-Key": "a\tb", **version(3)}}, 400, "invalid"),
        ({"headers": {"Idempotency-Key": "é", **version(3)}}, 400, "invalid"),
    ],
)
def test_refused(request_: dict[str, Any], status: int, code: str) -> None:
    asked = {"method": "POST", "body": {"text": "x"}, "key": "old", "headers": version(3), **request_}
    response = send(AmendNote, **asked)
    assert (response.status_code, response.data["code"]) == (status, code)
    assert set(response.data) == {"code", "detail", "fields"}
    assert response["Content-Type"] == "application/json"
    assert done == []


def test_hidden_and_missing_are_the_same_bytes() -> None:
    answers = [send(OneNote, "GET", key="old", bearer="ben"), send(OneNote, "GET", key="none")]
    assert answers[0].content == answers[1].content
    assert dict(answers[0].items()) == dict(answers[1].items())


def test_a_401_says_how() -> None:
    assert send(OneNote, "GET", key="old", bearer=None)["WWW-Authenticate"] == "Bearer"
    assert send(OneNote, "GET", key="old", bearer="stolen")["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("token", [None, "stolen"])
def test_guessing_tokens_is_counted(settings: Any, token: str | None) -> None:
    settings.API_ANONYMOUS_RATE_PER_MINUTE = 3
    statuses = [send(OneNote, "GET", key="old", bearer=token).status_code for _ in range(5)]
    assert statuses == [401, 401, 401, 429, 429]


def test_a_request_counts_once(settings: Any) -> None:
    settings.API_RATE_PER_MINUTE = 3
    statuses = [send(OneNote, "GET", key="old").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]


def test_a_body_in_chunks_is_not_taken_for_an_empty_one() -> None:
    request = APIRequestFactory().post("/", headers={"Authorization": "Bearer asha", "Transfer-Encoding": "chunked"})
    request.META.pop("CONTENT_LENGTH", None)
    assert Notes.as_view()(request).status_code == 411


def test_an_empty_change_is_refused() -> None:
    assert send(OneNote, "PATCH", {}, key="old", headers=version(3)).status_code == 400


@pytest.mark.parametrize("query", ["page_sise=3", "state=open", "cursor=x", "page_size=0"])
def test_a_list_takes_no_unknown_parameters(query: str) -> None:
    response = send(Notes, "GET", query=query)
    assert (response.status_code, list(response.data["fields"])) == (400, [query.partition("=")[0]])


@pytest.mark.parametrize("missing", ["verb", "again", "subject", "out"])
def test_a_lacking_attribute_is_found_when_addresses_load(missing: str) -> None:
    lacking = type("Lacking", (AmendNote,), {missing: None})
    with pytest.raises(ImproperlyConfigured, match=f"needs `{missing}`"):
        lacking.as_view()
