"""The audit trail: who did, saw or was refused what, for which agency. Identifiers and categories, never content."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from agencies.clock import Now
from agencies.enums import AuditResult, Purpose


def ids(**options: Any) -> "ArrayField[Any, Any]":
    """Ids of rows, in no order that means anything."""
    return ArrayField(models.UUIDField(), default=list, blank=True, **options)


class AuditEvent(models.Model):
    """One act, one look, or one refusal. It holds ids and never foreign keys: the trail outlives whatever it speaks of.

    A look at a list is one row for each case that was in it.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(
        db_default=Now(), help_text="By the database's clock; a trigger sets it, whatever was sent."
    )
    event = models.CharField(max_length=80, help_text="Such as `case.paused` or `contact.shown`.")
    result = models.CharField(max_length=10, choices=AuditResult.choices, default=AuditResult.DONE)
    route = models.CharField(
        max_length=200,
        blank=True,
        help_text="The pattern of the address, or the name of the task; never what stood in the address.",
    )
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.UUIDField(null=True, blank=True, help_text="Empty for several, and for an address of nobody's.")
    subject_ids = ids(help_text="All that were shown.")
    case_id = models.UUIDField(null=True, blank=True)
    person_ids = ids(help_text="The people whom it is about.")
    household_ids = ids(help_text="The households whose homes, members or changes it is about.")
    categories = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    user_id = models.UUIDField(null=True, blank=True)
    membership_id = models.UUIDField(null=True, blank=True)
    agency_id = models.UUIDField(null=True, blank=True)
    participation_id = models.UUIDField(null=True, blank=True)
    system = models.CharField(max_length=40, blank=True)
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    details = models.JSONField(default=dict, blank=True, help_text="Ids, states and categories.")
    xact = models.BigIntegerField(
        db_default=0,
        editable=False,
        help_text="The transaction that wrote it, as the server counts them; a trigger sets it. Rows are sealed in this order.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(result__in=sorted(AuditResult.values)), name="audit_result_is_known"),
            models.CheckConstraint(
                condition=~Q(result=AuditResult.DONE) | Q(subject_id__isnull=False) & ~Q(subject_type=""),
                name="audit_of_an_act_names_its_subject",
            ),
        ]
        indexes = [
            models.Index(fields=["case_id", "-at"], name="audit_by_case"),
            models.Index(fields=["subject_id", "-at"], name="audit_by_subject"),
            GinIndex(fields=["person_ids"], name="audit_by_person"),
            GinIndex(fields=["household_ids"], name="audit_by_household"),
            models.Index(fields=["xact", "id"], name="audit_by_transaction"),
            models.Index(fields=["membership_id", "-at"], condition=Q(result="shown"), name="audit_by_who_looked"),
        ]


class AuditSeal(models.Model):
    """A batch of rows of the trail, chained to the batch before: whoever alters, removes or slips in a row is found out.

    It holds no foreign key either. It is written by the worker alone, and changed by nobody: agencies/seals.py.
    """

    number = models.BigIntegerField(primary_key=True, help_text="From 1, without gaps.")
    at = models.DateTimeField(db_default=Now(), help_text="By the database's clock; a trigger sets it.")
    first_xact = models.BigIntegerField()
    first_id = models.BigIntegerField()
    last_xact = models.BigIntegerField()
    last_id = models.BigIntegerField()
    count = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, help_text="The root of the seal before; zeros for the first.")
    root = models.CharField(
        max_length=64, help_text="SHA-256 of the number, the root before, and every row in its order."
    )
    leaves = models.BinaryField(help_text="Each row's id and half its own SHA-256: by these an altered row is named.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(count__gt=0), name="seal_of_some_rows"),
            models.CheckConstraint(
                condition=Q(root__regex="^[0-9a-f]{64}$") & Q(previous__regex="^[0-9a-f]{64}$"),
                name="seal_has_whole_roots",
            ),
            models.UniqueConstraint(fields=["previous"], name="seal_follows_one_and_is_followed_by_one"),
        ]
