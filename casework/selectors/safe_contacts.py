"""How people can be reached safely: what holds now, and what held before."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Case as Choice
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value, When

from agencies.actors import Actor
from agencies.selectors import one
from casework.models import Allocation, Person, SafeContact
from casework.selectors.reach import rows_for


def safe_contacts_of(actor: Actor, person: Person) -> QuerySet[SafeContact]:
    """How this person can be reached safely, and could before; the newest first."""
    return _rows(actor).filter(person=person).order_by("-recorded_at", "-pk")


def safe_contact_for(actor: Actor, key: UUID) -> SafeContact:
    """One of these."""
    return one(_rows(actor), key)


def reached_safely(actor: Actor, people: Iterable[Person]) -> dict[UUID, SafeContact]:
    """What holds now for each of them, by the person's key; nobody where nothing is on record. One query for all."""
    keys = {person.pk for person in people}
    return {row.person_id: row for row in _rows(actor).filter(person__in=keys, replaced_at__isnull=True)}


def _rows(actor: Actor) -> QuerySet[SafeContact]:
    """Each with `writer`, the name of who wrote it down: only of those whom the actor knows to work with this person.

    A child may have a second case, kept apart from the first: that somebody works on it is told by no name.
    """
    works = rows_for(actor, Allocation.objects.filter(case__members__person=OuterRef("person")))
    is_known = Q(Exists(works.filter(membership=OuterRef("recorded_by")))) | Q(recorded_by=actor.signatory.pk)
    rows = SafeContact.objects.select_related("person")
    return rows_for(
        actor, rows.annotate(writer=Choice(When(is_known, then=F("recorded_by__user__name")), default=Value("")))
    )
