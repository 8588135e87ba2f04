"""Agreements between agencies on sharing data: drafting, signing, suspending, ending. Shares of cases rest on them."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor
from agencies.agreement_terms import LISTS, Terms, require_days, require_parties, require_terms
from agencies.enums import ControllerRole
from agencies.exceptions import AgreementSettled, Invalid, NotPermitted
from agencies.models import Agency, AgreementParty, LawfulBasis, SharingAgreement
from agencies.permissions import Permission, check
from agencies.versions import locked, touch

SOON = timedelta(days=14)


@transaction.atomic
def draft(
    *,
    parties: Collection[Agency],
    bases: Collection[LawfulBasis],
    first_day: date,
    last_day: date,
    by: Actor,
    joint_controllers: bool = False,
    supersedes: SharingAgreement | None = None,
    at: datetime | None = None,
    **terms: Unpack[Terms],
) -> SharingAgreement:
    """Write down an agreement for its parties to sign. Its words do not change after that: others are another version.

    Days are local: it begins with the first midnight of its first day and ends with the midnight after its last.
    Raises Invalid where an agency is named twice or alone, or where it takes part no more; where the bases do not carry
    the categories, or the categories not the items.
    """
    check(by, Permission.MANAGE_AGREEMENTS)
    require_parties(parties, max(first_day, clock.today()))
    require_terms(terms, bases)
    require_days(first_day, last_day, terms["review_on"])
    at = clock.moment(at)
    lists = {name: sorted(set(terms.get(name, ()))) for name in LISTS}  # type: ignore[call-overload]  # each is a collection
    agreement = SharingAgreement.objects.create(
        **{**terms, **lists},
        **_follows(supersedes),
        start_at=clock.midnight(first_day),
        end_at=clock.midnight(last_day + timedelta(days=1)),
        drafted_at=at,
        drafted_by=by.signatory,
    )
    agreement.bases.set(bases)
    _bind(agreement, parties, ControllerRole.JOINT if joint_controllers else ControllerRole.CONTROLLER)
    named = sorted(str(agency.pk) for agency in parties)
    audit.record("agreement.drafted", agreement, by=by, at=at, parties=named, categories=agreement.categories)
    agreement.refresh_from_db()
    return agreement


@transaction.atomic
def sign(
    agreement: SharingAgreement, *, agency: Agency, signatory_name: str, by: Actor, at: datetime | None = None
) -> SharingAgreement:
    """Record that one party signed, and who signed for it.

    - when the last party has signed, the agreement is signed: in force from its first day
    """
    check(by, Permission.MANAGE_AGREEMENTS)
    agreement, at = locked(agreement), clock.moment(at)
    _require_standing(agreement, by)
    party = agreement.parties.filter(agency=agency).first()
    if party is None:
        raise Invalid.field(
            "agency", _("%(agency)s is no party of this agreement: choose one that is.") % {"agency": agency.name}
        )
    if party.signed_at is not None:
        raise AgreementSettled(_("%(agency)s has signed already.") % {"agency": agency.name})
    party.signatory_name, party.signed_at, party.signed_by = signatory_name, at, by.signatory
    party.save(update_fields=["signatory_name", "signed_at", "signed_by"])
    audit.record("agreement.signed", agreement, by=by, at=at, agency=agency.pk)
    if agreement.parties.filter(signed_at__isnull=True).exists():
        touch(agreement)
        return agreement
    agreement.signed_at, agreement.signed_by = at, by.signatory
    return _save(agreement, ["signed_at", "signed_by"], "agreement.signed_by_all", by=by, at=at)


@transaction.atomic
def suspend(agreement: SharingAgreement, *, reason: str, by: Actor, at: datetime | None = None) -> SharingAgreement:
    """Nothing is shared under it until that is lifted: on the next request, whatever any job does."""
    agreement, at = _to_change(agreement, by), clock.moment(at)
    if agreement.suspended_at is not None:
        raise AgreementSettled(_("This agreement is suspended already."))
    agreement.suspended_at, agreement.suspended_by, agreement.suspended_reason = at, by.signatory, reason
    fields = ["suspended_at", "suspended_by", "suspended_reason"]
    return _save(agreement, fields, "agreement.suspended", by=by, at=at)


@transaction.atomic
def lift(agreement: SharingAgreement, *, by: Actor, at: datetime | None = None) -> SharingAgreement:
    """The suspension is over; what stands in the trail of it stays there."""
    agreement, at = _to_change(agreement, by), clock.moment(at)
    if agreement.suspended_at is None:
        raise AgreementSettled(_("This agreement is not suspended."))
    who = agreement.suspended_by
    if who is not None and who.agency_id != by.signatory.agency_id:
        raise NotPermitted(
            _("%(agency)s suspended it, and lifts it: a partner does not open itself a door.")
            % {"agency": who.agency.name}
        )
    agreement.suspended_at = agreement.suspended_by = None
    agreement.suspended_reason = ""
    fields = ["suspended_at", "suspended_by", "suspended_reason"]
    return _save(agreement, fields, "agreement.lifted", by=by, at=at)


@transaction.atomic
def end(agreement: SharingAgreement, *, reason: str, by: Actor, at: datetime | None = None) -> SharingAgreement:
    """It holds no longer, and never again; a new one is another version."""
    agreement, at = _to_change(agreement, by), clock.moment(at)
    agreement.ended_at, agreement.ended_by, agreement.ended_reason = at, by.signatory, reason
    return _save(agreement, ["ended_at", "ended_by", "ended_reason"], "agreement.ended", by=by, at=at)


def last_day(end_at: datetime) -> date:
    """The last local day before an end: what people entered, and what screens show."""
    return clock.local_date(end_at - timedelta(microseconds=1))


def ends_soon(end_at: datetime, today: date) -> bool:
    """Whether the last local day of a share or an agreement is within a fortnight."""
    return last_day(end_at) <= today + SOON


def _follows(supersedes: SharingAgreement | None) -> dict[str, Any]:
    if supersedes is None:
        return {"number": 1}
    if SharingAgreement.objects.filter(supersedes=supersedes).exists():
        raise Invalid.field("supersedes", _("Another version follows that one already: let this one follow the last."))
    return {"number": supersedes.number + 1, "supersedes": supersedes}


def _bind(agreement: SharingAgreement, parties: Collection[Agency], role: ControllerRole) -> None:
    AgreementParty.objects.bulk_create(
        AgreementParty(agreement=agreement, agency=agency, role=role) for agency in parties
    )


def _to_change(agreement: SharingAgreement, by: Actor) -> SharingAgreement:
    check(by, Permission.MANAGE_AGREEMENTS)
    agreement = locked(agreement)
    _require_standing(agreement, by)
    return agreement


def _require_standing(agreement: SharingAgreement, by: Actor) -> None:
    if not agreement.parties.filter(agency=by.signatory.agency_id).exists():
        raise NotPermitted(_("Your agency is no party of this agreement: those whom it binds decide about it."))
    if agreement.ended_at is not None:
        raise AgreementSettled(_("This agreement has ended. Draft another version of it."))


def _save(agreement: SharingAgreement, fields: list[str], event: str, *, by: Actor, at: datetime) -> SharingAgreement:
    agreement.save(update_fields=fields)
    audit.record(event, agreement, by=by, at=at)
    agreement.refresh_from_db()
    return agreement
