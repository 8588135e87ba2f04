"""Queries over this room's rows that take no actor."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from agencies.clock import Now, Today


class MembershipQuerySet(models.QuerySet[Any]):
    """Memberships."""

    def current(self) -> Self:
        """Those that hold today, for a user who is active and an agency that has not ended."""
        return self.filter(
            Q(ended_on__isnull=True) | Q(ended_on__gt=Today()),
            Q(agency__ended_on__isnull=True) | Q(agency__ended_on__gt=Today()),
            started_on__lte=Today(),
            user__is_active=True,
        )


class ApiTokenQuerySet(models.QuerySet[Any]):
    """Tokens."""

    def in_force(self) -> Self:
        """Neither revoked nor expired by the database's clock."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=Now())


class SharingAgreementQuerySet(models.QuerySet[Any]):
    """Agreements between agencies."""

    def in_force(self) -> Self:
        """Signed by every party, begun, and neither suspended nor ended, by the database's clock."""
        return self.filter(agreement_in_force())


def agreement_in_force(path: str = "") -> Q:
    """The condition that the agreement at this path (`share__agreement__`) is in force: half-open, from start to end."""
    return Q(
        **{
            f"{path}signed_at__isnull": False,
            f"{path}suspended_at__isnull": True,
            f"{path}ended_at__isnull": True,
            f"{path}start_at__lte": Now(),
            f"{path}end_at__gt": Now(),
        }
    )
