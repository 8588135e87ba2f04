"""Signing in at an agency's own provider: OpenID Connect's code flow, with PKCE, state and nonce, and no step left out."""

import base64
import hashlib
import logging
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils.crypto import constant_time_compare

from agencies import clock, provider_calls
from agencies.exceptions import ProviderRefused
from agencies.id_tokens import Proven, TokenNotRight, prove
from agencies.models import IdentityProvider
from agencies.provider_calls import CallFailed

logger = logging.getLogger(__name__)

WELL_KNOWN = "/.well-known/openid-configuration"
LASTS = timedelta(minutes=10)  # from the press of the button to the answer
LONGEST_ANSWER = 4000
# Why it came to nothing, each with its words on the sign-in page.
AWAY, NOT_READY, NOT_RIGHT, STALE, CANCELLED = "away", "not-ready", "not-right", "stale", "cancelled"


@dataclass(frozen=True, slots=True)
class Begun:
    """What this browser has to bring back, and no other can: it is kept in a cookie of its own."""

    provider: str
    state: str
    nonce: str
    verifier: str
    begun_at: str


def metadata_of(issuer: str) -> dict[str, Any]:
    """What the provider says of itself, where it says that it is this one and has all that we need. Raises CallFailed."""
    said: dict[str, Any] = provider_calls.ask(issuer.rstrip("/") + WELL_KNOWN, issuer=issuer)
    if said.get("issuer") != issuer:
        raise CallFailed("it says that it is another issuer")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        provider_calls.require_own(said.get(name), issuer=issuer)
    if "S256" not in said.get("code_challenge_methods_supported", ["S256"]):
        raise CallFailed("it does not know PKCE")
    return said


def begin(provider: IdentityProvider, *, redirect: str, anew: bool) -> tuple[str, Begun]:
    """Where to send the browser, and what it has to bring back. `anew`: they show there again who they are.

    Raises ProviderRefused.
    """
    secret_of(provider)
    try:
        said = metadata_of(provider.issuer)
    except CallFailed as failed:
        raise _refused(provider, AWAY, failed) from failed
    begun = Begun(
        provider=str(provider.pk),
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        begun_at=clock.now().isoformat(),
    )
    challenge = base64.urlsafe_b64encode(hashlib.sha256(begun.verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code", "response_mode": "query", "scope": "openid", "client_id": provider.client_id,
        "redirect_uri": redirect, "state": begun.state, "nonce": begun.nonce,
        "code_challenge": challenge, "code_challenge_method": "S256",
    } | ({"prompt": "login"} if anew else {})  # fmt: skip
    address = said["authorization_endpoint"]
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}", begun


def insist_on_state(provider: IdentityProvider, begun: Begun | None, answer: Mapping[str, str]) -> Begun:
    """What this browser began, where the answer is to it and in time. Raises ProviderRefused; nobody is called before."""
    if begun is None or begun.provider != str(provider.pk):
        raise _refused(provider, STALE, "no cookie of this browser")
    if clock.now() - datetime.fromisoformat(begun.begun_at) > LASTS:
        raise _refused(provider, STALE, "begun too long ago")
    if not constant_time_compare(answer.get("state", ""), begun.state):
        raise _refused(provider, STALE, "state")
    return begun


def finish(provider: IdentityProvider, begun: Begun, answer: Mapping[str, str], *, redirect: str) -> Proven:
    """Who the provider says it was. `answer` is the query of the address that it sent the browser back to.

    - asks the provider for its token and for the keys that it has now. Raises ProviderRefused
    """
    if answer.get("error"):
        why = CANCELLED if answer["error"] == "access_denied" else AWAY
        raise _refused(provider, why, f"error {re.sub('[^a-z_]', '', answer['error'])[:40]}")
    code = answer.get("code", "")
    if not 0 < len(code) <= LONGEST_ANSWER:
        raise _refused(provider, NOT_RIGHT, "no code")
    try:
        said = metadata_of(provider.issuer)
        _insist_on_issuer(provider, said, answer)
        told = _redeem(provider, said, code=code, verifier=begun.verifier, redirect=redirect)
        keys = provider_calls.ask(said["jwks_uri"], issuer=provider.issuer)
        token, access = told.get("id_token"), str(told.get("access_token", ""))
        return prove(token, keys=keys, provider=provider, nonce=begun.nonce, access_token=access, at=clock.now())
    except CallFailed as failed:
        raise _refused(provider, AWAY, failed) from failed
    except TokenNotRight as wrong:
        raise _refused(provider, NOT_RIGHT, wrong) from wrong


def _insist_on_issuer(provider: IdentityProvider, said: dict[str, Any], answer: Mapping[str, str]) -> None:
    """RFC 9207: the answer names who gave it, where the provider says that its answers do."""
    must = said.get("authorization_response_iss_parameter_supported") is True
    if answer.get("iss", "" if must else provider.issuer) != provider.issuer:
        raise TokenNotRight("iss of the answer")


def secret_of(provider: IdentityProvider) -> str:
    """The client secret, from the file of the operator's that is named after the row. Raises ProviderRefused."""
    try:
        known = (Path(settings.PROVIDER_SECRETS) / str(provider.pk)).read_text().strip() if has_folder() else ""
    except (OSError, ValueError) as error:
        raise _refused(provider, NOT_READY, f"secret: {type(error).__name__}") from error
    if not known:
        raise _refused(provider, NOT_READY, "no secret")
    return known


def has_folder() -> bool:
    """Whether the site has a folder of secrets at all."""
    return bool(settings.PROVIDER_SECRETS)


def _redeem(provider: IdentityProvider, said: dict[str, Any], *, code: str, verifier: str, redirect: str) -> Any:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect, "code_verifier": verifier}
    known = provider.client_id, secret_of(provider)
    methods = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if "client_secret_basic" in methods:
        return provider_calls.ask(said["token_endpoint"], issuer=provider.issuer, form=form, login=known)
    form |= {"client_id": known[0], "client_secret": known[1]}
    return provider_calls.ask(said["token_endpoint"], issuer=provider.issuer, form=form)


def _refused(provider: IdentityProvider, why: str, because: object) -> ProviderRefused:
    """Says in the log which rule it was, since the page does not."""
    logger.warning("a sign-in by provider %s came to nothing: %s", provider.pk, because)
    return ProviderRefused(why)
