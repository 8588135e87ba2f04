"""Whether the file of a document was checked, and may be given out. Ids and states; nothing of what stands in the file."""

import uuid

from django.db import models
from django.db.models import Q

from agencies.clock import Now
from casework.file_states import FileRefusal, FileScan, FileState
from casework.models.document import Document

WAITING = Q(state=FileState.WAITING, decided_at__isnull=True, refusal="", scan="", size__isnull=True, sha256="")
CLEAN = Q(
    state=FileState.CLEAN, decided_at__isnull=False, refusal="", scan__in=FileScan.values, size__gte=1,
    sha256__regex=r"^[0-9a-f]{64}$",
)  # fmt: skip
REFUSED = Q(
    state=FileState.REFUSED, decided_at__isnull=False, refusal__in=FileRefusal.values, size__isnull=True, sha256=""
)


class FileCheck(models.Model):
    """A job, so it stands outside the rules of who sees what; it is shown with its document alone, to whoever sees that.

    `claim` names the process that has it, until `lease_until`. `tries` counts those that were cut off: each that came to
    an end, even to "later", sets it back. `size` and `sha256` are of what is given out, which for a picture is drawn anew.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False, help_text="The name of the file.")
    document = models.OneToOneField(Document, models.PROTECT, related_name="file_check")
    case_id = models.UUIDField(help_text="For the trail, so that the job reads nothing of any case.")
    state = models.CharField(max_length=10, choices=FileState.choices, default=FileState.WAITING)
    try_after = models.DateTimeField(db_default=Now())
    claim = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=100, blank=True, help_text="What the last try failed with.")
    scan = models.CharField(max_length=10, choices=FileScan.choices, blank=True)
    refusal = models.CharField(max_length=10, choices=FileRefusal.choices, blank=True)
    finding = models.CharField(max_length=100, blank=True, help_text="What the scanner calls it.")
    size = models.PositiveIntegerField(null=True, blank=True, help_text="In bytes.")
    sha256 = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=WAITING | CLEAN | REFUSED, name="file_check_whole")]
        indexes = [
            models.Index(fields=["try_after"], condition=Q(state=FileState.WAITING), name="files_to_check"),
        ]
