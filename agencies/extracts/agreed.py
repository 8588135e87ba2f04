"""What of an extract may come in: asked of its agreement before it is handed over, and again at each step of its job."""

from django.utils.translation import gettext as _

from agencies.data_items import DataItem
from agencies.enums import DataCategory
from agencies.exceptions import AgreementNotInForce
from agencies.flows import Flow, allowance
from agencies.models import Agency, SharingAgreement


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
