"""Reviews: the days on which the people look together at how far they have come."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from outcomes import reviews, selectors
from outcomes.models import Review
from web.case.acts import AddAct, RowAct
from web.case.choices import ANOTHER_DAY, DayForm, Several, members_now
from web.case.pages import CasePage

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

    field_order = ("due_on", "day")
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


class Plan(AddAct):
    """Say when they look together next. The verb itself keeps a review that a refusal called from being put off."""

    section = back = SECTION
    form_class, verb, again = PlanForm, reviews.plan, selectors.review_for
    title, button = _("Plan the next review"), _("Plan this review")
    lede = _(
        "The day on which they look at how far they have come. Where one is planned already, this day takes its place."
    )
    done = _("The review is planned.")


class Hold(RowAct):
    """They looked together."""

    section = back = SECTION
    subject, subject_model, again = selectors.review_for, Review, selectors.review_for
    form_class, verb = HoldForm, reviews.hold
    title, button = _("You looked together"), _("Save what they said")
    lede = _("Write down what they said. It is not held without a day for the next one.")
    done = _("The review is recorded, and the next one is planned.")
    draft = _("Record a review")

    def act(self, subject: Review, said: dict[str, Any]) -> Review:
        """The day that was chosen is the next one's."""
        return reviews.hold(
            subject, summary=said["summary"], took_part=said["took_part"], next_on=said["due_on"], by=self.actor
        )
