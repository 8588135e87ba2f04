"""Data that pass by file and not by a share: whether an agreement lets them, at this moment. Asked before any is read or sent."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from agencies import data_items
from agencies.data_items import DataItem
from agencies.enums import DataCategory, Direction, Purpose
from agencies.exceptions import AgreementNotInForce
from agencies.models import Agency, SharingAgreement


class Flow(StrEnum):
    """Which way data pass, seen from the agency that leads: an extract comes in, a disclosure goes out."""

    IN = "in"
    OUT = "out"


DIRECTIONS_OF_FLOW = {
    Flow.IN: frozenset({Direction.BOTH, Direction.TO_LEAD}),
    Flow.OUT: frozenset({Direction.BOTH, Direction.FROM_LEAD}),
}


@dataclass(frozen=True, slots=True)
class Allowance:
    """What an agreement lets pass: these items, and words of these categories."""

    agreement: SharingAgreement
    items: frozenset[DataItem]
    categories: frozenset[DataCategory]


def allowance(
    agreement: SharingAgreement, *, agency: Agency, flow: Flow, purpose: Purpose = Purpose.LINKAGE
) -> Allowance:
    """What may pass under it now, from this agency (`Flow.IN`) or to it (`Flow.OUT`), for this purpose.

    Everything is asked of the database, the time by its clock: what was loaded before may have been suspended since. A
    long job asks again for each batch. Raises AgreementNotInForce, with what to do next.
    """
    _require_in_force(agreement)
    fresh = SharingAgreement.objects.get(pk=agreement.pk)
    said = {"agreement": fresh, "agency": agency.name}
    if not fresh.parties.filter(agency=agency).exists():
        raise AgreementNotInForce(
            _("%(agency)s is no party of “%(agreement)s”. Name an agreement that binds it, or draft one.") % said
        )
    if purpose not in fresh.purposes:
        raise AgreementNotInForce(
            _("“%(agreement)s” is not for this: %(purpose)s. Name one that is, or draft another version of it.")
            % {**said, "purpose": Purpose(purpose).label}
        )
    if fresh.direction not in DIRECTIONS_OF_FLOW[flow]:
        raise AgreementNotInForce(
            _("“%(agreement)s” lets data flow one way: %(way)s. Draft another version of it for the other.")
            % {**said, "way": Direction(fresh.direction).label}
        )
    items, categories = map(DataItem, fresh.items), map(DataCategory, fresh.categories)
    return Allowance(fresh, frozenset(items), frozenset(categories))


def insist(
    agreement: SharingAgreement,
    *,
    agency: Agency,
    flow: Flow,
    items: Collection[DataItem],
    categories: Collection[DataCategory] = (),
    purpose: Purpose = Purpose.LINKAGE,
) -> Allowance:
    """As `allowance`, and that all of these may pass: the items, and what words among them are about (`categories`).

    An event is told in its agency's words: of offences where the police tell it. So the extract's own categories are asked
    for beside the items. Raises AgreementNotInForce.
    """
    allowed = allowance(agreement, agency=agency, flow=flow, purpose=purpose)
    beyond = data_items.labels_of(set(items) - allowed.items)
    beyond += sorted(str(DataCategory(each).label) for each in set(categories) - allowed.categories)
    if beyond:
        raise AgreementNotInForce(
            _(
                "“%(agreement)s” does not list all that would pass: %(what)s. Leave these out, or draft another version of it."
            )
            % {"agreement": allowed.agreement, "what": ", ".join(beyond)}
        )
    return allowed


def _require_in_force(agreement: SharingAgreement) -> None:
    if not SharingAgreement.objects.in_force().filter(pk=agreement.pk).exists():
        raise AgreementNotInForce(
            _(
                "“%(agreement)s” is not signed by all its parties, has not begun, is suspended, or over. Nothing passes "
                "under it: name one that is in force, or ask your information governance lead."
            )
            % {"agreement": agreement}
        )
