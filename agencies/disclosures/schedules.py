"""Disclosures that are asked for again by themselves: each is decided on by somebody, as the first was."""

import logging
from datetime import date
from itertools import count
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor, acting, member_actor
from agencies.data_items import DataItem
from agencies.disclosure_rhythms import MONTHS, DisclosureRhythm
from agencies.disclosure_states import DisclosureState
from agencies.disclosures import agreed, asking
from agencies.enums import Purpose, SystemActor
from agencies.exceptions import DisclosureSettled, NotPermitted, ServiceError
from agencies.models import Disclosure, DisclosureSchedule, Membership
from agencies.months import months_after
from agencies.permissions import Permission, check
from agencies.versions import locked, touch

logger = logging.getLogger(__name__)

# After these it is asked for again. Where somebody refused or stopped it, a machine does not ask once more.
ANEW = (DisclosureState.COLLECTED, DisclosureState.FAILED)
ENDED_BY_A_NO = (DisclosureState.REFUSED, DisclosureState.STOPPED)


@transaction.atomic
def end(disclosure: Disclosure, *, by: Actor) -> Disclosure:
    """What is under way goes on, and it is not asked for again. Either agency may.

    Raises NotPermitted, and DisclosureSettled where nothing would be asked for again.
    """
    check(by, Permission.DISCLOSE)
    asking.disclosure_for(by, disclosure.pk)
    row = locked(disclosure)  # as the job does, which asks for the next one
    if not goes_on(row) or row.schedule is None:
        raise DisclosureSettled(_("This is not asked for again as it is."))
    schedule: DisclosureSchedule = row.schedule
    schedule.ended_at, schedule.ended_by = clock.now(), by.signatory
    schedule.save(update_fields=["ended_at", "ended_by"])
    touch(row)
    audit.record("disclosure.schedule_ended", row, by=by, at=schedule.ended_at)
    return asking.disclosure_for(by, row.pk)


def goes_on(row: Disclosure) -> bool:
    """Whether it is the last of its schedule so far, and another follows unless somebody says no."""
    if row.schedule is None or row.schedule.ended_at is not None or row.state in ENDED_BY_A_NO:
        return False
    return not Disclosure.objects.filter(schedule=row.schedule, asked_at__gt=row.asked_at).exists()


def next_day(row: Disclosure) -> date | None:
    """The day on which it is asked for again, once this one has come to its end; None where it is not.

    Counted from the day on which the first was asked for, so that what waited long moves none of those after it.
    """
    if not goes_on(row) or row.schedule is None:
        return None
    begun, asked = clock.local_date(row.schedule.begun_at), clock.local_date(row.asked_at)
    step = MONTHS[DisclosureRhythm(row.schedule.every)]
    return next(day for number in count(1) if (day := months_after(begun, step * number)) > asked)


def trouble_of(row: Disclosure) -> str:
    """Why it could not be asked for again though its day has come; empty where it is not yet time, or nothing is in its way."""
    day = next_day(row)
    if day is None or day > clock.today() or row.state not in ANEW:
        return ""
    try:
        _insist(row)
    except ServiceError as refusal:
        return str(refusal.detail)
    return ""


def ask_what_is_due() -> int:
    """Ask for all whose day has come; how many were asked for. Each in a transaction of its own, outside any other.

    What may not be asked for now is looked at again the next time: its page says why.
    """
    with acting(SystemActor.JOBS):
        newer = Disclosure.objects.filter(schedule=OuterRef("schedule"), asked_at__gt=OuterRef("asked_at"))
        last = Disclosure.objects.filter(~Exists(newer), schedule__ended_at=None, state__in=ANEW)
        keys = list(last.filter(schedule__isnull=False).order_by("asked_at", "pk").values_list("pk", flat=True))
    return sum(_is_asked(key) for key in keys)


def _is_asked(key: UUID) -> bool:
    try:
        with acting(SystemActor.JOBS):
            rows = Disclosure.objects.select_for_update(of=("self",), skip_locked=True)
            row = rows.select_related(*asking.BESIDE).filter(pk=key, state__in=ANEW).first()
            day = next_day(row) if row is not None else None
            if row is None or day is None or day > clock.today():
                return False
            _insist(row)
            _ask_again(row)
    except ServiceError:
        return False
    except Exception:  # whatever it is, the others are not to wait for it
        logger.exception("a disclosure could not be asked for again")
        return False
    return True


def _insist(row: Disclosure) -> None:
    """That whoever asked may still ask, and the agreement still holds."""
    if not Membership.objects.current().filter(pk=row.asked_by_id).exists():
        raise NotPermitted(_("Whoever asked acts for the agency no more. Somebody else must ask for it."))
    check(member_actor(row.asked_by), Permission.DISCLOSE)
    if row.push_to is not None and row.push_to.ended_at is not None:
        raise DisclosureSettled(_("The address to which it was pushed has ended. End this schedule, and ask anew."))
    agreed.still_allowed(row, *ANEW)


def _ask_again(row: Disclosure) -> None:
    """In the words of the last one, and for whoever asked for it."""
    asking.ask(
        agency=row.agency,
        agreement=row.agreement,
        purpose=Purpose(row.purpose),
        items=[DataItem(item) for item in row.items],
        why=row.why,
        recipient_key=row.recipient_key,
        by_name=row.by_name,
        by_name_reason=row.by_name_reason,
        schedule=row.schedule,
        push=row.push_to_id is not None,
        by=member_actor(row.asked_by),
    )
