"""Who is who in agencies' extracts: link them, answer what cannot be told, take an answer back."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies import jobs
from agencies.job_states import JobState
from agencies.models import Job
from agencies.permissions import Permission, check
from casework import link_answers, linkage_runs
from casework.models import ComparedPair, LinkageRun, LinkAnswer
from casework.newest_run import newest_run
from web.asking import AskPage
from web.effects import Effect, EffectPage, NothingForm
from web.linkage.forms import AnswerForm
from web.linkage.words import STAGES, findings_of, lines_of, name_of, of_linking, of_taking_back, state_of, why_of
from web.pages import Page

MOST_RUNS = 10
MOST_ANSWERS = 25


@dataclass(frozen=True)
class Listed:
    """A run in the list, and its job."""

    row: LinkageRun
    job: Job | None
    state: str | Promise
    is_watched: bool  # whether the job's own page is for whoever asks


class WhoIsWho(Page):
    """The last run, what it could not tell, and what was answered."""

    template = "web/linkage/linkage.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """Counts, and the first question."""
        rows = list(linkage_runs.runs_for(self.actor)[:MOST_RUNS])
        watched = set(
            jobs.jobs_for(self.actor).filter(subject_id__in=[row.pk for row in rows]).values_list("pk", flat=True)
        )
        runs = [self._listed(run, watched) for run in rows]
        questions = link_answers.questions_for(self.actor)
        answers = list(link_answers.answers_for(self.actor)[: MOST_ANSWERS + 1])
        self.looks.note_page(LinkAnswer, answers[:MOST_ANSWERS])
        return {
            "runs": runs,
            "newest": newest_run() if runs else None,
            "open": next(
                (run for run in runs if run.job and run.job.state in {JobState.QUEUED, JobState.RUNNING}), None
            ),
            "left": questions.count(),
            "first": questions.values_list("pk", flat=True).first(),
            "answers": [(each, name_of(each.left), name_of(each.right)) for each in answers[:MOST_ANSWERS]],
            "has_more": len(answers) > MOST_ANSWERS,
        }

    def _listed(self, run: LinkageRun, watched: Collection[UUID]) -> Listed:
        job = linkage_runs.job_of(run)
        state = STAGES[job.stage] if job and job.stage and not run.stored_at else state_of(run, job)
        return Listed(run, job, state, job is not None and job.pk in watched)


class OfLinkage:
    """Leads back to the page of all of it."""

    is_versioned: ClassVar[bool] = False

    def back(self, subject: Any) -> tuple[str, str]:
        """The page of all of it."""
        return reverse("web:linkage"), gettext("Who is who")

    def after(self, row: Model) -> str:
        """The same."""
        return reverse("web:linkage")


class LinkAgain(OfLinkage, EffectPage):
    """Ask for a run."""

    form_class, verb, again = NothingForm, linkage_runs.ask, linkage_runs.run_for
    title, button = _("Link the extracts"), _("Link them")
    done = _("The extracts are being linked. This page says how far that is.")

    def load(self) -> None:
        """Whoever may not ask is told so at once."""
        check(self.actor, Permission.REVIEW_LINKS)

    def effect(self, subject: Any, said: dict[str, Any]) -> Effect:
        """What it does, and what it does not."""
        return of_linking()


class AnswerQuestion(OfLinkage, AskPage):
    """Two rows side by side, with the reasons; then the next two."""

    form_class, verb, again = AnswerForm, link_answers.answer, link_answers.answer_for
    subject, subject_key, subject_model = link_answers.pair_for, "id", ComparedPair
    title, button = _("One person, or two?"), _("Say so, and go on")
    template = "web/linkage/question.html"
    is_wide = True

    def content(self, subject: ComparedPair) -> dict[str, Any]:
        """What either says, what was found, and with whom either is linked already."""
        around = list(link_answers.links_of(self.actor, subject))
        self.looks.note_page(ComparedPair, around)
        return {
            **super().content(subject),
            "lines": lines_of(subject),
            "findings": findings_of(subject),
            "why": why_of(subject),
            "around": [(each, name_of(each.left), name_of(each.right)) for each in around],
            "next": self._next(subject.pk),
            "left": link_answers.questions_for(self.actor).count(),
        }

    def after(self, row: Model) -> str:
        """The next question, or back where none is left."""
        key = self._next(self.kwargs["id"])
        return reverse("web:linkage-question", args=[key]) if key else reverse("web:linkage")

    def lead_on(self, row: Any, done: str) -> Any:
        """With what they just said, and the way to take it back."""
        words = gettext("You said: one person.") if row.is_same else gettext("You said: two people.")
        return super().lead_on(row, words)

    def _next(self, key: UUID) -> UUID | None:
        """The one after this in the list; after the last, the first."""
        keys = list(link_answers.questions_for(self.actor).values_list("pk", flat=True))
        if key in keys:
            at = keys.index(key)
            keys = [*keys[at + 1 :], *keys[:at]]
        return keys[0] if keys else None


class TakeBack(OfLinkage, EffectPage):
    """An answer is taken back."""

    form_class, verb, again = NothingForm, link_answers.withdraw, link_answers.answer_for
    subject, subject_key, subject_model = link_answers.answer_for, "id", LinkAnswer
    title, button = _("Take this answer back"), _("Take it back")
    done = _("The answer is taken back.")

    def effect(self, subject: LinkAnswer, said: dict[str, Any]) -> Effect:
        """What holds no longer."""
        return of_taking_back(subject)
