"""Confidential addresses: that there is one, for those alone who may ask for it. What it says is shown by a verb."""

from uuid import UUID

from django.db.models import QuerySet

from agencies.actors import Actor
from agencies.permissions import Permission, visible
from agencies.selectors import one
from casework.models import Case, ConfidentialAddress

# What it says is left out: a list that somebody writes next year cannot show it by mistake.
WORDS = ("lines", "town", "postcode", "note")


def confidential_addresses_of(actor: Actor, case: Case) -> QuerySet[ConfidentialAddress]:
    """Those of the people of a case, without what they say; the newest first."""
    return _rows(actor).filter(case=case.pk).defer(*WORDS).order_by("-recorded_at", "-pk")


def confidential_address_for(actor: Actor, key: UUID) -> ConfidentialAddress:
    """One of these."""
    return one(_rows(actor), key)


def _rows(actor: Actor) -> QuerySet[ConfidentialAddress]:
    rows = ConfidentialAddress.objects.select_related("person", "recorded_by__user", "case")
    return visible(actor, Permission.WORK_CASE, rows)
