"""Queries over this room's rows that take no actor."""

from datetime import date
from typing import Any, Self

from django.db import models

from casework.enums import EXITS, OPEN, AllocationRole


class CaseQuerySet(models.QuerySet[Any]):
    """Cases."""

    def open(self) -> Self:
        """Those with work, or a decision about it, still to do."""
        return self.filter(status__in=OPEN)

    def left_without_closure(self) -> Self:
        """Those in one of the exits that are not closure."""
        return self.filter(status__in=EXITS)

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

    def to_look_at_by(self, day: date) -> Self:
        """Those whose exit was to be looked at again by this day."""
        return self.filter(exits__ended_at__isnull=True, exits__check_on__lte=day)
