"""Queries over this room's rows that take no actor."""

from typing import Any, Self

from django.db import models
from django.db.models import Case, DateField, F, Func, Q, Value, When
from django.db.models.lookups import LessThanOrEqual

from agencies.clock import Now, Today
from agencies.enums import AgreementStatus


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

    def with_status(self) -> Self:
        """Each with `status`, one of AgreementStatus, by the database's clock."""
        return self.annotate(status=agreement_status())


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


class ReviewNoticeDay(Func):
    """The day from which a review on this day is near: three calendar months before it, in a shorter month its last."""

    template = "(%(expressions)s - interval '3 months')::date"
    output_field = DateField()


def agreement_status() -> Case:
    """In one word where an agreement stands: the first that is true, from what is over to what is in force.

    A review is settled by another version that all have signed, or by the agreement's end.
    """
    to_review = Q(superseded_by__isnull=True) | Q(superseded_by__signed_at__isnull=True)
    words = [
        (AgreementStatus.ENDED, Q(ended_at__isnull=False)),
        (AgreementStatus.RUN_OUT, Q(end_at__lte=Now())),
        (AgreementStatus.DRAFT, Q(signed_at__isnull=True)),
        (AgreementStatus.SUSPENDED, Q(suspended_at__isnull=False)),
        (AgreementStatus.TO_COME, Q(start_at__gt=Now())),
        (AgreementStatus.REVIEW_OVERDUE, to_review & Q(review_on__lt=Today())),
        (AgreementStatus.REVIEW_DUE, to_review & Q(LessThanOrEqual(ReviewNoticeDay(F("review_on")), Today()))),
    ]
    return Case(
        *(When(condition, then=Value(word.value)) for word, condition in words),
        default=Value(AgreementStatus.IN_FORCE.value),
        output_field=models.CharField(),
    )
