"""An agreement between agencies on sharing data: its fields are the headings of the ICO's data sharing code."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from agencies.clock import Now
from agencies.data_items import DataItem, items_by_category
from agencies.enums import ControllerRole, DataCategory, Direction, Purpose
from agencies.models.agency import Agency
from agencies.models.lawful_basis import LawfulBasis
from agencies.models.stamps import acted_by, paired, said
from agencies.querysets import SharingAgreementQuerySet
from agencies.versions import Versioned


def _items_are_of_their_categories() -> Q:
    """For each category: it is listed, or none of its items is."""
    condition = Q()
    for category, items in items_by_category().items():
        condition &= Q(categories__contains=[category.value]) | ~Q(items__overlap=[item.value for item in items])
    return condition


class SharingAgreement(Versioned):
    """What may be shared, between whom, why, on which basis, until when. Its words never change: others are another version.

    Whether it is in force is asked of the clock in each query (`in_force`), and stored nowhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=200)
    number = models.PositiveSmallIntegerField(default=1, help_text="Its version.")
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", help_text="The version before it."
    )
    purposes = ArrayField(models.CharField(max_length=20, choices=Purpose.choices))
    why = models.TextField(help_text="What the sharing is for, and what would not be possible without it.")
    categories = ArrayField(models.CharField(max_length=20, choices=DataCategory.choices))
    data_items = models.TextField(help_text="Which data in each category.")
    items = ArrayField(
        models.CharField(max_length=20, choices=DataItem.choices),
        default=list,
        blank=True,
        help_text="Those that an extract may hold. None: shares of cases rest on the categories, and no extract on anything.",
    )
    direction = models.CharField(max_length=10, choices=Direction.choices, default=Direction.BOTH)
    bases = models.ManyToManyField(LawfulBasis, related_name="+")
    rights = models.TextField(help_text="How people are told, and how they see, correct and object.")
    governance = models.TextField(
        help_text="Accuracy, breaches, training; older ones say retention and security here too."
    )
    retention = models.TextField(blank=True, help_text="How long data are kept, and how they are destroyed.")
    security = models.TextField(blank=True, help_text="How data are kept safe, on their way and where they lie.")
    dpia_reference = models.CharField(
        max_length=200, blank=True, help_text="Where the data protection impact assessment is found."
    )
    further_details = models.TextField(blank=True)
    start_at = models.DateTimeField()
    end_at = models.DateTimeField(help_text="The first instant at which it no longer holds.")
    review_on = models.DateField()
    drafted_at = models.DateTimeField(db_default=Now())
    drafted_by = acted_by()
    signed_at = models.DateTimeField(null=True, blank=True, help_text="When the last party had signed.")
    signed_by = acted_by(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_by = acted_by(null=True, blank=True)
    suspended_reason = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = acted_by(null=True, blank=True)
    ended_reason = models.TextField(blank=True)

    objects = SharingAgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            *paired("sharing_agreement", "signed", "suspended", "ended"),
            *(said("sharing_agreement", field) for field in ("title", "why", "data_items", "rights", "governance")),
            said("sharing_agreement", "suspended_reason", Q(suspended_at__isnull=False)),
            said("sharing_agreement", "ended_reason", Q(ended_at__isnull=False)),
            models.CheckConstraint(condition=Q(end_at__gt=F("start_at")), name="sharing_agreement_ends_after_start"),
            models.CheckConstraint(
                condition=Q(purposes__len__gt=0, categories__len__gt=0), name="sharing_agreement_says_what_for"
            ),
            models.CheckConstraint(
                condition=_items_are_of_their_categories(), name="sharing_agreement_items_in_categories"
            ),
            models.CheckConstraint(
                condition=~Q(purposes__contains=[Purpose.LINKAGE.value]) | Q(items__len__gt=0),
                name="sharing_agreement_linkage_by_items",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


class AgreementParty(models.Model):
    """An agency that the agreement binds, and who signed for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(SharingAgreement, models.PROTECT, related_name="parties")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="agreement_parties")
    role = models.CharField(max_length=12, choices=ControllerRole.choices, default=ControllerRole.CONTROLLER)
    signatory_name = models.CharField(max_length=200, blank=True, help_text="Who signed for it, and as what.")
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = acted_by(null=True, blank=True)

    class Meta:
        verbose_name_plural = "agreement parties"
        constraints = [
            *paired("agreement_party", "signed"),
            said("agreement_party", "signatory_name", Q(signed_at__isnull=False)),
            models.UniqueConstraint(fields=["agreement", "agency"], name="agreement_party_once"),
        ]
