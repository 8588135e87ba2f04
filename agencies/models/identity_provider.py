"""How an agency's own people sign in: its identity provider, and who there is whom here."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Q

from agencies.clock import Now
from agencies.models.agency import Agency
from agencies.models.stamps import acted_by, paired, said
from agencies.models.user import User

ISSUER = r"^https?://[^/?#@\s\\]+(/[^?#\s\\]*)?$"


class IdentityProvider(models.Model):
    """Its issuer never changes: a secret that was given for one is never sent to another. Another one is another row.

    The client secret is in no column: it stands in a file of the operator's, under this row's key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="identity_providers")
    issuer = models.CharField(max_length=200, help_text="As it stands in each ID token, letter by letter.")
    client_id = models.CharField(max_length=200, help_text="What the provider calls Alongside.")
    second_factors = ArrayField(
        models.CharField(max_length=100), default=list, blank=True,
        help_text="Values of `amr` or `acr` that say a second factor was used. None: we ask for our own.",
    )  # fmt: skip
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = acted_by()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = acted_by(null=True, blank=True)

    class Meta:
        constraints = [
            *paired("identity_provider", "ended"),
            said("identity_provider", "client_id"),
            models.CheckConstraint(condition=Q(issuer__regex=ISSUER), name="identity_provider_issuer_is_an_address"),
            models.UniqueConstraint(
                fields=["agency"], condition=Q(ended_at__isnull=True), name="identity_provider_one_an_agency"
            ),
        ]


class ProviderLink(models.Model):
    """Who a provider's `sub` is here. Found by these two alone, never by an e-mail address, which can pass to somebody else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.ForeignKey(IdentityProvider, models.PROTECT, related_name="links")
    issuer = models.CharField(max_length=200, help_text="The provider's own, as the database insists.")
    subject = models.CharField(max_length=255, help_text="`sub`: the provider's name for them, never given twice.")
    user = models.ForeignKey(User, models.PROTECT, related_name="provider_links")
    linked_at = models.DateTimeField(db_default=Now())
    linked_by = acted_by()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = acted_by(null=True, blank=True)

    class Meta:
        constraints = [
            *paired("provider_link", "ended"),
            said("provider_link", "subject"),
            models.UniqueConstraint(
                fields=["provider", "user"], condition=Q(ended_at__isnull=True), name="provider_link_one_a_person"
            ),
            models.UniqueConstraint(
                fields=["provider", "subject"], condition=Q(ended_at__isnull=True), name="provider_link_one_a_subject"
            ),
            # Two agencies may share a provider: even so, one `sub` there is one person here.
            ExclusionConstraint(
                name="provider_link_never_two_people",
                expressions=[
                    ("issuer", RangeOperators.EQUAL),
                    ("subject", RangeOperators.EQUAL),
                    ("user", RangeOperators.NOT_EQUAL),
                ],
                condition=Q(ended_at__isnull=True),
            ),
        ]
