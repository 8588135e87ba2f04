"""The conflict register: declaring that one is close to a household, matching that with its record, and ending it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor
from agencies.exceptions import Invalid, SecondPersonNeeded
from agencies.models import Membership
from agencies.permissions import Permission, check
from casework.apart import other_records
from casework.closeness import Closeness
from casework.exceptions import ConflictEnded
from casework.models import Conflict, ConflictLink, Person
from casework.selectors.conflicts import colleague_for, conflict_for, home_to_match, person_to_match


def declare(*, closeness: Closeness, words: str, by: Actor, at: datetime | None = None) -> Conflict:
    """Say that one is close to somebody, in words. It tells nobody, not even oneself, whether they are in the service.

    - the information governance lead of one's agency finds it among those to be matched
    """
    return _declare(by.signatory, closeness, words, by, at)


def record(
    membership: Membership, *, closeness: Closeness, words: str, by: Actor, at: datetime | None = None
) -> Conflict:
    """The same for somebody else: of one's team, or of the agency for its information governance lead."""
    check(by, Permission.KEEP_CONFLICTS)
    return _declare(colleague_for(by, membership.pk), closeness, words, by, at)


@transaction.atomic
def link(
    conflict: Conflict, *, person: Person, whole_household: bool = False, by: Actor, at: datetime | None = None
) -> Conflict:
    """Keep somebody's record from whom the declaration is about: every home of theirs, and every case of these.

    - other records of the same people, where somebody linked them, are kept with them
    - `whole_household`: where they live now, and everybody who lives there, wherever these go later
    - an allocation stays as it is: their manager's page says which cases need somebody else

    Raises ConflictEnded, Missing, NotPermitted, SecondPersonNeeded.
    """
    row, at = _matching(conflict, by), clock.moment(at)
    found: set[UUID] = {person_to_match(by, person.pk).pk}
    homes: set[UUID] = set()
    if whole_household:
        homes, there = home_to_match(by, person.pk)
        found |= there
    found |= other_records(found)
    kept = set(row.links.filter(ended_at__isnull=True).values_list("person_id", "household_id"))
    wanted = {*((key, None) for key in found), *((None, key) for key in homes)} - kept
    ConflictLink.objects.bulk_create(
        ConflictLink(
            conflict=row, user_id=row.membership.user_id, person_id=somebody, household_id=home, linked_at=at,
            linked_by=by.signatory,
        )
        for somebody, home in wanted
    )  # fmt: skip
    return _matched(row, "conflict.linked", by, at)


@transaction.atomic
def set_aside(conflict: Conflict, *, by: Actor, at: datetime | None = None) -> Conflict:
    """Nobody of that description is in the record now. It stands, and can be matched later."""
    row, at = _matching(conflict, by), clock.moment(at)
    return _matched(row, "conflict.set_aside", by, at)


@transaction.atomic
def end(conflict: Conflict, *, reason: str, by: Actor, at: datetime | None = None) -> Conflict:
    """It holds no longer, and why. Neither they themselves nor whoever wrote it down can say so.

    - what it kept from them is theirs again, by whatever else opens it

    Raises ConflictEnded, Missing, NotPermitted, SecondPersonNeeded.
    """
    check(by, Permission.KEEP_CONFLICTS)
    row, at = _standing(conflict, by), clock.moment(at)
    _require_another(row, by)
    if row.declared_by.user_id == by.signatory.user_id:
        raise SecondPersonNeeded(_("You wrote this down, so somebody else must say that it holds no longer."))
    row.ended_at, row.ended_by, row.end_reason = at, by.signatory, reason
    row.save(update_fields=["ended_at", "ended_by", "end_reason"])
    row.links.filter(ended_at__isnull=True).update(ended_at=at, ended_by=by.signatory)
    return _recorded(row, "conflict.ended", by, at)


@transaction.atomic
def _declare(membership: Membership, closeness: Closeness, words: str, by: Actor, at: datetime | None) -> Conflict:
    if not words.strip():
        raise Invalid.field("words", _("Say who it is: a name, a date of birth or an address, as far as you know."))
    at = clock.moment(at)
    row = Conflict.objects.create(
        membership=membership, closeness=closeness, words=words.strip(), declared_at=at, declared_by=by.signatory
    )
    return _recorded(row, "conflict.declared", by, at)


def _matching(conflict: Conflict, by: Actor) -> Conflict:
    check(by, Permission.MATCH_CONFLICTS)
    row = _standing(conflict, by)
    _require_another(row, by)
    return row


def _standing(conflict: Conflict, by: Actor) -> Conflict:
    conflict_for(by, conflict.pk)
    row = (
        Conflict.objects.select_for_update(of=("self",)).select_related("membership", "declared_by").get(pk=conflict.pk)
    )
    if row.ended_at is not None:
        raise ConflictEnded(_("This was ended already. Declare it again if it holds after all."))
    return row


def _require_another(row: Conflict, by: Actor) -> None:
    if row.membership.user_id == by.signatory.user_id:
        raise SecondPersonNeeded(_("This is about you, so somebody else does it. Ask another lead or your manager."))


def _matched(row: Conflict, event: str, by: Actor, at: datetime) -> Conflict:
    if row.matched_at is None:
        row.matched_at, row.matched_by = at, by.signatory
        row.save(update_fields=["matched_at", "matched_by"])
    return _recorded(row, event, by, at)


def _recorded(row: Conflict, event: str, by: Actor, at: datetime) -> Conflict:
    audit.record(event, row, by=by, at=at, worker=row.membership_id)
    return row
