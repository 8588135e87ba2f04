"""A warning: what everybody who visits or rings must know first, whose it is, and when somebody looks at it again."""

from django.db import models
from django.db.models import Q

from agencies.access import AccessPaths, SharedPaths
from agencies.models import Membership
from agencies.models.stamps import acted_by, paired, said
from agencies.versions import Versioned
from casework.models.content import CaseContent

ENDED = Q(ended_at__isnull=False)


class CaseWarning(Versioned, CaseContent):
    """Its words stay as they were written: other words are another warning. It stands until somebody ends it, and says why.

    A day that has passed does not end it: nobody may walk into a house because a date went by.
    """

    text = models.CharField(max_length=300, help_text="What to know, and what to do: one sentence for a doorstep.")
    owner = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", help_text="Who answers for it, and looks at it again."
    )
    review_on = models.DateField(help_text="The day on which somebody looks whether it still holds.")
    looked_again_at = models.DateTimeField(null=True, blank=True)
    looked_again_by = acted_by(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = acted_by(null=True, blank=True)
    end_reason = models.TextField(blank=True, help_text="Why it holds no longer.")

    class Meta:
        constraints = [
            *paired("case_warning", "looked_again", "ended"),
            said("case_warning", "text"),
            said("case_warning", "end_reason", ENDED),
            models.CheckConstraint(condition=ENDED | Q(end_reason=""), name="case_warning_reason_of_an_end"),
        ]
        indexes = [
            models.Index(fields=["case"], condition=~ENDED, name="standing_warnings"),
            models.Index(fields=["review_on"], condition=~ENDED, name="due_warnings"),
        ]


class CaseWarningEnd(CaseWarning):
    """Why a warning was ended: it belongs to the agency that ended it."""

    access = AccessPaths(
        through={"case": Q()}, shared=SharedPaths(case="case", category="category", source="ended_by__agency")
    )

    class Meta:
        proxy = True
