"""An authorisation server of the tests' own: discovery, keys, authorize and token, over HTTP; and every way to be wrong."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

CLIENT, SECRET = "alongside", "a secret: of the tests/only"
Signing = Callable[["AuthorisationServer", dict[str, Any]], str]


@cache
def rsa(name: str) -> RSAKey:
    """A key of this name; made once, since that takes a while."""
    return RSAKey.generate_key(2048, {"kid": name})


@cache
def elliptic(name: str) -> ECKey:
    """The same, of the other kind."""
    return ECKey.generate_key("P-256", {"kid": name})


def unpadded(raw: bytes) -> str:
    """As it stands in a token."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def by(key: Any, alg: str = "RS256", **header: Any) -> Signing:
    """Signed by this key, whatever the server publishes."""
    return lambda _server, claims: jwt.encode({"alg": alg, "kid": key.kid, **header}, claims, key, algorithms=[alg])


def by_nobody(server: "AuthorisationServer", claims: dict[str, Any]) -> str:
    """`alg` none, and an empty signature."""
    header = {"alg": "none", "kid": server.key.kid}
    return ".".join([unpadded(json.dumps(part).encode()) for part in (header, claims)]) + "."


def by_the_public_key(server: "AuthorisationServer", claims: dict[str, Any]) -> str:
    """HS256, with the text of the public key as the shared secret: whoever mixes the two up believes it."""
    head = {"alg": "HS256", "typ": "JWT", "kid": server.key.kid}
    text = ".".join(unpadded(json.dumps(part).encode()) for part in (head, claims))
    return f"{text}.{unpadded(hmac.digest(server.key.as_pem(private=False), text.encode(), 'sha256'))}"


def altered(server: "AuthorisationServer", claims: dict[str, Any]) -> str:
    """Rightly signed, and changed after that."""
    head, _, signature = by(server.key)(server, claims).split(".")
    return ".".join([head, unpadded(json.dumps(claims | {"sub": "chidi-there"}).encode()), signature])


@dataclass
class AuthorisationServer:
    """One client is registered. Whoever is sent to it has signed in as `subject` already."""

    port: int = 0
    subject: str = "asha-there"
    key: Any = field(default_factory=lambda: rsa("first"))
    published: list[Any] = field(default_factory=lambda: [rsa("first")])
    claims: dict[str, Any] = field(
        default_factory=dict
    )  # over the right ones; None leaves one out, a timedelta is from now
    metadata: dict[str, Any] = field(default_factory=dict)
    sign: Signing | None = None
    status: dict[str, int] = field(default_factory=dict)  # of a path, instead of 200
    says: dict[str, bytes] = field(default_factory=dict)  # of a path, instead of what is right
    asked: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    token: str = ""  # instead of a new one
    given: str = ""  # the last one

    @property
    def issuer(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}/tenant"

    def behave(self) -> None:
        """As it should, from now on."""
        fresh = AuthorisationServer()
        for name in ("subject", "key", "published", "claims", "metadata", "sign", "status", "says", "token"):
            setattr(self, name, getattr(fresh, name))
        self.forms.clear()

    def discovery(self) -> dict[str, Any]:
        """What it says of itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize?tenant=1",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "code_challenge_methods_supported": ["S256"],
        } | self.metadata

    def keys(self) -> dict[str, Any]:
        """Those that it signs with now."""
        return {"keys": [key.as_dict(private=False) | {"use": "sig"} for key in self.published]}

    def authorize(self, query: dict[str, str]) -> str:
        """Where it sends the browser back to."""
        assert (query["client_id"], query["response_type"], query["scope"]) == (CLIENT, "code", "openid")
        assert query["code_challenge_method"] == "S256"
        code = uuid4().hex
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def redeem(self, form: dict[str, str], login: str) -> tuple[int, dict[str, Any]]:
        """A token, for whoever has the code, its proof and the secret, once."""
        begun = self.codes.pop(form["code"], None)
        proof = unpadded(hashlib.sha256(form["code_verifier"].encode()).digest())
        known = base64.b64encode(f"{CLIENT}:{'a%20secret%3A%20of%20the%20tests%2Fonly'}".encode()).decode()
        if login != f"Basic {known}":
            return 401, {"error": "invalid_client"}
        if begun is None or begun["code_challenge"] != proof or begun["redirect_uri"] != form["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        self.given = self.token or self.made(begun["nonce"])
        return 200, {"access_token": "access", "token_type": "Bearer", "id_token": self.given}

    def made(self, nonce: str) -> str:
        """An ID token, right but for what the test wants wrong."""
        now = int(time.time())
        right = {
            "iss": self.issuer, "aud": CLIENT, "sub": self.subject, "iat": now, "exp": now + 300, "nonce": nonce,
            "amr": ["pwd", "mfa"],
            "at_hash": unpadded(hashlib.sha256(b"access").digest()[:16]),
        }  # fmt: skip
        bent = {
            name: now + value.total_seconds() if isinstance(value, timedelta) else value
            for name, value in self.claims.items()
        }
        claims = {name: value for name, value in (right | bent).items() if value is not None}
        return (self.sign or by(self.key))(self, claims)


class Answering(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        """Discovery, keys, or a browser that was sent here."""
        here, path, query = self.server.here, *self.place()  # type: ignore[attr-defined]
        if path == "authorize":
            self.send_response(302)
            self.send_header("Location", here.authorize(query))
            self.end_headers()
        else:
            self.tell(path, 200, here.keys() if path == "keys" else here.discovery())

    def do_POST(self) -> None:
        """The token."""
        here, sent = self.server.here, self.rfile.read(int(self.headers["Content-Length"]))  # type: ignore[attr-defined]
        form = {name: values[0] for name, values in parse_qs(sent.decode()).items()}
        here.forms.append(form)
        self.tell("token", *here.redeem(form, self.headers["Authorization"]))

    def place(self) -> tuple[str, dict[str, str]]:
        """The end of the path, and the query."""
        parts = urlsplit(self.path)
        return parts.path.rpartition("/")[2], {name: values[0] for name, values in parse_qs(parts.query).items()}

    def tell(self, path: str, status: int, said: dict[str, Any]) -> None:
        """JSON, or what the test wants instead."""
        here = self.server.here  # type: ignore[attr-defined]
        here.asked.append(path)
        status = here.status.get(path, status)
        body = here.says.get(path, json.dumps(said).encode())
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", f"{here.issuer}/elsewhere")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@contextmanager
def an_authorisation_server() -> Iterator[AuthorisationServer]:
    """One that runs on this machine, until the end of the block."""
    here = AuthorisationServer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.daemon_threads = True
    server.here, here.port = here, server.server_port  # type: ignore[attr-defined]
    running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    running.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
        running.join()


def sent_back(address: str) -> str:
    """Where the server sends a browser that opens this address."""
    parts = urlsplit(address)
    line = HTTPConnection(parts.netloc, timeout=5)
    try:
        line.request("GET", f"{parts.path}?{parts.query}")
        return line.getresponse().headers["Location"] or ""
    finally:
        line.close()
