"""Finishing together: the worker puts the question, each answers on their own turn, and all agree or it goes on."""

from typing import Any, cast

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import selectors
from casework.models import Case
from outcomes import closure, signatures, table
from outcomes import selectors as outcome_selectors
from outcomes.models import ClosureAgreement, ClosureProposal
from web.form_pages import FormPage
from web.pages import uuid_or_missing
from web.table.base import Seen, TablePage, Turn, TurnOf, called, way_back
from web.table.forms import FINISH, NOT_YET, AnswerForm, ProposeForm, TableForm, day_of


class Finishing(TablePage):
    """What changed, the exact words, and who speaks now. Nobody's answer stands here."""

    template = "web/table/finishing.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """The question, and whom it is put to."""
        proposal = table.open_proposal(self.actor, subject)
        asked = {}
        if proposal is not None:
            self.looks.note(proposal)
            asked = {row.member_id: bool(row.answers.all()) for row in proposal.participants.all()}
        turns = [
            TurnOf(called(each), self.at("table-finish-turn", each.pk), is_over=asked[each.pk])
            for each in self.seated(subject)
            if each.pk in asked
        ]
        wants = [Seen.of(each) for each in self.outcomes(subject) if each.is_agreed]
        return {"proposal": proposal, "turns": turns, "wants": wants}


class Answer(Turn, FormPage):
    """One person's answer. What anybody said before, they themselves included, is not shown."""

    template = "web/table/answer.html"
    form_class = AnswerForm
    verb = closure.agree
    again = outcome_selectors.answer_for
    is_versioned = False  # what they saw are the words: the proposal is named in the form, whatever else has changed

    def content(self, subject: Any) -> dict[str, Any]:
        """What changed for them, and the words."""
        wants = [Seen.of(each, self.speaker(subject)) for each in self.theirs(subject) if each.is_agreed]
        return {"proposal": self.question(subject), "wants": wants}

    def initial(self, subject: Any) -> dict[str, Any]:
        """The words that they see: other words are another proposal."""
        proposal = self.question(subject)
        return {"proposal": proposal.pk if proposal else None}

    def question(self, case: Case) -> ClosureProposal | None:
        """The open proposal, where it asks this person."""
        if not hasattr(self, "_question"):
            found = table.open_proposal(self.actor, case)
            asks = found and any(row.member_id == self.speaker(case).pk for row in found.participants.all())
            self._question = found if asks else None
            if self._question is not None:
                self.looks.note(self._question)
        return self._question

    def act(self, subject: Any, said: dict[str, Any]) -> Any:
        """The verb for what they say."""
        proposal = outcome_selectors.proposal_for(self.actor, uuid_or_missing(str(said["proposal"])))
        common = {"member": self.speaker(subject), "how": said["how"], "witness": said["witness"], "by": self.actor}
        common |= {"words": said["said"], "decision_maker": said["decision_maker"], "authority": said["authority"]}
        if said["answer"] == FINISH:
            answer = closure.agree(proposal, wording=proposal.wording, **common)
        elif said["answer"] == NOT_YET:
            answer = closure.refuse(proposal, review_on=cast("Any", day_of(said)), **common)
        else:
            answer = closure.want_time(proposal, **common)
        if said["strokes"]:
            signatures.sign(answer, strokes=said["strokes"], by=self.actor)
        return answer

    def after(self, row: Any) -> str:
        """Back to who speaks next."""
        return self.at("table-finish") + self.alone

    def lead_on(self, row: Any, sentence: str) -> Any:
        """Whoever takes the screen next reads that it is saved, and not what was said."""
        return super().lead_on(row, _("What you said is saved. Thank you."))

    def say(self, refused: Any, form: Any) -> None:
        """Where the room speaks of the day of the review, it stands beside our own question."""
        if "review_on" in refused.fields:
            form.add_error("weeks", refused.fields["review_on"])
            return
        super().say(refused, form)


class Ending(TablePage, FormPage):
    """The worker's own page: put the question; what each answered, and what stands in the way of closing."""

    template = "web/table/ending.html"
    form_class = ProposeForm
    verb = closure.propose
    again = outcome_selectors.proposal_for
    done = gettext_lazy("The question is put. Read the words together, one person at a time.")
    draft = gettext_lazy("Getting ready to close")

    def content(self, subject: Any) -> dict[str, Any]:
        """The question as it stands, and what each of them said: for the worker alone."""
        proposal = table.open_proposal(self.actor, subject)
        rows = []
        if proposal is not None:
            self.looks.note(proposal)
            rows = [(row.member, self._last(row)) for row in proposal.participants.all()]
            for _member, answer in rows:
                if answer:
                    self.looks.note(answer)
        return {"proposal": proposal, "rows": rows, "blockers": closure.blockers_for(self.actor, subject)}

    def after_keeping(self, subject: Any) -> str:
        """This page is the worker's own: where all of theirs are."""
        return reverse("web:drafts")

    def after(self, row: Any) -> str:
        """Here, where the next step stands."""
        return self.at("table-ending")

    @staticmethod
    def _last(row: Any) -> ClosureAgreement | None:
        answers: list[ClosureAgreement] = sorted(row.answers.all(), key=lambda each: each.position)
        return answers[-1] if answers else None


class Close(TablePage, FormPage):
    """Close, once everybody agreed: a page of its own, so that nobody closes by a slip."""

    template = "web/table/close.html"
    form_class = TableForm
    verb = closure.close
    again = selectors.case_by_id
    done = gettext_lazy(
        "Support has ended, as everybody agreed. It can begin again at any time, without a new referral."
    )

    def content(self, subject: Any) -> dict[str, Any]:
        """What stands in the way."""
        return {
            "blockers": closure.blockers_for(self.actor, subject),
            "ending": reverse("web:table-ending", args=[self.here]),
        }

    def act(self, subject: Any, said: dict[str, Any]) -> Any:
        """Nothing is asked but to press."""
        return closure.close(subject, by=self.actor)

    def say(self, refused: Any, form: Any) -> None:
        """Each sentence that stands in the way."""
        blockers = refused.fields.get("blockers", [])
        form.add_error(None, blockers or refused.detail)

    def after(self, row: Any) -> str:
        """The case."""
        return way_back(self.here)
