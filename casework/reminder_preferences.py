"""How somebody wants to be reminded: how early, when, when not, and who stands in for them."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor
from agencies.exceptions import Invalid
from agencies.models import Membership
from agencies.versions import locked
from casework.models import ReminderPreference
from casework.models.reminder_preference import MOST_LEAD_DAYS


def preference_for(actor: Actor, key: UUID | str | None = None) -> ReminderPreference:
    """The actor's own, whatever key is named; as the defaults say where they have not said anything yet."""
    mine = actor.signatory
    found = ReminderPreference.objects.select_related("stand_in__user").filter(pk=mine.pk).first()
    return found or ReminderPreference(membership=mine)


@transaction.atomic
def amend(
    preference: ReminderPreference,
    *,
    by: Actor,
    lead_days: int | None = None,
    digest_at: time | None = None,
    at: datetime | None = None,
    **others: Any,
) -> ReminderPreference:
    """Change what is named and leave the rest: quiet_from, quiet_until, away_from, away_until, stand_in; None ends them.

    Raises Invalid where only one of two is there, or the stand-in could not stand in.
    """
    as_ever = ReminderPreference()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO casework_reminderpreference (membership_id, version, lead_days, digest_at)"
            " VALUES (%s, 1, %s, %s) ON CONFLICT DO NOTHING",
            [by.signatory.pk, as_ever.lead_days, as_ever.digest_at.isoformat()],
        )
    fresh = locked(preference)
    fields = {name: value for name, value in (("lead_days", lead_days), ("digest_at", digest_at)) if value is not None}
    for name, value in {**fields, **others}.items():
        setattr(fresh, name, value)
    _require_sense(fresh)
    changed = sorted({*fields, *others})
    fresh.save(update_fields=changed)
    audit.record("reminder_preference.amended", by.signatory, by=by, at=clock.moment(at), changed=changed)
    return preference_for(by)


def _require_sense(preference: ReminderPreference) -> None:
    _require_both(
        preference.quiet_from,
        preference.quiet_until,
        "quiet_until",
        _("Name both ends of the quiet hours, or neither."),
    )
    _require_both(
        preference.away_from,
        preference.away_until,
        "away_until",
        _("Name the first day away and the last, or neither."),
    )
    if preference.quiet_from is not None and preference.quiet_from == preference.quiet_until:
        raise Invalid.field(
            "quiet_until", _("Quiet hours end at another time than they begin. Send null to have none.")
        )
    if (
        preference.away_from is not None
        and preference.away_until is not None
        and preference.away_until < preference.away_from
    ):
        raise Invalid.field("away_until", _("The last day away is before the first."))
    if not 0 <= preference.lead_days <= MOST_LEAD_DAYS:
        raise Invalid.field("lead_days", _("Choose 0 to %(most_lead_days)s days.") % {"most_lead_days": MOST_LEAD_DAYS})
    if preference.stand_in_id is not None:
        _require_stand_in(preference)


def _require_both(first: date | time | None, second: date | time | None, field: str, sentence: str) -> None:
    if (first is None) != (second is None):
        raise Invalid.field(field, sentence)


def _require_stand_in(preference: ReminderPreference) -> None:
    mine = preference.membership
    found = Membership.objects.current().filter(pk=preference.stand_in_id).first()
    if found is None or found.user_id == mine.user_id or found.agency_id != mine.agency_id:
        raise Invalid.field("stand_in", _("Name a colleague who acts for the same agency now."))
