"""Warnings: what everybody reads in the head before they visit or ring; writing one, looking at it again, ending it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import case_warnings, selectors
from casework.models import Case, CaseWarning
from web.case.acts import AddAct, RowAct
from web.case.choices import (
    ANOTHER_DAY,
    Choices,
    DayForm,
    Several,
    categories_of,
    members_now,
    must_not_be_told,
    workers_of,
)
from web.case.pages import CasePage, can_contribute, is_own_work
from web.forms import Form

SECTION = "case"
DAYS = [
    ("", gettext_lazy("Choose a day")),
    ("28", gettext_lazy("In 4 weeks")),
    ("91", gettext_lazy("In 3 months")),
    ("182", gettext_lazy("In 6 months")),
    (ANOTHER_DAY, gettext_lazy("Another day")),
]


class Warnings(CasePage):
    """Those that stand, with whose they are and who wrote them; then those that were ended, and why."""

    template = "web/case/warnings.html"
    section = SECTION

    def parts(self, subject: Case) -> dict[str, Any]:
        """Each within reach. One's own agency goes on with what it wrote, and whoever works on the case with all."""
        rows = list(selectors.warnings_of(self.actor, subject).order_by("review_on", "pk"))
        self.looks.note_page(CaseWarning, rows, under=subject)
        may_add = can_contribute(self.actor, subject)
        standing = [
            (row, is_own_work(subject) or (may_add and row.source_agency == self.actor.agency))
            for row in rows
            if row.ended_at is None
        ]
        return {"standing": standing, "ended": [row for row in rows if row.ended_at is not None]}


class LookAgainForm(DayForm):
    """On which day somebody looks again, and who."""

    field_order: tuple[str, ...] = ("review_on", "day")
    day_name = "review_on"
    review_on = forms.ChoiceField(
        label=gettext_lazy("When does somebody look whether it still holds?"),
        choices=DAYS,
        error_messages={"required": gettext_lazy("Choose when somebody looks again")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = Choices(
            label=_("Who looks?"),
            help_text=_("They are reminded of it."),
            of=workers_of(self.by, self.case),
            empty=_("Choose somebody"),
            error_messages={"required": _("Choose who looks at it again")},
        )


class WarningForm(LookAgainForm):
    """What to know and what to do, what it is about, and from whom it is kept."""

    field_order = ("text", "category", "about", "not_to_disclose_to", "owner", "review_on", "day")
    text = forms.CharField(
        label=gettext_lazy("What does everybody have to know before they visit or ring?"),
        help_text=gettext_lazy(
            "One sentence: what it is, and what to do. For example: Dog in the house. Ring first, and it is put in the kitchen."
        ),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say what to know, in one sentence")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members_now(self.by, self.case)
        people = {str(row.person_id): (row.name, row.person) for row in self.members}
        self.fields["category"] = forms.ChoiceField(
            label=_("What is it about?"),
            help_text=_(
                "Partners with whom this is not shared do not see the warning. What they need for their own safety, "
                "tell them as well."
            ),
            choices=[("", _("Choose one")), *categories_of(self.by, self.case)],
            error_messages={"required": _("Choose what it is about")},
        )
        self.fields["about"] = Several(label=_("Whom is it about?"), of=people, required=False)
        self.fields["not_to_disclose_to"] = must_not_be_told(
            self.by, self.case, self.members, _("Somebody of the household before whom it must not be said.")
        )
        self.order_fields(self.field_order)


class EndForm(Form):
    """Why it holds no longer."""

    reason = forms.CharField(
        label=gettext_lazy("Why does it hold no longer?"),
        help_text=gettext_lazy("For example: The dog lives with their uncle now, I saw the empty yard"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why it holds no longer")},
    )


class Warn(AddAct):
    """A new warning."""

    section, back, is_for_partners = SECTION, "case-warnings", True
    form_class, verb, again = WarningForm, case_warnings.warn, selectors.warning_for
    title, button = gettext_lazy("Write a warning"), gettext_lazy("Write this warning")
    lede = gettext_lazy(
        "It stands in the head of every page of this record, for everybody who may see what it is about."
    )
    done = gettext_lazy("The warning stands in the head of the record.")
    draft = gettext_lazy("Write a warning")


class OfWarning(RowAct):
    """Something becomes of a warning."""

    template = "web/case/of_warning.html"
    section, back, is_for_partners = SECTION, "case-warnings", True
    subject, subject_model, again = selectors.warning_for, CaseWarning, selectors.warning_for


class LookAgain(OfWarning):
    """It still holds."""

    form_class, verb = LookAgainForm, case_warnings.look_again
    title, button = gettext_lazy("It still holds"), gettext_lazy("Keep this warning")
    lede = gettext_lazy("Say when somebody looks again, and who. Words that changed are another warning.")
    done = gettext_lazy("The warning stands until somebody looks again.")


class End(OfWarning):
    """It holds no longer."""

    form_class, verb = EndForm, case_warnings.end
    title, button = gettext_lazy("It holds no longer"), gettext_lazy("End this warning")
    lede = gettext_lazy("It leaves the head of the record. What it said, and why it ended, stays on record.")
    done = gettext_lazy("The warning is ended.")
    draft = gettext_lazy("Say that a warning holds no longer")
