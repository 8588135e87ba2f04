"""What matters to the household, seen from where they stand: there is no plan without it."""

from django.db import models

from agencies.models.stamps import said
from casework.models import CaseContent


class Understanding(CaseContent):
    """Append-only; what is understood better later is another row."""

    what_matters = models.TextField(help_text="In their own words.")
    good_life = models.TextField(blank=True, help_text="What a good life looks like to them.")
    strengths = models.TextField(blank=True, help_text="What they are good at, who is there for them, what is near.")
    history = models.TextField(blank=True, help_text="What was tried before, by whom, and what came of it.")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")

    class Meta:
        constraints = [said("understanding", "what_matters")]
