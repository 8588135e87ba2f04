"""Emergency access: opening a case that one has no part in, to read it for some hours; ending that; looking at it afterwards.

It is never silent: its worker and the information governance leads are told, and somebody else says whether it was right.
"""

from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor
from agencies.exceptions import Invalid, SecondPersonNeeded
from agencies.fresh import check_fresh
from agencies.models import User
from agencies.permissions import Permission, check, may
from agencies.rates import spend
from agencies.traces import About
from casework.emergency_notices import tell
from casework.emergency_words import EmergencyCategory, EmergencyFinding
from casework.exceptions import EmergencyOver, EmergencyStands, NoCaseFits
from casework.models import Case, EmergencyAccess
from casework.models.emergency_access import LEAST_LETTERS, LONGEST
from casework.selectors.emergencies import emergency_for, emergency_now
from casework.working_days import working_days_after

REVIEWED_WITHIN = 2  # working days


def open_access(
    *,
    category: EmergencyCategory,
    reason: str,
    by: Actor,
    reference: str = "",
    name: str = "",
    born_on: date | None = None,
    at: datetime | None = None,
) -> EmergencyAccess:
    """Open one case to be read for four hours: by its reference, or by the whole name and the birth date of one of its people.

    - its worker and the information governance leads of both agencies are told at once, here and by e-mail
    - somebody else looks at it within two working days
    - that nothing fits is on record as well, with what was asked under a key

    Raises EmergencyStands, FreshSignInNeeded, Invalid, NoCaseFits, NotPermitted, TooOften.
    """
    check_fresh(by)
    check(by, Permission.OPEN_IN_EMERGENCY)
    asked = _asked(reference, name, born_on)
    reason = reason.strip()
    if len(reason) < LEAST_LETTERS:
        message = _("Say in %(letters)s letters or more what happened and why it cannot wait.")
        raise Invalid.field("reason", message % {"letters": LEAST_LETTERS})
    spend(by, "search", most=settings.SEARCHES_PER_MINUTE)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.signatory.user_id)  # one at a time, also from two windows at once
        _require_none_open(by)
        found = _find(asked, by)
        if found is not None:
            return _open(found, category, reason, by, clock.moment(at))
    raise _refused(asked, by)


@transaction.atomic
def close_access(emergency: EmergencyAccess, *, by: Actor, at: datetime | None = None) -> EmergencyAccess:
    """End it before its time: whoever opened it, or the information governance lead. Raises EmergencyOver, Missing."""
    row, at = _locked(emergency, by), clock.moment(at)
    if row.opened_by.user_id != by.signatory.user_id:
        check(by, Permission.VIEW_TRAIL)
    if _is_over(row, at):
        raise EmergencyOver(_("It has ended already."))
    row.closed_at, row.closed_by = at, by.signatory
    row.save(update_fields=["closed_at", "closed_by"])
    return _recorded(row, "emergency_access.closed", by, at)


@transaction.atomic
def review(
    emergency: EmergencyAccess, *, finding: EmergencyFinding, words: str, by: Actor, at: datetime | None = None
) -> EmergencyAccess:
    """Say whether it was right, once it is over: the information governance lead of either agency, and never who opened it.

    Raises EmergencyOver, EmergencyStands, Invalid, Missing, NotPermitted, SecondPersonNeeded.
    """
    check(by, Permission.VIEW_TRAIL)
    row, at = _locked(emergency, by), clock.moment(at)
    if row.opened_by.user_id == by.signatory.user_id:
        raise SecondPersonNeeded(
            _("You opened it, so somebody else looks at it. Ask another information governance lead.")
        )
    if row.reviewed_at is not None:
        raise EmergencyOver(_("Somebody has looked at it meanwhile. Read what they wrote."))
    if not _is_over(row, at):
        raise EmergencyStands(_("It still lasts. End it first, or look at it when it is over."))
    if not words.strip():
        raise Invalid.field("words", _("Say whom you asked, and how you came to this."))
    row.reviewed_at, row.reviewed_by, row.finding, row.review_words = at, by.signatory, finding, words.strip()
    row.save(update_fields=["reviewed_at", "reviewed_by", "finding", "review_words"])
    return _recorded(row, "emergency_access.reviewed", by, at)


def _asked(reference: str, name: str, born_on: date | None) -> tuple[str, str, date | None]:
    """In one spelling. By the reference where there is one; and by a name never without the birth date."""
    reference, name = "".join(reference.split()).upper(), " ".join(name.split())
    if reference:
        return reference, "", None
    if not name and born_on is None:
        raise Invalid.field(
            "reference", _("Give the case’s reference, or the whole name and the birth date of one of them.")
        )
    if not name:
        raise Invalid.field("name", _("Give the whole name that belongs to this birth date."))
    if born_on is None:
        raise Invalid.field("born_on", _("Give the birth date as well: many people share a name."))
    return "", name, born_on


def _find(asked: tuple[str, str, date | None], by: Actor) -> UUID | None:
    """The one case that fits and is not kept from them. Nothing is suggested: whoever opens it knows whom they mean."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT guard.cases_in_emergency(%s, %s, %s, %s)", [*asked, by.signatory.user_id])
        found: list[UUID] = [key for (key,) in cursor.fetchall()]
    return found[0] if len(found) == 1 else None


def _refused(asked: tuple[str, str, date | None], by: Actor) -> NoCaseFits:
    """In the same words for nothing, for several and for what is kept from them; on record before they read it.

    On the trail's own connection, so that it stays whatever becomes of this transaction.
    """
    said = "\n".join(str(each or "") for each in asked)
    mark = salted_hmac("casework.emergencies", said, algorithm="sha256").hexdigest()[:32]
    of = About(EmergencyAccess._meta.label_lower, details={"asked": mark})
    audit.record_refusal(NoCaseFits.code, by=by, route=audit.route_of_transaction(), of=of)
    return NoCaseFits(
        _(
            "No open case fits. It is on record that you asked. Check what you typed: the whole reference, or the whole"
            " name and the birth date. If somebody is in danger now, ring 999."
        )
    )


def _require_none_open(by: Actor) -> None:
    if (standing := emergency_now(by.signatory.user_id)) is not None:
        raise EmergencyStands(
            _("You have %(reference)s open until %(until)s. End that first, or wait.")
            % {
                "reference": standing.reference,
                "until": standing.ends_at.astimezone(clock.LOCAL_ZONE).strftime("%H:%M"),
            }
        )


def _open(key: UUID, category: EmergencyCategory, reason: str, by: Actor, at: datetime) -> EmergencyAccess:
    if may(by, Permission.WORK_CASE, Case(pk=key)):
        raise EmergencyStands(_("You work with this household already: look for it in the search, and open it there."))
    row = EmergencyAccess.objects.create(
        case_id=key, category=category, reason=reason, opened_at=at, opened_by=by.signatory, ends_at=at + LONGEST,
        review_due_on=working_days_after(clock.local_date(at), REVIEWED_WITHIN),
    )  # fmt: skip
    tell(row, by=by)
    _recorded(row, "emergency_access.opened", by, at)
    return emergency_for(by, row.pk)


def _locked(emergency: EmergencyAccess, by: Actor) -> EmergencyAccess:
    emergency_for(by, emergency.pk)
    rows = EmergencyAccess.objects.select_for_update(of=("self",)).select_related("opened_by")
    return rows.get(pk=emergency.pk)


def _is_over(row: EmergencyAccess, at: datetime) -> bool:
    return row.closed_at is not None or row.ends_at <= at


def _recorded(row: EmergencyAccess, event: str, by: Actor, at: datetime) -> EmergencyAccess:
    audit.record(event, row, by=by, at=at, case_id=row.case_id, because=row.category, finding=row.finding)
    return row
