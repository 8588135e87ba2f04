"""Where somebody is, when it must not be known: writing it down, reading it, and ending it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor
from agencies.exceptions import NOT_FOUND, Missing, NotPermitted
from agencies.permissions import Permission, check, may
from casework.exceptions import NotUndone
from casework.identifiers import clean_postcode
from casework.lifecycle import hold
from casework.models import Case, CaseMember, ConfidentialAddress, HeldCase


def held_case_for(actor: Actor, case: Case) -> HeldCase:
    """The case, for those who keep such an address in it. Raises NotPermitted for whoever else sees it, and Missing."""
    check(actor, Permission.WORK_CASE, case)
    held = HeldCase.objects.get(pk=case.pk)
    if not may(actor, Permission.WORK_CASE, held):
        raise NotPermitted(
            _("Only those who are allocated to this case, and their manager, keep such an address. Tell them.")
        )
    return held


@transaction.atomic
def record(
    member: CaseMember,
    *,
    lines: str,
    by: Actor,
    town: str = "",
    postcode: str = "",
    note: str = "",
    at: datetime | None = None,
) -> ConfidentialAddress:
    """Write down where this person is, for those alone who are allocated to the case, and their manager.

    Raises NotPermitted for whoever else sees the case: what they know they tell its worker, by word of mouth.
    """
    held = held_case_for(by, member.case)
    if member.left_at is not None:
        raise Missing(NOT_FOUND)
    hold(member.case)
    at = clock.moment(at)
    row = ConfidentialAddress.objects.create(
        case=held,
        person=member.person,
        lines=lines,
        town=town,
        postcode=clean_postcode(postcode) if postcode else "",
        note=note,
        recorded_at=at,
        recorded_by=by.signatory,
    )
    audit.record("confidential_address.recorded", row, by=by, at=at, case_id=row.case_id, people=[row.person_id])
    return row


@transaction.atomic
def show(address: ConfidentialAddress, *, by: Actor, at: datetime | None = None) -> ConfidentialAddress:
    """Read it. That somebody did stands in the trail as an act of its own, before they see a letter of it."""
    check(by, Permission.WORK_CASE, address)
    audit.record(
        "confidential_address.shown",
        address,
        by=by,
        at=clock.moment(at),
        case_id=address.case_id,
        people=[address.person_id],
    )
    return address


@transaction.atomic
def end(address: ConfidentialAddress, *, by: Actor, at: datetime | None = None) -> ConfidentialAddress:
    """They are there no longer. It stays on record, as closed as before."""
    check(by, Permission.WORK_CASE, address)
    row = ConfidentialAddress.objects.select_for_update().get(pk=address.pk)
    if row.ended_at is not None:
        raise NotUndone(_("It was ended already. Write down where they are now."))
    row.ended_at, row.ended_by = clock.moment(at), by.signatory
    row.save(update_fields=["ended_at", "ended_by"])
    audit.record("confidential_address.ended", row, by=by, at=row.ended_at, case_id=row.case_id, people=[row.person_id])
    return row
