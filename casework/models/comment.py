"""What somebody says of an entry that they may not change: a comment, or that it is wrong; and what its writer answered."""

from django.db import models
from django.db.models import Q

from agencies.access import AccessPaths, SharedPaths
from agencies.models.stamps import acted_by, paired, said
from casework.enums import CommentKind, CorrectionOutcome
from casework.models.contact import Contact
from casework.models.content import CaseContent
from casework.models.document import Document

ANSWERED = Q(answered_at__isnull=False)
ON_ONE_ENTRY = Q(contact__isnull=False, document__isnull=True) | Q(contact__isnull=True, document__isnull=False)
# The entry that corrects is of the same kind as the one it corrects, and there is none where it was kept as it is.
CORRECTED_IN_KIND = Q(corrected_contact__isnull=True) | Q(contact__isnull=False, outcome=CorrectionOutcome.CORRECTED)
CORRECTED_IN_PAPER = Q(corrected_document__isnull=True) | Q(document__isnull=False, outcome=CorrectionOutcome.CORRECTED)


class Comment(CaseContent):
    """Append-only. It has its entry's category, and is kept from everybody from whom that is kept; triggers hold both."""

    kind = models.CharField(max_length=20, choices=CommentKind.choices)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="comments")
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="comments")
    text = models.TextField()
    outcome = models.CharField(max_length=12, choices=CorrectionOutcome.choices, blank=True)
    answer = models.TextField(blank=True, help_text="What was put right, or why it stays as it is.")
    corrected_contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="+")
    corrected_document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = acted_by(null=True, blank=True)

    class Meta:
        constraints = [
            *paired("comment", "answered"),
            said("comment", "text"),
            said("comment", "answer", ANSWERED),
            models.CheckConstraint(condition=ON_ONE_ENTRY, name="comment_on_one_entry"),
            models.CheckConstraint(
                condition=~ANSWERED & Q(outcome="") | ANSWERED & ~Q(outcome="") & Q(kind=CommentKind.CORRECTION_ASKED),
                name="comment_answered_where_a_correction_was_asked",
            ),
            models.CheckConstraint(condition=CORRECTED_IN_KIND, name="comment_contact_corrected_by_a_contact"),
            models.CheckConstraint(condition=CORRECTED_IN_PAPER, name="comment_document_corrected_by_a_document"),
        ]

    @property
    def entry(self) -> Contact | Document:
        """What it is about."""
        return self.contact or self.document  # type: ignore[return-value]  # a constraint says that there is one


class CommentAnswer(Comment):
    """The answer to a comment: it belongs to the agency that answered, so that a narrower share hides it from who asked."""

    access = AccessPaths(
        through={"case": Q()}, shared=SharedPaths(case="case", category="category", source="answered_by__agency")
    )

    class Meta:
        proxy = True
