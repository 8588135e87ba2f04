"""Show to the family: what matters, what they want, where they stand, looking together."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies import clock
from agencies.enums import DataCategory
from agencies.exceptions import NOT_FOUND, Invalid, Missing
from casework.models import Case
from outcomes import codesign, ratings, reviews, selectors, signatures, table
from outcomes.enums import OutcomeDomain, Voice
from outcomes.table import CATEGORY_OF, Shown
from web.form_pages import FormPage
from web.table.base import Seen, TablePage, Turn, TurnOf, called
from web.table.forms import OutcomeForm, RateForm, ReviewForm, UnderstandingForm, YesForm, day_of


class Home(TablePage):
    """What can be done together, each as one big target."""

    template = "web/table/home.html"


class Understanding(TablePage, FormPage):
    """What matters to them; said before anything is planned."""

    template = "web/table/understanding.html"
    form_class = UnderstandingForm
    verb = codesign.record_understanding
    again = selectors.understanding_for
    done = gettext_lazy("Saved, in your own words.")
    draft = gettext_lazy("What matters to them")

    def content(self, subject: Any) -> dict[str, Any]:
        """What they said last."""
        last = table.understanding_at(self.actor, subject)
        if last is not None:
            self.looks.note(last)
        return {"last": last}

    def act(self, subject: Any, said: dict[str, Any]) -> Any:
        """It is about whoever can sit here, and kept from nobody: it was said in company."""
        about = [member.person for member in self.seated(subject)]
        return codesign.record_understanding(subject, **said, category=DataCategory.GENERAL, about=about, by=self.actor)

    def after(self, row: Any) -> str:
        """Back to what can be done together."""
        return self.at("table")


class NewOutcome(TablePage, FormPage):
    """Something that they would like to be different, in their words and with their numbers."""

    template = "web/table/new_outcome.html"
    form_class = OutcomeForm
    verb = codesign.propose
    again = selectors.outcome_for
    done = gettext_lazy("Saved, in your own words. Now each of you says yes to them, one at a time.")
    draft = gettext_lazy("Something to be different")

    def form_arguments(self, subject: Any) -> dict[str, Any]:
        """Those who can be named."""
        return {**super().form_arguments(subject), "seated": self.seated(subject)}

    def content(self, subject: Any) -> dict[str, Any]:
        """Whose page it is."""
        return {"names": [called(member) for member in self.seated(subject)]}

    def act(self, subject: Any, said: dict[str, Any]) -> Any:
        """The category follows from the part of life."""
        named = [member for member in self.seated(subject) if str(member.pk) in said["participants"]]
        domain = OutcomeDomain(said["domain"])
        said = {**said, "participants": named, "domain": domain, "category": CATEGORY_OF[domain]}
        return codesign.propose(subject, by=self.actor, **said)

    def after(self, row: Any) -> str:
        """Each agrees."""
        return self.at("table-agree")


class Who(TablePage):
    """Whose turn it is now; and whether they are alone with their worker."""

    template = "web/table/who.html"
    heading: Any = ""
    turn = ""

    def content(self, subject: Any) -> dict[str, Any]:
        """Everybody who can sit here, whether there is anything for them or not."""
        over = self.over(subject)
        turns = [
            TurnOf(called(each), self.at(self.turn, each.pk), is_over=each.pk in over) for each in self.seated(subject)
        ]
        return {"heading": self.heading, "turns": turns}

    def over(self, case: Case) -> set[UUID]:
        """Who has had their turn; nobody, where that alone would tell what they said, such as a yes."""
        return set()


class WhoAgrees(Who):
    """Whose turn it is to say yes."""

    heading, turn = gettext_lazy("What we want: who speaks now?"), "table-agree-turn"


class WhoRates(Who):
    """Whose turn it is to say a number."""

    heading, turn = gettext_lazy("How are things now: who speaks now?"), "table-rate-turn"

    def over(self, case: Case) -> set[UUID]:
        """Who said a number today, before the others. Of what was said alone not even that it was said."""
        return table.rated_on(self.outcomes(case), clock.today())


class Agreeing(Turn):
    """What one person has said yes to, and what waits for them."""

    template = "web/table/agreeing.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """Their outcomes."""
        member = self.speaker(subject)
        rows = [(each, self.at("table-agree-one", member.pk, each.outcome.pk)) for each in self.theirs(subject)]
        waiting = [row for row in rows if row[0].waits_for(member)]
        return {"waiting": waiting, "agreed": [each for each, _address in rows if not each.waits_for(member)]}


class Rating(Turn):
    """The outcomes of one person with their own numbers, last time's beside now."""

    template = "web/table/rating.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """Those that everybody agreed to."""
        member = self.speaker(subject)
        rows = [
            (Seen.of(each, member), self.at("table-rate-one", member.pk, each.outcome.pk))
            for each in self.theirs(subject)
            if each.is_agreed
        ]
        return {"rows": rows}


class OneOutcome(Turn, FormPage):
    """One outcome on one person's turn."""

    is_versioned = False  # what counts is the wording; the verbs ask for it themselves

    def shown(self, subject: Any) -> Shown:
        """Raises Missing for one that is not theirs, or that cannot be shown now."""
        if not hasattr(self, "_shown"):
            key = self.kwargs["outcome"]
            found = next((each for each in self.theirs(subject) if each.outcome.pk == key), None)
            if found is None:
                raise Missing(NOT_FOUND)
            self._shown: Shown = found
        return self._shown

    def content(self, subject: Any) -> dict[str, Any]:
        """The words, and their own last number."""
        shown = self.shown(subject)
        return {"shown": shown, "last": shown.latest_of(self.speaker(subject))}


class Yes(OneOutcome):
    """One person says yes to the words."""

    template = "web/table/yes.html"
    form_class = YesForm
    verb = codesign.agree
    again = selectors.outcome_agreement_for
    done = gettext_lazy("Your yes is saved. Thank you.")

    def initial(self, subject: Any) -> dict[str, Any]:
        """The words that they see."""
        return {"version": self.shown(subject).version.number}

    def act(self, subject: Any, said: dict[str, Any]) -> Any:
        """Yes."""
        said = {name: said[name] for name in ("how", "words", "version", "strokes")}
        strokes = said.pop("strokes", None)
        agreement = codesign.agree(self.shown(subject).outcome, member=self.speaker(subject), by=self.actor, **said)
        if strokes:
            signatures.sign(agreement, strokes=strokes, by=self.actor)
        return agreement

    def after(self, row: Any) -> str:
        """What else waits for them."""
        return self.at("table-agree-turn", self.kwargs["member"]) + self.alone


class Rate(OneOutcome):
    """One person's number, in their own voice. Said alone with their worker, it is kept from the others for good."""

    template = "web/table/rate.html"
    form_class = RateForm
    verb = ratings.rate
    again = selectors.rating_for
    done = gettext_lazy("Your number is saved. Thank you.")

    def act(self, subject: Any, said: dict[str, Any]) -> Any:
        """Theirs, and nobody else's."""
        member, outcome = self.speaker(subject), self.shown(subject).outcome
        return ratings.rate(
            outcome, voice=Voice.PARTICIPANT, member=member, was_said_alone=self.is_alone, by=self.actor, **said
        )

    def after(self, row: Any) -> str:
        """Their other outcomes."""
        return self.at("table-rate-turn", self.kwargs["member"]) + self.alone


class Review(TablePage, FormPage):
    """Looking together: who is here, what helped, when again."""

    template = "web/table/review.html"
    form_class = ReviewForm
    draft = gettext_lazy("Looking together")
    verb = reviews.hold
    again = selectors.review_for

    def form_arguments(self, subject: Any) -> dict[str, Any]:
        """Those who can be here."""
        return {**super().form_arguments(subject), "seated": self.seated(subject)}

    def content(self, subject: Any) -> dict[str, Any]:
        """How far they have come."""
        return {"wants": [Seen.of(each) for each in self.outcomes(subject) if each.is_agreed]}

    def act(self, subject: Any, said: dict[str, Any]) -> Any:
        """Where no day was set, this is the day."""
        review = table.next_review(self.actor, subject)
        if review is None and selectors.reviews_of(self.actor, subject).filter(held_at__isnull=True).exists():
            # The next one is kept from somebody here, which this screen must not tell.
            raise Invalid(_("This cannot be saved on this screen. Your worker writes it down for you."))
        review = review or reviews.plan(subject, due_on=clock.today(), by=self.actor)
        here = [member for member in self.seated(subject) if str(member.pk) in said["took_part"]]
        return reviews.hold(review, summary=said["summary"], took_part=here, next_on=day_of(said), by=self.actor)  # type: ignore[arg-type]

    def say(self, refused: Any, form: Any) -> None:
        """Where the room speaks of the next day, it stands beside our own question."""
        if "next_on" in refused.fields:
            form.add_error("weeks", refused.fields["next_on"])
            return
        super().say(refused, form)

    def lead_on(self, row: Any, sentence: str) -> Any:
        """Who was not here is named, so that somebody thinks of them."""
        here = {member.pk for member in row.took_part.all()}
        away = [called(member) for member in self.seated(row.case) if member.pk not in here]
        said = _("What you said is saved.")
        return super().lead_on(row, f"{said} {_('Not here today: %s.') % ', '.join(away)}" if away else said)

    def after(self, row: Any) -> str:
        """The beginning."""
        return self.at("table")
