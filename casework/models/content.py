"""What every row of content carries: its case, its category of data, whose agency wrote it, and whom it is about."""

import uuid

from django.db import models
from django.db.models import Q

from agencies.access import AccessPaths, SharedPaths
from agencies.clock import Now
from agencies.enums import DataCategory
from agencies.models.agency import Agency
from agencies.models.stamps import acted_by
from agencies.traces import Trace
from casework.models.case import Case
from casework.models.person import Person


class CaseContent(models.Model):
    """Abstract. The people inside a household are protected from each other row by row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="%(class)ss")
    category = models.CharField(max_length=20, choices=DataCategory.choices)
    source_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    about = models.ManyToManyField(Person, related_name="+", blank=True)
    not_to_disclose_to = models.ManyToManyField(Person, related_name="+", blank=True)
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = acted_by()

    access = AccessPaths(
        through={"case": Q()}, shared=SharedPaths(case="case", category="category", source="source_agency")
    )
    trace = Trace(case="case_id", people=("about",), category="category")

    class Meta:
        abstract = True
