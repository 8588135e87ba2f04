"""Calls to an agency's identity provider: to its own host and no other, over TLS, once, not for long, and not for much.

An administrator types the address, so whatever runs beside this service must be out of its reach.
"""

import base64
import json
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, quote, urlencode, urlsplit

from django.conf import settings

SECONDS = 5.0  # for one call, whatever comes in between
MOST_BYTES = 200_000
HTTPS_PORT = 443
# Addresses of IPv6 in which one of IPv4 is hidden, which could be a private one.
TRANSLATED = [ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]


class CallFailed(Exception):
    """It was not called, or did not answer as it should. The text is ours: for the log, and no secret stands in it."""


def ask(url: str, *, issuer: str, form: Mapping[str, str] | None = None, login: tuple[str, str] | None = None) -> Any:
    """The JSON object at this address; with a form it is sent there, and `login` as HTTP Basic. Raises CallFailed."""
    place = require_own(url, issuer=issuer)
    headers = {"Host": place.netloc, "Accept": "application/json", "Accept-Encoding": "identity", "Connection": "close"}
    body = None
    if form is not None:
        body, headers["Content-Type"] = urlencode(form), "application/x-www-form-urlencoded"
    if login is not None:
        pair = ":".join(quote(part, safe="") for part in login)  # RFC 6749, 2.3.1
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    target = (place.path or "/") + (f"?{place.query}" if place.query else "")
    return _object(_answer(place, "GET" if form is None else "POST", target, body, headers))


def require_own(url: object, *, issuer: str) -> SplitResult:
    """The parts of an address that is on the issuer's own host. Raises CallFailed."""
    if not isinstance(url, str) or len(url) > 1000 or not url.isascii() or not url.isprintable() or " " in url:  # noqa: PLR2004
        raise CallFailed("the address is no address")
    try:
        place, home = urlsplit(url), urlsplit(issuer)
        is_there = (place.scheme, place.hostname, place.port) == (home.scheme, home.hostname, home.port)
    except ValueError as error:
        raise CallFailed("the address is no address") from error
    if not is_there or "@" in place.netloc or "\\" in url or place.fragment or not place.hostname:
        raise CallFailed("the address is not on the issuer's own host")
    if not _is_loopback_in_development(place) and (place.scheme != "https" or place.port not in {None, HTTPS_PORT}):
        raise CallFailed("the address is not https on port 443")
    return place


def _is_loopback_in_development(place: SplitResult) -> bool:
    return bool(settings.DEVELOPMENT) and place.scheme == "http" and place.hostname == "127.0.0.1"


def _where(place: SplitResult) -> tuple[str, int]:
    """The address to connect to: looked up once, so that it is the one that was judged."""
    if _is_loopback_in_development(place):
        return "127.0.0.1", place.port or 80
    try:
        found = socket.getaddrinfo(place.hostname, HTTPS_PORT, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise CallFailed("its name is not known") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(is_public(address) for address in addresses):
        raise CallFailed("its address is not a public one")
    return addresses[0], HTTPS_PORT


def is_public(address: str) -> bool:
    """Whether an address is out in the world, and no way into a network of ours."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if any(ip in net for net in TRANSLATED):
            return False
    return ip.is_global and not ip.is_multicast


@contextmanager
def _line(place: SplitResult) -> Iterator[HTTPConnection]:
    """A connection that is cut off when its time is over, also where a byte comes now and then."""
    address, port = _where(place)
    line = HTTPConnection(address, port, timeout=SECONDS)
    plain = socket.create_connection((address, port), timeout=SECONDS)
    twin = plain.dup()  # TLS takes the first one over; both are the same line
    alarm = threading.Timer(SECONDS, _cut, [twin])
    alarm.daemon = True
    alarm.start()
    try:
        line.sock = plain
        if place.scheme == "https":
            line.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=place.hostname)
        yield line
    finally:
        alarm.cancel()
        line.close()
        plain.close()
        twin.close()


def _cut(twin: socket.socket) -> None:
    with suppress(OSError):
        twin.shutdown(socket.SHUT_RDWR)


def _answer(place: SplitResult, method: str, target: str, body: str | None, headers: dict[str, str]) -> bytes:
    try:
        with _line(place) as line:
            line.request(method, target, body=body, headers=headers)
            response = line.getresponse()
            if response.status != 200:  # noqa: PLR2004 - a redirect too: it could lead anywhere
                raise CallFailed(f"it answered {response.status}")
            said: bytes = response.read(MOST_BYTES + 1)
    except (OSError, HTTPException, ValueError) as error:
        raise CallFailed(f"it did not answer: {type(error).__name__}") from error
    if len(said) > MOST_BYTES:
        raise CallFailed("its answer is too long")
    return said


def _object(said: bytes) -> Any:
    try:
        known = json.loads(said)
    except (ValueError, RecursionError) as error:
        raise CallFailed("its answer is no JSON") from error
    if not isinstance(known, dict):
        raise CallFailed("its answer is no JSON object")
    return known
