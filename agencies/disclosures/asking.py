"""Asking another agency for a file, letting it be prepared, stopping it, fetching it, and saying that it arrived."""

import hmac
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from agencies import audit, clock, jobs
from agencies.actors import Actor
from agencies.data_items import DataItem
from agencies.disclosure_rhythms import DisclosureRhythm
from agencies.disclosure_states import TRANSITIONS, DisclosureState
from agencies.disclosures import addresses, agreed, sealed, standing
from agencies.enums import Purpose
from agencies.exceptions import NOT_FOUND, DisclosureSettled, Invalid, Missing, NotPermitted, SecondPersonNeeded
from agencies.flows import DIRECTIONS_OF_FLOW, Flow
from agencies.fresh import check_fresh
from agencies.job_states import JobKind
from agencies.models import Agency, Disclosure, DisclosureSchedule, SharingAgreement
from agencies.permissions import Permission, check, holds
from agencies.selectors import agreement_for
from agencies.versions import locked

S = DisclosureState
BESIDE = (
    "agency", "recipient", "agreement", "schedule__begun_by__user", "schedule__begun_by__agency", "schedule__ended_by__user",
    "schedule__ended_by__agency", "asked_by__user", "asked_by__agency", "approved_by__user", "approved_by__agency",
    "refused_by__user", "refused_by__agency", "stopped_by__user", "stopped_by__agency", "collected_by__user",
    "collected_by__agency", "push_to", "delivery",
)  # fmt: skip


@transaction.atomic
def ask(
    *,
    agency: Agency,
    agreement: SharingAgreement,
    purpose: Purpose,
    items: Collection[DataItem],
    why: str,
    recipient_key: str,
    by: Actor,
    by_name: bool = False,
    by_name_reason: str = "",
    every: DisclosureRhythm | None = None,
    schedule: DisclosureSchedule | None = None,
    push: bool = False,
    at: datetime | None = None,
) -> Disclosure:
    """Ask an agency for a file about the people whose cases it shares with yours under this agreement.

    `recipient_key`: a public key of age; what is given can be opened with its secret half alone. `every`: it is asked
    for again by itself, in these words. `schedule`: it is, for that one. `push`: to the address of the actor's agency, too.
    Raises NotPermitted, AgreementNotInForce and Invalid.
    """
    check(by, Permission.DISCLOSE)
    recipient, asked_at = by.signatory.agency, clock.moment(at)
    if agency.pk == recipient.pk:
        raise Invalid.field("agency", _("Name another agency: what is your own you have."))
    agreed.check_words(items, purpose, by_name=by_name, reason=by_name_reason)
    agreed.allowed(agreement, giver=agency, recipient=recipient, items=items, purpose=purpose)
    what = {
        "agency": agency, "recipient": recipient, "agreement": agreement, "purpose": purpose, "why": why, "by_name": by_name,
        "by_name_reason": by_name_reason if by_name else "", "recipient_key": sealed.check_key(recipient_key),
        "items": [item.value for item in agreed.ITEMS if item in set(items)],
        "push_to": addresses.to_push_to(by) if push else None,
    }  # fmt: skip
    if every is not None:
        schedule = DisclosureSchedule.objects.create(every=every, begun_at=asked_at, begun_by=by.signatory)
    row = Disclosure.objects.create(**what, schedule=schedule, asked_at=asked_at, asked_by=by.signatory)
    more = {"by_name": by_name, "items": row.items, "every": schedule and schedule.every, "push": push}
    _record("disclosure.asked", row, by=by, at=asked_at, **more)
    return row


@transaction.atomic
def approve(disclosure: Disclosure, *, by: Actor, at: datetime | None = None) -> Disclosure:
    """Let what was asked of your agency be prepared. Nothing leaves before it was held back, in which it can be stopped.

    Raises FreshSignInNeeded, SecondPersonNeeded, DisclosureSettled and AgreementNotInForce.
    """
    check_fresh(by)
    row = _to_change(disclosure, by, S.PREPARING)
    _insist_on_giver(row, by)
    if row.asked_by.user_id == by.signatory.user_id:
        raise SecondPersonNeeded(_("You asked for this yourself, for the other agency. Somebody else must let it go."))
    agreed.still_allowed(row, S.ASKED)
    row.state, row.approved_at, row.approved_by = S.PREPARING, clock.moment(at), by.signatory
    row.save(update_fields=["state", "approved_at", "approved_by"])
    job = jobs.queue(JobKind.PREPARE_DISCLOSURE, row.pk, by=by)
    _record("disclosure.approved", row, by=by, at=row.approved_at, job=job.pk)
    return disclosure_for(by, row.pk)


@transaction.atomic
def refuse(disclosure: Disclosure, *, reason: str, by: Actor, at: datetime | None = None) -> Disclosure:
    """Say no to what was asked of your agency. Nothing was prepared, and nothing passes.

    Raises NotPermitted and DisclosureSettled.
    """
    row = _to_change(disclosure, by, S.REFUSED)
    _insist_on_giver(row, by)
    row.state, row.refused_at, row.refused_by, row.refused_reason = S.REFUSED, clock.moment(at), by.signatory, reason
    row.save(update_fields=["state", "refused_at", "refused_by", "refused_reason"])
    _record("disclosure.refused", row, by=by, at=row.refused_at)
    return disclosure_for(by, row.pk)


@transaction.atomic
def stop(disclosure: Disclosure, *, reason: str, by: Actor, at: datetime | None = None) -> Disclosure:
    """Nothing more of it passes, and its file is removed. Either agency may, until it arrived.

    Raises DisclosureSettled where it came to an end before.
    """
    row = _to_change(disclosure, by, S.STOPPED)
    row.state, row.stopped_at, row.stopped_by, row.stopped_reason = S.STOPPED, clock.moment(at), by.signatory, reason
    row.save(update_fields=["state", "stopped_at", "stopped_by", "stopped_reason"])
    sealed.forget(row.file_key)
    _record("disclosure.stopped", row, by=by, at=row.stopped_at)
    return disclosure_for(by, row.pk)


@transaction.atomic
def fetch(disclosure: Disclosure, *, by: Actor) -> bytes:
    """The sealed file, for the agency that asked: only while all that is in it may still pass.

    Its row is locked until it was read: whoever stops it in the same moment is first, or is told that it was fetched.
    Raises FreshSignInNeeded, DisclosureSettled and AgreementNotInForce.
    """
    check_fresh(by)
    _of_recipient(disclosure, by)
    row = _visible(by).select_for_update(of=("self",)).get(pk=disclosure.pk)
    agreed.still_allowed(row, S.RELEASED)
    standing.insist(row, collector=by)
    content = sealed.opened(_key_of(row), row.sha256)
    _record("disclosure.fetched", row, by=by, at=clock.now())
    return content


@transaction.atomic
def confirm(disclosure: Disclosure, *, sha256: str, by: Actor, at: datetime | None = None) -> Disclosure:
    """Say that it arrived whole, by the hash of what arrived. Its file is removed here.

    Raises Invalid where the hash is another, and DisclosureSettled.
    """
    _of_recipient(disclosure, by)
    row = _to_change(disclosure, by, S.COLLECTED)
    if not hmac.compare_digest(sha256.strip().lower().encode(), row.sha256.encode()):
        raise Invalid.field("sha256", _("This is not the hash of the file. Fetch it again, and hash what arrived."))
    row.state, row.collected_at, row.collected_by = S.COLLECTED, clock.moment(at), by.signatory
    row.save(update_fields=["state", "collected_at", "collected_by"])
    sealed.forget(row.file_key)
    _record("disclosure.collected", row, by=by, at=row.collected_at, sha256=row.sha256)
    return disclosure_for(by, row.pk)


def disclosures_for(actor: Actor) -> QuerySet[Disclosure]:
    """Those that the actor's agency gives or asked for, newest first; for whoever discloses."""
    check(actor, Permission.DISCLOSE)
    return _visible(actor).order_by("-asked_at", "pk")


def agreement_to_ask_under(actor: Actor, key: UUID) -> SharingAgreement:
    """One that binds the actor's agency; raises Missing, also for whoever asks for no disclosures."""
    if not holds(actor, Permission.DISCLOSE):
        raise Missing(NOT_FOUND)
    return agreement_for(actor, key)


def disclosure_for(actor: Actor, key: UUID) -> Disclosure:
    """One of them; raises Missing."""
    found = _visible(actor).filter(pk=key).first() if holds(actor, Permission.DISCLOSE) else None
    if found is None:
        raise Missing(NOT_FOUND)
    return found


def agreements_to_ask_under(actor: Actor) -> QuerySet[SharingAgreement]:
    """Those in force that bind the actor's agency, list what a disclosure can hold, and let data go to a partner."""
    rows = SharingAgreement.objects.in_force().filter(parties__agency=actor.signatory.agency)
    rows = rows.filter(purposes__overlap=list(agreed.PURPOSES), items__overlap=list(agreed.ITEMS))
    return rows.filter(direction__in=DIRECTIONS_OF_FLOW[Flow.OUT]).order_by("title", "-number", "pk")


def agencies_to_ask(actor: Actor) -> QuerySet[Agency]:
    """The other parties of these, by name."""
    parties = Agency.objects.filter(agreement_parties__agreement__in=agreements_to_ask_under(actor), ended_on=None)
    return parties.exclude(pk=actor.signatory.agency_id).distinct().order_by("name", "pk")


def _visible(actor: Actor) -> QuerySet[Disclosure]:
    agency = actor.signatory.agency
    return Disclosure.objects.select_related(*BESIDE).filter(Q(agency=agency) | Q(recipient=agency))


def _to_change(disclosure: Disclosure, by: Actor, to: DisclosureState) -> Disclosure:
    """Its row, locked, which can become this."""
    check(by, Permission.DISCLOSE)
    disclosure_for(by, disclosure.pk)
    row = locked(disclosure)
    if to not in TRANSITIONS[DisclosureState(row.state)]:
        raise DisclosureSettled(
            _("This disclosure stands otherwise by now: %(state)s. Look at it again.")
            % {"state": DisclosureState(row.state).label.lower()}
        )
    return row


def _insist_on_giver(row: Disclosure, by: Actor) -> None:
    if row.agency_id != by.signatory.agency_id:
        raise NotPermitted(_("The agency that was asked decides: %(agency)s.") % {"agency": row.agency.name})


def _of_recipient(disclosure: Disclosure, by: Actor) -> Disclosure:
    check(by, Permission.DISCLOSE)
    row = disclosure_for(by, disclosure.pk)
    if row.recipient_id != by.signatory.agency_id:
        raise NotPermitted(_("The agency that asked fetches it: %(agency)s.") % {"agency": row.recipient.name})
    return row


def _key_of(row: Disclosure) -> UUID:
    if row.file_key is None:
        raise Missing(NOT_FOUND)
    return row.file_key


def _record(event: str, row: Disclosure, *, by: Actor, at: datetime, **details: Any) -> None:
    parties: dict[str, Any] = {"agency": row.agency_id, "recipient": row.recipient_id, "agreement": row.agreement_id}
    audit.record(event, row, by=by, at=at, purpose_of_it=row.purpose, **parties, **details)
