"""An agency's extract, how it is read, the people that it names, and the rows of it that could not be taken in."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from agencies.clock import Now
from agencies.models.agency import Agency
from agencies.models.sharing_agreement import SharingAgreement
from agencies.models.stamps import acted_by, paired, said
from agencies.versions import Versioned


class ExtractProfile(models.Model):
    """How one agency's file is read: agencies/extracts/profiles.py. It never changes; another is another version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="extract_profiles")
    name = models.CharField(max_length=60, help_text="Which of the agency's files.")
    number = models.PositiveSmallIntegerField(default=1, help_text="Its version.")
    spec = models.JSONField()
    made_at = models.DateTimeField(db_default=Now())
    made_by = acted_by()

    class Meta:
        constraints = [
            said("extract_profile", "name"),
            models.UniqueConstraint(fields=["agency", "name", "number"], name="extract_profile_version_once"),
        ]


class Extract(Versioned):
    """A file that an agency handed over, under which agreement, and what came of it. The file itself is kept until then."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="extracts")
    agreement = models.ForeignKey(SharingAgreement, models.PROTECT, related_name="extracts")
    profile = models.ForeignKey(ExtractProfile, models.PROTECT, related_name="extracts")
    file_key = models.UUIDField(unique=True, help_text="The name of the file.")
    size = models.PositiveBigIntegerField(help_text="In bytes.")
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField(db_default=Now())
    received_by = acted_by()
    read_to = models.PositiveBigIntegerField(default=0, help_text="The last line of the file that is staged.")
    rows = models.PositiveIntegerField(default=0)
    mentions = models.PositiveIntegerField(default=0)
    refused_rows = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0, help_text="Mentions that an earlier extract had, word for word.")
    replaced = models.PositiveIntegerField(default=0, help_text="Mentions of which an earlier extract said otherwise.")
    dropped = models.JSONField(default=dict, help_text="How many cells were not taken, by item or by header.")
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = acted_by(null=True, blank=True)
    taken_in_at = models.DateTimeField(null=True, blank=True)
    taken_in_by = acted_by(null=True, blank=True)

    class Meta:
        constraints = [
            *paired("extract", "checked", "taken_in"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="extract_has_a_hash"),
            models.UniqueConstraint(fields=["agency", "profile", "agreement", "sha256"], name="extract_once"),
        ]
        indexes = [models.Index(fields=["agency", "-received_at"], name="extracts_of_agency")]


class StagedMention(models.Model):
    """What an extract says of one person, or of one place: agencies/extracts/mentions.py. Read by the linkage alone.

    It counts (`is_current`) from when its extract was taken in as a whole until another of the same source says otherwise of
    the same record and slot (`replaced_in`). One that says the same takes it over, so that it stands under the newer agreement.
    """

    id = models.BigAutoField(primary_key=True)
    extract = models.ForeignKey(Extract, models.PROTECT, related_name="staged")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    source = models.CharField(max_length=60, help_text="Which of the agency’s files: the name of its profile.")
    line = models.PositiveBigIntegerField()
    record = models.CharField(max_length=300)
    slot = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=10)
    occurred_on = models.DateField(null=True, blank=True)
    event = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=300, blank=True)
    forenames = models.CharField(max_length=300, blank=True)
    surname = models.CharField(max_length=300, blank=True)
    other_surname = models.CharField(max_length=300, blank=True)
    is_initials = models.BooleanField(default=False)
    born_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    nhs_number = models.CharField(max_length=300, blank=True)
    upn = models.CharField(max_length=300, blank=True)
    uprn = models.CharField(max_length=300, blank=True)
    address = models.TextField(blank=True)
    postcode = models.CharField(max_length=300, blank=True)
    is_current = models.BooleanField(db_default=False)
    replaced_in = models.ForeignKey(Extract, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["extract", "record", "slot"], name="mention_once_in_an_extract"),
            models.UniqueConstraint(
                fields=["agency", "source", "record", "slot"],
                condition=Q(is_current=True),
                name="one_current_mention",
            ),
            models.CheckConstraint(
                condition=Q(is_current=False) | Q(replaced_in__isnull=True), name="replaced_mention_is_not_current"
            ),
        ]
        indexes = [models.Index(fields=["born_on"], condition=Q(is_current=True), name="current_mentions_by_birth")]


class RefusedRow(models.Model):
    """A row that could not be taken in, as it stood in the file, and what is wrong with it. Kept until its extract is settled."""

    id = models.BigAutoField(primary_key=True)
    extract = models.ForeignKey(Extract, models.PROTECT, related_name="refused")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    line = models.PositiveBigIntegerField()
    cells = ArrayField(models.TextField())
    problems = models.JSONField(help_text="A list of column, code and words.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["extract", "line"], name="row_refused_once")]
