"""Jobs that somebody of one's agency asked for: the list, one of them while it is done, and another try where it failed."""

from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies import jobs
from agencies.models import Job
from agencies.permissions import check, holds
from web.effects import Effect, EffectPage, NothingForm
from web.jobs.words import OPEN, attempt_of, percent_of, progress_of, steps_of, subject_of
from web.pages import Page

ON_A_PAGE = 50


class AskedFor(Page):
    """Those that one may watch, the newest first."""

    template = "web/jobs/asked_for.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """A page of them."""
        page = Paginator(jobs.jobs_for(self.actor), ON_A_PAGE).get_page(self.request.GET.get("page"))
        return {"page": page, "watches": holds(self.actor, jobs.WATCHES)}


class OneJob(Page):
    """One: what it is for, how far it is, what happened, and what to do where it failed."""

    template = "web/jobs/job.html"
    subject, subject_key, subject_model = jobs.job_for, "id", Job

    def content(self, subject: Job) -> dict[str, Any]:
        """All of it; scripts ask for it again while it moves."""
        return {
            "job": subject, "is_open": subject.state in OPEN, "percent": percent_of(subject),
            "progress": progress_of(subject), "attempt": attempt_of(subject), "steps": steps_of(subject),
            "of": subject_of(subject, self.actor),
            "may_retry": holds(self.actor, jobs.WATCHES) and jobs.can_be_retried(subject),
        }  # fmt: skip


class Retry(EffectPage):
    """A job that failed goes on."""

    subject, subject_key, subject_model = jobs.job_for, "id", Job
    form_class, verb, again = NothingForm, jobs.retry, jobs.job_for
    is_versioned = False  # the worker writes to it
    title, button = _("Try again"), _("Try again")
    done = _("It waits for its turn. This page says how far it is.")

    def load(self) -> Any:
        """Whoever may not is told so before they press."""
        job = super().load()
        check(self.actor, jobs.WATCHES)
        return job

    def about(self, subject: Job) -> str:
        """Which."""
        return subject.get_kind_display()

    def back(self, subject: Job) -> tuple[str, str]:
        """The job."""
        return address_of(subject), subject.get_kind_display()

    def after(self, row: Job) -> str:
        """The same."""
        return address_of(row)

    def effect(self, subject: Job, said: dict[str, Any]) -> Effect:
        """What went wrong before, and as whom it goes on."""
        if not jobs.can_be_retried(subject):
            return Effect(first=[gettext("Only the last job, where it failed, can be tried again.")])
        return Effect(
            [
                gettext("It stopped with: %(trouble)s") % {"trouble": subject.trouble},
                gettext("It is done again with what %(who)s may do: they asked for it first.")
                % {"who": subject.asked_by.user.name},
            ]
        )


def address_of(job: Job) -> str:
    """Its page."""
    return reverse("web:jobs-one", args=[job.pk])
