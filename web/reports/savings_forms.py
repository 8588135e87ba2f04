"""What a panel is asked about savings: which cost a kind of contact stands for, and what the support costs."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from agencies.selectors import agencies_taking_part
from outcomes.enums import Bearer, CostUnit
from outcomes.models.assumption import MOST_YEARS
from outcomes.unit_costs import editions_in, unit_costs_for
from web.case.choices import Choices
from web.forms import Form

WHOLE = 100
SHARES = ("deadweight_least", "deadweight", "deadweight_most", "drop_off", "cashable")
NARROW = {"class": "govuk-input--width-3"}
GRADES = [(grade, str(grade)) for grade in range(1, 7)]


def per_cent(label: Any, *, help_text: Any = "") -> forms.IntegerField:
    """A share, asked for in per cent."""
    return forms.IntegerField(
        label=label, help_text=help_text, min_value=0, max_value=WHOLE, widget=forms.NumberInput(attrs=NARROW),
        error_messages={"required": _("Write a number from 0 to 100")},
    )  # fmt: skip


def years_field(label: Any, least: int) -> forms.IntegerField:
    """A number of years."""
    return forms.IntegerField(
        label=label, min_value=least, max_value=MOST_YEARS, widget=forms.NumberInput(attrs=NARROW),
        error_messages={"required": _("Write how many years")},
    )  # fmt: skip


def grade_field() -> forms.TypedChoiceField:
    """Of the evidence; nothing is preselected."""
    return forms.TypedChoiceField(
        label=_("Grade of the evidence"), help_text=_("From 1, the best, to 6, a judgement that nothing supports."),
        choices=[("", ""), *GRADES], coerce=int, error_messages={"required": _("Choose a grade")},
    )  # fmt: skip


def reason_field() -> forms.CharField:
    """Why, in a line."""
    return forms.CharField(
        label=_("Why, and where does it come from?"), max_length=300,
        help_text=_("Whoever reads a saving opens it down to this."), error_messages={"required": _("Say why")},
    )  # fmt: skip


class ContactCostForm(Form):
    """Shares in per cent. Without a code, that kind is not counted from now on."""

    kind = forms.CharField(
        label=_("Kind of contact"),
        required=False,
        max_length=300,
        help_text=_("As the demand picture shows it. Blank: of no kind."),
    )
    code = forms.CharField(
        label=_("Code of the unit cost"), required=False, max_length=20,
        help_text=_("As in the catalogue. Blank: this kind is not counted any more."),
    )  # fmt: skip
    accepted = forms.CharField(
        label=_("If that row is not to be trusted: why is it used all the same?"), required=False, max_length=300
    )
    grade = grade_field()
    deadweight = per_cent(
        _("How much would have happened anyway, in per cent?"),
        help_text=_(
            "Households are found when they are met most often: some of it would have become less without anybody."
        ),
    )
    deadweight_least = per_cent(_("At the least, in per cent"))
    deadweight_most = per_cent(_("At the most, in per cent"))
    years = years_field(_("For how many years does the change last?"), 1)
    lag = years_field(_("After how many years does it begin?"), 0)
    drop_off = per_cent(_("How much of it is lost with each year, in per cent?"))
    cashable = per_cent(
        _("How much of it could leave a budget, in per cent?"),
        help_text=_("An average cost that is avoided seldom does: a ward that has one patient less costs the same."),
    )
    reason = reason_field()
    field_order = ("agency", "kind", "edition", "code")

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.rows = unit_costs_for(actor)
        agencies = {str(each.pk): (each.name, each) for each in agencies_taking_part(actor).order_by("name", "pk")}
        self.fields["agency"] = Choices(
            of=agencies, empty=_("Choose an agency"), label=_("Whose contacts?"),
            error_messages={"required": _("Choose an agency")},
        )  # fmt: skip
        self.fields["edition"] = forms.ChoiceField(
            label=_("Edition of the catalogue"),
            choices=[(each, each) for each in editions_in(self.rows)],
            required=False,
        )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """As the verb takes it: the row of the catalogue, and shares from 0 to 1."""
        values = super().clean() or {}
        edition, code = values.pop("edition", ""), values.pop("code", "").strip()
        values["unit_cost"] = self.rows.filter(edition=edition, code__iexact=code).first() if code else None
        if code and values["unit_cost"] is None and not self.errors:
            self.add_error("code", now("No row in use has this code in this edition. Look it up among the unit costs."))
        return values | {name: Decimal(values[name]) / WHOLE for name in SHARES if values.get(name) is not None}


class ProgrammeCostForm(Form):
    """An amount of nought ends what these words and this bearer had."""

    words = forms.CharField(
        label=_("What is paid for?"), max_length=200, error_messages={"required": _("Say what is paid for")}
    )
    bearer = forms.ChoiceField(
        label=_("Whose budget pays?"),
        choices=[("", ""), *Bearer.choices],
        error_messages={"required": _("Choose who pays")},
    )
    amount = forms.DecimalField(
        label=_("How many pounds?"), min_value=0, max_digits=12, decimal_places=2, help_text=_("0 ends it.")
    )
    unit = forms.ChoiceField(
        label=_("For what?"),
        choices=CostUnit.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose for what")},
    )
    price_year = forms.CharField(
        label=_("In the prices of which financial year?"), max_length=7, help_text=_("Such as 2025/26.")
    )
    years = years_field(_("For how many years?"), 1)
    grade = grade_field()
    reason = reason_field()
