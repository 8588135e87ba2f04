"""Safe contact: how each person can be reached without harm. Whatever is sent or printed for somebody asks here first."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor
from agencies.enums import OFFENCE_CATEGORIES, DataCategory
from agencies.exceptions import Invalid
from agencies.permissions import Permission, check
from agencies.versions import locked, touch
from casework.births import counts_as_adult_participant
from casework.enums import CaseKind, SafeWay
from casework.exceptions import NotSafeToReach
from casework.models import Case, CaseWarning, Person, SafeContact
from casework.selectors import rows_for

# What is safe today may not be in half a year: somebody asks them again.
ASK_AGAIN_WITHIN = timedelta(days=183)
# A warning of one of these says that somebody there may come to harm by another, whatever else it says.
OF_VIOLENCE = OFFENCE_CATEGORIES | {DataCategory.SAFEGUARDING}


@transaction.atomic
def record(
    person: Person,
    *,
    ways: Iterable[SafeWay],
    who_said: str,
    review_on: date,
    by: Actor,
    days: Iterable[int] = (),
    not_before: time | None = None,
    not_after: time | None = None,
    at: datetime | None = None,
    **words: Any,
) -> SafeContact:
    """Write down how this person can be reached safely, from now on; what was so before stays on record.

    `words`: `when_words`, `code_word`, `do_not`; and the yes-or-no questions `no_voicemail` and `device_is_shared`.

    - replaces what held until now
    - raises the person's version: whoever filled it in on an older one looks again
    """
    check(by, Permission.REFER_CASE, person)
    person, at = locked(person), clock.moment(at)
    _require_hours(not_before, not_after)
    if not clock.local_date(at) < review_on <= clock.local_date(at) + ASK_AGAIN_WITHIN:
        raise Invalid.field("review_on", _("Name a day within the next six months, on which somebody asks them again."))
    person.safe_contacts.filter(replaced_at__isnull=True).update(replaced_at=at, replaced_by=by.signatory)
    said = {"who_said": who_said, "review_on": review_on, "not_before": not_before, "not_after": not_after, **words}
    row = SafeContact.objects.create(
        person=person,
        ways=[way.value for way in SafeWay if way in set(ways)],
        days=sorted({int(day) for day in days}),
        recorded_at=at,
        recorded_by=by.signatory,
        **said,
    )
    touch(person)
    audit.record("safe_contact.recorded", row, by=by, at=at, people=[person.pk])
    return row


def why_not(actor: Actor, person: Person, way: SafeWay, at: datetime | None = None) -> str:
    """Why this person must not be reached in this way now, and what to do instead; empty where it is safe.

    `at`: when it reaches them; None for what has no hour, such as a letter. Of the household only what the actor sees
    is asked, so that the answer tells nothing of what is hidden from them.
    """
    found = rows_for(actor, SafeContact.objects.filter(person=person, replaced_at__isnull=True)).first()
    if found is None:
        return _("Nobody has asked them yet how they can be reached safely.") if _is_at_risk(actor, person) else ""
    if SafeWay(way) not in found.ways:
        return _("This way is not one of theirs: %(way)s.") % {"way": SafeWay(way).label}
    if at is not None and not _fits(found, at):
        return _("It is not a time at which they can be reached safely.")
    return ""


def check_reach(actor: Actor, people: Iterable[Person], way: SafeWay, at: datetime | None = None) -> None:
    """Insist that each of them can be reached in this way. Every send and every print for somebody asks this.

    Raises NotSafeToReach with what to do next. It names nobody: the page may lie open before them all.
    """
    for person in people:
        if reason := why_not(actor, person, way, at):
            raise NotSafeToReach(
                _(
                    "%(reason)s Nothing was sent or printed. Look under People at how each of them can be reached, ask "
                    "whoever it is about when they are alone, and write it down there."
                )
                % {"reason": reason}
            )


def _require_hours(not_before: time | None, not_after: time | None) -> None:
    if (not_before is None) != (not_after is None):
        raise Invalid.field("not_after", _("Enter both times, from when and until when, or neither."))
    if not_before is not None and not_after is not None and not_before >= not_after:
        raise Invalid.field("not_after", _("Enter a time that is later than the first."))


def _fits(found: SafeContact, at: datetime) -> bool:
    here = at.astimezone(clock.LOCAL_ZONE)
    is_day = not found.days or here.isoweekday() in found.days
    if found.not_before is None or found.not_after is None:
        return is_day
    return is_day and found.not_before <= here.time() <= found.not_after


def _is_at_risk(actor: Actor, person: Person) -> bool:
    """Whether the actor sees a warning of violence, ended or not, about a household of theirs, or a case kept apart.

    A child is reached through a grown-up: nobody waits for what a child of four says of letters.
    """
    if not counts_as_adult_participant(person.born_on, person.birth_precision, clock.today()):
        return False
    part = Q(members__person=person) | Q(
        household__members__person=person, household__members__undone=False, kind=CaseKind.MAIN
    )
    cases = rows_for(actor, Case.objects.filter(part)).values("pk")
    if Case.objects.filter(pk__in=cases, kind=CaseKind.SEPARATED, members__person=person).exists():
        return True
    return rows_for(actor, CaseWarning.objects.filter(case__in=cases, category__in=OF_VIOLENCE)).exists()
