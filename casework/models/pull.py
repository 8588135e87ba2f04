"""Expertise that is brought in beside the lead: asked for by those who work on the case, or offered by a partner."""

from django.db import models
from django.db.models import F, Q

from agencies.access import AccessPaths, SharedPaths
from agencies.models import Agency
from agencies.models.stamps import acted_by, paired, said
from casework.enums import PullAnswer, PullKind
from casework.models.content import CaseContent

ANSWERED = Q(answered_at__isnull=False)
ENDED = Q(ended_at__isnull=False)


class Pull(CaseContent):
    """Nothing about it moves the lead. What was asked and what was said to it stay as they were written."""

    kind = models.CharField(max_length=8, choices=PullKind.choices)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="pulls", help_text="Whose help is asked for, or offered."
    )
    what = models.TextField(help_text="What is asked for, or offered.")
    answer = models.CharField(max_length=8, choices=PullAnswer.choices, blank=True)
    answer_words = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = acted_by(null=True, blank=True)
    came_of_it = models.TextField(blank=True, help_text="What came of it.")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = acted_by(null=True, blank=True)

    class Meta:
        constraints = [
            *paired("pull", "answered", "ended"),
            said("pull", "what"),
            said("pull", "came_of_it", ENDED),
            said("pull", "answer_words", Q(answer=PullAnswer.DECLINED)),
            models.CheckConstraint(
                condition=ANSWERED & ~Q(answer="") | ~ANSWERED & Q(answer=""), name="pull_answered_with_an_answer"
            ),
            models.CheckConstraint(
                condition=~(Q(answer=PullAnswer.DECLINED) & ENDED), name="pull_declined_is_over_already"
            ),
            models.CheckConstraint(
                condition=Q(kind=PullKind.OFFERED, agency=F("source_agency"))
                | Q(kind=PullKind.ASKED) & ~Q(agency=F("source_agency")),
                name="pull_asked_of_another_or_offered_by_oneself",
            ),
        ]


class PullReply(Pull):
    """The answer to a pull: it belongs to the agency that gave it."""

    access = AccessPaths(
        through={"case": Q()}, shared=SharedPaths(case="case", category="category", source="answered_by__agency")
    )

    class Meta:
        proxy = True


class PullEnd(Pull):
    """What came of a pull: it belongs to the agency that wrote it."""

    access = AccessPaths(
        through={"case": Q()}, shared=SharedPaths(case="case", category="category", source="ended_by__agency")
    )

    class Meta:
        proxy = True
