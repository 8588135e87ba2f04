"""Reviews: the days on which the people look together at how far they have come."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from outcomes import reviews, selectors
from outcomes.models import Review
from web.case.action_forms import DayForm
from web.case.choices import ANOTHER_DAY, Several, members_now
from web.case.pages import CaseFormPage, CasePage, RowFormPage

SECTION = "case-reviews"
WHENS: list[tuple[str, str | Promise]] = [
    ("", _("Choose a day")),
    ("14", _("In 2 weeks")),
    ("28", _("In 4 weeks")),
    ("42", _("In 6 weeks")),
    (ANOTHER_DAY, _("Pick a date")),
]


class PlanForm(DayForm):
    """The day."""

    due_on = forms.ChoiceField(
        label=_("When do you look together?"),
        choices=WHENS,
        error_messages={"required": _("Choose when you look together")},
    )


class HoldForm(DayForm):
    """What they said, who was there, and when they look again."""

    field_order = ("took_part", "summary", "due_on", "day")
    due_on = forms.ChoiceField(
        label=_("When do you look together again?"),
        choices=WHENS,
        error_messages={"required": _("Choose when you look together again")},
    )
    summary = forms.CharField(
        label=_("What did they say?"),
        help_text=_("What changed, what helped, and what is next. Their own words where you can."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write down what they said")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members_now(self.by, self.case)
        self.fields["took_part"] = Several(
            label=_("Who of the household took part?"),
            of={str(row.pk): (row.name, row) for row in self.members},
            error_messages={"required": _("Choose who took part")},
        )
        self.order_fields(self.field_order)


class Reviews(CasePage):
    """The next one, then those that were held, newest first."""

    template = "web/case/reviews.html"
    section = SECTION

    def parts(self, subject: Case) -> dict[str, Any]:
        """Every review within reach."""
        rows = list(selectors.reviews_of(self.actor, subject).order_by("-held_at", "pk"))
        self.looks.note_page(Review, rows, under=subject)
        held = [row for row in rows if row.held_at is not None]
        return {"next": next((row for row in rows if row.held_at is None), None), "held": held}


class Plan(CaseFormPage):
    """Say when they look together next."""

    template = "web/case/plan_review.html"
    section = SECTION
    form_class = PlanForm
    verb = reviews.plan
    again = selectors.review_for
    done = _("The review is planned.")

    def insist_on_what_was_seen(self, subject: Case) -> None:
        """Nothing: the verb itself keeps a review that a refusal called from being put off."""

    def after(self, row: Review) -> str:
        """To the reviews."""
        return reverse("web:case-reviews", args=[row.case.reference])


class Hold(RowFormPage):
    """They looked together."""

    template = "web/case/hold_review.html"
    section = SECTION
    subject = selectors.review_for
    subject_model = Review
    form_class = HoldForm
    verb = reviews.hold
    again = selectors.review_for
    done = _("The review is recorded, and the next one is planned.")
    draft = _("Record a review")

    def act(self, subject: Review, said: dict[str, Any]) -> Review:
        """The day that was chosen is the next one's."""
        return reviews.hold(
            subject, summary=said["summary"], took_part=said["took_part"], next_on=said["due_on"], by=self.actor
        )

    def after(self, row: Review) -> str:
        """To the reviews."""
        return reverse("web:case-reviews", args=[row.case.reference])
