"""ETags: strong, opaque, the actor's own; and what If-Match must say."""

import re
from uuid import UUID

import pytest
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from agencies.exceptions import Invalid, Stale
from api.etags import etag_for, require_match
from api.exceptions import PreconditionRequired
from tests.api.cast import Note, Page, actor

ASHA, BEN = actor(1), actor(2)
NOTE = Note(pk=UUID(int=7), version=3)


def request(if_match: str | None) -> Request:
    headers = {} if if_match is None else {"If-Match": if_match}
    return Request(APIRequestFactory().post("/", headers=headers))


def test_shape() -> None:
    assert re.fullmatch(r'"[0-9a-f]{32}"', etag_for(NOTE, ASHA))


@pytest.mark.parametrize(
    "other",
    [
        etag_for(Note(pk=NOTE.pk, version=4), ASHA),
        etag_for(Note(pk=UUID(int=8), version=3), ASHA),
        etag_for(Page(pk=NOTE.pk, version=3), ASHA),
        etag_for(NOTE, BEN),
    ],
    ids=["version", "row", "kind", "actor"],
)
def test_each_part_counts(other: str) -> None:
    assert etag_for(NOTE, ASHA) != other


def test_it_is_the_same_every_time() -> None:
    assert etag_for(NOTE, ASHA) == etag_for(Note(pk=NOTE.pk, version=3), actor(1))


@pytest.mark.parametrize("sent", [etag_for(NOTE, ASHA), f'"abc", {etag_for(NOTE, ASHA)}', f" {etag_for(NOTE, ASHA)} "])
def test_match(sent: str) -> None:
    require_match(request(sent), NOTE, ASHA)


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        (None, PreconditionRequired),
        ("*", Invalid),
        ("", Invalid),
        ("abc", Invalid),
        (etag_for(NOTE, ASHA).strip('"'), Invalid),
        ('"abc"', Stale),
        ("W/" + etag_for(NOTE, ASHA), Stale),
        (etag_for(NOTE, BEN), Stale),
        (etag_for(Note(pk=NOTE.pk, version=2), ASHA), Stale),
        ('"\xe9"', Stale),
    ],
)
def test_no_match(sent: str | None, refusal: type[APIException]) -> None:
    with pytest.raises(refusal):
        require_match(request(sent), NOTE, ASHA)
