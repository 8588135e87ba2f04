"""What the panel set: from when on a household is found, what its rank rests on, and everything that was set before."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework import panel
from casework.linkage.ranking import Thresholds
from casework.models import PanelThresholds
from web.asking import AskPage
from web.forms import Form
from web.pages import Page

ON_A_PAGE = 25
WEIGHTS = [
    (0, _("Leave it out")),
    (1, _("Take it as it is")),
    (2, _("Let it count twice over")),
    (3, _("Let it count three times over")),
]
PARTS = {
    "agencies_weight": _("How many agencies"),
    "contacts_weight": _("How many contacts"),
    "recency_weight": _("How recent the last one is"),
    "kinds_weight": _("How many kinds of contact"),
}


def _number(name: str, label: Any, missing: Any) -> forms.IntegerField:
    least, most = panel.BOUNDS[name]
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
        error_messages={"required": missing, "invalid": missing},
    )


def _weight(name: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=PARTS[name], choices=WEIGHTS, coerce=int)


class ThresholdsForm(Form):
    """All of them, as they stand, and why they change."""

    agencies = _number("agencies", _("Met by how many agencies, at least?"), _("Enter how many agencies"))
    contacts = _number("contacts", _("With how many contacts, at least?"), _("Enter how many contacts"))
    months = _number("months", _("In how many months?"), _("Enter how many months"))
    agencies_weight = _weight("agencies_weight")
    contacts_weight = _weight("contacts_weight")
    recency_weight = _weight("recency_weight")
    kinds_weight = _weight("kinds_weight")
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Whoever reads the list later wants to know."),
        max_length=300,
        error_messages={"required": _("Say why it changes")},
    )


class ThresholdsNow(Page):
    """What holds, and what held before."""

    template = "web/nominations/thresholds.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """All that was set, the newest first."""
        page = Paginator(panel.thresholds_for(self.actor), ON_A_PAGE).get_page(self.request.GET.get("page"))
        rows, now = [(row, weights_of(row)) for row in page.object_list], panel.thresholds()
        return {"now": now, "weights": weights_of(now), "page": page, "rows": rows}


class SetThresholds(AskPage):
    """Set them anew."""

    form_class, verb, again = ThresholdsForm, panel.set_thresholds, panel.one_of_thresholds
    title, button = _("From when on households are found"), _("Set this")
    template = "web/nominations/set_thresholds.html"
    done = _("It is set. Households are found by it from the next night on.")
    is_versioned = False

    def load(self) -> None:
        """Whoever may not is told so at once."""
        panel.check_panel(self.actor)

    def initial(self, subject: Any) -> dict[str, Any]:
        """As they stand."""
        return asdict(panel.thresholds())

    def back(self, subject: Any) -> tuple[str, str]:
        """What holds."""
        return reverse("web:nominations-thresholds"), gettext("What the panel set")

    def after(self, row: PanelThresholds) -> str:
        """The same."""
        return reverse("web:nominations-thresholds")


def weights_of(row: Thresholds | PanelThresholds) -> list[tuple[Any, Any]]:
    """Each part of the rank, and how it counts, in words."""
    return [(words, dict(WEIGHTS)[getattr(row, name)]) for name, words in PARTS.items()]
