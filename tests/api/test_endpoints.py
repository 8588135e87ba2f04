"""The base endpoints, on rooms made of a few functions: who gets in, which version, how often, and what comes back."""

import json
from typing import Any
from uuid import UUID

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db.models import Model
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from agencies.actors import Actor
from agencies.exceptions import KeyReused, Missing, NotPermitted, TokenRefused
from agencies.idempotency import Replay
from api import authentication, endpoints, throttling
from api.endpoints import Changing, Creating, Detail, Listing, Verb
from api.etags import etag_for
from api.serializers.base import Body, Text
from tests.api.cast import Note, Row, Rows, actor

notes: dict[str, Note] = {}
done: list[dict[str, Any]] = []


def note_for(who: Actor, key: Any) -> Note:
    """One note of the actor's."""
    if key == "no-uuid":
        raise ValidationError("“no-uuid” is not a valid UUID.")
    if key not in notes or who != actor(1):
        raise Missing("Hidden, or not there.")
    return Note(pk=notes[key].pk, version=notes[key].version, text=notes[key].text)


def newest(who: Actor, key: str) -> Note:
    """The note that was written last."""
    return note_for(who, "new")


def oldest(who: Actor, key: str) -> Note:
    """The note that was there before."""
    return note_for(who, "old")


def rows_for(who: Actor) -> Rows:
    """Thirty rows."""
    return Rows(Row(number, number) for number in range(30))


def write(*, text: str, by: Actor) -> Note:
    """Write a note."""
    done.append({"text": text, "by": by})
    notes["new"] = Note(pk=UUID(int=9), version=1, text=text)
    return notes["new"]


def amend(note: Note, *, by: Actor, text: str = "") -> Note:
    """Amend it."""
    if text == "forbidden":
        raise NotPermitted("Ask your manager.")
    done.append({"text": text, "by": by})
    note.version += 1
    note.text = text
    notes["old"] = note
    return note


class NoteBody(Body):
    text = Text()
    example = {"text": "They moved in."}


class NoteOut(serializers.Serializer[Any]):
    text = serializers.CharField()


class RowOut(serializers.Serializer[Any]):
    pk = serializers.CharField()


class Notes(Creating, Listing):
    rows = staticmethod(rows_for)
    listed = RowOut
    body, out = NoteBody, NoteOut
    verb = staticmethod(write)
    again = staticmethod(newest)

    def location(self, row: Note) -> str:
        return f"/notes/{row.pk}/"


class OneNote(Detail, Changing):
    subject, subject_key = staticmethod(note_for), "key"
    body, out = NoteBody, NoteOut
    verb = staticmethod(amend)


class AmendNote(Verb):
    subject, subject_key = staticmethod(note_for), "key"
    body, out = NoteBody, NoteOut
    verb = staticmethod(amend)
    again = staticmethod(oldest)


class Keys:
    """Stands for agencies.idempotency, which needs a database."""

    def __init__(self) -> None:
        self.claimed: dict[tuple[Any, str], str] = {}
        self.settled: dict[tuple[Any, str], Replay] = {}

    def claim(self, who: Actor, key: str, fingerprint: str) -> Replay | None:
        if self.claimed.setdefault((who.membership, key), fingerprint) != fingerprint:
            raise KeyReused("Send a new key.")
        return self.settled.get((who.membership, key))

    def settle(self, who: Actor, key: str, *, status: int, subject: Model) -> None:
        self.settled[who.membership, key] = Replay(status, "note", str(subject.pk))


@pytest.fixture(autouse=True)
def rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    notes.clear()
    done.clear()
    notes["old"] = Note(pk=UUID(int=7), version=3, text="Before.")
    cache = LocMemCache("endpoints", {})
    cache.clear()
    tokens = {"asha": actor(1), "ben": actor(2)}

    def actor_for(token: str) -> Actor:
        if token not in tokens:
            raise TokenRefused("Sign in again.")
        return tokens[token]

    monkeypatch.setattr(authentication, "actor_for", actor_for)
    monkeypatch.setattr(authentication, "set_actor", lambda _: None)
    monkeypatch.setattr(endpoints, "idempotency", Keys())
    monkeypatch.setattr(throttling, "cache", cache)


def send(
    view: Any, method: str, body: Any = None, *, bearer: str | None = "asha", path: str = "/notes/", **options: Any
) -> Response:
    """Send a request to a view; `headers`, `query` and the keys of the address as options."""
    headers = {**({"Authorization": f"Bearer {bearer}"} if bearer else {}), **options.pop("headers", {})}
    raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    content_type = options.pop("content_type", "application/json")
    if query := options.pop("query", ""):
        path = f"{path}?{query}"
    request = APIRequestFactory().generic(method, path, raw, content_type, headers=headers)
    response: Response = view.as_view()(request, **options)
    response.render()
    return response


def version(number: int) -> dict[str, str]:
    return {"If-Match": etag_for(Note(pk=UUID(int=7), version=number), actor(1))}


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


@pytest.mark.parametrize("missing", ["verb", "again", "subject", "out"])
def test_a_lacking_attribute_is_found_when_addresses_load(missing: str) -> None:
    lacking = type("Lacking", (AmendNote,), {missing: None})
    with pytest.raises(ImproperlyConfigured, match=f"needs `{missing}`"):
        lacking.as_view()
