"""Who is told of emergency access, and the e-mail that says no more than that they should sign in."""

import logging
import smtplib
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from agencies import clock
from agencies.actors import Actor
from agencies.enums import RoleCode
from agencies.models import Membership
from casework.apart import is_kept_from
from casework.enums import AllocationRole
from casework.models import Allocation, Case, EmergencyAccess, EmergencyNotice

logger = logging.getLogger(__name__)


def tell(emergency: EmergencyAccess, *, by: Actor) -> None:
    """Leave a row for each who is to be told: in the transaction that opens the case, so that neither is without the other."""
    case = Case.objects.select_related("team").get(pk=emergency.case_id)
    told = [each for each in _whom(case, by) if not is_kept_from(case, each)]
    EmergencyNotice.objects.bulk_create(EmergencyNotice(emergency=emergency, recipient=each) for each in told)


@transaction.atomic
def send_next() -> bool:
    """Send one e-mail that waits; False where none does, or where the mail server takes none now.

    The row is settled in the transaction in which the e-mail goes: none is lost, and after a crash in between one goes twice.
    """
    # In no order, since an address that the mail server refuses for now must not hold up the others.
    rows = EmergencyNotice.objects.filter(sent_at__isnull=True, recipient__in=Membership.objects.current())
    row = rows.select_for_update(of=("self",), skip_locked=True).select_related("recipient__user").order_by("?").first()
    if row is None:
        return False
    try:
        _mail(row).send()
    except (smtplib.SMTPException, OSError) as error:
        logger.warning("an e-mail about an emergency waits: %s", type(error).__name__)  # its text may quote an address
        return False
    row.sent_at = clock.now()
    row.save(update_fields=["sent_at"])
    return True


def oldest_waiting() -> datetime | None:
    """Since when the e-mail that has waited longest is wanted; None where none waits."""
    rows = EmergencyNotice.objects.filter(sent_at__isnull=True, recipient__in=Membership.objects.current())
    return rows.order_by("emergency__opened_at").values_list("emergency__opened_at", flat=True).first()


def _whom(case: Case, by: Actor) -> QuerySet[Membership]:
    """Who works with the household, or the team's manager where nobody leads it; and both agencies' governance leads."""
    works = Allocation.objects.filter(case=case, ended_at__isnull=True)
    whom = Q(pk__in=works.values("membership"))
    if not works.filter(role=AllocationRole.LEAD).exists():
        whom |= Q(pk=case.team.manager_id)
    whom |= Q(role=RoleCode.GOVERNANCE_LEAD, agency__in=[case.team.agency_id, by.signatory.agency_id])
    rows: QuerySet[Membership] = Membership.objects.current().filter(whom)
    return rows.exclude(user=by.signatory.user_id)


def _mail(row: EmergencyNotice) -> EmailMessage:
    oversees = row.recipient.role == RoleCode.GOVERNANCE_LEAD
    said = [
        _(
            "Somebody opened a case in an emergency. Sign in to see who and why, and to look at it within two working days."
        )
        if oversees
        else _("Somebody opened one of your cases in an emergency. Sign in to see who and why."),
        f"{settings.SERVICE_ADDRESS}/",
        _("Nothing about anybody you support stands in this e-mail."),
    ]
    return EmailMessage(
        subject=_("Alongside: a case was opened in an emergency"),
        body="\n\n".join(said) + "\n",
        to=[row.recipient.user.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
