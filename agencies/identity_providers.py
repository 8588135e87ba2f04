"""An agency's identity provider: recording it and ending it; and who of its people is who there."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor, member_actor, system_actor
from agencies.clock import Today
from agencies.enums import SystemActor
from agencies.exceptions import NOT_FOUND, Invalid, LinkedAlready, Missing, ProviderRefused
from agencies.keepers import agencies_kept_by, check_keeps
from agencies.models import Agency, IdentityProvider, Membership, ProviderLink, User
from agencies.permissions import Permission, check

# Why somebody whom the provider knows is not signed in; told apart in the trail and nowhere else.
UNKNOWN, NOT_HERE = "unknown", "not-here"


def in_force() -> QuerySet[IdentityProvider]:
    """Those by which somebody can sign in today, by their agency's name: anybody may know of them."""
    takes_part = Q(agency__ended_on__isnull=True) | Q(agency__ended_on__gt=Today())
    rows = IdentityProvider.objects.filter(takes_part, ended_at__isnull=True)
    return rows.select_related("agency").order_by("agency__name", "pk")


def provider_at(key: UUID) -> IdentityProvider:
    """One of them; raises Missing."""
    provider = in_force().filter(pk=key).first()
    if provider is None:
        raise Missing(NOT_FOUND)
    return provider


def provider_for(actor: Actor) -> IdentityProvider | None:
    """The one of the agency that they act for now."""
    return in_force().filter(agency=actor.signatory.agency_id).first()


def providers_for(user: User) -> list[IdentityProvider]:
    """Those of the agencies that they act for today."""
    theirs = Membership.objects.current().filter(user=user)
    return list(in_force().filter(agency__in=theirs.values("agency")))


def link_of(user: User, provider: IdentityProvider) -> ProviderLink | None:
    """Their own link to it."""
    return ProviderLink.objects.filter(provider=provider, user=user, ended_at__isnull=True).first()


def kept_provider_for(actor: Actor, key: UUID) -> IdentityProvider:
    """One of an agency that the administrator keeps, also one that has ended; raises Missing, NotPermitted."""
    check(actor, Permission.MANAGE_ACCESS)
    rows = IdentityProvider.objects.select_related("agency").filter(agency__in=agencies_kept_by(actor))
    provider = rows.filter(pk=key).first()
    if provider is None:
        raise Missing(NOT_FOUND)
    return provider


def kept_provider_of(actor: Actor, agency: Agency) -> IdentityProvider | None:
    """The one that an agency has now, for whoever keeps it."""
    rows = IdentityProvider.objects.select_related("agency").filter(agency__in=agencies_kept_by(actor))
    return rows.filter(agency=agency, ended_at__isnull=True).first()


def links_of(actor: Actor, provider: IdentityProvider) -> QuerySet[ProviderLink]:
    """Who is linked to it now, by name; for whoever keeps the agency."""
    check_keeps(actor, provider.agency)
    rows = ProviderLink.objects.filter(provider=provider, ended_at__isnull=True)
    return rows.select_related("user").order_by("user__name", "pk")


def kept_link_for(actor: Actor, key: UUID) -> ProviderLink:
    """One of them, also one that has ended; raises Missing, NotPermitted."""
    check(actor, Permission.MANAGE_ACCESS)
    rows = ProviderLink.objects.select_related("user", "provider__agency")
    link = rows.filter(pk=key, provider__agency__in=agencies_kept_by(actor)).first()
    if link is None:
        raise Missing(NOT_FOUND)
    return link


@transaction.atomic
def record(
    agency: Agency, *, issuer: str, client_id: str, second_factors: list[str], by: Actor, at: datetime | None = None
) -> IdentityProvider:
    """From now on its people can sign in there, once the client secret is in its file and each has linked themselves."""
    check_keeps(by, agency)
    try:
        with transaction.atomic():
            provider = IdentityProvider.objects.create(
                agency=agency, issuer=issuer, client_id=client_id, second_factors=second_factors,
                recorded_at=clock.moment(at), recorded_by=by.signatory,
            )  # fmt: skip
    except IntegrityError as error:
        raise Invalid.field(
            "issuer",
            _("%(agency)s has an identity provider already: end that one first.") % {"agency": agency.name},
        ) from error
    audit.record("identity_provider.recorded", provider, by=by, at=provider.recorded_at, agency=agency.pk)
    return provider


@transaction.atomic
def end(provider: IdentityProvider, *, by: Actor, at: datetime | None = None) -> IdentityProvider:
    """Nobody signs in there any more.

    - sessions that began there end at their next request
    """
    check_keeps(by, provider.agency)
    rows = IdentityProvider.objects.select_related("agency").select_for_update(of=("self",))
    provider = rows.get(pk=provider.pk)
    if provider.ended_at is not None:
        raise Invalid(_("This identity provider has ended already."))
    provider.ended_at, provider.ended_by = clock.moment(at), by.signatory
    provider.save(update_fields=["ended_at", "ended_by"])
    audit.record("identity_provider.ended", provider, by=by, at=provider.ended_at)
    return provider


@transaction.atomic
def link(provider: IdentityProvider, *, subject: str, user: User, at: datetime | None = None) -> ProviderLink:
    """From now on this `sub` at the provider is this user: they said so themselves. Raises LinkedAlready, Missing.

    - replaces nothing: whoever is linked to another account there has that link ended first, by an administrator
    """
    signatory = acting_for(user, provider)
    if signatory is None:
        raise Missing(NOT_FOUND)
    known = ProviderLink.objects.filter(provider=provider, user=user, subject=subject, ended_at__isnull=True).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            made = ProviderLink.objects.create(
                provider=provider, issuer=provider.issuer, subject=subject, user=user,
                linked_at=clock.moment(at), linked_by=signatory,
            )  # fmt: skip
    except IntegrityError as error:
        raise LinkedAlready(
            _(
                "You, or this account at %(agency)s, are linked already, and nothing was replaced. If your account there"
                " is a new one, ask your administrator to end the old link, then do this again."
            )
            % {"agency": provider.agency.name}
        ) from error
    audit.record("provider_link.made", made, by=member_actor(signatory), at=made.linked_at)
    return made


@transaction.atomic
def end_link(link: ProviderLink, *, by: Actor, at: datetime | None = None) -> ProviderLink:
    """They no longer sign in by this account at the provider; they can link another.

    - sessions that began by it end at their next request
    """
    check_keeps(by, link.provider.agency)
    rows = ProviderLink.objects.select_related("user", "provider__agency").select_for_update(of=("self",))
    link = rows.get(pk=link.pk)
    if link.ended_at is not None:
        raise Invalid(_("This link has ended already."))
    link.ended_at, link.ended_by = clock.moment(at), by.signatory
    link.save(update_fields=["ended_at", "ended_by"])
    audit.record("provider_link.ended", link, by=by, at=link.ended_at, user=link.user_id)
    return link


def recognise(provider: IdentityProvider, subject: str) -> ProviderLink:
    """Who this is here. Raises ProviderRefused for a stranger, and for whoever does not act for the agency today.

    - leaves a row in the trail where it is somebody whom we know and do not let in
    """
    rows = ProviderLink.objects.select_related("user", "provider__agency")
    known = rows.filter(provider=provider, subject=subject, ended_at__isnull=True).first()
    if known is None:
        raise ProviderRefused(UNKNOWN)
    if acting_for(known.user, provider) is None:
        by = system_actor(SystemActor.SIGN_INS)
        audit.record("user.sign_in_refused", known.user, by=by, at=clock.now(), provider=provider.pk)
        raise ProviderRefused(NOT_HERE)
    return known


def acting_for(user: User, provider: IdentityProvider) -> Membership | None:
    """As whom they act today for the provider's agency; None for whoever was deactivated or does not act for it."""
    found: Membership | None = (
        Membership.objects.current()
        .filter(user=user, agency=provider.agency)
        .select_related("user", "agency", "team")
        .order_by("started_on", "pk")
        .first()
    )
    return found


def still_holds(link: UUID) -> Exists:
    """In a query of memberships: whether a session that began by this link may still act under the row."""
    return Exists(
        ProviderLink.objects.filter(
            pk=link, user=OuterRef("user"), provider__agency=OuterRef("agency"),
            ended_at__isnull=True, provider__ended_at__isnull=True,
        )
    )  # fmt: skip
