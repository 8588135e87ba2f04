"""Codes of the rooms in words, where a page has the code alone and no row that would say them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from agencies import agreements
from agencies.enums import DataCategory, Purpose
from casework import file_checks, sharing
from casework.births import BirthPrecision, age_on, counts_as_adult_participant, show_birth
from casework.enums import WEEKDAYS, Channel, SafeWay
from casework.models import CaseShare, Document, Person, SafeContact
from casework.names import initials
from outcomes.reasons import in_words

register = template.Library()


@register.filter
def channel(code: str) -> str:
    """`visit`, `phone`."""
    return str(Channel(code).label).lower()


@register.filter
def how(code: str) -> str:
    """`Visit`, `Phone`, as a heading."""
    return str(Channel(code).label)


@register.filter
def listed(names: Iterable[str]) -> str:
    """`Rosa, Tom and Mia`."""
    return get_text_list([str(name) for name in names], _("and"))


@register.filter
def why(reason: str) -> str:
    """A reason that may be the code of one that a verb gave by itself."""
    return in_words(reason)


@register.filter
def category(code: str) -> str:
    """`Housing`."""
    return str(DataCategory(code).label)


@register.filter
def categories(codes: Iterable[str]) -> str:
    """`Housing, work and money`, in the order in which agreements list them."""
    said = set(codes)
    labels = [str(each.label) for each in DataCategory if each.value in said]
    return ", ".join(label if not number else label.lower() for number, label in enumerate(labels))


@register.filter
def age(person: Person, today: date) -> str:
    """`38`, `about 38`, `expected in June 2026`; empty where nothing is known, and for whoever has died."""
    if person.died_on is not None:
        return _("has died")
    if person.birth_precision == BirthPrecision.EXPECTED:
        return show_birth(person.born_on, person.birth_precision)
    years = age_on(person.born_on, person.birth_precision, today)
    if years is None:
        return ""
    return _("about %(years)s") % {"years": years} if person.birth_precision == BirthPrecision.ESTIMATED else str(years)


@register.filter
def speaks(person: Person) -> str:
    """`Welsh, with an interpreter`; empty where they have not said."""
    interpreter = _("with an interpreter") if person.needs_interpreter else ""
    return ", ".join(filter(None, (person.language, interpreter)))


@register.filter
def ways(safe: SafeContact) -> str:
    """`Phone call, text message`, in which somebody can be reached safely; empty where in none."""
    labels = [str(SafeWay(way).label) for way in safe.ways]
    return ", ".join(label if not number else label.lower() for number, label in enumerate(labels))


@register.filter
def hours(safe: SafeContact) -> str:
    """`Monday and Tuesday, 9:30 to 14:30. Not in the holidays`; empty where any time will do."""
    days = listed(str(dict(WEEKDAYS)[day]) for day in safe.days)
    times = ""
    if safe.not_before and safe.not_after:
        first, last = (f"{each.hour}:{each.minute:02}" for each in (safe.not_before, safe.not_after))
        times = _("%(first)s to %(last)s") % {"first": first, "last": last}
    return ". ".join(filter(None, (", ".join(filter(None, (days, times))), safe.when_words)))


@register.filter
def is_asked(person: Person, today: date) -> bool:
    """Whether their own yes to being supported is asked for: of everybody who is old enough, as far as is known."""
    return counts_as_adult_participant(person.born_on, person.birth_precision, today)


@register.filter
def birth(person: Person) -> str:
    """`3 March 1987`, as exactly as it is known."""
    return show_birth(person.born_on, person.birth_precision)


@register.filter
def first_letters(name: str) -> str:
    """Up to three, for the small round plate beside a name."""
    return initials(name)[:3]


@register.filter
def called_in(person: Person, row: Any) -> str:
    """The name under which this row's case knows them: of somebody who left it, what they were called then."""
    then: dict[Any, str] = {member.person_id: member.name for member in row.case.departed}
    return then.get(person.pk, person.name)


@register.filter
def why_not_opened(document: Document) -> str:
    """Why the file of a document cannot be opened, and what to do; empty where it can."""
    return file_checks.words_of(document)


@register.filter
def purpose(code: str) -> str:
    """What something is shared for."""
    return str(Purpose(code).label).lower()


@register.filter
def share_end(share: CaseShare) -> datetime:
    """The instant at which a share opens nothing more."""
    return sharing.ends_at(share)


@register.filter
def ends_soon(share: Any, today: date) -> bool:
    """Whether a share ends within a fortnight."""
    return agreements.ends_soon(share.until, today)
