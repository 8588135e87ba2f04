"""What an ID token has to be before anything in it is believed: OpenID Connect Core 1.0, 3.1.3.7, and stricter."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.crypto import constant_time_compare
from joserfc import jwk, jws, jwt
from joserfc.errors import JoseError
from joserfc.util import urlsafe_b64decode

from agencies.models import IdentityProvider

# Two, each by a key that only the provider has. Never `none`, and never one whose key both sides know (HS256).
ALGORITHMS = {"RS256": "RSA", "ES256": "EC"}
SKEW, OLDEST = 30, 600  # seconds
LONGEST_TOKEN, LONGEST_SUBJECT = 20_000, 255
FEWEST_BITS = 2048


class TokenNotRight(Exception):
    """The token is not believed. The text names the rule, for the log; never what stands in the token."""


@dataclass(frozen=True, slots=True)
class Proven:
    """Who the provider says has just signed in, and whether a second factor was used."""

    subject: str
    has_second_factor: bool


def prove(
    token: object, *, keys: dict[str, Any], provider: IdentityProvider, nonce: str, access_token: str, at: datetime
) -> Proven:
    """Believe the token, at this instant of the database's clock. Raises TokenNotRight."""
    claims = _signed(token, keys)
    _insist_on_addressee(claims, provider)
    _insist_on_time(claims, at.timestamp())
    if not _is_same(claims.get("nonce"), nonce):
        raise TokenNotRight("nonce")
    if "at_hash" in claims and not _is_same(claims["at_hash"], _half_hash(access_token)):
        raise TokenNotRight("at_hash")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise TokenNotRight("sub")
    return Proven(subject, has_second_factor=bool(_methods(claims) & set(provider.second_factors)))


def _signed(token: object, keys: dict[str, Any]) -> dict[str, Any]:
    """The claims, where one of the provider's keys signed them."""
    if not isinstance(token, str) or not token.isascii() or len(token) > LONGEST_TOKEN:
        raise TokenNotRight("form")
    try:
        header = jws.extract_compact(token.encode()).headers()
        if header.get("alg") not in ALGORITHMS:
            raise TokenNotRight("alg")
        if str(header.get("typ", "JWT")).upper() != "JWT":  # signed by the same keys, and no ID token
            raise TokenNotRight("typ")
        return dict(jwt.decode(token, _key_for(header, keys), algorithms=[header["alg"]]).claims)
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise TokenNotRight(f"signature: {type(error).__name__}") from error


def _key_for(header: dict[str, Any], keys: dict[str, Any]) -> Any:
    """The one key that is meant: of the algorithm's own kind, for signatures, and long enough."""
    kind, told = ALGORITHMS[header["alg"]], keys.get("keys")
    fitting = [
        each for each in (told if isinstance(told, list) else []) if isinstance(each, dict)
        and each.get("kty") == kind and each.get("use", "sig") == "sig"
        and each.get("alg", header["alg"]) == header["alg"] and ("kid" not in header or each.get("kid") == header["kid"])
    ]  # fmt: skip
    if len(fitting) != 1:
        raise TokenNotRight("key")
    known = {name: value for name, value in fitting[0].items() if name in {"kty", "n", "e", "crv", "x", "y"}}
    if kind == "EC":
        if known.get("crv") != "P-256":
            raise TokenNotRight("key")
        return jwk.ECKey.import_key(known)
    modulus = known.get("n")
    if not isinstance(modulus, str) or int.from_bytes(urlsafe_b64decode(modulus.encode())).bit_length() < FEWEST_BITS:
        raise TokenNotRight("key")
    return jwk.RSAKey.import_key(known)


def _insist_on_addressee(claims: dict[str, Any], provider: IdentityProvider) -> None:
    if claims.get("iss") != provider.issuer:
        raise TokenNotRight("iss")
    if claims.get("aud") not in (provider.client_id, [provider.client_id]):  # for us, and for nobody beside us
        raise TokenNotRight("aud")
    if claims.get("azp", provider.client_id) != provider.client_id:
        raise TokenNotRight("azp")


def _insist_on_time(claims: dict[str, Any], at: float) -> None:
    times: dict[str, Any] = {name: claims.get(name) for name in ("exp", "iat")} | {"nbf": claims.get("nbf", 0)}
    for name, value in times.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TokenNotRight(name)
    if not times["exp"] > at - SKEW:  # so that what is no number at all (NaN) is refused too
        raise TokenNotRight("exp")
    if not at - OLDEST <= times["iat"] <= at + SKEW:
        raise TokenNotRight("iat")
    if not times["nbf"] <= at + SKEW:
        raise TokenNotRight("nbf")


def _is_same(claim: object, right: str) -> bool:
    return isinstance(claim, str) and claim.isascii() and constant_time_compare(claim, right)


def _half_hash(access_token: str) -> str:
    half = hashlib.sha256(access_token.encode(errors="replace")).digest()[:16]
    return base64.urlsafe_b64encode(half).rstrip(b"=").decode()


def _methods(claims: dict[str, Any]) -> set[str]:
    """What the provider says of how they signed in: `amr`, a list of words, and `acr`, one."""
    said = claims.get("amr")
    words = said if isinstance(said, list) else []
    return {word for word in [*words, claims.get("acr")] if isinstance(word, str)}
