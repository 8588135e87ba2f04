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
