"""What is asked at the table: plain questions, and nothing preselected."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies import clock
from agencies.exceptions import Invalid
from casework.enums import Means
from casework.models import CaseMember
from outcomes import signatures
from outcomes.codesign import SCALE
from outcomes.enums import ClosureGround, OutcomeDomain
from outcomes.table import DOMAINS_IN_COMPANY
from web.dates import DateBoxesField
from web.forms import Form

FINISH, NOT_YET, TIME = "finish", "not_yet", "time"
PICK = "pick"
WEEKS = [("2", _("In 2 weeks")), ("4", _("In 4 weeks")), ("6", _("In 6 weeks")), (PICK, _("Pick a date"))]
HOW = [
    (Means.IN_PERSON.value, _("I said it, and %(worker)s wrote it down")),
    (Means.INTERPRETER.value, _("I said it in another language, with an interpreter")),
    (Means.ADVOCATE.value, _("Somebody spoke for me")),
    (Means.PHONE.value, _("I said it on the phone")),
    (Means.WRITING.value, _("I wrote it myself")),
]


class Scale(forms.RadioSelect):
    """The numbers from 1 to 10 as squares."""

    template_name = "web/table/scale.html"


def scale(label: Any, help_text: Any = "") -> forms.TypedChoiceField:
    """A question that is answered by a number."""
    return forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        coerce=int,
        choices=[(each, each) for each in SCALE],
        widget=Scale,
        error_messages={"required": _("Pick a number from 1 to 10")},
    )


def own_words(label: Any, help_text: Any = "", *, rows: int = 3, required: Any = "") -> forms.CharField:
    """A question that is answered in one's own words, which are kept as they are: not even the blanks are cut."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=bool(required),
        strip=False,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
        error_messages={"required": required},
    )


def choice(label: Any, choices: Any, required: Any, help_text: Any = "") -> forms.ChoiceField:
    """A question with a few answers."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        help_text=help_text,
        widget=forms.RadioSelect,
        error_messages={"required": required},
    )


class TableForm(Form):
    """Each question on a card of its own."""

    template_name = "web/table/questions.html"

    def clean(self) -> dict[str, Any]:
        """What is only blanks is no answer."""
        said = super().clean() or {}
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea) and field.required and name in said and not said[name].strip():
                self.add_error(name, field.error_messages["required"])
        return said


class Strokes(forms.CharField):
    """What was drawn on the screen, put there by a script; nobody needs it, and without scripts it is not there."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> signatures.Strokes:
        """The strokes; none where nothing was drawn."""
        if not value:
            return []
        try:
            return signatures.read(str(value))
        except Invalid as refused:
            raise forms.ValidationError(refused.detail) from refused


class SaidForm(TableForm):
    """Something that a person says for themselves: how it was said, and if they like, with their signature beneath it."""

    how = choice(_("How did you say it?"), (), _("Choose how it was said"))
    strokes = Strokes(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        worker = self.actor.user.name if self.actor and self.actor.user else ""
        self.fields["how"].choices = [(value, words % {"worker": worker}) for value, words in HOW]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What is wrong with a drawing stands on top: its field is one that nobody sees."""
        said = super().clean()
        for error in self.errors.pop("strokes", []):
            self.add_error(None, error)
        return said


def people(seated: Iterable[CaseMember]) -> list[tuple[str, str]]:
    """Those who can be named."""
    return [(str(member.pk), member.name) for member in seated]


def day_of(said: dict[str, Any], weeks: str = "weeks", day: str = "day") -> date | None:
    """The day that a choice of weeks means."""
    if said.get(weeks) in {"", None}:
        return None
    picked: date | None = said.get(day)
    return picked if said[weeks] == PICK else clock.today() + timedelta(weeks=int(said[weeks]))


class AnswerForm(SaidForm):
    """Finish, not yet, or time to think."""

    field_order = ("answer", "said", "weeks", "day", "witness", "how")

    answer = choice(
        _("What do you want to do?"),
        [
            (FINISH, _("Finish. I am happy with where we are")),
            (NOT_YET, _("Not yet. There is more to do")),
            (TIME, _("I want time to think")),
        ],
        _("Choose one of the three. There is no wrong answer"),
    )
    said = own_words(_("In your own words"), _("You can leave this empty. We keep it exactly as you say it."))
    weeks = forms.ChoiceField(
        label=_("If it is not yet: when shall we look at it again?"),
        choices=WEEKS,
        required=False,
        widget=forms.RadioSelect,
    )
    day = DateBoxesField(label=_("The date you picked"), required=False)
    witness = forms.CharField(
        label=_("Who else was in the room?"),
        help_text=_("The name of somebody who heard you say it. Not your worker."),
        max_length=200,
        error_messages={"required": _("Enter the name of somebody who heard it")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    decision_maker = forms.CharField(
        label=_("Does somebody else decide for you? Their name"), required=False, max_length=200
    )
    authority = forms.CharField(label=_("What gives them the right"), required=False, max_length=200)
    proposal = forms.UUIDField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Who says not yet says when to look again."""
        said = super().clean()
        if said.get("answer") == NOT_YET and "day" not in self.errors and day_of(said) is None:
            name = "day" if said.get("weeks") == PICK else "weeks"
            self.add_error(name, _("Say when we look at it again: choose one, or pick a date"))
        return said


class RateForm(TableForm):
    """One number, on one outcome."""

    value = scale(_("How are things with this now?"), _("Pick the number that feels right today."))
    words = own_words(_("Do you want to say why?"), _("We keep it exactly as you say it."), rows=2)


class OutcomeForm(TableForm):
    """Something that they would like to be different."""

    wording = own_words(
        _("In your own words"),
        _("What would you like to be different? It does not need to be neat. We keep it exactly as you say it."),
        required=_("Enter what you would like to be different, in your own words"),
    )
    start = scale(_("How are things with this now?"), _("Pick the number that feels right today."))
    goal = scale(_("What number would be good enough?"))
    would_be_seen = own_words(
        _("What would we see if it was that number?"),
        rows=2,
        required=_("Enter what we would see if it was that number"),
    )
    participants = forms.MultipleChoiceField(
        label=_("Whose is this?"),
        help_text=_("Each of you says yes to the words later, one at a time."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose whose it is: one person or more")},
    )
    domain = choice(
        _("Which part of life is it about?"),
        [(each.value, OutcomeDomain(each).label) for each in DOMAINS_IN_COMPANY],
        _("Choose the part of life that fits best"),
    )

    def __init__(self, *args: Any, seated: Iterable[CaseMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["participants"].choices = people(seated)  # type: ignore[attr-defined]


class YesForm(SaidForm):
    """Yes to the words. Who does not want them says nothing, and the words are changed."""

    field_order = ("yes", "how", "words")

    yes = choice(_("Are these your words?"), [("yes", _("Yes, this is what I want"))], _("Choose yes, or go back"))
    words = own_words(_("Do you want to add something?"), _("We keep it exactly as you say it."), rows=2)
    version = forms.IntegerField(widget=forms.HiddenInput)


class UnderstandingForm(TableForm):
    """What matters."""

    what_matters = own_words(
        _("What matters to you?"),
        _("We keep it exactly as you say it."),
        required=_("Enter what matters to you, in your own words"),
    )
    good_life = own_words(_("What would a good life look like?"), rows=2)
    strengths = own_words(_("What are you good at? Who is there for you?"), rows=2)
    history = own_words(_("What has been tried before, and did it help?"), rows=2)


class ReviewForm(TableForm):
    """Looking together."""

    took_part = forms.MultipleChoiceField(
        label=_("Who is here today?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose who is here today")},
    )
    summary = own_words(
        _("What helped, and what is still hard?"),
        _("We keep it exactly as you say it."),
        required=_("Enter what helped, and what is still hard"),
    )
    weeks = choice(_("When shall we look again?"), WEEKS, _("Choose when we look again"))
    day = DateBoxesField(label=_("The date you picked"), required=False)

    def __init__(self, *args: Any, seated: Iterable[CaseMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["took_part"].choices = people(seated)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A date is picked where they want to pick one."""
        said = super().clean()
        if said.get("weeks") == PICK and "day" not in self.errors and said.get("day") is None:
            self.add_error("day", _("Enter the date you want to pick"))
        return said


class ProposeForm(TableForm):
    """The worker's question, before it is put to anybody."""

    ground = choice(_("Why could support end?"), ClosureGround.choices, _("Choose why support could end"))
    wording = own_words(
        _("The words you will read together"),
        _("Plain and short. Everybody is asked about exactly these words."),
        required=_("Enter the words that you will read together"),
    )
