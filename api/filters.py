"""The filters of lists: an allow-list for each, since a filter on a field that is not shown would tell what is in it."""

import django_filters as filters
from django.db.models import QuerySet

from casework.enums import OPEN, CaseKind, CaseStatus
from casework.models import Case, Contact
from outcomes.models import Action


class CaseFilter(filters.FilterSet):
    """By where a case stands."""

    status = filters.MultipleChoiceFilter(choices=CaseStatus.choices)
    kind = filters.ChoiceFilter(choices=CaseKind.choices)
    is_open = filters.BooleanFilter(method="by_openness")

    class Meta:
        model = Case
        fields = ("status", "kind", "is_open")

    def by_openness(self, rows: QuerySet[Case], name: str, value: bool) -> QuerySet[Case]:
        """Open as the rooms mean it."""
        return rows.filter(status__in=OPEN) if value else rows.exclude(status__in=OPEN)


class ContactFilter(filters.FilterSet):
    """By how a contact was made."""

    class Meta:
        model = Contact
        fields = ("channel", "demand", "category", "was_reached")


class ActionFilter(filters.FilterSet):
    """By whether an action is still to do."""

    to_do = filters.BooleanFilter(method="by_doing")

    class Meta:
        model = Action
        fields = ("to_do",)

    def by_doing(self, rows: QuerySet[Action], name: str, value: bool) -> QuerySet[Action]:
        """Neither done nor dropped, or one of these."""
        to_do = {"done_at__isnull": True, "dropped_at__isnull": True}
        return rows.filter(**to_do) if value else rows.exclude(**to_do)
