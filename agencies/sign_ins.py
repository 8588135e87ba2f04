"""Signing in to the pages: for which agencies somebody may act today, and who a session stands for at each request."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Func, JSONField
from django.utils.crypto import constant_time_compare

from agencies import audit, clock
from agencies.actors import Actor, member_actor, proved
from agencies.clock import Now
from agencies.exceptions import NOT_FOUND, Missing
from agencies.identity_providers import still_holds
from agencies.models import Membership, User


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who a session stands for, and the database's instant at which that was asked."""

    actor: Actor
    at: datetime
    emergency: dict[str, str] | None = None  # what stands open to them in an emergency: see guard.emergency_of


def memberships_of(user: User, *, link: UUID | None = None) -> list[Membership]:
    """Those under which they may act today, by the agency's name; who came by an agency's provider, for that agency alone."""
    if not user.is_active:
        return []
    current = Membership.objects.current().filter(user=user).select_related("user", "agency", "team")
    if link is not None:
        current = current.filter(still_holds(link))
    return list(current.order_by("agency__name", "role", "pk"))


@transaction.atomic
def begin(user: User, *, membership: UUID, link: UUID | None = None) -> SignIn:
    """From now on they act under this membership, one of their own that holds today. Raises Missing.

    - leaves a row in the trail
    """
    chosen = next((each for each in memberships_of(user, link=link) if each.pk == membership), None)
    if chosen is None:
        raise Missing(NOT_FOUND)
    actor, at = member_actor(chosen), clock.now()
    way: dict[str, Any] = {"link": link} if link else {}
    audit.record("membership.signed_in", chosen, by=actor, at=at, **way)
    return SignIn(actor, at)


def resume(
    membership: UUID, *, user: UUID, password_mark: str, proved_at: datetime, link: UUID | None = None
) -> SignIn | None:
    """Who the session stands for now; None where the membership, the user or the password is no longer what it was.

    `link`: where they came by an agency's provider, what they are known by there: that it ended ends the session.
    `password_mark` is the hash that Django keeps in a session: a new password ends every session that began with the old.
    """
    row = (
        Membership.objects.current()
        .filter(*([still_holds(link)] if link else []), pk=membership, user=user)
        .select_related("user", "agency", "team")
        # With the row that is read anyway: the head of every page says it, and costs nobody a statement.
        .annotate(asked_at=Now(), emergency=Func(F("user"), function="guard.emergency_of", output_field=JSONField()))
        .first()
    )
    if row is None or not constant_time_compare(password_mark, row.user.get_session_auth_hash()):
        return None
    return SignIn(proved(member_actor(row), proved_at), row.asked_at, row.emergency)


@transaction.atomic
def end(*, by: Actor) -> None:
    """They signed out.

    - leaves a row in the trail
    """
    audit.record("membership.signed_out", by.signatory, by=by, at=clock.now())
