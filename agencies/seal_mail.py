"""Once a day the newest seal goes by e-mail to every information governance lead: a copy that this machine cannot take back."""

import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from agencies import clock, heartbeats
from agencies.enums import RoleCode, SystemActor
from agencies.models import AuditSeal, Membership

logger = logging.getLogger(__name__)


def send() -> int:
    """Send it, unless it went today or nothing is sealed yet; how many e-mails went.

    - it has a number, a root and a count, and nothing about anybody
    - where the mail server takes none, the next ring tries again
    """
    last = heartbeats.last_seen().get(SystemActor.SEAL_MAIL)
    if last is not None and clock.local_date(last) == clock.today():
        return 0
    newest = AuditSeal.objects.defer("leaves").order_by("-number").first()
    leads = Membership.objects.current().filter(role=RoleCode.GOVERNANCE_LEAD, user__is_active=True)
    addresses = sorted(set(leads.values_list("user__email", flat=True)))
    if newest is None or not addresses:
        return 0
    try:
        for address in addresses:
            _mail(newest, address).send()
    except (smtplib.SMTPException, OSError) as error:
        logger.warning("the newest seal could not be sent: %s", type(error).__name__)  # its text may quote an address
        return 0
    heartbeats.record(SystemActor.SEAL_MAIL)
    return len(addresses)


def _mail(seal: AuditSeal, address: str) -> EmailMessage:
    said = [
        _("Who did and saw what in Alongside is sealed. This is the newest seal; it stands for all before it."),
        _("Seal %(number)s, last row %(last)s:") % {"number": seal.number, "last": seal.last_id},
        seal.root,
        _("Keep this e-mail. If anybody ever doubts the record, the seal of that number must have these letters."),
        f"{settings.SERVICE_ADDRESS}/",
    ]
    return EmailMessage(
        subject=_("Alongside: seal %(number)s") % {"number": seal.number},
        body="\n\n".join(said) + "\n",
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
