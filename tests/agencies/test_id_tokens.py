"""ID tokens and keys that are no such thing: refused by name, whatever is in them, and never an error of ours."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from joserfc import jws, jwt
from joserfc.jwk import ECKey

from agencies.id_tokens import TokenNotRight, prove
from agencies.models import IdentityProvider
from tests.authorisation_server import rsa

PROVIDER = IdentityProvider(issuer="https://login.example.org", client_id="alongside", second_factors=["mfa"])
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOW = AT.timestamp()
RIGHT = {"iss": PROVIDER.issuer, "aud": "alongside", "sub": "x", "nonce": "n", "iat": NOW, "exp": NOW + 60}
KEY = rsa("first").as_dict(private=False)
HUGE = "1" * 5000
# An end that is far away: that a token is fresh is asked of its beginning. And a name that is a figure.
HARMLESS = {("exp", repr(10**400)), ("exp", "inf"), ("sub", "'0'")}


def part(said: Any) -> str:
    return base64.urlsafe_b64encode(said if isinstance(said, bytes) else json.dumps(said).encode()).decode().rstrip("=")


def signed(**claims: Any) -> str:
    text = json.dumps(RIGHT | claims).encode()
    return jws.serialize_compact({"alg": "RS256", "kid": "first"}, text, rsa("first"), algorithms=["RS256"])


def judged(token: Any, keys: Any) -> str:
    """The rule by which it is refused; empty where it is believed."""
    try:
        prove(token, keys=keys, provider=PROVIDER, nonce="n", access_token="a\ud800", at=AT)
    except TokenNotRight as wrong:
        return str(wrong)
    return ""


def test_what_is_right_is_believed():
    assert judged(signed(), {"keys": [KEY]}) == ""
    without_kid = jwt.encode({"alg": "RS256"}, RIGHT, rsa("first"), algorithms=["RS256"])
    assert judged(without_kid, {"keys": [KEY]}) == ""
    assert judged(without_kid, {"keys": [KEY, rsa("second").as_dict(private=False)]}) == "key"  # which of them?


def test_what_is_no_key_is_none():
    small = KEY | {"n": part(b"\0" * 128 + b"\xff" * 128)}
    for told in (
        *(None, "keys", {}, [None], ["x"], [{}], [KEY, KEY], [small], [KEY | {"use": "enc"}], [KEY | {"alg": "RS512"}]),
        *([KEY | {"kty": kty}] for kty in ("oct", "EC", "OKP", None, [])),
        *([KEY | {name: value}] for name in ("n", "e") for value in ("", "?", 7, None, "AA", "\ud800", HUGE)),
        [{name: value for name, value in KEY.items() if name != "n"}],
    ):
        assert judged(signed(), {"keys": told}), told
    assert judged(signed(), {"keys": [small]}) == "key"
    curve = ECKey.generate_key("P-256", {"kid": "curve"})
    token = jwt.encode({"alg": "ES256", "kid": "curve"}, RIGHT, curve, algorithms=["ES256"])
    public = curve.as_dict(private=False)
    assert judged(token, {"keys": [public]}) == ""
    for change in ({"crv": "P-521"}, {"crv": None}, {"x": "AA"}, {"y": None}, {"x": public["y"]}):
        assert judged(token, {"keys": [public | change]}), change


def test_what_is_no_token_is_none():
    head, body, signature = signed().split(".")
    for token in (
        *(None, 7, "", ".", "..", "...", "a.b.c", "é.b.c", "x" * 30_000, f"{head}.{body}.", f"{head}..{signature}"),
        *(f"{part(said)}.{body}.{signature}" for said in ([], {}, "x", b"\xff", {"alg": ["RS256"]}, {"alg": None})),
        *(f"{part({'alg': 'RS256', 'kid': 'first'} | more)}.{body}.{signature}" for more in (
            {"kid": {}}, {"kid": None}, {"crit": ["b64"], "b64": False}, {"typ": []}, {"zip": "DEF"}, {"b64": False})),
        f"{part(b'[' * 9000)}.{body}.{signature}",
        f"{head}.{part(b'[' * 9000)}.{signature}",
        f"{head}.{body}.{signature}.{signature}.{signature}",
    ):  # fmt: skip
        assert judged(token, {"keys": [KEY]}), token


@pytest.mark.parametrize("name", ["iss", "aud", "sub", "nonce", "iat", "exp"])
def test_a_claim_of_another_kind_is_none(name: str):
    for value in (None, True, [], {}, "\ud800", [[]], -1, 10**400, float("inf"), "0", f"{RIGHT[name]}\n"):
        if (name, repr(value)) not in HARMLESS:
            assert judged(signed(**{name: value}), {"keys": [KEY]}), value
