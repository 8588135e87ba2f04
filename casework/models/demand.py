"""What was counted of a run of the linkage: how many, never which."""

from django.db import models
from django.db.models import F, Q

from agencies.models import Agency, Extract
from casework.demand_measures import DemandMeasure, StartMeasure
from casework.models.linkage import LinkageRun


class DemandCount(models.Model):
    """One number of the demand picture, exact: what may be said of it stands in outcomes/reports/demand.py.

    `number` counts what the measure says, `households` how many households that is about. Kept of the newest run alone.
    """

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(LinkageRun, models.PROTECT, related_name="demand")
    measure = models.CharField(max_length=10, choices=DemandMeasure.choices)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    other = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    extract = models.ForeignKey(Extract, models.PROTECT, null=True, blank=True, related_name="+")
    area = models.CharField(max_length=7, blank=True, help_text="The sector of a postcode, “ST4 1”; blank: not known.")
    month = models.DateField(null=True, blank=True, help_text="The first day of it.")
    agencies = models.PositiveSmallIntegerField(null=True, blank=True, help_text="By how many they are known.")
    number = models.PositiveIntegerField()
    households = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "measure", "agency", "other", "extract", "area", "month", "agencies"],
                nulls_distinct=False,
                name="demand_counted_once",
            ),
            models.CheckConstraint(
                condition=Q(other__isnull=True) | Q(agency__lt=F("other")), name="demand_pair_in_one_order"
            ),
        ]


class StartCount(models.Model):
    """One number of what came before and after cases started, exact: what may be said of it stands in outcomes/reports/starts.py.

    Of households that a panel made a case of, together, and never of one. Kept of the newest run alone.
    """

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(LinkageRun, models.PROTECT, related_name="starts")
    measure = models.CharField(max_length=11, choices=StartMeasure.choices)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField(
        max_length=60, blank=True, help_text="Which of the agency’s files: the name of its profile."
    )
    kind = models.CharField(max_length=300, blank=True, help_text="What a contact was, in the agency’s words.")
    number = models.PositiveIntegerField()
    households = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "measure", "agency", "source", "kind"], nulls_distinct=False, name="start_counted_once"
            ),
        ]
