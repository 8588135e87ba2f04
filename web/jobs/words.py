"""A job in plain words: what it is for, how far it is, and what happened to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agencies.actors import Actor
from agencies.job_states import JobKind, JobState
from agencies.jobs import MOST_TRIES
from agencies.models import Job, Membership
from agencies.permissions import Permission, holds
from web.linkage.words import STAGES

OPEN = frozenset({JobState.QUEUED, JobState.RUNNING})
IN_BYTES = frozenset({JobKind.CHECK_EXTRACT, JobKind.TAKE_IN_EXTRACT})
# What a job works on: who is led there, to which page, and in which words.
SUBJECTS: Mapping[JobKind, tuple[Permission, str, str | Promise]] = {
    JobKind.CHECK_EXTRACT: (Permission.HAND_OVER_EXTRACTS, "web:extracts-one", gettext_lazy("The extract")),
    JobKind.TAKE_IN_EXTRACT: (Permission.HAND_OVER_EXTRACTS, "web:extracts-one", gettext_lazy("The extract")),
    JobKind.LINK: (Permission.REVIEW_LINKS, "web:linkage", gettext_lazy("Who is who")),
    JobKind.PREPARE_DISCLOSURE: (Permission.DISCLOSE, "web:disclosures-one", gettext_lazy("The disclosure")),
}


@dataclass(frozen=True)
class Step:
    """Something that happened to a job, and who did it; nobody where the service did."""

    words: str
    at: datetime
    who: str


def subject_of(job: Job, actor: Actor) -> tuple[str, str | Promise] | None:
    """The address of what it is for, and its words; None for whoever has no use for that page."""
    permission, name, words = SUBJECTS[JobKind(job.kind)]
    if not holds(actor, permission):
        return None
    return reverse(name, args=[] if job.kind == JobKind.LINK else [job.subject_id]), words


def percent_of(job: Job) -> int | None:
    """How much of it is done, of a hundred; None where nobody knows beforehand how much there is."""
    if job.total is None:
        return None if job.done else 0
    return 100 * job.done // job.total if job.total else 0


def progress_of(job: Job) -> str:
    """How far it is, in a sentence."""
    if job.kind == JobKind.LINK and job.stage:
        step = _("Step %(number)d of %(of)d.") % {"number": job.done + 1, "of": job.total or len(STAGES)}
        return f"{step} {STAGES[job.stage]}"
    if job.kind in IN_BYTES:
        return _("%(percent)d %% of the file is read.") % {"percent": percent_of(job)}
    if job.done:
        words = ngettext("%(number)d row is read.", "%(number)d rows are read.", job.done)
        return words % {"number": job.done}
    return _("It has not begun yet.") if job.started_at is None else _("It has begun.")


def attempt_of(job: Job) -> str:
    """That it is not the first time, where it was cut off before."""
    if job.state not in OPEN or _cut_off(job) <= 0:
        return ""
    number = ngettext("It was cut off %(number)d time", "It was cut off %(number)d times", _cut_off(job))
    rest = _("and goes on by itself. After %(most)d times somebody has to look.") % {"most": MOST_TRIES}
    return f"{number % {'number': _cut_off(job)}}, {rest}"


def steps_of(job: Job) -> list[Step]:
    """What has happened, in order."""
    end = _("Failed") if job.state == JobState.FAILED else _("Done")
    happened: list[tuple[str, datetime | None, Membership | None]] = [
        (_("Asked for"), job.asked_at, job.asked_by),
        (_("Begun"), job.started_at, None),
        (_("Tried again, after it had failed"), job.retried_at, job.retried_by),
        (end, job.finished_at, None),
    ]
    steps = [Step(words, at, f"{who.user.name}, {who.agency.name}" if who else "") for words, at, who in happened if at]
    return sorted(steps, key=lambda step: step.at)


def _cut_off(job: Job) -> int:
    """How often; the try that runs now is none of them."""
    return job.tries - (job.state == JobState.RUNNING)
