"""Forms about where a case stands: the next stage, and what a way out of the work needs."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies import clock
from agencies.permissions import Permission, holds
from casework import selectors
from casework.enums import IN_PROGRESS, LEAD_REQUIRED, CaseStatus, Channel
from casework.lifecycle import STAGES, TRANSITIONS
from casework.models import Case, Contact
from casework.selectors import Match, Matches
from web.case.choices import CaseForm, Several
from web.case.finding import FindForm, words_field
from web.dates import DateBoxesField
from web.forms import Form, paragraph
from web.team.forms import offer
from web.templatetags.days import day as in_short

RECENT = timedelta(days=120)


def stages_after(case: Case) -> list[CaseStatus]:
    """The stages to which the work can go from where it stands."""
    if case.status not in IN_PROGRESS - {CaseStatus.ENDING}:
        return []
    return [each for each in CaseStatus if each in STAGES & TRANSITIONS[CaseStatus(case.status)]]


class StageForm(CaseForm):
    """The next stage, or an earlier one."""

    field_order = ("stage", "reason")
    reason = forms.CharField(label=gettext_lazy("Why, if it needs a word?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"] = forms.ChoiceField(
            label=_("Where does the work stand now?"),
            choices=[(each.value, each.label) for each in stages_after(self.case)],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose where the work stands")},
        )
        self.order_fields(self.field_order)


class LeavingForm(CaseForm):
    """What shows it, and who was told."""

    evidence = forms.CharField(
        label=gettext_lazy("What shows it?"),
        help_text=gettext_lazy("Who said so, what was seen, and when."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say what shows it")},
    )
    people_told = forms.CharField(
        label=gettext_lazy("Who was told, when and how?"),
        help_text=gettext_lazy("Or why nobody could be."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say who was told, or why nobody could be")},
    )


class PauseForm(LeavingForm):
    """The same, and the day on which somebody looks again."""

    check_on = DateBoxesField(
        label=gettext_lazy("On which day does somebody look at it again?"),
        help_text=gettext_lazy("For example 27 3 2027. You are reminded of it."),
        error_messages={"required": gettext_lazy("Enter the day on which somebody looks again")},
    )


class HandOnForm(PauseForm):
    """The same, and which service receives them."""

    field_order = ("receiving_service", "evidence", "people_told", "check_on")
    receiving_service = forms.CharField(
        label=gettext_lazy("Which service?"),
        max_length=200,
        error_messages={"required": gettext_lazy("Name the service")},
    )


class LoseContactForm(PauseForm):
    """The same, and the tries to reach them."""

    field_order = ("attempts", "evidence", "people_told", "check_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        since = clock.now() - RECENT
        rows = selectors.contacts_of(self.by, self.case).filter(was_reached=False, happened_at__gte=since)
        self.tries: list[Contact] = list(rows.order_by("-happened_at", "pk")[:30])
        self.fields["attempts"] = Several(
            label=_("Which tries to reach them?"),
            help_text=_("By two different channels or more, since somebody was reached last."),
            of={str(row.pk): (f"{Channel(row.channel).label}, {in_short(row.happened_at)}", row) for row in self.tries},
            error_messages={"required": _("Choose the tries. Record each as a contact first.")},
        )
        self.order_fields(self.field_order)


class WordsForm(Form):
    """What the other service said."""

    words = forms.CharField(
        label=gettext_lazy("What did they say?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write down what they said")},
    )


class ContinueForm(FindForm):
    """In which case it goes on."""

    field_order = ("words", "which", "reason", "people_told")
    which_label = gettext_lazy("In which case does it go on?")
    nobody = gettext_lazy("No other household’s case on which work goes on. Try its reference, or a person’s name.")
    words = words_field(
        gettext_lazy("In which other case?"),
        gettext_lazy("Its reference, the household’s name or a person’s name. Only cases that you manage are found."),
        gettext_lazy("Name the other case"),
    )
    reason = paragraph(gettext_lazy("Why does it go on there?"), required=gettext_lazy("Say why"), rows=3)
    people_told = paragraph(
        gettext_lazy("Who was told, when and how?"),
        help_text=gettext_lazy("Or why nobody could be."),
        required=gettext_lazy("Say who was told, or why nobody could be"),
        rows=2,
    )

    def like(self, words: str) -> Matches:
        """Cases of other households."""
        return selectors.cases_like(self.by, words, but=self.case)

    def by_key(self, key: UUID) -> Match | None:
        """One of them."""
        return selectors.case_like(self.by, key, but=self.case)

    def words_of(self, match: Match) -> str:
        """The household and the reference."""
        return f"{match.row.household.name}, {match.row.reference}"


class ReturnForm(CaseForm):
    """Why work goes on; and with whom, for whoever gives out households and where the part of the last worker has ended."""

    field_order = ("reason", "lead", "handover_note", "participants_told")
    reason = paragraph(gettext_lazy("Why?"), required=gettext_lazy("Say why"), rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case.status in LEAD_REQUIRED or not holds(self.by, Permission.ALLOCATE_CASE):
            return
        lead: Any = forms.TypedChoiceField(
            label=_("Who leads from now on?"),
            help_text=_("The same worker, if they are still there: then the family does not tell its story again."),
            required=False,
            empty_value=None,
        )
        offer(lead, selectors.caseloads_of(self.by), blank=_("The same worker as before"))
        self.fields["lead"] = lead
        self.fields["handover_note"] = paragraph(
            _("What does the next worker need to know?"), help_text=_("For another worker only."), rows=3
        )
        self.fields["participants_told"] = paragraph(
            _("Who of the household was told, when and how?"), help_text=_("For another worker only."), rows=2
        )
        self.order_fields(self.field_order)


class ReasonForm(Form):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why")},
    )
