"""Households and people."""

from typing import Any
from uuid import UUID

from django.db.models import Case as Choice
from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from agencies.actors import Actor
from agencies.exceptions import NOT_FOUND, Missing
from agencies.selectors import one
from casework.enums import CaseKind, LeavingReason
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
from casework.selectors.cases import cases_for
from casework.selectors.reach import rows_for, with_seen


def households_for(actor: Actor) -> QuerySet[Household]:
    """Households with a main case within reach, and those that the actor's team wrote down."""
    return rows_for(actor, Household.objects.all())


def household_for(actor: Actor, key: UUID) -> Household:
    """One household."""
    return one(households_for(actor), key)


def household_members_of(actor: Actor, household: Household) -> QuerySet[HouseholdMember]:
    """Who lives and lived there; changes that were undone are left out."""
    return rows_for(actor, _with_name_then(actor, household.members.select_related("person")))


def living_in(actor: Actor, household: Household) -> QuerySet[HouseholdMember]:
    """Who lives there now. Whoever was parted from the others is left out: their name of today is not for those."""
    here = household_members_of(actor, household).filter(ended_on__isnull=True)
    return here.filter(name_then=None).order_by("pk")  # type: ignore[misc]  # annotated, whatever the type says


def not_to_move_in(actor: Actor, household: Household) -> set[UUID]:
    """The keys of those who live there already, and of those who were parted from them, whom nobody moves back by a form."""
    rows = household_members_of(actor, household).filter(Q(ended_on__isnull=True) | Q(name_then__isnull=False))
    return set(rows.values_list("person", flat=True))


def household_member_for(actor: Actor, key: UUID) -> HouseholdMember:
    """One person's time in a household."""
    rows = _with_name_then(actor, HouseholdMember.objects.select_related("household", "person"))
    return one(rows_for(actor, rows), key)


def _with_name_then(actor: Actor, rows: QuerySet[HouseholdMember]) -> QuerySet[HouseholdMember]:
    """Each with `name_then`: what they were called when they were parted from the household's main case.

    So too in any other home of theirs, such as one that came of a split, for whoever does not see them themselves.
    """
    parted = CaseMember.objects.departed().filter(person=OuterRef("person"), leaving_reason=LeavingReason.SEPARATED)
    here = Subquery(parted.filter(case__household=OuterRef("household")).values("name_at_leaving")[:1])
    last = Subquery(parted.order_by("-left_at").values("name_at_leaving")[:1])
    seen = with_seen(actor, rows.filter(undone=False), "person")
    return seen.annotate(name_then=Coalesce(here, Choice(When(seen_person__isnull=True, then=last))))


def home_in(actor: Actor, case: Case) -> Household:
    """The household of a main case. A case that is kept apart shows none: they do not live there. Raises Missing."""
    if case.kind != CaseKind.MAIN:
        raise Missing(NOT_FOUND)
    return household_for(actor, case.household_id)


def has_open_case(actor: Actor, household: Household) -> bool:
    """Whether the actor sees a main case on which work goes on with them."""
    return cases_for(actor).filter(household=household, kind=CaseKind.MAIN).open().exists()


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


def changes_with_names(actor: Actor, household: Household) -> QuerySet[HouseholdChange]:
    """The same, each with `seen_source` and `seen_target`: the other household may be one that the actor does not see."""
    rows = changes_of(actor, household).select_related("source", "target", "made_by__user", "undone_by__user")
    return with_seen(actor, with_seen(actor, rows, "source"), "target").order_by("-made_on", "-made_at", "pk")


def change_for(actor: Actor, key: UUID) -> HouseholdChange:
    """One split or join."""
    return one(rows_for(actor, HouseholdChange.objects.select_related("source", "target")), key)


def people_for(actor: Actor) -> QuerySet[Person]:
    """People of cases and households within reach, and those that the actor's team wrote down."""
    return rows_for(actor, Person.objects.all())


def person_for(actor: Actor, key: UUID) -> Person:
    """One person."""
    names = Prefetch("names", queryset=PersonName.objects.order_by("recorded_at", "pk"))
    numbers = Prefetch("identifiers", queryset=PersonIdentifier.objects.order_by("recorded_at", "pk"))
    return one(people_for(actor).prefetch_related(names, "names__agency", numbers), key)


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
    return _links_between(actor, here).filter(undone_at__isnull=True)


def link_in(actor: Actor, case: Case, key: UUID) -> PersonLink:
    """One of these, undone or not."""
    return one(_links_between(actor, case.members.filter(left_at__isnull=True).values("person")), key)


def _links_between(actor: Actor, people: QuerySet[Any, Any]) -> QuerySet[PersonLink]:
    seen = people_for(actor).values("pk")
    of_them = PersonLink.objects.filter(person__in=people) | PersonLink.objects.filter(same_as__in=people)
    rows = of_them.filter(person__in=seen, same_as__in=seen)
    return rows_for(actor, rows.select_related("person", "same_as").order_by("linked_at", "pk"))


def identifiers_in(actor: Actor, case: Case) -> QuerySet[PersonIdentifier]:
    """The numbers of those who are part of a case now; withdrawn ones are left out."""
    here = case.members.filter(left_at__isnull=True).values("person")
    rows = PersonIdentifier.objects.filter(person__in=here, withdrawn_at__isnull=True)
    return rows_for(actor, rows.order_by("person", "scheme", "system", "value", "pk"))


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
