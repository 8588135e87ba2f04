"""Declining to share: a decision with its reason, which both agencies can read. Nothing changes by it but the record."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor
from agencies.agreement_terms import PURPOSES_OF_SHARING
from agencies.data_items import DataItem
from agencies.enums import DataCategory, Purpose
from agencies.exceptions import Invalid
from agencies.models import Agency, DeclinedSharing
from agencies.permissions import Permission, check


@transaction.atomic
def decline(
    *,
    asking: Agency,
    purpose: Purpose,
    asked_on: date,
    reason: str,
    by: Actor,
    categories: Collection[DataCategory] = (),
    items: Collection[DataItem] = (),
    at: datetime | None = None,
) -> DeclinedSharing:
    """Record that one's own agency was asked for data and does not share them, and why. Raises Invalid."""
    check(by, Permission.MANAGE_AGREEMENTS)
    at, asked = clock.moment(at), by.signatory.agency
    if asking.pk == asked.pk:
        raise Invalid.field("asking", _("Name the agency that asked yours: it cannot be your own."))
    if asked_on > clock.local_date(at):
        raise Invalid.field("asked_on", _("This day has not come yet. Enter the day on which they asked."))
    if purpose not in PURPOSES_OF_SHARING:
        raise Invalid.field("purpose", _("Name what they asked for: support, figures, or finding households."))
    if not categories and not items:
        raise Invalid.field("categories", _("Choose which data they asked for: categories, items, or both."))
    row = DeclinedSharing.objects.create(
        asking=asking,
        asked=asked,
        asked_on=asked_on,
        purpose=purpose,
        categories=sorted(set(categories)),
        items=sorted(set(items)),
        reason=reason,
        declined_at=at,
        declined_by=by.signatory,
    )
    audit.record("sharing.declined", row, by=by, at=at, asking=asking.pk, asked=asked.pk, purpose=row.purpose)
    row.refresh_from_db()
    return row
