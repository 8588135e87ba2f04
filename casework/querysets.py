"""Queries over this room's rows that take no actor."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from agencies.clock import Now
from agencies.querysets import agreement_in_force
from agencies.ways import WaysQuerySet
from casework.enums import OPEN, AllocationRole
from casework.restriction_levels import Restriction


class CaseQuerySet(WaysQuerySet):
    """Cases."""

    def open(self) -> Self:
        """Those with work, or a decision about it, still to do."""
        return self.filter(status__in=OPEN)

    def led_by(self, membership_id: object) -> Self:
        """Those that this membership leads now."""
        return self.filter(
            allocations__membership=membership_id,
            allocations__role=AllocationRole.LEAD,
            allocations__ended_at__isnull=True,
        )

    def with_lead(self) -> Self:
        """Each with its lead, where it has one, in `open_lead`."""
        from casework.models import Allocation  # noqa: PLC0415 - the model's manager is made from this class

        leads = Allocation.objects.filter(role=AllocationRole.LEAD, ended_at__isnull=True).select_related(
            "membership__user", "membership__agency"
        )
        return self.prefetch_related(models.Prefetch("allocations", queryset=leads, to_attr="open_leads"))


class CaseMemberQuerySet(models.QuerySet[Any]):
    """People's parts in cases."""

    def departed(self) -> Self:
        """Of those who left and did not come back: who fled may have another name by now, which is not for this case."""
        back = self.model._default_manager.filter(
            case=OuterRef("case"), person=OuterRef("person"), left_at__isnull=True
        )
        return self.filter(~Exists(back), left_at__isnull=False).order_by("left_at")


class CaseShareQuerySet(models.QuerySet[Any]):
    """Shares of cases."""

    def standing(self) -> Self:
        """Not stopped, and not past their own end; whether the agreement holds is another question."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=Now()), stopped_at__isnull=True)

    def in_force(self) -> Self:
        """Those that open their case now; one with a whole agency opens nothing while the case is restricted."""
        named = self.model.practitioners.through._default_manager.filter(caseshare=OuterRef("pk"))
        opens = Q(case__restriction=Restriction.NORMAL) | Exists(named)
        return self.standing().filter(agreement_in_force("agreement__"), opens)
