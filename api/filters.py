"""The filters of lists: an allow-list for each, since a filter on a field that is not shown would tell what is in it."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import BooleanField, QuerySet
from django_filters.widgets import SuffixedMultiWidget

from agencies.enums import AgreementStatus
from agencies.models import SharingAgreement
from casework.enums import OPEN, CaseKind, CaseStatus
from casework.models import Case, Contact, Reminder
from outcomes.enums import Bearer
from outcomes.models import Action, UnitCost
from outcomes.querysets import ActionQuerySet
from outcomes.unit_costs import borne_by


class YesOrNoField(forms.NullBooleanField):
    """`true` or `false`; Django takes whatever it does not know for no filter, and would list everything."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> bool | None:  # type: ignore[override]  # the stubs forget Django's own None
        """The answer, or None where there is none."""
        if value in (None, ""):
            return None
        known = {"true": True, "false": False}
        if value not in known:
            raise forms.ValidationError("Send true or false.")
        return known[value]


class YesOrNo(filters.BooleanFilter):
    """A filter that is one or the other."""

    field_class = YesOrNoField


class CaseFilter(filters.FilterSet):
    """By where a case stands."""

    status = filters.MultipleChoiceFilter(choices=CaseStatus.choices)
    kind = filters.ChoiceFilter(choices=CaseKind.choices)
    is_open = YesOrNo(method="by_openness")

    class Meta:
        model = Case
        fields = ("status", "kind", "is_open")

    def by_openness(self, rows: QuerySet[Case], name: str, value: bool) -> QuerySet[Case]:
        """Open as the rooms mean it."""
        return rows.filter(status__in=OPEN) if value else rows.exclude(status__in=OPEN)


class AgreementFilter(filters.FilterSet):
    """By where an agreement stands."""

    status = filters.MultipleChoiceFilter(choices=AgreementStatus.choices)

    class Meta:
        model = SharingAgreement
        fields = ("status",)


class ContactFilter(filters.FilterSet):
    """By how a contact was made."""

    class Meta:
        model = Contact
        fields = ("channel", "demand", "category", "was_reached")
        filter_overrides = {BooleanField: {"filter_class": YesOrNo}}


class ActionFilter(filters.FilterSet):
    """By whether an action is still to do."""

    to_do = YesOrNo(method="by_doing")

    class Meta:
        model = Action
        fields = ("to_do",)

    def by_doing(self, rows: ActionQuerySet, name: str, value: bool) -> ActionQuerySet:
        """To do as the rooms mean it, or the others."""
        return rows.to_do() if value else rows.settled()


class ReminderFilter(filters.FilterSet):
    """By whether a reminder was marked read."""

    is_read = YesOrNo(method="by_reading")

    class Meta:
        model = Reminder
        fields = ("is_read",)

    def by_reading(self, rows: QuerySet[Reminder], name: str, value: bool) -> QuerySet[Reminder]:
        """Read, or unread."""
        return rows.filter(read_at__isnull=not value)


class UnitCostFilter(filters.FilterSet):
    """By edition, code, and whose budget it falls on."""

    bearer = filters.ChoiceFilter(choices=Bearer.choices, method="by_bearer")

    class Meta:
        model = UnitCost
        fields = ("edition", "code", "bearer")

    def by_bearer(self, rows: QuerySet[UnitCost], name: str, value: str) -> QuerySet[UnitCost]:
        """Those of which it bears a share."""
        return borne_by(rows, value)


def filter_names(filterset: type[filters.FilterSet] | None) -> frozenset[str]:
    """The query parameters of the filters; a range has two."""
    names: set[str] = set()
    for name, declared in (filterset.base_filters if filterset else {}).items():
        widget = declared.field.widget
        if isinstance(widget, SuffixedMultiWidget):
            names |= {widget.suffixed(name, suffix) for suffix in widget.suffixes}
        else:
            names.add(name)
    return frozenset(names)
