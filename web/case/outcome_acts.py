"""Acts about outcomes, on the worker's own pages: what matters, a new outcome, other words, a number, no longer wanted."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes import codesign, ratings, selectors
from outcomes.enums import OutcomeDomain, Voice
from outcomes.models import Outcome
from web.case.acts import AddAct, RowAct
from web.case.choices import CaseForm, Several, categories_of, members_now, must_not_be_told
from web.case.pages import is_own_work
from web.forms import Form

SECTION = "case-outcomes"
NUMBERS = [("", gettext_lazy("Choose a number")), *((str(each), str(each)) for each in codesign.SCALE)]


def _long(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class UnderstandingForm(CaseForm):
    """What matters, in their own words, before anything is planned."""

    what_matters = forms.CharField(
        label=gettext_lazy("What matters to them?"),
        help_text=gettext_lazy("In their own words."),
        widget=_long(4),
        error_messages={"required": gettext_lazy("Write down what matters to them")},
    )
    good_life = forms.CharField(
        label=gettext_lazy("What does a good life look like to them?"), widget=_long(), required=False
    )
    strengths = forms.CharField(
        label=gettext_lazy("What are they good at, who is there for them, what is near?"),
        widget=_long(),
        required=False,
    )
    history = forms.CharField(
        label=gettext_lazy("What was tried before, by whom, and what came of it?"), widget=_long(), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members_now(self.by, self.case)
        people = {str(row.person_id): (row.name, row.person) for row in self.members}
        self.fields["category"] = forms.ChoiceField(
            label=_("What is it about?"),
            help_text=_("Partners see it only where this has been shared with them."),
            choices=[("", _("Choose one")), *categories_of(self.by, self.case)],
            error_messages={"required": _("Choose what it is about")},
        )
        self.fields["about"] = Several(label=_("Who said it, or whom is it about?"), of=people, required=False)
        self.fields["not_to_disclose_to"] = must_not_be_told(
            self.by, self.case, self.members, _("Somebody of the household before whom it must not be said.")
        )


class WordingForm(CaseForm):
    """Their words, the scale, and whose it is."""

    wording = forms.CharField(
        label=gettext_lazy("In their own words: what would be different?"),
        widget=_long(),
        error_messages={"required": gettext_lazy("Write their words down")},
    )
    would_be_seen = forms.CharField(
        label=gettext_lazy("What would be seen then?"),
        widget=_long(),
        error_messages={"required": gettext_lazy("Say what would be seen")},
    )
    start = forms.TypedChoiceField(
        label=gettext_lazy("How are things now, from 1 to 10?"),
        choices=NUMBERS,
        coerce=int,
        error_messages={"required": gettext_lazy("Choose how things are now")},
    )
    goal = forms.TypedChoiceField(
        label=gettext_lazy("What number would be good enough?"),
        choices=NUMBERS,
        coerce=int,
        error_messages={"required": gettext_lazy("Choose what would be good enough")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members_now(self.by, self.case)
        self.fields["participants"] = Several(
            label=_("Whose outcome is it?"),
            help_text=_("Each of them says yes to these words."),
            of={str(row.pk): (row.name, row) for row in self.members},
            error_messages={"required": _("Choose whose outcome it is")},
        )


class OutcomeForm(WordingForm):
    """The same, with the part of life, what it is about, and from whom it is kept."""

    field_order = ("wording", "would_be_seen", "start", "goal", "participants", "domain", "category")
    domain = forms.ChoiceField(
        label=gettext_lazy("Which part of life is it about?"),
        choices=[("", gettext_lazy("Choose one")), *OutcomeDomain.choices],
        error_messages={"required": gettext_lazy("Choose the part of life")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"] = forms.ChoiceField(
            label=_("What does it belong to, where it is shared?"),
            choices=[("", _("Choose one")), *categories_of(self.by, self.case)],
            error_messages={"required": _("Choose what it belongs to")},
        )
        self.fields["not_to_disclose_to"] = must_not_be_told(
            self.by,
            self.case,
            self.members,
            _("It stands on no screen and no paper that the household looks at together."),
        )
        self.order_fields(self.field_order)


class DropForm(Form):
    """Why they no longer want it."""

    reason = forms.CharField(
        label=gettext_lazy("Why do they no longer want it?"),
        widget=_long(),
        error_messages={"required": gettext_lazy("Say why they no longer want it")},
    )


class RateForm(Form):
    """How it looks from where one stands."""

    value = forms.TypedChoiceField(
        label=gettext_lazy("Where are they now, from 1 to 10, as you see it?"),
        choices=NUMBERS,
        coerce=int,
        error_messages={"required": gettext_lazy("Choose a number")},
    )
    words = forms.CharField(label=gettext_lazy("What makes you say so?"), widget=_long(), required=False)


class Understand(AddAct):
    """What matters to them."""

    section = back = SECTION
    form_class, verb, again = UnderstandingForm, codesign.record_understanding, selectors.understanding_for
    title, button = gettext_lazy("What matters to them"), gettext_lazy("Save what matters to them")
    lede = gettext_lazy("Before anything is planned. What is understood better later is written down as another entry.")
    done = gettext_lazy("What matters to them is on record.")
    draft = gettext_lazy("What matters to them")


class Propose(AddAct):
    """An outcome that was written down with one person alone, or away from the table."""

    section = back = SECTION
    form_class, verb, again = OutcomeForm, codesign.propose, selectors.outcome_for
    title, button = gettext_lazy("Write an outcome down"), gettext_lazy("Save this outcome")
    lede = gettext_lazy("Their words, never yours. Where they can sit together, use “Show to the family” instead.")
    done = gettext_lazy("The outcome is on record. It counts once everybody named has said yes to the words.")
    draft = gettext_lazy("Write an outcome down")


class OfOutcome(RowAct):
    """Something becomes of an outcome."""

    template = "web/case/of_outcome.html"
    section = back = SECTION
    subject, subject_model = selectors.outcome_for, Outcome
    again: ClassVar[Any] = selectors.outcome_for

    def parts(self, subject: Outcome) -> dict[str, Any]:
        """With the words as they are."""
        return {**super().parts(subject), "latest": list(subject.versions.all())[-1]}


class Reword(OfOutcome):
    """Other words, another scale, or other names."""

    form_class, verb = WordingForm, codesign.reword
    title, button = gettext_lazy("Other words"), gettext_lazy("Save these words")
    lede = gettext_lazy(
        "Everybody named says yes to the new words. Until then the outcome waits, and nothing is measured."
    )
    done = gettext_lazy("The new words are on record, and wait for everybody’s yes.")
    draft = gettext_lazy("Other words for an outcome")

    def initial(self, subject: Outcome) -> dict[str, Any]:
        """The words, the scale and the names as they are."""
        latest = list(subject.versions.all())[-1]
        named = [str(member.pk) for member in latest.participants.all()]
        words = {name: getattr(latest, name) for name in ("wording", "would_be_seen", "start", "goal")}
        return {**words, "participants": named}


class DropOutcome(OfOutcome):
    """They no longer want it."""

    form_class, verb = DropForm, codesign.drop
    title, button = gettext_lazy("They no longer want it"), gettext_lazy("Take it off the outcomes")
    lede = gettext_lazy("It stays on record with its numbers, and counts for nothing.")
    done = gettext_lazy("The outcome is no longer wanted.")
    draft = gettext_lazy("They no longer want an outcome")


class Rate(OfOutcome):
    """The number of who helps, beside those of the people themselves: never mixed with theirs."""

    is_for_partners = True
    form_class, verb, again = RateForm, ratings.rate, selectors.rating_for
    title, button = gettext_lazy("As you see it"), gettext_lazy("Save this number")
    lede = gettext_lazy("Their own number leads. Yours stands beside it, under your name.")
    done = gettext_lazy("Your number stands beside theirs.")
    draft = gettext_lazy("An outcome as you see it")

    def act(self, subject: Outcome, said: dict[str, Any]) -> Any:
        """In one's own voice."""
        voice = Voice.WORKER if is_own_work(self.case) else Voice.PARTNER
        return ratings.rate(subject, voice=voice, by=self.actor, **said)
