"""Calls to addresses that somebody typed: over TLS, out in the world, once, not for long, and not for much.

Whatever runs beside this service must be out of their reach. Who calls is told whether anything was sent at all.
"""

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

HTTPS_PORT = 443
MOST_LETTERS = 1000
# Addresses of IPv6 in which one of IPv4 is hidden, which could be a private one.
TRANSLATED = [ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]


class NotReached(Exception):
    """Nothing was sent. The text is ours: for the log, and no secret stands in it."""


class NoAnswer(Exception):
    """It was sent, all of it or a part, and what came back is no answer: what became of it is known there alone."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status of HTTP, and the body up to the most that was asked for and one byte more."""

    status: int
    body: bytes


def place_of(url: object) -> SplitResult:
    """The parts of an address that may be called. Raises NotReached."""
    if not isinstance(url, str) or len(url) > MOST_LETTERS or not url.isascii() or not url.isprintable() or " " in url:
        raise NotReached("the address is no address")
    try:
        place = urlsplit(url)
        port = place.port
    except ValueError as error:
        raise NotReached("the address is no address") from error
    if "@" in place.netloc or "\\" in url or place.fragment or not place.hostname:
        raise NotReached("the address is no address")
    if not _is_loopback_in_development(place) and (place.scheme != "https" or port not in {None, HTTPS_PORT}):
        raise NotReached("the address is not https on port 443")
    return place


def call(
    place: SplitResult, headers: Mapping[str, str], body: bytes | None = None, *, seconds: float, most_bytes: int
) -> Answer:
    """GET it, or POST the body there: within so many seconds in all. Follows nothing, uses no proxy.

    Raises NotReached and NoAnswer.
    """
    target = (place.path or "/") + (f"?{place.query}" if place.query else "")
    whole = {"Host": place.netloc, "Accept-Encoding": "identity", "Connection": "close", **headers}
    with _line(place, seconds) as line:
        try:
            line.request("GET" if body is None else "POST", target, body=body, headers=whole)
            response: HTTPResponse = line.getresponse()
            return Answer(response.status, response.read(most_bytes + 1))
        except (OSError, HTTPException, ValueError) as error:
            raise NoAnswer(f"it did not answer: {type(error).__name__}") from error


def is_public(address: str) -> bool:
    """Whether an address is out in the world, and no way into a network of ours."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if any(ip in net for net in TRANSLATED):
            return False
    return ip.is_global and not ip.is_multicast


def _is_loopback_in_development(place: SplitResult) -> bool:
    return bool(settings.DEVELOPMENT) and place.scheme == "http" and place.hostname == "127.0.0.1"


def _where(place: SplitResult) -> tuple[str, int]:
    """The address to connect to: looked up once, so that it is the one that was judged."""
    if _is_loopback_in_development(place):
        return "127.0.0.1", place.port or 80
    try:
        found = socket.getaddrinfo(place.hostname, HTTPS_PORT, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotReached("its name is not known") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(is_public(address) for address in addresses):
        raise NotReached("its address is not a public one")
    return addresses[0], HTTPS_PORT


@contextmanager
def _line(place: SplitResult, seconds: float) -> Iterator[HTTPConnection]:
    """A connection that is cut off when its time is over, also where a byte comes now and then."""
    address, port = _where(place)
    line = HTTPConnection(address, port, timeout=seconds)
    try:
        plain = socket.create_connection((address, port), timeout=seconds)
    except OSError as error:
        raise NotReached(f"it did not answer: {type(error).__name__}") from error
    twin = plain.dup()  # TLS takes the first one over; both are the same line
    alarm = threading.Timer(seconds, _cut, [twin])
    alarm.daemon = True
    alarm.start()
    try:
        line.sock = _over_tls(plain, place)
        yield line
    finally:
        alarm.cancel()
        line.close()
        plain.close()
        twin.close()


def _over_tls(plain: socket.socket, place: SplitResult) -> socket.socket:
    if place.scheme != "https":
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=place.hostname)
    except (OSError, ValueError) as error:
        raise NotReached(f"it did not answer: {type(error).__name__}") from error


def _cut(twin: socket.socket) -> None:
    with suppress(OSError):
        twin.shutdown(socket.SHUT_RDWR)
