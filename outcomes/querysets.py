"""Queries over this room's rows that take no actor."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef


class OutcomeQuerySet(models.QuerySet[Any]):
    """Outcomes."""

    def wanted(self) -> Self:
        """Those that its people did not drop."""
        return self.filter(dropped_at__isnull=True)

    def with_agreement(self) -> Self:
        """Each with `is_agreed`: whether everybody named in the latest version agreed to that version."""
        from outcomes.models import OutcomeAgreement, OutcomeVersion  # noqa: PLC0415 - the manager is made from this class

        latest = OutcomeVersion.objects.filter(outcome=OuterRef("pk")).order_by("-number").values("pk")[:1]
        named = OutcomeVersion.participants.through.objects.filter(outcomeversion=OuterRef("latest_version"))
        yes = OutcomeAgreement.objects.filter(version=OuterRef("outcomeversion"), member=OuterRef("casemember"))
        return self.annotate(latest_version=models.Subquery(latest)).annotate(
            is_agreed=~Exists(named.filter(~Exists(yes)))
        )


class ActionQuerySet(models.QuerySet[Any]):
    """Actions."""

    def to_do(self) -> Self:
        """Neither done nor dropped."""
        return self.filter(done_at__isnull=True, dropped_at__isnull=True)

    def settled(self) -> Self:
        """Done or dropped."""
        return self.exclude(done_at__isnull=True, dropped_at__isnull=True)


class ClosureProposalQuerySet(models.QuerySet[Any]):
    """Proposals to close."""

    def open(self) -> Self:
        """Neither withdrawn, nor refused, nor acted on."""
        return self.filter(ended_at__isnull=True)


class ClosureAgreementQuerySet(models.QuerySet[Any]):
    """Answers to a proposal."""

    def latest_of_each(self) -> Self:
        """The last answer of each person: who wanted time may agree later."""
        return self.order_by("participant", "-position").distinct("participant")
