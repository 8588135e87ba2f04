"""Warnings in the head of a case: writing one, looking at it again, and ending it when it holds no longer."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor
from agencies.enums import DataCategory
from agencies.exceptions import Invalid
from agencies.models import Membership
from agencies.permissions import Permission, check, check_contribution
from agencies.versions import locked
from casework.contacts import write
from casework.exceptions import WarningEnded
from casework.lifecycle import hold
from casework.models import Case, CaseWarning, Person

# A warning that nobody looks at for longer is believed by nobody, or by everybody for too long.
LOOK_AGAIN_WITHIN = timedelta(days=183)


@transaction.atomic
def warn(
    case: Case,
    *,
    text: str,
    category: DataCategory,
    review_on: date,
    by: Actor,
    owner: Membership | None = None,
    about: Iterable[Person] = (),
    not_to_disclose_to: Iterable[Person] = (),
    at: datetime | None = None,
) -> CaseWarning:
    """Write a warning into the head of the case, for everybody who sees its category. Its owner is oneself, unless named."""
    check_contribution(by, case, category)
    hold(case)
    at = clock.moment(at)
    row = CaseWarning(case=case, category=category, text=text, owner=owner or by.signatory, review_on=review_on)
    _require_day(review_on, at)
    _require_owner(case, row.owner, by)
    return write(row, about, not_to_disclose_to, by=by, at=at, event="warning.written")


@transaction.atomic
def look_again(
    warning: CaseWarning, *, review_on: date, by: Actor, owner: Membership | None = None, at: datetime | None = None
) -> CaseWarning:
    """It still holds; somebody looks again on another day. Whoever works on the case may take it over, or pass it on."""
    row = _standing(warning, by)
    at = clock.moment(at)
    _require_day(review_on, at)
    if owner is not None:
        _require_owner(row.case, owner, by)
        row.owner = owner
    row.review_on, row.looked_again_at, row.looked_again_by = review_on, at, by.signatory
    return _save(row, ["owner", "review_on", "looked_again_at", "looked_again_by"], "warning.looked_at_again", by, at)


@transaction.atomic
def end(warning: CaseWarning, *, reason: str, by: Actor, at: datetime | None = None) -> CaseWarning:
    """It holds no longer, and why. It leaves the head, and stays on record."""
    row = _standing(warning, by)
    row.ended_at, row.ended_by, row.end_reason = clock.moment(at), by.signatory, reason
    return _save(row, ["ended_at", "ended_by", "end_reason"], "warning.ended", by, row.ended_at)


def _standing(warning: CaseWarning, by: Actor) -> CaseWarning:
    """The warning under its lock. Its own agency goes on with it, and whoever works on the case."""
    check(by, Permission.VIEW_CASE, warning)
    if by.signatory.agency_id != warning.source_agency_id:
        check(by, Permission.WORK_CASE, warning)
    check_contribution(by, warning.case, warning.category)
    hold(warning.case)  # also when support has ended: nobody keeps a warning about a dog that died
    row = locked(warning)
    if row.ended_at is not None:
        raise WarningEnded(_("This warning was ended already. Write another one if it holds after all."))
    return row


def _require_day(review_on: date, at: datetime) -> None:
    today = clock.local_date(at)
    if not today < review_on <= today + LOOK_AGAIN_WITHIN:
        raise Invalid.field(
            "review_on", _("Name a day within the next six months, on which somebody looks at it again.")
        )


def _require_owner(case: Case, owner: Membership, by: Actor) -> None:
    if owner.pk == by.signatory.pk:
        return
    check(by, Permission.WORK_CASE, case)
    if not case.allocations.filter(membership=owner, ended_at__isnull=True).exists():
        raise Invalid.field("owner", _("Name yourself, or somebody who works on this case now."))


def _save(row: CaseWarning, fields: list[str], event: str, by: Actor, at: datetime) -> CaseWarning:
    row.save(update_fields=fields)
    audit.record(event, row, by=by, at=at, case_id=row.case_id, category=row.category)
    row.refresh_from_db()
    return row
