"""People: registering them, their names and numbers, and saying that two records are one person."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor
from agencies.exceptions import Invalid
from agencies.models import Agency
from agencies.permissions import Permission, check
from agencies.versions import locked
from casework.births import BirthPrecision, clean_birth
from casework.enums import NameKind
from casework.exceptions import NotUndone
from casework.identifiers import IdentifierScheme, clean_identifier, clean_system
from casework.models import Person, PersonIdentifier, PersonLink, PersonName
from casework.names import clean_name


class Unchanged:
    """What an argument is that was not given, where None is a value: a death recorded by mistake is taken back by None."""


UNCHANGED = Unchanged()

# What they told us of how to speak with them, in the order of the page.
FACTS = ("pronouns", "language", "needs_interpreter")


@transaction.atomic
def register(
    *,
    name: str,
    by: Actor,
    born_on: date | None = None,
    birth_precision: BirthPrecision = BirthPrecision.UNKNOWN,
    pronouns: str = "",
    at: datetime | None = None,
) -> Person:
    """A new record of a person. A second one of the same person does no harm: they are linked when it is noticed."""
    check(by, Permission.REFER_CASE)
    at = clock.moment(at)
    person = Person.objects.create(
        name=clean_name(name),
        born_on=clean_birth(born_on, birth_precision, clock.local_date(at)),
        birth_precision=birth_precision,
        pronouns=pronouns,
        registered_at=at,
        registered_by=by.signatory,
    )
    audit.record("person.registered", person, by=by, at=at, people=[person.pk])
    return person


@transaction.atomic
def amend(
    person: Person,
    *,
    by: Actor,
    name: str | None = None,
    born_on: date | None = None,
    birth_precision: BirthPrecision | None = None,
    died_on: date | Unchanged | None = UNCHANGED,
    at: datetime | None = None,
    **facts: Any,
) -> Person:
    """Put right what is recorded of the person. A name that changes is kept as a former one.

    `facts`: any of FACTS; one that is not named, or None, stays as it is.
    """
    check(by, Permission.REFER_CASE, person)
    if born_on is not None and birth_precision is None:
        raise Invalid.field("birth_precision", _("Say how exactly the birth date is known."))
    person, at = locked(person), clock.moment(at)
    if name is not None:
        _rename(person, clean_name(name), by=by, at=at)
    if birth_precision is not None:
        person.born_on = clean_birth(born_on, birth_precision, clock.local_date(at))
        person.birth_precision = birth_precision
    if not isinstance(died_on, Unchanged):
        person.died_on = died_on
    if person.died_on is not None and not (person.born_on or date.min) <= person.died_on <= clock.local_date(at):
        raise Invalid.field("died_on", _("This day has not come yet, or was before they were born. Check both dates."))
    _put_facts(person, facts)
    _keep_their_say(person)
    audit.record("person.amended", person, by=by, at=at, people=[person.pk])
    person.refresh_from_db()
    return person


@transaction.atomic
def add_name(
    person: Person, *, name: str, kind: NameKind, by: Actor, agency: Agency | None = None, at: datetime | None = None
) -> PersonName:
    """Another name that they have, had, or are known by."""
    check(by, Permission.REFER_CASE, person)
    if (kind == NameKind.WITH_AGENCY) != (agency is not None):
        raise Invalid.field("agency", _("Name the agency for a name used with an agency, and for no other name."))
    at = clock.moment(at)
    row = PersonName.objects.create(
        person=person, kind=kind, name=clean_name(name), agency=agency, recorded_at=at, recorded_by=by.signatory
    )
    audit.record("person.name_added", person, by=by, at=at, people=[person.pk], kind=kind)
    return row


@transaction.atomic
def add_identifier(
    person: Person, *, scheme: IdentifierScheme, value: str, by: Actor, system: str = "", at: datetime | None = None
) -> PersonIdentifier:
    """A number that another system knows them by. Well-formed is not verified: that is a state of its own."""
    check(by, Permission.REFER_CASE, person)
    at = clock.moment(at)
    clean = clean_identifier(scheme, value, system, allow_test_numbers=settings.ALLOW_TEST_NUMBERS)
    system = clean_system(scheme, system)
    try:
        with transaction.atomic():
            row = PersonIdentifier.objects.create(
                person=person, scheme=scheme, system=system, value=clean, recorded_at=at, recorded_by=by.signatory
            )
    except IntegrityError as error:
        raise Invalid.field("value", _("This number is on this person's record already.")) from error
    audit.record("person.identifier_added", person, by=by, at=at, people=[person.pk], scheme=scheme)
    return row


@transaction.atomic
def verify_identifier(identifier: PersonIdentifier, *, by: Actor, at: datetime | None = None) -> PersonIdentifier:
    """The number was compared with the issuer's own record, and is theirs."""
    return _stamp_identifier(identifier, "verified", by=by, at=at)


@transaction.atomic
def withdraw_identifier(identifier: PersonIdentifier, *, by: Actor, at: datetime | None = None) -> PersonIdentifier:
    """The number was somebody else's, or mistyped. It stays on record as withdrawn."""
    return _stamp_identifier(identifier, "withdrawn", by=by, at=at)


@transaction.atomic
def link(person: Person, *, same_as: Person, evidence: str, by: Actor, at: datetime | None = None) -> PersonLink:
    """Say that two records are one person, and what shows it. Both stay as they are."""
    check(by, Permission.WORK_CASE, person)
    check(by, Permission.WORK_CASE, same_as)
    if person.pk == same_as.pk:
        raise Invalid.field("same_as", _("Name another record: this one is itself."))
    first, second = sorted([person, same_as], key=lambda each: each.pk)
    at = clock.moment(at)
    try:
        with transaction.atomic():
            row = PersonLink.objects.create(
                person=first, same_as=second, evidence=evidence, linked_at=at, linked_by=by.signatory
            )
    except IntegrityError as error:
        raise Invalid.field("same_as", _("These two records are linked already.")) from error
    audit.record("person.linked", row, by=by, at=at, people=[first.pk, second.pk])
    return row


@transaction.atomic
def undo_link(link_: PersonLink, *, by: Actor, at: datetime | None = None) -> PersonLink:
    """They are two people after all. The link stays on record as undone."""
    check(by, Permission.WORK_CASE, link_.person)
    link_ = PersonLink.objects.select_for_update().get(pk=link_.pk)
    if link_.undone_at is not None:
        raise NotUndone(_("This link was undone already."))
    link_.undone_at, link_.undone_by = clock.moment(at), by.signatory
    link_.save(update_fields=["undone_at", "undone_by"])
    audit.record("person.unlinked", link_, by=by, at=link_.undone_at, people=[link_.person_id, link_.same_as_id])
    return link_


def _put_facts(person: Person, facts: Mapping[str, Any]) -> None:
    if unknown := set(facts) - set(FACTS):
        raise TypeError(f"amend() knows nothing of {', '.join(sorted(unknown))}")
    for name, value in facts.items():
        if value is not None:
            setattr(person, name, value)


def _keep_their_say(person: Person) -> None:
    try:
        with transaction.atomic():
            person.save(update_fields=["name", "born_on", "birth_precision", "died_on", *FACTS])
    except IntegrityError as error:  # the record keeps everybody's say: see guard.person_keeps_their_say
        raise Invalid.field(
            "born_on",
            _(
                "This would take their say in how their case ends. If they never were 16, take them off the "
                "case with a second person, correct the date, and let them join again."
            ),
        ) from error


def _rename(person: Person, name: str, *, by: Actor, at: datetime) -> None:
    if name != person.name:
        PersonName.objects.create(
            person=person, kind=NameKind.FORMER, name=person.name, recorded_at=at, recorded_by=by.signatory
        )
        person.name = name


def _stamp_identifier(identifier: PersonIdentifier, act: str, *, by: Actor, at: datetime | None) -> PersonIdentifier:
    check(by, Permission.REFER_CASE, identifier.person)
    identifier = PersonIdentifier.objects.select_for_update().get(pk=identifier.pk)
    if identifier.withdrawn_at is not None or getattr(identifier, f"{act}_at") is not None:
        raise NotUndone(_("This number was verified or withdrawn already. Record it again if it is theirs after all."))
    at = clock.moment(at)
    setattr(identifier, f"{act}_at", at)
    setattr(identifier, f"{act}_by", by.signatory)
    identifier.save(update_fields=[f"{act}_at", f"{act}_by"])
    audit.record(
        f"person.identifier_{act}", identifier, by=by, at=at, people=[identifier.person_id], scheme=identifier.scheme
    )
    return identifier
