"""Tokens for the API: issued once in plain text, kept as a hash, asked for on every request."""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import ROLE_PURPOSES, Actor, member_actor
from agencies.enums import Purpose, RoleCode
from agencies.exceptions import NOT_FOUND, Missing, TokenRefused
from agencies.fresh import check_fresh
from agencies.models import ApiToken, Membership

LONGEST = 200
PREFIX = "along_"  # so that a token that leaked into a log or a repository can be found by its shape


@transaction.atomic
def issue(membership: Membership, *, lifetime: timedelta | None = None) -> str:
    """A new token for this membership, under its role's own purpose; the plain text is returned here and nowhere else.

    `lifetime` is at most twelve hours, which the database holds.
    """
    actor = member_actor(membership)
    plain = PREFIX + secrets.token_urlsafe(32)
    at = clock.now()
    token = ApiToken.objects.create(
        token_hash=_hash(plain),
        membership=membership,
        purpose=ROLE_PURPOSES[RoleCode(membership.role)],
        issued_at=at,
        issued_by=membership,
        expires_at=at + (lifetime or settings.TOKEN_LIFETIME),
    )
    audit.record("token.issued", token, by=actor, at=at)
    return plain


def mint(*, by: Actor) -> str:
    """A new token for whoever acts, who has just shown that it is them. Raises FreshSignInNeeded.

    `issue` asks nobody: it is for whoever has the machine itself, and for tests.
    """
    check_fresh(by)
    return issue(by.signatory)


@transaction.atomic
def revoke(plain: str, *, by: Actor) -> None:
    """End the token at once; ending one that has ended is no error."""
    at = clock.now()
    for token in (
        ApiToken.objects.in_force().select_for_update().filter(token_hash=_hash(plain), membership=by.membership)
    ):
        token.revoked_at, token.revoked_by = at, by.membership
        token.save(update_fields=["revoked_at", "revoked_by"])
        audit.record("token.revoked", token, by=by, at=at)


@transaction.atomic
def end(token: ApiToken, *, by: Actor) -> ApiToken:
    """End one of their own that they can only point at, since its text is gone; ending one that has ended is no error."""
    fresh = tokens_for(by).select_for_update().filter(pk=token.pk).first()
    if fresh is None:
        return token
    fresh.revoked_at, fresh.revoked_by = clock.now(), by.membership
    fresh.save(update_fields=["revoked_at", "revoked_by"])
    audit.record("token.revoked", fresh, by=by, at=fresh.revoked_at)
    return fresh


def tokens_for(actor: Actor) -> QuerySet[ApiToken]:
    """Those under which programs may act now as the actor does; nobody sees another's."""
    rows: QuerySet[ApiToken] = (
        ApiToken.objects.in_force().filter(membership=actor.signatory).order_by("issued_at", "pk")
    )
    return rows


def token_for(actor: Actor, key: UUID) -> ApiToken:
    """One of them; raises Missing."""
    token = tokens_for(actor).filter(pk=key).first()
    if token is None:
        raise Missing(NOT_FOUND)
    return token


def actor_for(plain: str) -> Actor:
    """Who a token stands for, now: expiry, revocation, a membership that ended and a deactivated user all end it.

    Raises TokenRefused, in the same words whatever the reason; for the trail it knows whose token it was.
    """
    refused = TokenRefused(_("This token is not valid, or no longer. Sign in again to get a new one."))
    if not plain.startswith(PREFIX) or len(plain) > LONGEST:
        raise refused
    token = ApiToken.objects.in_force().filter(token_hash=_hash(plain)).only("membership_id", "purpose").first()
    if token is None:
        refused.known = _owner_of(plain)
        raise refused
    membership = (
        Membership.objects.current().filter(pk=token.membership_id).select_related("user", "agency", "team").first()
    )
    if membership is None:
        refused.known = _owner_of(plain)
        raise refused
    return member_actor(membership, Purpose(token.purpose))


def _owner_of(plain: str) -> Actor | None:
    """Whose token it was, whatever has ended since."""
    tokens = ApiToken.objects.select_related("membership__user", "membership__agency", "membership__team")
    token = tokens.filter(token_hash=_hash(plain)).first()
    return member_actor(token.membership, Purpose(token.purpose)) if token else None


def _hash(plain: str) -> str:
    # A token is 256 random bits: a plain hash is as good as a slow one, and every request pays for it.
    return hashlib.sha256(plain.encode()).hexdigest()
