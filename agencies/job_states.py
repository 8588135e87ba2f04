"""The words of jobs: work that nobody waits for at a screen, and that everybody concerned can watch."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobKind(models.TextChoices):
    """What a job does. config/sources.py names the function of each."""

    CHECK_EXTRACT = "check_extract", _("Check an extract")
    TAKE_IN_EXTRACT = "take_in_extract", _("Take in an extract")
    LINK = "link", _("Link what the extracts say")
    PREPARE_DISCLOSURE = "prepare_disclosure", _("Prepare a disclosure")


class JobState(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", _("Waiting for its turn")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
