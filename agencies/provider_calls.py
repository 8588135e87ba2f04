"""Calls to an agency's identity provider: to its own host and no other, as agencies/outward.py calls anybody."""

import base64
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, quote, urlencode, urlsplit

from agencies import outward

SECONDS = 5.0  # for one call, whatever comes in between
MOST_BYTES = 200_000


class CallFailed(Exception):
    """It was not called, or did not answer as it should. The text is ours: for the log, and no secret stands in it."""


def ask(url: str, *, issuer: str, form: Mapping[str, str] | None = None, login: tuple[str, str] | None = None) -> Any:
    """The JSON object at this address; with a form it is sent there, and `login` as HTTP Basic. Raises CallFailed."""
    place = require_own(url, issuer=issuer)
    headers, body = {"Accept": "application/json"}, None
    if form is not None:
        body, headers["Content-Type"] = urlencode(form).encode(), "application/x-www-form-urlencoded"
    if login is not None:
        pair = ":".join(quote(part, safe="") for part in login)  # RFC 6749, 2.3.1
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    try:
        answer = outward.call(place, headers, body, seconds=SECONDS, most_bytes=MOST_BYTES)
    except (outward.NotReached, outward.NoAnswer) as error:
        raise CallFailed(str(error)) from error
    if answer.status != 200:  # noqa: PLR2004 - a redirect too: it could lead anywhere
        raise CallFailed(f"it answered {answer.status}")
    if len(answer.body) > MOST_BYTES:
        raise CallFailed("its answer is too long")
    return _object(answer.body)


def require_own(url: object, *, issuer: str) -> SplitResult:
    """The parts of an address that is on the issuer's own host. Raises CallFailed."""
    try:
        place, home = outward.place_of(url), urlsplit(issuer)
        is_there = (place.scheme, place.hostname, place.port) == (home.scheme, home.hostname, home.port)
    except (outward.NotReached, ValueError) as error:
        raise CallFailed(str(error)) from error
    if not is_there:
        raise CallFailed("the address is not on the issuer's own host")
    return place


def _object(said: bytes) -> Any:
    try:
        known = json.loads(said)
    except (ValueError, RecursionError) as error:
        raise CallFailed("its answer is no JSON") from error
    if not isinstance(known, dict):
        raise CallFailed("its answer is no JSON object")
    return known
