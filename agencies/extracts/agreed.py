"""What of an extract may come in, asked of its agreement before and at each step of its job; and whether it may be linked."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agencies.data_items import DataItem
from agencies.enums import DataCategory, Purpose
from agencies.exceptions import AgreementNotInForce
from agencies.flows import DIRECTIONS_OF_FLOW, Flow, allowance
from agencies.models import Agency, Extract, SharingAgreement
from agencies.querysets import agreement_in_force


def items(agreement: SharingAgreement, agency: Agency, category: DataCategory) -> frozenset[str]:
    """The items that may pass now from this agency; what an event was, only where the agreement covers what it is about.

    Raises AgreementNotInForce.
    """
    allowed = allowance(agreement, agency=agency, flow=Flow.IN)
    if DataItem.RECORD_REFERENCE not in allowed.items:
        raise AgreementNotInForce(
            _(
                "“%(agreement)s” does not list the record’s own reference, which tells rows apart. Draft a version that does."
            )
            % {"agreement": agreement}
        )
    passing = {item.value for item in allowed.items}
    return frozenset(passing if category in allowed.categories else passing - {DataItem.EVENT.value})


def linkable() -> QuerySet[Extract]:
    """Extracts whose agreement is in force for linkage now: with it ends what is known through them."""
    return Extract.objects.filter(
        agreement_in_force("agreement__"),
        agreement__purposes__contains=[Purpose.LINKAGE],
        agreement__direction__in=DIRECTIONS_OF_FLOW[Flow.IN],
    )


def binding(agency: Agency) -> QuerySet[SharingAgreement]:
    """Those in force that bind the agency, to find households by what all say."""
    rows = SharingAgreement.objects.in_force().filter(purposes__contains=[Purpose.LINKAGE])
    return rows.filter(parties__agency=agency)
