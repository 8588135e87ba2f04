"""Where an agency wants what it asks for pushed: an address that its lead records, on a host that the operator allows."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agencies import audit, clock, outward
from agencies.actors import Actor
from agencies.disclosures import signing
from agencies.exceptions import NOT_FOUND, Invalid, Missing
from agencies.fresh import check_fresh
from agencies.models import PushAddress
from agencies.permissions import Permission, check, holds


def address_of(actor: Actor) -> PushAddress | None:
    """The one of the actor's agency now. Raises NotPermitted for whoever discloses nothing."""
    check(actor, Permission.DISCLOSE)
    rows = PushAddress.objects.select_related("agency", "recorded_by__user")
    return rows.filter(agency=actor.signatory.agency_id, ended_at=None).first()


def own_address(actor: Actor, key: UUID) -> PushAddress:
    """The one of this key, also one that has ended; raises Missing, also for whoever discloses nothing."""
    rows = PushAddress.objects.select_related("agency").filter(pk=key)
    found = rows.filter(agency=actor.signatory.agency_id).first() if holds(actor, Permission.DISCLOSE) else None
    if found is None:
        raise Missing(NOT_FOUND)
    return found


def to_push_to(actor: Actor) -> PushAddress:
    """The one of the actor's agency, to which something may be pushed now. Raises NotPermitted and Invalid."""
    address = address_of(actor)
    if address is None:
        raise Invalid.field("push", _("Your agency has no address to push to. Record one first, or fetch it."))
    insist_on(address.url, field="push")
    return address


@transaction.atomic
def record(*, url: str, by: Actor, at: datetime | None = None) -> PushAddress:
    """From now on what the actor's agency asks for can be pushed there.

    Raises FreshSignInNeeded, NotPermitted, and Invalid where nothing may be pushed there, or it has one.
    """
    check_fresh(by)
    check(by, Permission.DISCLOSE)
    signing.public_key()
    insist_on(url)
    try:
        with transaction.atomic():
            row = PushAddress.objects.create(
                agency=by.signatory.agency, url=url, recorded_at=clock.moment(at), recorded_by=by.signatory
            )
    except IntegrityError as error:
        raise Invalid.field("url", _("Your agency has an address already. End that one first.")) from error
    audit.record("push_address.recorded", row, by=by, at=row.recorded_at, agency=row.agency_id)
    return row


@transaction.atomic
def end(address: PushAddress, *, by: Actor, at: datetime | None = None) -> PushAddress:
    """Nothing is pushed there any more; what was to be can still be fetched. Raises Invalid where it has ended."""
    own_address(by, address.pk)
    row = PushAddress.objects.select_for_update(of=("self",)).get(pk=address.pk)
    if row.ended_at is not None:
        raise Invalid(_("This address has ended already."))
    row.ended_at, row.ended_by = clock.moment(at), by.signatory
    row.save(update_fields=["ended_at", "ended_by"])
    audit.record("push_address.ended", row, by=by, at=row.ended_at)
    return row


def insist_on(url: str, *, field: str = "url") -> None:
    """That something may be pushed there at all. Raises Invalid, about this field of what was asked."""
    try:
        place = outward.place_of(url)
    except outward.NotReached as error:
        raise Invalid.field(
            field, _("This is no address that can be called: it begins with https:// and names no other port.")
        ) from error
    if place.hostname not in settings.DISCLOSING.hosts:
        raise Invalid.field(
            field,
            _("Nothing is pushed to %(host)s. Ask whoever operates this service to allow it, then record the address.")
            % {"host": place.hostname},
        )
