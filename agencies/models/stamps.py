"""Fields and constraints that say who did what when, written once for every model that has them."""

from typing import Any

from django.db import models
from django.db.models import Q


def acted_by(**options: Any) -> "models.ForeignKey[Any, Any]":
    """Who did it: a membership, so that the person and the agency they acted for are both on record."""
    return models.ForeignKey("agencies.Membership", models.PROTECT, related_name="+", **options)


def paired(table: str, *acts: str) -> list[models.CheckConstraint]:
    """For each act, `act_at` and `act_by` are both there or both missing."""
    return [
        models.CheckConstraint(
            condition=Q(**{f"{act}_at__isnull": True, f"{act}_by__isnull": True})
            | Q(**{f"{act}_at__isnull": False, f"{act}_by__isnull": False}),
            name=f"{table}_{act}_at_and_by",
        )
        for act in acts
    ]


def said(table: str, field: str, condition: Q | None = None) -> models.CheckConstraint:
    """The text is not blank; with a condition, only where the condition holds."""
    not_blank = Q(**{f"{field}__regex": r"\S"})
    return models.CheckConstraint(
        condition=not_blank if condition is None else ~condition | not_blank, name=f"{table}_{field}_said"
    )
