"""That a document exists, what it is and where it is held; of a signed plan that was brought back, the file itself too."""

from django.db import models
from django.db.models import Q

from agencies.access import AccessPaths, SharedPaths
from agencies.models.stamps import said
from casework.enums import DocumentKind, FileType
from casework.models.content import CaseContent
from casework.models.printed_plan import PrintedPlan

HAS_FILE = Q(
    file_key__isnull=False, file_type__in=FileType.values, file_size__gte=1, file_sha256__regex=r"^[0-9a-f]{64}$"
)
HAS_NONE = Q(file_key__isnull=True, file_type="", file_size__isnull=True, file_sha256="")


class Document(CaseContent):
    """Append-only, like a contact. Its file has a name drawn by lot, and is given out once it was checked."""

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    dated_on = models.DateField()
    held_where = models.CharField(
        max_length=200, help_text="Where it can be found, such as `Hanley office, cabinet 2`."
    )
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")
    printed = models.ForeignKey(
        PrintedPlan, models.PROTECT, null=True, blank=True, related_name="signed", help_text="What was signed."
    )
    file_key = models.UUIDField(null=True, blank=True, unique=True, help_text="The name under which it is kept.")
    file_type = models.CharField(max_length=10, choices=FileType.choices, blank=True)
    file_size = models.PositiveIntegerField(null=True, blank=True, help_text="In bytes.")
    file_sha256 = models.CharField(max_length=64, blank=True)

    # A signed plan has all that the household wants on it, so it is of no single category, and no share opens it.
    access = AccessPaths(
        through={"case": Q()},
        shared=SharedPaths(case="case", category="category", source="source_agency", when=Q(printed__isnull=True)),
    )

    class Meta:
        constraints = [
            said("document", "title"),
            models.CheckConstraint(condition=HAS_FILE | HAS_NONE, name="document_file_whole"),
            models.CheckConstraint(
                condition=Q(printed__isnull=True) | Q(file_key__isnull=False), name="document_signed_has_its_file"
            ),
        ]
