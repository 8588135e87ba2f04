"""An agency's identity provider, and who its people are here. The web server alone knows them: no job signs anybody in."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import agencies.clock

FORWARD = """
REVOKE ALL ON agencies_identityprovider, agencies_providerlink FROM worker;
REVOKE UPDATE ON agencies_identityprovider, agencies_providerlink FROM app, seed;
GRANT UPDATE (ended_at, ended_by_id) ON agencies_identityprovider, agencies_providerlink TO app, seed;

CREATE TRIGGER settle_once BEFORE UPDATE ON agencies_identityprovider
    FOR EACH ROW EXECUTE FUNCTION public.settle_once('ended_at', 'ended_by_id');
CREATE TRIGGER settle_once BEFORE UPDATE ON agencies_providerlink
    FOR EACH ROW EXECUTE FUNCTION public.settle_once('ended_at', 'ended_by_id');
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON agencies_identityprovider
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('recorded_at', 'ended_at');
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON agencies_providerlink
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('linked_at', 'ended_at');

-- Nobody links anybody else, and nobody by a provider of an agency that they do not act for.
CREATE FUNCTION public.link_is_their_own() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM agencies_identityprovider p JOIN agencies_membership m ON m.agency_id = p.agency_id
        WHERE p.id = NEW.provider_id AND p.issuer = NEW.issuer AND p.ended_at IS NULL
            AND m.id = NEW.linked_by_id AND m.user_id = NEW.user_id
    ) THEN
        RAISE EXCEPTION 'this link is not their own' USING ERRCODE = 'check_violation', CONSTRAINT = 'link_is_their_own';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER link_is_their_own BEFORE INSERT ON agencies_providerlink
    FOR EACH ROW EXECUTE FUNCTION public.link_is_their_own();
"""
BACKWARD = """
DROP TRIGGER link_is_their_own ON agencies_providerlink;
DROP FUNCTION public.link_is_their_own();
DROP TRIGGER refuse_backdating ON agencies_providerlink;
DROP TRIGGER refuse_backdating ON agencies_identityprovider;
DROP TRIGGER settle_once ON agencies_providerlink;
DROP TRIGGER settle_once ON agencies_identityprovider;
REVOKE UPDATE (ended_at, ended_by_id) ON agencies_identityprovider, agencies_providerlink FROM app, seed;
GRANT UPDATE ON agencies_identityprovider, agencies_providerlink TO app, seed;
GRANT SELECT, INSERT, UPDATE ON agencies_identityprovider, agencies_providerlink TO worker;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0014_unusual_access"),
    ]

    operations = [
        migrations.CreateModel(
            name="IdentityProvider",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "issuer",
                    models.CharField(help_text="As it stands in each ID token, letter by letter.", max_length=200),
                ),
                ("client_id", models.CharField(help_text="What the provider calls Alongside.", max_length=200)),
                (
                    "second_factors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100),
                        blank=True,
                        default=list,
                        help_text="Values of `amr` or `acr` that say a second factor was used. None: we ask for our own.",
                        size=None,
                    ),
                ),
                ("recorded_at", models.DateTimeField(db_default=agencies.clock.Now())),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identity_providers",
                        to="agencies.agency",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.membership",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="identity_provider_ended_at_and_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("client_id__regex", "\\S")), name="identity_provider_client_id_said"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("issuer__regex", "^https?://[^/?#@\\s\\\\]+(/[^?#\\s\\\\]*)?$")),
                        name="identity_provider_issuer_is_an_address",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("agency",),
                        name="identity_provider_one_an_agency",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="ProviderLink",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("issuer", models.CharField(help_text="The provider's own, as the database insists.", max_length=200)),
                (
                    "subject",
                    models.CharField(
                        help_text="`sub`: the provider's name for them, never given twice.", max_length=255
                    ),
                ),
                ("linked_at", models.DateTimeField(db_default=agencies.clock.Now())),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.membership",
                    ),
                ),
                (
                    "linked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="agencies.identityprovider",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="provider_links",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="provider_link_ended_at_and_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("subject__regex", "\\S")), name="provider_link_subject_said"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("provider", "user"),
                        name="provider_link_one_a_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("provider", "subject"),
                        name="provider_link_one_a_subject",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        expressions=[("issuer", "="), ("subject", "="), ("user", "<>")],
                        name="provider_link_never_two_people",
                    ),
                ]
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
