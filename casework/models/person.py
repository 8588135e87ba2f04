"""A person, the names and numbers that others know them by, and links between two records of one person."""

import uuid

from django.db import models
from django.db.models import F, Q

from agencies.access import AccessPaths, ConflictPaths, SharedPaths
from agencies.clock import Now
from agencies.models.agency import Agency
from agencies.models.stamps import acted_by, paired, said
from agencies.traces import Trace
from agencies.versions import Versioned
from casework.births import BirthPrecision
from casework.enums import TAKEN_IN, LeavingReason, NameKind
from casework.identifiers import IdentifierScheme
from casework.restriction_levels import SEALED_TO_THE_TEAM
from casework.spelling import index


class Person(Versioned):
    """One human being, as far as we know; a household's case is theirs together, but rights and risks are each one's own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200, help_text="The name they use, written as they write it.")
    pronouns = models.CharField(max_length=40, blank=True)
    born_on = models.DateField(
        null=True, blank=True, help_text="The first day of the month or year where only that is known."
    )
    birth_precision = models.CharField(max_length=10, choices=BirthPrecision.choices, default=BirthPrecision.UNKNOWN)
    died_on = models.DateField(null=True, blank=True)
    # How they can be reached safely stands in a table of its own: casework/models/safe_contact.py.
    language = models.CharField(
        max_length=60, blank=True, help_text="The language in which they want to speak with us."
    )
    needs_interpreter = models.BooleanField(default=False)
    registered_at = models.DateTimeField(db_default=Now())
    registered_by = acted_by()

    # Who has a case of their own because of abuse is closed to the case they left: by that membership, by the household
    # they shared, and by whoever once wrote them down.
    access = AccessPaths(
        registered="registered_by",
        registered_when=~Q(case_memberships__case__status__in=sorted(TAKEN_IN))
        & ~Q(case_memberships__case__restriction__in=sorted(SEALED_TO_THE_TEAM)),
        through={
            "case_memberships": ~Q(leaving_reason=LeavingReason.SEPARATED, left_at__isnull=False),
            "household_memberships": Q(undone=False)
            & ~Q(person__case_memberships__leaving_reason=LeavingReason.SEPARATED),
        },
        shared=SharedPaths(relations={"case_memberships": Q()}),
        conflicts=ConflictPaths("casework.ConflictLink", "guard.is_close_to_person"),
    )
    trace = Trace(people=("id",))

    class Meta:
        verbose_name_plural = "people"
        indexes = [index("person_name"), models.Index(fields=["born_on"], name="person_born_on")]
        constraints = [
            said("person", "name"),
            models.CheckConstraint(
                condition=Q(born_on__isnull=True, birth_precision=BirthPrecision.UNKNOWN)
                | Q(born_on__isnull=False) & ~Q(birth_precision=BirthPrecision.UNKNOWN),
                name="person_birth_and_precision",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PersonName(models.Model):
    """Another name: on papers, a former one, an alias, or the one an agency knows them by."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="names")
    kind = models.CharField(max_length=20, choices=NameKind.choices)
    name = models.CharField(max_length=200)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = acted_by()

    access = AccessPaths(through={"person": Q()})
    trace = Trace(people=("person_id",))

    class Meta:
        indexes = [index("person_other_name")]
        constraints = [
            said("person_name", "name"),
            models.CheckConstraint(
                condition=Q(kind=NameKind.WITH_AGENCY, agency__isnull=False)
                | ~Q(kind=NameKind.WITH_AGENCY) & Q(agency__isnull=True),
                name="person_name_agency_where_used",
            ),
        ]


class PersonIdentifier(models.Model):
    """A number that another system knows the person by, in the form that casework/identifiers.py gives it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="identifiers")
    scheme = models.CharField(max_length=20, choices=IdentifierScheme.choices)
    system = models.CharField(
        max_length=60, blank=True, help_text="Whose number it is, where no national scheme says so."
    )
    value = models.CharField(max_length=60)
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = acted_by()
    verified_at = models.DateTimeField(null=True, blank=True, help_text="Compared with the issuer's own record.")
    verified_by = acted_by(null=True, blank=True)
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text="Turned out to be somebody else's, or mistyped."
    )
    withdrawn_by = acted_by(null=True, blank=True)

    access = AccessPaths(through={"person": Q()})
    trace = Trace(people=("person_id",))

    class Meta:
        indexes = [models.Index(fields=["value"], name="person_identifier_value")]
        constraints = [
            *paired("person_identifier", "verified", "withdrawn"),
            # Unique within the person only: across people it would tell that a number exists in a record one may not see.
            models.UniqueConstraint(
                fields=["person", "scheme", "system", "value"],
                condition=Q(withdrawn_at__isnull=True),
                name="person_identifier_once",
            ),
        ]


class PersonLink(models.Model):
    """Two records are one person. Linked, never merged: undoing it leaves both as they were."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="links")
    same_as = models.ForeignKey(Person, models.PROTECT, related_name="linked_from")
    evidence = models.TextField()
    linked_at = models.DateTimeField(db_default=Now())
    linked_by = acted_by()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = acted_by(null=True, blank=True)

    access = AccessPaths(through={"person": Q(), "same_as": Q()})  # which of the two comes first is chance
    trace = Trace(people=("person_id", "same_as_id"))

    class Meta:
        constraints = [
            *paired("person_link", "undone"),
            said("person_link", "evidence"),
            # One direction only, so that a pair cannot be linked twice the other way round.
            models.CheckConstraint(condition=Q(person__lt=F("same_as")), name="person_link_in_order"),
            models.UniqueConstraint(
                fields=["person", "same_as"], condition=Q(undone_at__isnull=True), name="person_link_once"
            ),
        ]
