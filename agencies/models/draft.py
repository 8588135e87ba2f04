"""Words that somebody has not saved yet, for themselves alone; and the keys of those that wait on their own devices."""

import uuid

from django.db import models

from agencies.clock import Now
from agencies.models.agency import Agency
from agencies.models.user import User


class Draft(models.Model):
    """One form of one page, as somebody left it. No part of the record, until they save it there.

    Row security shows a row to its own user while they act for its agency, and to nobody else; 0010_draft_guards.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    address = models.CharField(
        max_length=300, help_text="The page's: it says which form and about what, by keys and never by names."
    )
    case_id = models.UUIDField(null=True, blank=True, help_text="The case that it is about, if it is about one.")
    said = models.JSONField(help_text="What was typed and chosen: the values of each field, by its name.")
    seen = models.CharField(max_length=64, blank=True, help_text="On which version of the row it was begun.")
    kept_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "agency", "address"], name="one_draft_of_each_form"),
        ]
        indexes = [models.Index(fields=["kept_at"], name="drafts_by_age")]


class DraftKey(models.Model):
    """A random key with which somebody's browser closes what it keeps on the device. It is sent to them alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    key = models.BinaryField(max_length=32)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["user", "-made_at"], name="draft_keys_of_user")]
