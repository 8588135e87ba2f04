"""Sharing a case with another agency, under an agreement between the two: beginning, stopping, and declining to."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, NotRequired, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor, member_actor
from agencies.enums import DataCategory, Direction, Purpose
from agencies.exceptions import AgreementNotInForce, Invalid
from agencies.models import Agency, Membership, SharingAgreement
from agencies.permissions import Permission, check, grant, holds, revoke
from casework.apart import is_apart_from_agency
from casework.enums import ShareLevel
from casework.exceptions import CaseIsNotOpen, ShareSettled
from casework.models import Case, CaseShare, DeclinedShare
from casework.restriction_levels import Restriction

GRANTS_OF_LEVEL = {
    ShareLevel.SEE: [Permission.VIEW_CASE],
    ShareLevel.CONTRIBUTE: [Permission.VIEW_CASE, Permission.CONTRIBUTE_TO_CASE],
}
# What each level needs the agreement to let through, seen from the agency that leads the case.
DIRECTIONS_OF_LEVEL = {
    ShareLevel.SEE: {Direction.BOTH, Direction.FROM_LEAD},
    ShareLevel.CONTRIBUTE: {Direction.BOTH, Direction.TO_LEAD},
}
# A case is shared to work with the household or to count; households are found in files, and never by a share.
PURPOSES_OF_A_SHARE = frozenset({Purpose.SUPPORT, Purpose.FIGURES})


class Terms(TypedDict):
    """What is shared, what for and how, and what the participant was told of it; keywords of `share`."""

    categories: Collection[DataCategory]
    level: ShareLevel
    reason: str
    purpose: NotRequired[Purpose]
    participant_told: NotRequired[str]
    not_told_reason: NotRequired[str]


@transaction.atomic
def share(
    case: Case,
    *,
    agency: Agency,
    agreement: SharingAgreement,
    by: Actor,
    practitioners: Collection[Membership] = (),
    last_day: date | None = None,
    at: datetime | None = None,
    **terms: Unpack[Terms],
) -> CaseShare:
    """Let an agency, or the practitioners who are named, see this case: these categories, for this purpose, until then.

    - writes the grants that carry it; it holds only while its agreement is in force, whatever the grants say
    Raises AgreementNotInForce for one that is not signed, suspended or over; one that begins later may be named.
    """
    check(by, Permission.SHARE_CASE, case)
    case = Case.objects.select_for_update(no_key=True, of=("self",)).select_related("team").get(pk=case.pk)
    at = clock.moment(at)
    if not case.is_open:
        raise CaseIsNotOpen(_("Support has ended here, so the case is not shared. Bring it back first."))
    _require_agreement(agreement, case, agency, at=at)
    _require_within(agreement, terms)
    _require_told(terms)
    _require_practitioners(case, agency, practitioners)
    _require_apart(case, agency)
    row = CaseShare.objects.create(
        case=case,
        agency=agency,
        agreement=agreement,
        ends_at=_end_of(last_day, at=at),
        shared_at=at,
        shared_by=by.signatory,
        **{"purpose": Purpose.SUPPORT, **terms, "categories": sorted(set(terms["categories"]))},
    )
    row.practitioners.set(practitioners)
    grant(row, GRANTS_OF_LEVEL[ShareLevel(row.level)], only_to=practitioners)
    _record("case_share.shared", row, by=by, at=at, level=row.level, purpose=row.purpose, agreement=agreement.pk)
    row.refresh_from_db()
    return row


@transaction.atomic
def stop(share: CaseShare, *, reason: str, by: Actor, at: datetime | None = None) -> CaseShare:
    """The agency sees nothing more of the case by this share, from its next request on.

    - removes the grants of this share and of no other
    """
    check(by, Permission.SHARE_CASE, share.case)
    Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=share.case_id)
    row = CaseShare.objects.select_related("case", "agency").get(pk=share.pk)
    if row.stopped_at is not None:
        raise ShareSettled(_("This share was stopped already."))
    return _stop(row, reason=reason, by=by, at=clock.moment(at))


def stop_all(case: Case, *, reason: str, by: Actor, at: datetime) -> None:
    """Stop every share of the case, since support ended: nobody keeps looking at a life that they no longer help with."""
    for row in case.shares.filter(stopped_at__isnull=True).select_related("case", "agency").order_by("pk"):
        _stop(row, reason=reason, by=by, at=at)


def close_to_agencies(case: Case) -> None:
    """While the case is restricted no share with a whole agency opens it; for the verb that restricts it."""
    for row in _with_whole_agencies(case):
        revoke(row)


def open_to_agencies(case: Case) -> None:
    """The case is restricted no longer: what still stands opens it again."""
    for row in _with_whole_agencies(case):
        revoke(row)
        grant(row, GRANTS_OF_LEVEL[ShareLevel(row.level)])


@transaction.atomic
def decline(
    case: Case,
    *,
    agency: Agency,
    reason: str,
    by: Actor,
    categories: Collection[DataCategory] = (),
    at: datetime | None = None,
) -> DeclinedShare:
    """Decide not to share the case with an agency, and say why. Nothing changes by it but the record."""
    check(by, Permission.SHARE_CASE, case)
    at = clock.moment(at)
    row = DeclinedShare.objects.create(
        case=case,
        agency=agency,
        categories=sorted(set(categories)),
        reason=reason,
        declined_at=at,
        declined_by=by.signatory,
    )
    audit.record("case_share.declined", row, by=by, at=at, case_id=case.pk, agency=agency.pk, categories=row.categories)
    return row


def ends_at(share: CaseShare) -> datetime:
    """The instant at which the share opens nothing more: its own end, or its agreement's where that is earlier."""
    own_end = share.ends_at or share.agreement.end_at
    return min(own_end, share.agreement.end_at)


def _with_whole_agencies(case: Case) -> list[CaseShare]:
    rows = case.shares.filter(stopped_at__isnull=True, practitioners__isnull=True)
    return list(rows.select_related("case", "agency").order_by("pk"))


def _stop(row: CaseShare, *, reason: str, by: Actor, at: datetime) -> CaseShare:
    row.stopped_at, row.stopped_by, row.stopped_reason = at, by.signatory, reason
    row.save(update_fields=["stopped_at", "stopped_by", "stopped_reason"])
    revoke(row)
    _record("case_share.stopped", row, by=by, at=at)
    row.refresh_from_db()
    return row


def _require_agreement(agreement: SharingAgreement, case: Case, agency: Agency, *, at: datetime) -> None:
    if agency.ended_on is not None and agency.ended_on <= clock.local_date(at):
        raise Invalid.field(
            "agency", _("%(agency)s takes part no longer: nobody acts for it.") % {"agency": agency.name}
        )
    if agency.pk == case.team.agency_id:
        raise Invalid.field(
            "agency", _("%(agency)s leads this case: it is shared with other agencies.") % {"agency": agency.name}
        )
    parties = set(agreement.parties.values_list("agency", flat=True))
    if not {agency.pk, case.team.agency_id} <= parties:
        raise Invalid.field(
            "agreement", _("Name an agreement that binds both %(agency)s and your agency.") % {"agency": agency.name}
        )
    if agreement.signed_at is None or agreement.suspended_at or agreement.ended_at or agreement.end_at <= at:
        raise AgreementNotInForce(
            _(
                "“%(agreement)s” is not signed by all its parties, or is suspended, or over. Name one that is "
                "in force, or ask your information governance lead."
            )
            % {"agreement": agreement}
        )


def _require_within(agreement: SharingAgreement, terms: Terms) -> None:
    categories, level = terms["categories"], ShareLevel(terms["level"])
    if not categories or not set(categories) <= set(agreement.categories):
        covers = ", ".join(sorted(DataCategory(each).label.lower() for each in agreement.categories))
        raise Invalid.field("categories", _("Choose among what the agreement covers: %(covers)s.") % {"covers": covers})
    if terms.get("purpose", Purpose.SUPPORT) not in PURPOSES_OF_A_SHARE & set(agreement.purposes):
        raise Invalid.field("purpose", _("The agreement is not for this purpose: choose one that it names."))
    if agreement.direction not in DIRECTIONS_OF_LEVEL[level]:
        raise Invalid.field(
            "level",
            _("The agreement lets data flow one way: %(what)s.") % {"what": Direction(agreement.direction).label},
        )


def _require_told(terms: Terms) -> None:
    if bool(terms.get("participant_told", "").strip()) == bool(terms.get("not_told_reason", "").strip()):
        raise Invalid.field(
            "participant_told", _("Say what the participant was told, when and how; or why they were not.")
        )


def _require_practitioners(case: Case, agency: Agency, practitioners: Collection[Membership]) -> None:
    if case.restriction != Restriction.NORMAL and not practitioners:
        raise Invalid.field(
            "practitioners",
            _("This case is restricted: name the practitioners at %(agency)s who are to see it.")
            % {"agency": agency.name},
        )
    for membership in practitioners:
        current = Membership.objects.current().filter(pk=membership.pk, agency=agency).exists()
        if not current or not holds(member_actor(membership), Permission.VIEW_CASE):
            raise Invalid.field(
                "practitioners",
                _("%(user)s does not work with households at %(agency)s.")
                % {"user": membership.user, "agency": agency.name},
            )


def _require_apart(case: Case, agency: Agency) -> None:
    """One agency is not shown both sides of a separation: what one of them fled from must not meet them there."""
    if is_apart_from_agency(case, agency):
        raise Invalid.field(
            "agency",
            _("%(agency)s cannot be given this case. Ask your manager, who sees why, before you say more.")
            % {"agency": agency.name},
        )


def _end_of(last_day: date | None, *, at: datetime) -> datetime | None:
    if last_day is None:
        return None
    if last_day < clock.local_date(at):
        raise Invalid.field("last_day", _("This day has passed. Name a day to come, or none."))
    return clock.midnight(last_day + timedelta(days=1))


def _record(event: str, row: CaseShare, *, by: Actor, at: datetime, **details: Any) -> None:
    audit.record(
        event, row, by=by, at=at, case_id=row.case_id, agency=row.agency_id, categories=row.categories, **details
    )
