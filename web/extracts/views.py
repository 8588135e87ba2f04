"""Extracts of one's agency: what was handed over, how far it is, and what came of it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.extracts import receiving
from agencies.fresh import check_fresh
from agencies.job_states import JobState
from agencies.models import Extract, Job, RefusedRow
from agencies.permissions import Permission, check
from config.downloads import download_table
from config.uploads import was_too_large
from web.asking import AskPage
from web.effects import Effect, EffectPage, NothingForm
from web.extracts.forms import HandOverForm
from web.extracts.words import columns_of, dropped_of, of_going_on, of_taking_in, percent_of, state_of, title_of
from web.pages import Page

MOST = 100
MOST_REFUSED = 10


@dataclass(frozen=True)
class Listed:
    """An extract in the list, and its last job."""

    row: Extract
    job: Job | None
    state: str | Promise


class Extracts(Page):
    """Those of one's agency, the newest first."""

    template = "web/extracts/extracts.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """Each with where it stands."""
        rows = list(receiving.extracts_for(self.actor)[: MOST + 1])
        last = receiving.last_jobs_of(rows)
        shown = [Listed(row, last.get(row.pk), state_of(row, last.get(row.pk))) for row in rows[:MOST]]
        return {"rows": shown, "has_more": len(rows) > MOST}


class HandOver(AskPage):
    """Hand a file over."""

    form_class, verb, again = HandOverForm, receiving.receive, receiving.extract_for
    title, button = _("Hand over an extract"), _("Hand over this file")
    lede = _(
        "Contacts that your agency had with people. They are linked with those of the other agencies, to find the"
        " households whom several of you meet again and again."
    )
    template = "web/extracts/hand_over.html"
    done = _("The file is here. This page says what becomes of it.")

    def load(self) -> None:
        """Nobody fills in a form to learn at its end that it was not theirs to fill in."""
        check(self.actor, Permission.HAND_OVER_EXTRACTS)

    def back(self, subject: Any) -> tuple[str, str]:
        """The list."""
        return reverse("web:extracts"), gettext("All extracts")

    def form_arguments(self, subject: Any) -> dict[str, Any]:
        """Whether the file was dropped before it was whole."""
        return {**super().form_arguments(subject), "was_too_large": was_too_large(self.request)}

    def content(self, subject: Any) -> dict[str, Any]:
        """Whether there is an agreement at all."""
        return {**super().content(subject), "any": receiving.agreements_to_hand_over_under(self.actor).exists()}

    def act(self, subject: Any, said: dict[str, Any]) -> Extract:
        """With the profile that was chosen; one that comes with the product is kept as the agency's own first."""
        profile = receiving.profile_chosen(said["profile"], by=self.actor)
        return receiving.receive(**{**said, "profile": profile}, by=self.actor)

    def after(self, row: Any) -> str:
        """The extract."""
        return address_of(row)


class OneExtract(Page):
    """One: how far it is, what came of it, and what is to be mended."""

    template = "web/extracts/extract.html"
    subject, subject_key, subject_model = receiving.extract_for, "id", Extract

    def content(self, subject: Extract) -> dict[str, Any]:
        """Its job, its counts, and the first of the rows that cannot be taken in."""
        job = receiving.jobs_of(subject).first()
        refused = list(receiving.refused_rows_of(self.actor, subject)[: MOST_REFUSED + 1])
        self.looks.note_page(RefusedRow, refused)
        is_open = job is not None and job.state in {JobState.QUEUED, JobState.RUNNING}
        return {
            "extract": subject, "job": job, "state": state_of(subject, job), "is_open": is_open,
            "percent": percent_of(job), "refused": refused[:MOST_REFUSED], "has_more": len(refused) > MOST_REFUSED,
            "dropped": dropped_of(subject),
            "columns": columns_of(subject), "may_take_in": bool(subject.checked_at) and not subject.taken_in_at and not is_open,
            "may_retry": job is not None and job.state == JobState.FAILED,
        }  # fmt: skip


class ChangeExtract(EffectPage):
    """Something happens to one."""

    subject, subject_key, subject_model = receiving.extract_for, "id", Extract
    form_class, again = NothingForm, receiving.extract_for
    is_versioned = False  # its job writes to it

    def about(self, subject: Extract) -> str:
        """Which."""
        return title_of(subject)

    def back(self, subject: Extract) -> tuple[str, str]:
        """The extract."""
        return address_of(subject), title_of(subject)

    def after(self, row: Extract) -> str:
        """The extract."""
        return address_of(row)


class TakeIn(ChangeExtract):
    """Take in what was only checked."""

    verb = receiving.take_in
    title, button = _("Take this extract in"), _("Take it in")
    done = _("It is taken in now; this page says how far that is.")

    def effect(self, subject: Extract, said: dict[str, Any]) -> Effect:
        """What counts then, and what does not."""
        return of_taking_in(subject)


class GoOn(ChangeExtract):
    """Let a job that failed go on."""

    verb = receiving.go_on
    title, button = _("Try again"), _("Try again")
    done = _("It goes on now; this page says how far that is.")

    def effect(self, subject: Extract, said: dict[str, Any]) -> Effect:
        """What went wrong before."""
        return of_going_on(receiving.jobs_of(subject).first())


class RefusedRowsFile(Page):
    """The rows to mend as a table. A file leaves the service, so whoever takes it has just shown that it is them."""

    template = ""
    subject, subject_key, subject_model = receiving.extract_for, "id", Extract

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The file."""
        extract = self.load()
        check_fresh(self.actor)
        return download_table(receiving.refused_rows_as_file(extract, by=self.actor), f"to-mend-{extract.pk.hex[:8]}")

    def after_proof(self, request: HttpRequest) -> str:
        """The page with the file on it."""
        return reverse("web:extracts-one", args=[self.kwargs["id"]])


def address_of(extract: Extract) -> str:
    """Its page."""
    return reverse("web:extracts-one", args=[extract.pk])
