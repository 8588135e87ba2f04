"""A household: people who live together, each from one day until another, and where."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Cast

from agencies.access import AccessPaths, ConflictPaths, SharedPaths
from agencies.clock import Now
from agencies.models.stamps import acted_by, paired, said
from agencies.traces import Trace
from agencies.versions import Versioned
from casework.enums import TAKEN_IN, CaseKind, HouseholdChangeKind, HouseholdRole
from casework.restriction_levels import SEALED_TO_THE_TEAM
from casework.spelling import index

DAYS = Func(F("started_on"), F("ended_on"), function="daterange")


class Household(Versioned):
    """Never removed: one that was joined to another keeps its rows and points nowhere; the change says where it went."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200, help_text="How workers speak of them, such as `The Okafor household`.")
    registered_at = models.DateTimeField(db_default=Now())
    registered_by = acted_by()

    # A separated case opens its own people and not the household: who sees one side of abuse must not see the other.
    access = AccessPaths(
        registered="registered_by",
        registered_when=~Q(cases__status__in=sorted(TAKEN_IN)) & ~Q(cases__restriction__in=sorted(SEALED_TO_THE_TEAM)),
        through={"cases": Q(kind=CaseKind.MAIN)},
        shared=SharedPaths(relations={"cases": Q(kind=CaseKind.MAIN)}),
        conflicts=ConflictPaths("casework.ConflictLink", "guard.is_close_to_household"),
    )
    trace = Trace(households=("id",))

    class Meta:
        indexes = [index("household_name")]
        constraints = [said("household", "name")]

    def __str__(self) -> str:
        return self.name


class HouseholdMember(models.Model):
    """A person's time in a household. A person may be in more than one at once; the days in each do not overlap."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    household = models.ForeignKey(Household, models.PROTECT, related_name="members")
    person = models.ForeignKey("casework.Person", models.PROTECT, related_name="household_memberships")
    role = models.CharField(max_length=10, choices=HouseholdRole.choices)
    started_on = models.DateField(help_text="The first day they lived there.")
    ended_on = models.DateField(null=True, blank=True, help_text="The first day they no longer lived there.")
    brought_by = models.ForeignKey(
        "casework.HouseholdChange", models.PROTECT, null=True, blank=True, related_name="brought"
    )
    taken_by = models.ForeignKey(
        "casework.HouseholdChange", models.PROTECT, null=True, blank=True, related_name="taken"
    )
    undone = models.BooleanField(default=False, help_text="The change that brought them was undone: it never was.")

    access = AccessPaths(through={"household": Q()})
    trace = Trace(households=("household_id",), people=("person_id",))

    class Meta:
        indexes = [models.Index(fields=["person", "household"], condition=Q(undone=False), name="households_of_person")]
        constraints = [
            ExclusionConstraint(
                name="household_member_no_overlap",
                expressions=[
                    ("household", RangeOperators.EQUAL),
                    # As text, so that nobody is looked for by this index: it would be read as a whole for each of them.
                    (Cast("person", models.TextField()), RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
                condition=Q(undone=False),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")), name="household_member_days"
            ),
        ]


class HouseholdChange(models.Model):
    """A household was split or joined to another: why, and whether that was undone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=HouseholdChangeKind.choices)
    source = models.ForeignKey(Household, models.PROTECT, related_name="changes_from")
    target = models.ForeignKey(Household, models.PROTECT, related_name="changes_to")
    reason = models.TextField()
    made_on = models.DateField()
    made_at = models.DateTimeField(db_default=Now())
    made_by = acted_by()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = acted_by(null=True, blank=True)

    access = AccessPaths(through={"source": Q(), "target": Q()})
    trace = Trace(households=("source_id", "target_id"))

    class Meta:
        constraints = [
            *paired("household_change", "undone"),
            said("household_change", "reason"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="household_change_of_two"),
        ]


class Address(Versioned):
    """Where a household lived, from one day until another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    household = models.ForeignKey(Household, models.PROTECT, related_name="addresses")
    lines = models.TextField(max_length=400, help_text="House and street, one line each.")
    town = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    uprn = models.CharField(max_length=12, blank=True, help_text="The property's national number, up to twelve digits.")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True, help_text="The first day it was no longer theirs.")
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = acted_by()

    access = AccessPaths(through={"household": Q()})
    trace = Trace(households=("household_id",))

    class Meta:
        verbose_name_plural = "addresses"
        constraints = [
            said("address", "lines"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")), name="address_days"
            ),
        ]
