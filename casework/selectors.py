"""What an actor may see of this room. Every door loads through here, so that hidden and absent answer alike."""

from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet, Value
from django.db.models.functions import Coalesce

from agencies.actors import Actor
from agencies.permissions import Permission, holds, visible
from agencies.selectors import one
from casework.models import (
    Address,
    Allocation,
    Case,
    CaseExit,
    CaseMember,
    Contact,
    Document,
    EngagementAgreement,
    Household,
    HouseholdChange,
    HouseholdMember,
    Person,
    PersonIdentifier,
    PersonLink,
    PersonName,
    StatusChange,
)
from casework.querysets import CaseQuerySet

Row = TypeVar("Row", bound=Model)
Rows = TypeVar("Rows", bound=QuerySet[Any])


def rows_for(actor: Actor, rows: Rows) -> Rows:
    """Those of the rows that the actor may see."""
    return visible(actor, Permission.VIEW_CASE, rows)


def registered_for(actor: Actor, rows: Rows) -> Rows:
    """Those of the households and people whom the actor may see, or wrote down to refer them."""
    return visible(actor, Permission.REFER_CASE, rows)


def referrals_of(actor: Actor) -> QuerySet[Case]:
    """What the actor referred. It opens no case: a door shows of these only whether they were taken in."""
    if actor.membership is None or not holds(actor, Permission.REFER_CASE):
        return Case.objects.none()
    return Case.objects.filter(referred_by=actor.membership).select_related("team")


def referral_for(actor: Actor, key: UUID) -> Case:
    """One of these."""
    return one(referrals_of(actor), key)


def cases_for(actor: Actor) -> CaseQuerySet:
    """Every case within reach."""
    return rows_for(actor, Case.objects.select_related("household", "team__agency", "separated_from").with_lead())


def caseload_of(actor: Actor) -> CaseQuerySet:
    """The open cases that the actor leads."""
    return cases_for(actor).open().led_by(actor.membership.pk if actor.membership else None)


def exits_for(actor: Actor) -> QuerySet[CaseExit]:
    """Cases that stand in an exit now, soonest to be looked at first: a manager's list, and nobody is forgotten in it."""
    rows = CaseExit.objects.filter(ended_at__isnull=True).select_related("case__household", "recorded_by__user")
    # Moved away and died have no day to look again: they come last.
    dated = rows.annotate(look_on=Coalesce("check_on", Value(date.max)))
    return rows_for(actor, dated.prefetch_related("attempts")).order_by("look_on", "pk")


def case_for(actor: Actor, reference: str) -> Case:
    """One case by its reference; raises Missing."""
    found = Case.objects.filter(reference=str(reference).upper()).values_list("pk", flat=True).first()
    case: Case = one(cases_for(actor), found)
    return case


def case_by_id(actor: Actor, key: UUID) -> Case:
    """The same by its id."""
    case: Case = one(cases_for(actor), key)
    return case


def exit_for(actor: Actor, key: UUID) -> CaseExit:
    """One exit."""
    return one(rows_for(actor, CaseExit.objects.select_related("case").prefetch_related("attempts")), key)


def members_of(actor: Actor, case: Case) -> QuerySet[CaseMember]:
    """Who is and was part of a case."""
    return rows_for(actor, case.members.select_related("person").prefetch_related("engagements"))


def allocations_of(actor: Actor, case: Case) -> QuerySet[Allocation]:
    """Who worked and works on a case."""
    return rows_for(actor, case.allocations.select_related("membership__user", "membership__agency"))


def status_changes_of(actor: Actor, case: Case) -> QuerySet[StatusChange]:
    """The steps of a case's life."""
    return rows_for(actor, case.status_changes.select_related("changed_by__user"))


def exits_of(actor: Actor, case: Case) -> QuerySet[CaseExit]:
    """The exits that a case stood or stands in."""
    return rows_for(actor, case.exits.select_related("case", "recorded_by__user").prefetch_related("attempts"))


def contacts_of(actor: Actor, case: Case) -> QuerySet[Contact]:
    """Contacts and notes of a case."""
    return rows_for(actor, content_rows(case.contacts.all()))


def documents_of(actor: Actor, case: Case) -> QuerySet[Document]:
    """Documents of a case."""
    return rows_for(actor, content_rows(case.documents.all()))


def leads_of(case: Case) -> list[Allocation]:
    """The open lead of a case that was loaded without it; for a case that the actor has already been shown."""
    return list(Case.objects.with_lead().get(pk=case.pk).open_leads)


def member_for(actor: Actor, key: UUID) -> CaseMember:
    """One person's part in a case."""
    return one(rows_for(actor, CaseMember.objects.select_related("person", "case")), key)


def engagement_for(actor: Actor, key: UUID) -> EngagementAgreement:
    """One person's yes to being supported."""
    return one(rows_for(actor, EngagementAgreement.objects.select_related("member__person", "member__case")), key)


def allocation_for(actor: Actor, key: UUID) -> Allocation:
    """One allocation."""
    return one(
        rows_for(actor, Allocation.objects.select_related("case", "membership__user", "membership__agency")), key
    )


def contact_for(actor: Actor, key: UUID) -> Contact:
    """One contact."""
    return one(rows_for(actor, content_rows(Contact.objects.all())), key)


def document_for(actor: Actor, key: UUID) -> Document:
    """One document."""
    return one(rows_for(actor, content_rows(Document.objects.all())), key)


def households_for(actor: Actor) -> QuerySet[Household]:
    """Households with a main case within reach, and those that the actor's team wrote down."""
    return registered_for(actor, Household.objects.all())


def household_for(actor: Actor, key: UUID) -> Household:
    """One household."""
    return one(households_for(actor), key)


def household_members_of(actor: Actor, household: Household) -> QuerySet[HouseholdMember]:
    """Who lives and lived there; changes that were undone are left out."""
    return registered_for(actor, household.members.filter(undone=False).select_related("person"))


def household_member_for(actor: Actor, key: UUID) -> HouseholdMember:
    """One person's time in a household."""
    return one(
        registered_for(actor, HouseholdMember.objects.filter(undone=False).select_related("household", "person")), key
    )


def addresses_of(actor: Actor, household: Household) -> QuerySet[Address]:
    """Where the household lives and lived."""
    return registered_for(actor, household.addresses.all())


def address_for(actor: Actor, key: UUID) -> Address:
    """One address."""
    return one(registered_for(actor, Address.objects.select_related("household")), key)


def changes_of(actor: Actor, household: Household) -> QuerySet[HouseholdChange]:
    """Splits and joins that the household was part of."""
    return registered_for(
        actor, HouseholdChange.objects.filter(source=household) | HouseholdChange.objects.filter(target=household)
    )


def change_for(actor: Actor, key: UUID) -> HouseholdChange:
    """One split or join."""
    return one(registered_for(actor, HouseholdChange.objects.select_related("source", "target")), key)


def people_for(actor: Actor) -> QuerySet[Person]:
    """People of cases and households within reach, and those that the actor's team wrote down."""
    return registered_for(actor, Person.objects.all())


def person_for(actor: Actor, key: UUID) -> Person:
    """One person."""
    return one(people_for(actor).prefetch_related("names__agency", "identifiers"), key)


def names_of(actor: Actor, person: Person) -> QuerySet[PersonName]:
    """The other names of a person."""
    return registered_for(actor, person.names.select_related("agency"))


def name_for(actor: Actor, key: UUID) -> PersonName:
    """One name."""
    return one(registered_for(actor, PersonName.objects.select_related("person")), key)


def identifiers_of(actor: Actor, person: Person) -> QuerySet[PersonIdentifier]:
    """The numbers that others know a person by."""
    return registered_for(actor, person.identifiers.all())


def identifier_for(actor: Actor, key: UUID) -> PersonIdentifier:
    """One number."""
    return one(registered_for(actor, PersonIdentifier.objects.select_related("person")), key)


def links_of(actor: Actor, person: Person) -> QuerySet[PersonLink]:
    """Records said to be this person too."""
    return registered_for(actor, PersonLink.objects.filter(person=person) | PersonLink.objects.filter(same_as=person))


def link_for(actor: Actor, key: UUID) -> PersonLink:
    """One link between two records."""
    return one(registered_for(actor, PersonLink.objects.select_related("person", "same_as")), key)


def content_rows(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Rows of content with what is shown of each; for the selectors of this room and the one above."""
    return rows.select_related("case", "source_agency", "recorded_by__user").prefetch_related(
        "about", "not_to_disclose_to"
    )
