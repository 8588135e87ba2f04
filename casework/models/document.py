"""That a document exists, what it is and where it is held; the paper or file itself is not kept here yet."""

from django.db import models

from agencies.models.stamps import said
from casework.enums import DocumentKind
from casework.models.content import CaseContent


class Document(CaseContent):
    """Append-only, like a contact."""

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    dated_on = models.DateField()
    held_where = models.CharField(
        max_length=200, help_text="Where it can be found, such as `Hanley office, cabinet 2`."
    )
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")

    class Meta:
        constraints = [said("document", "title")]
