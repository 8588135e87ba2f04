"""Households: who lives together, from when to when, where, and what becomes of a household that splits or joins another."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor
from agencies.exceptions import Invalid
from agencies.permissions import Permission, check
from agencies.versions import locked, touch
from casework.apart import has_open_case
from casework.enums import HouseholdChangeKind, HouseholdRole
from casework.exceptions import HouseholdsNotJoined, NotUndone
from casework.identifiers import clean_postcode, clean_uprn
from casework.models import Address, Household, HouseholdChange, HouseholdMember, Person


@transaction.atomic
def register(*, name: str, by: Actor, at: datetime | None = None) -> Household:
    """A new household, with nobody in it yet."""
    check(by, Permission.REFER_CASE)
    return _create(name, by=by, at=clock.moment(at))


@transaction.atomic
def move_in(
    household: Household,
    *,
    person: Person,
    role: HouseholdRole,
    started_on: date,
    by: Actor,
    at: datetime | None = None,
) -> HouseholdMember:
    """From this day the person lives there. They may live elsewhere too: one does not end the other."""
    _check_household(by, household)
    check(by, Permission.REFER_CASE, person)
    _check_day("started_on", started_on, clock.moment(at))
    member = _settle(household, person, role, started_on)
    audit.record("household.moved_in", household, by=by, at=clock.moment(at), people=[person.pk])
    return member


@transaction.atomic
def move_out(member: HouseholdMember, *, ended_on: date, by: Actor, at: datetime | None = None) -> HouseholdMember:
    """From this day the person lives there no longer. Their part in a case is another matter, and stays."""
    _check_household(by, member.household)
    member = HouseholdMember.objects.select_for_update(of=("self",)).select_related("household").get(pk=member.pk)
    if member.ended_on is not None or ended_on < member.started_on:
        raise Invalid.field(
            "ended_on", _("They moved out already, or the day is before they moved in: check the dates.")
        )
    _check_day("ended_on", ended_on, clock.moment(at))
    member.ended_on = ended_on
    member.save(update_fields=["ended_on"])
    audit.record("household.moved_out", member.household, by=by, at=clock.moment(at), people=[member.person_id])
    return member


@transaction.atomic
def record_address(
    household: Household,
    *,
    lines: str,
    started_on: date,
    by: Actor,
    town: str = "",
    postcode: str = "",
    uprn: str = "",
    at: datetime | None = None,
) -> Address:
    """From this day the household lives here; an earlier address ends on its own day."""
    _check_household(by, household)
    at = clock.moment(at)
    _check_day("started_on", started_on, at)
    address = Address.objects.create(
        household=household,
        lines=lines,
        town=town,
        postcode=clean_postcode(postcode) if postcode else "",
        uprn=clean_uprn(uprn) if uprn else "",
        started_on=started_on,
        recorded_at=at,
        recorded_by=by.signatory,
    )
    audit.record("household.address_recorded", household, by=by, at=at)
    return address


@transaction.atomic
def end_address(address: Address, *, ended_on: date, by: Actor, at: datetime | None = None) -> Address:
    """From this day the household lives here no longer."""
    _check_household(by, address.household)
    address = locked(address)
    _check_day("ended_on", ended_on, clock.moment(at))
    if ended_on < address.started_on:
        raise Invalid.field("ended_on", _("The day is before they moved here: check the dates."))
    address.ended_on = ended_on
    address.save(update_fields=["ended_on"])
    audit.record("household.address_ended", address.household, by=by, at=clock.moment(at))
    address.refresh_from_db()
    return address


@transaction.atomic
def split(
    household: Household,
    *,
    people: Iterable[Person],
    name: str,
    reason: str,
    made_on: date,
    by: Actor,
    at: datetime | None = None,
) -> HouseholdChange:
    """Some of them live on their own from this day: a new household, with its own front door. Cases stay where they are."""
    _check_household(by, household)
    household, at, named = locked(household), clock.moment(at), set(people)
    leaving = _current(household).filter(person__in=named)
    if len(leaving) != len(named) or not leaving or len(leaving) == _current(household).count():
        raise Invalid.field("people", _("Name some of those who live there now, and not all of them."))
    new = _create(name, by=by, at=at)
    return _change(
        HouseholdChangeKind.SPLIT, household, new, list(leaving), reason=reason, made_on=made_on, by=by, at=at
    )


@transaction.atomic
def join(
    household: Household, *, into: Household, reason: str, made_on: date, by: Actor, at: datetime | None = None
) -> HouseholdChange:
    """They live with another household from this day.

    Raises HouseholdsNotJoined while this household has an open case: a manager first decides that it continues in the
    other's case, or the other one joins this.
    """
    _check_household(by, household)
    _check_household(by, into)
    if household.pk == into.pk:
        raise Invalid.field("into", _("Name another household."))
    # In one order whoever asks, so that two joins the other way round wait for each other instead of deadlocking.
    rows = {each.pk: locked(each) for each in sorted([household, into], key=lambda each: each.pk)}
    household, into, at = rows[household.pk], rows[into.pk], clock.moment(at)
    if has_open_case(household):
        raise HouseholdsNotJoined(
            _(
                "This household has an open case. A manager first puts it in “continued in another case”; or, "
                "where the other household has none, that one joins this."
            )
        )
    return _change(
        HouseholdChangeKind.JOINED,
        household,
        into,
        list(_current(household)),
        reason=reason,
        made_on=made_on,
        by=by,
        at=at,
    )


@transaction.atomic
def undo(change: HouseholdChange, *, by: Actor, at: datetime | None = None) -> HouseholdChange:
    """It was a mistake: everybody is where they were. Refused once somebody it moved has moved again."""
    _check_household(by, change.source)
    change = (
        HouseholdChange.objects.select_for_update(of=("self",)).select_related("source", "target").get(pk=change.pk)
    )
    at = clock.moment(at)
    split_with_case = change.kind == HouseholdChangeKind.SPLIT and has_open_case(change.target, also_apart=True)
    if change.undone_at is not None or split_with_case or change.brought.filter(ended_on__isnull=False).exists():
        raise NotUndone(
            _(
                "This was undone already, or somebody it moved has moved again or has a case there. Record what "
                "is so now instead."
            )
        )
    try:
        with transaction.atomic():
            change.brought.update(undone=True)
            change.taken.update(ended_on=None, taken_by=None)
    except IntegrityError as error:
        raise NotUndone(_("Somebody it moved has come back since. Record what is so now instead.")) from error
    change.undone_at, change.undone_by = at, by.signatory
    change.save(update_fields=["undone_at", "undone_by"])
    touch(change.source)
    touch(change.target)
    audit.record("household.change_undone", change, by=by, at=at)
    return change


def _create(name: str, *, by: Actor, at: datetime) -> Household:
    household = Household.objects.create(name=name, registered_at=at, registered_by=by.signatory)
    audit.record("household.registered", household, by=by, at=at)
    return household


def _change(
    kind: HouseholdChangeKind,
    source: Household,
    target: Household,
    leaving: list[HouseholdMember],
    *,
    reason: str,
    made_on: date,
    by: Actor,
    at: datetime,
) -> HouseholdChange:
    _check_day("made_on", made_on, at)
    change = HouseholdChange.objects.create(
        kind=kind, source=source, target=target, reason=reason, made_on=made_on, made_at=at, made_by=by.signatory
    )
    for member in leaving:
        if member.started_on > made_on:
            raise Invalid.field(
                "made_on", _("%(person)s moved in after that day: check the dates.") % {"person": member.person}
            )
        member.ended_on, member.taken_by = made_on, change
        member.save(update_fields=["ended_on", "taken_by"])
        if not _current(target).filter(person=member.person).exists():
            _settle(target, member.person, HouseholdRole(member.role), made_on, brought_by=change)
    touch(source)
    touch(target)
    people = [member.person_id for member in leaving]
    audit.record(f"household.{kind.value}", change, by=by, at=at, people=people, source=source.pk, target=target.pk)
    return change


def _current(household: Household) -> QuerySet[HouseholdMember]:
    return household.members.filter(ended_on__isnull=True, undone=False).select_related("person")


def _settle(
    household: Household,
    person: Person,
    role: HouseholdRole,
    started_on: date,
    brought_by: HouseholdChange | None = None,
) -> HouseholdMember:
    try:
        with transaction.atomic():
            return HouseholdMember.objects.create(
                household=household, person=person, role=role, started_on=started_on, brought_by=brought_by
            )
    except IntegrityError as error:
        raise Invalid.field(
            "started_on", _("%(person)s lives there already on some of these days.") % {"person": person}
        ) from error


def _check_household(by: Actor, household: Household) -> None:
    check(by, Permission.REFER_CASE, household)


def _check_day(field: str, day: date, at: datetime) -> None:
    if day > clock.local_date(at):
        raise Invalid.field(field, _("This day has not come yet. Record it when it has."))
