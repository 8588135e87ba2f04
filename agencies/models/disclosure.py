"""What one agency gives another by file, from when it was asked for until it arrived or was stopped; and whom it names."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from agencies.clock import Now
from agencies.data_items import DataItem
from agencies.disclosure_rhythms import DisclosureRhythm
from agencies.disclosure_states import UNDER_WAY, DisclosureState
from agencies.enums import Purpose
from agencies.models.agency import Agency
from agencies.models.sharing_agreement import SharingAgreement
from agencies.models.stamps import acted_by, paired, said
from agencies.versions import Versioned

S = DisclosureState
FILE = {"file_key__isnull": False, "prepared_at__isnull": False, "embargo_until__isnull": False}
NO_FILE = dict.fromkeys(FILE, True)


def _only(state: DisclosureState, **facts: bool) -> Q:
    """In this state these stamps are set or missing; those of the four ends are missing unless they are named."""
    ends = {f"{act}_at__isnull": True for act in ("collected", "refused", "stopped", "failed")}
    return Q(state=state, **{**ends, **facts})


class DisclosureSchedule(models.Model):
    """That a disclosure is asked for again and again, in the words of the first, until somebody says no."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    every = models.CharField(max_length=10, choices=DisclosureRhythm.choices)
    begun_at = models.DateTimeField(db_default=Now(), help_text="When the first was asked for.")
    begun_by = acted_by()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = acted_by(null=True, blank=True)

    class Meta:
        constraints = [*paired("disclosure_schedule", "ended")]


class Disclosure(Versioned):
    """What was asked for never changes; the file holds what may pass when it is prepared, and is asked about again until it is
    fetched. The file itself is no row: agencies/disclosures/sealed.py.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="disclosures_given", help_text="Who gives.")
    recipient = models.ForeignKey(Agency, models.PROTECT, related_name="disclosures_asked", help_text="Who asked.")
    agreement = models.ForeignKey(SharingAgreement, models.PROTECT, related_name="disclosures")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    items = ArrayField(models.CharField(max_length=20, choices=DataItem.choices))
    why = models.TextField(help_text="What the recipient needs it for.")
    by_name = models.BooleanField(default=False, help_text="Names and not pseudonyms.")
    by_name_reason = models.TextField(blank=True, help_text="Why pseudonyms would not do.")
    recipient_key = models.CharField(max_length=62, help_text="Their public key, for which alone the file is sealed.")
    schedule = models.ForeignKey(
        DisclosureSchedule,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="disclosures",
        help_text="None: asked for once.",
    )
    push_to = models.ForeignKey(
        "agencies.PushAddress",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="None: it is fetched.",
    )
    state = models.CharField(max_length=10, choices=DisclosureState.choices, default=DisclosureState.ASKED)
    asked_at = models.DateTimeField(db_default=Now())
    asked_by = acted_by()
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = acted_by(null=True, blank=True)
    prepared_at = models.DateTimeField(null=True, blank=True)
    embargo_until = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    collected_at = models.DateTimeField(null=True, blank=True)
    collected_by = acted_by(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_by = acted_by(null=True, blank=True)
    refused_reason = models.TextField(blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = acted_by(null=True, blank=True)
    stopped_reason = models.TextField(blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    trouble = models.TextField(blank=True, help_text="Why the service stopped it.")
    edition = models.PositiveSmallIntegerField(
        default=1, db_default=1, help_text="Which file: the second where the first was taken back."
    )
    taken_back_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When the last file was taken back in the embargo, as not all of it might pass.",
    )
    held_until = models.DateTimeField(null=True, blank=True, help_text="Until when the first one was held back.")
    file_key = models.UUIDField(null=True, blank=True, unique=True, help_text="The name of the file.")
    size = models.PositiveBigIntegerField(null=True, blank=True, help_text="In bytes, sealed.")
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the file as it is fetched.")
    rows = models.PositiveIntegerField(null=True, blank=True)
    manifest = models.JSONField(null=True, blank=True, help_text="What is in the file, without anything of anybody.")

    class Meta:
        constraints = [
            *paired("disclosure", "approved", "collected", "refused", "stopped"),
            said("disclosure", "why"),
            said("disclosure", "by_name_reason", Q(by_name=True)),
            said("disclosure", "refused_reason", Q(refused_at__isnull=False)),
            said("disclosure", "stopped_reason", Q(stopped_at__isnull=False)),
            said("disclosure", "trouble", Q(failed_at__isnull=False)),
            models.UniqueConstraint(
                fields=["schedule"],
                condition=Q(state__in=sorted(UNDER_WAY)),
                name="disclosure_of_schedule_one_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(agency=F("recipient")), name="disclosure_between_two"),
            models.CheckConstraint(condition=Q(items__len__gt=0), name="disclosure_names_items"),
            models.CheckConstraint(
                condition=Q(by_name=False) | Q(purpose=Purpose.SUPPORT), name="disclosure_names_for_support_alone"
            ),
            models.CheckConstraint(
                condition=Q(
                    file_key__isnull=True, sha256="", size__isnull=True, rows__isnull=True, manifest__isnull=True
                )
                | Q(
                    file_key__isnull=False,
                    sha256__regex=r"^[0-9a-f]{64}$",
                    size__gt=0,
                    rows__gt=0,
                    manifest__isnull=False,
                ),
                name="disclosure_file_whole",
            ),
            # The embargo is held here too, whatever the worker thinks of the time.
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | Q(released_at__gte=F("embargo_until")),
                name="disclosure_released_after_embargo",
            ),
            models.CheckConstraint(
                condition=Q(embargo_until__isnull=True) | Q(embargo_until__gt=F("prepared_at")),
                name="disclosure_embargo_is_some_time",
            ),
            # What is prepared again is held back as long as the first was.
            models.CheckConstraint(
                condition=Q(edition=1, taken_back_at__isnull=True, held_until__isnull=True)
                | Q(edition__gt=1, taken_back_at__isnull=False, held_until__isnull=False),
                name="disclosure_edition_whole",
            ),
            models.CheckConstraint(
                condition=Q(embargo_until__isnull=True)
                | Q(held_until__isnull=True)
                | Q(embargo_until__gte=F("held_until")),
                name="disclosure_held_as_long",
            ),
            models.CheckConstraint(
                condition=_only(S.ASKED, approved_at__isnull=True, released_at__isnull=True, **NO_FILE)
                | _only(S.PREPARING, approved_at__isnull=False, released_at__isnull=True, **NO_FILE)
                | _only(S.EMBARGOED, approved_at__isnull=False, released_at__isnull=True, **FILE)
                | _only(S.RELEASED, approved_at__isnull=False, released_at__isnull=False, **FILE)
                | _only(S.COLLECTED, released_at__isnull=False, collected_at__isnull=False, **FILE)
                | _only(
                    S.REFUSED, refused_at__isnull=False, approved_at__isnull=True, released_at__isnull=True, **NO_FILE
                )
                | _only(S.STOPPED, stopped_at__isnull=False)
                | _only(S.FAILED, approved_at__isnull=False, failed_at__isnull=False),
                name="disclosure_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-asked_at"], name="disclosures_of_agency"),
            models.Index(fields=["recipient", "-asked_at"], name="disclosures_to_agency"),
            models.Index(
                fields=["embargo_until"],
                condition=Q(state__in=[S.PREPARING, S.EMBARGOED, S.RELEASED]),
                name="disclosures_to_look_after",
            ),
        ]


class DisclosedPerson(models.Model):
    """Whom a file of a disclosure has a row of, and by which case: keys alone, written with the file in one step."""

    id = models.BigAutoField(primary_key=True)
    disclosure = models.ForeignKey(Disclosure, models.PROTECT, related_name="people")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    case_id = models.UUIDField()
    person_id = models.UUIDField()
    edition = models.PositiveSmallIntegerField(default=1, db_default=1, help_text="In which of its files.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure", "edition", "case_id", "person_id"], name="disclosed_once_in_a_file"
            )
        ]
