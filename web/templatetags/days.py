"""Days and times as one says them: `Thu 19 Nov`, `Thursday 19 November, 4:30pm`, `4 days late`."""

from datetime import date, datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies import agreements

register = template.Library()
NOON = 12
ONE_DAY = timedelta(days=1)


@register.filter
def day(value: date | datetime | None) -> str:
    """`Thu 19 Nov`; with its year where that is another one."""
    if value is None:
        return ""
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return date_format(local, "D j M" if local.year == timezone.localdate().year else "D j M Y")


@register.filter
def moment(value: datetime) -> str:
    """`Thursday 19 November, 4:30pm`; with its year where that is another one."""
    return f"{whole_day(timezone.localtime(value).date())}, {hour(value)}"


@register.filter
def whole_day(value: date) -> str:
    """`Thursday 19 November`; with its year where that is another one."""
    return date_format(value, "l j F" if value.year == timezone.localdate().year else "l j F Y")


@register.filter
def hour(value: datetime) -> str:
    """`4:30pm`, `4pm`."""
    local = timezone.localtime(value)
    shown = date_format(local, "g:i") if local.minute else date_format(local, "g")
    return f"{shown}{_('am') if local.hour < NOON else _('pm')}"


@register.filter
def last_day(until: datetime) -> str:
    """The last day before the end of a share or an agreement."""
    return day(agreements.last_day(until))


@register.filter
def late(due_on: date, today: date) -> str:
    """`4 days late`; empty where the day has not passed."""
    number = (today - due_on).days
    return ngettext("%(number)s day late", "%(number)s days late", number) % {"number": number} if number > 0 else ""


@register.filter
def day_before(value: date) -> str:
    """The last day of what is over on this one."""
    return day(value - ONE_DAY)
