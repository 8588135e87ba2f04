"""Rooms made of a few functions, endpoints on them, and a way to send requests: no database anywhere."""

import json
from typing import Any
from uuid import UUID

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.core.exceptions import ValidationError
from django.db.models import Model
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from agencies import rates
from agencies.actors import Actor
from agencies.exceptions import KeyReused, Missing, NotPermitted, TokenRefused
from agencies.idempotency import Replay
from api import authentication, endpoints
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


def open_rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two actors with a token each, one note, and nothing done yet."""
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
    monkeypatch.setattr(authentication, "set_actor", lambda _, **__: None)
    monkeypatch.setattr(endpoints, "idempotency", Keys())
    monkeypatch.setattr(rates, "cache", cache)


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
