"""Households and people."""

from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from agencies.actors import Actor
from agencies.selectors import one
from casework.enums import LeavingReason
from casework.models import (
    Address,
    Case,
    CaseMember,
    Household,
    HouseholdChange,
    HouseholdMember,
    Person,
    PersonIdentifier,
    PersonLink,
    PersonName,
)
from casework.selectors.reach import rows_for


def households_for(actor: Actor) -> QuerySet[Household]:
    """Households with a main case within reach, and those that the actor's team wrote down."""
    return rows_for(actor, Household.objects.all())


def household_for(actor: Actor, key: UUID) -> Household:
    """One household."""
    return one(households_for(actor), key)


def household_members_of(actor: Actor, household: Household) -> QuerySet[HouseholdMember]:
    """Who lives and lived there; changes that were undone are left out."""
    return rows_for(actor, _with_name_then(household.members.select_related("person")))


def living_in(actor: Actor, household: Household) -> QuerySet[HouseholdMember]:
    """Who lives there now. Whoever was parted from the others is left out: their name of today is not for those."""
    here = household_members_of(actor, household).filter(ended_on__isnull=True)
    return here.filter(name_then=None).order_by("pk")  # type: ignore[misc]  # annotated, whatever the type says


def household_member_for(actor: Actor, key: UUID) -> HouseholdMember:
    """One person's time in a household."""
    return one(rows_for(actor, _with_name_then(HouseholdMember.objects.select_related("household", "person"))), key)


def _with_name_then(rows: QuerySet[HouseholdMember]) -> QuerySet[HouseholdMember]:
    """Each with `name_then`: what they were called when they were parted from the household's main case."""
    parted = CaseMember.objects.departed().filter(
        case__household=OuterRef("household"), person=OuterRef("person"), leaving_reason=LeavingReason.SEPARATED
    )
    return rows.filter(undone=False).annotate(name_then=Subquery(parted.values("name_at_leaving")[:1]))


def addresses_of(actor: Actor, household: Household) -> QuerySet[Address]:
    """Where the household lives and lived."""
    return rows_for(actor, household.addresses.all())


def address_for(actor: Actor, key: UUID) -> Address:
    """One address."""
    return one(rows_for(actor, Address.objects.select_related("household")), key)


def changes_of(actor: Actor, household: Household) -> QuerySet[HouseholdChange]:
    """Splits and joins that the household was part of."""
    return rows_for(
        actor, HouseholdChange.objects.filter(source=household) | HouseholdChange.objects.filter(target=household)
    )


def change_for(actor: Actor, key: UUID) -> HouseholdChange:
    """One split or join."""
    return one(rows_for(actor, HouseholdChange.objects.select_related("source", "target")), key)


def people_for(actor: Actor) -> QuerySet[Person]:
    """People of cases and households within reach, and those that the actor's team wrote down."""
    return rows_for(actor, Person.objects.all())


def person_for(actor: Actor, key: UUID) -> Person:
    """One person."""
    return one(people_for(actor).prefetch_related("names__agency", "identifiers"), key)


def names_of(actor: Actor, person: Person) -> QuerySet[PersonName]:
    """The other names of a person."""
    return rows_for(actor, person.names.select_related("agency"))


def other_names_in(actor: Actor, case: Case) -> QuerySet[PersonName]:
    """The other names of those who are part of a case now."""
    here = case.members.filter(left_at__isnull=True).values("person")
    rows = PersonName.objects.filter(person__in=here).select_related("agency")
    return rows_for(actor, rows.order_by("person", "kind", "name", "pk"))


def links_in(actor: Actor, case: Case) -> QuerySet[PersonLink]:
    """Links between a person of a case and another record that the actor sees as well; undone ones are left out.

    The other record may be of a case that is kept apart, under a name that nobody here may learn.
    """
    here = case.members.filter(left_at__isnull=True).values("person")
    seen = people_for(actor).values("pk")
    of_them = PersonLink.objects.filter(person__in=here) | PersonLink.objects.filter(same_as__in=here)
    rows = of_them.filter(undone_at__isnull=True, person__in=seen, same_as__in=seen)
    return rows_for(actor, rows.select_related("person", "same_as").order_by("linked_at", "pk"))


def places_in(actor: Actor, case: Case) -> QuerySet[HouseholdMember]:
    """Who of a case lives in its household now, and as what."""
    here = case.members.filter(left_at__isnull=True).values("person")
    rows = case.household.members.filter(person__in=here, ended_on__isnull=True, undone=False)
    return rows_for(actor, rows.order_by("started_on", "pk"))


def name_for(actor: Actor, key: UUID) -> PersonName:
    """One name."""
    return one(rows_for(actor, PersonName.objects.select_related("person")), key)


def identifiers_of(actor: Actor, person: Person) -> QuerySet[PersonIdentifier]:
    """The numbers that others know a person by."""
    return rows_for(actor, person.identifiers.all())


def identifier_for(actor: Actor, key: UUID) -> PersonIdentifier:
    """One number."""
    return one(rows_for(actor, PersonIdentifier.objects.select_related("person")), key)


def links_of(actor: Actor, person: Person) -> QuerySet[PersonLink]:
    """Records said to be this person too."""
    return rows_for(actor, PersonLink.objects.filter(person=person) | PersonLink.objects.filter(same_as=person))


def link_for(actor: Actor, key: UUID) -> PersonLink:
    """One link between two records."""
    return one(rows_for(actor, PersonLink.objects.select_related("person", "same_as")), key)
