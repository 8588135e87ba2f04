"""The audit trail: who did what, for which agency, to which record. Identifiers and categories, never content."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from agencies.clock import Now
from agencies.enums import Purpose


class AuditEvent(models.Model):
    """One act. It holds ids and never foreign keys: the trail must outlive whatever it speaks of."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(
        db_default=Now(), help_text="By the database's clock; a trigger sets it, whatever was sent."
    )
    event = models.CharField(max_length=80, help_text="Such as `case.paused`.")
    subject_type = models.CharField(max_length=80)
    subject_id = models.UUIDField()
    case_id = models.UUIDField(null=True, blank=True)
    person_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    user_id = models.UUIDField(null=True, blank=True)
    membership_id = models.UUIDField(null=True, blank=True)
    agency_id = models.UUIDField(null=True, blank=True)
    participation_id = models.UUIDField(null=True, blank=True)
    system = models.CharField(max_length=40, blank=True)
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    details = models.JSONField(default=dict, blank=True, help_text="Ids, states and categories.")

    class Meta:
        indexes = [
            models.Index(fields=["case_id", "-at"], name="audit_by_case"),
            models.Index(fields=["subject_id", "-at"], name="audit_by_subject"),
        ]
