"""Help from others: asked of an agency, or offered by one; answered, and what came of it. The lead stays."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import pulls, selectors
from casework.enums import PullAnswer, PullKind
from casework.models import Case, Pull
from web.case.acts import AddAct, RowAct
from web.case.choices import CaseForm, Choices, Several, categories_of, members_now, must_not_be_told
from web.case.pages import CasePage, can_contribute, is_own_work
from web.forms import Form

SECTION = "case-help"


class Help(CasePage):
    """What is asked for or offered now, then what is over."""

    template = "web/case/help.html"
    section = SECTION

    def parts(self, subject: Case) -> dict[str, Any]:
        """Each within reach, with what one may do with it."""
        rows = list(selectors.pulls_of(self.actor, subject).order_by("recorded_at", "pk"))
        self.looks.note_page(Pull, rows, under=subject)
        may_add = can_contribute(self.actor, subject)
        now = [row for row in rows if row.ended_at is None and row.answer != PullAnswer.DECLINED]
        return {
            "now": [(row, *self.steps(subject, row)) if may_add else (row, False, False) for row in now],
            "over": [row for row in rows if row not in now],
        }

    def steps(self, case: Case, row: Pull) -> tuple[bool, bool]:
        """Whether it is theirs to answer, and to end."""
        is_own, is_asked_of_us = is_own_work(case), row.agency == self.actor.agency
        answers = is_own if row.kind == PullKind.OFFERED else is_asked_of_us
        return answers and row.answered_at is None and case.is_open, is_own or is_asked_of_us


class OfferForm(CaseForm):
    """What is offered, and what it is about."""

    field_order = ("agency", "what", "category", "about", "not_to_disclose_to")
    what = forms.CharField(
        label=gettext_lazy("What do you offer?"),
        help_text=gettext_lazy("For example: I come along on Thursday, or a place on our course"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say what it is")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members_now(self.by, self.case)
        people = {str(row.person_id): (row.name, row.person) for row in self.members}
        self.fields["category"] = forms.ChoiceField(
            label=_("What is it about?"),
            choices=[("", _("Choose one")), *categories_of(self.by, self.case)],
            error_messages={"required": _("Choose what it is about")},
        )
        self.fields["about"] = Several(label=_("Whom is it for?"), of=people, required=False)
        self.fields["not_to_disclose_to"] = must_not_be_told(self.by, self.case, self.members)
        self.order_fields(self.field_order)


class AskForm(OfferForm):
    """Which agency is asked, of those with which the case is shared."""

    what = forms.CharField(
        label=gettext_lazy("What do you ask for?"),
        help_text=gettext_lazy("For example: go to the landlord with Rosa on Thursday"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say what you ask for")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shares = selectors.shares_of(self.by, self.case).order_by("agency__name", "pk")
        here = {str(row.agency_id): (row.agency.name, row.agency) for row in shares if row.is_in_force}  # type: ignore[attr-defined]  # annotated by their selector
        self.fields["agency"] = Choices(
            label=_("Which agency do you ask?"),
            help_text=_("Those with which this record is shared. They see what you ask as a part of it."),
            of=here,
            empty=_("Choose one"),
            error_messages={"required": _("Choose an agency")},
        )
        self.order_fields(self.field_order)


class AnswerForm(Form):
    """Yes, or no and why."""

    answer = forms.ChoiceField(
        label=gettext_lazy("What do you say?"),
        choices=PullAnswer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you say")},
    )
    words = forms.CharField(
        label=gettext_lazy("In a few words"),
        help_text=gettext_lazy("Where you decline: why, and who could help instead if you know."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )


class EndForm(Form):
    """What came of it."""

    came_of_it = forms.CharField(
        label=gettext_lazy("What came of it?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say what came of it")},
    )


class AskForHelp(AddAct):
    """Bring expertise in; the lead stays."""

    section = back = SECTION
    form_class, verb, again = AskForm, pulls.ask_for_help, selectors.pull_for
    title, button = gettext_lazy("Ask another agency for help"), gettext_lazy("Ask for this help")
    lede = gettext_lazy("They come in beside you. You stay the household’s worker.")
    done = gettext_lazy("They are asked.")
    draft = gettext_lazy("Ask another agency for help")


class OfferHelp(AddAct):
    """A partner offers theirs."""

    section, back, is_for_partners = SECTION, SECTION, True
    form_class, verb, again = OfferForm, pulls.offer_help, selectors.pull_for
    title, button = gettext_lazy("Offer your help"), gettext_lazy("Offer this help")
    lede = gettext_lazy("The lead worker reads it, and answers.")
    done = gettext_lazy("Your offer is on record.")
    draft = gettext_lazy("Offer your help")


class OfPull(RowAct):
    """Something becomes of help that was asked for or offered."""

    template = "web/case/of_pull.html"
    section, back, is_for_partners = SECTION, SECTION, True
    subject, subject_model, again = selectors.pull_for, Pull, selectors.pull_for


class AnswerPull(OfPull):
    """The other side answers."""

    form_class, verb = AnswerForm, pulls.answer
    title, button = gettext_lazy("Answer"), gettext_lazy("Save this answer")
    done = gettext_lazy("Your answer is on record.")
    draft = gettext_lazy("Answer whether help is given")


class EndPull(OfPull):
    """It is over."""

    form_class, verb = EndForm, pulls.end
    title, button = gettext_lazy("The help is over"), gettext_lazy("Save what came of it")
    done = gettext_lazy("What came of it is on record.")
    draft = gettext_lazy("The help is over")
