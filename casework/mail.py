"""The e-mail itself, and what an error of the mail server proves: an address, counts and a link, and nothing else."""

import smtplib
from dataclasses import dataclass
from email.utils import parseaddr
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# What a server refuses with: from 400 on "not now", from 500 on "never". Any other answer is none that we understand.
REFUSALS = range(400, 600)
FIRST_PERMANENT = 500


class Outcome(StrEnum):
    """What came of handing a message over."""

    SENT = "sent"
    NOT_NOW = "not_now"  # the server said no: it has nothing, and may take it later
    NEVER = "never"  # the server said no, and would say so again
    UNCERTAIN = "uncertain"  # nobody can say whether it has it


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it, and the error's name and code: never its text, which may quote an address."""

    outcome: Outcome
    error: str = ""


def compose(key: UUID, address: str, *, reminders: int, overdue: int) -> EmailMessage:
    """The e-mail of one message. Raises ValueError where the address cannot stand in a header."""
    where = _("Sign in to read them: %(address)s") % {"address": f"{settings.SERVICE_ADDRESS}/"}
    promise = _(
        "Nothing about anybody you support stands in this e-mail. When and how you are reminded, and who stands in\n"
        "for you while you are away, is yours to set there."
    )
    mail = EmailMessage(
        subject=_("Alongside: %(reminders)s") % {"reminders": _counted(reminders)},
        body="\n\n".join([_what_waits(reminders, overdue), where, promise]) + "\n",
        to=[address],
        headers={"Message-ID": message_id(key), "Auto-Submitted": "auto-generated"},
    )
    mail.message()  # a header that cannot be is found out before anything is handed over
    return mail


def message_id(key: UUID) -> str:
    """Made from the row's id, so that two e-mails of one row show what they are."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<reminder-{key}@{domain}>"


def open_connection() -> BaseEmailBackend:
    """A connection to the mail server, signed in. Whatever this raises, nothing was handed over."""
    connection: BaseEmailBackend = get_connection(fail_silently=False)
    connection.open()
    return connection


def close_connection(connection: BaseEmailBackend) -> None:
    """What was accepted stays accepted, however the goodbye goes."""
    try:
        connection.close()
    except (smtplib.SMTPException, OSError):
        return


def hand_over(connection: BaseEmailBackend, mail: EmailMessage) -> Result:
    """Give one e-mail to the mail server."""
    try:
        taken = connection.send_messages([mail])
    except Exception as error:
        return Result(what_it_proves(error), name_of(error))
    return Result(Outcome.SENT) if taken == 1 else Result(Outcome.UNCERTAIN, "not counted")


def what_it_proves(error: Exception) -> Outcome:
    """Whether the server can have the message.

    It has not where it answered with a refusal: to the sender, to each recipient, or to the data, since a server that
    answers DATA with an error has taken no responsibility (RFC 5321, 4.2.5 and 6.1). Where it answered nothing (the
    connection was lost, or timed out), it may have it; and so with every error that we do not know.
    """
    code = _code_of(error)
    if code not in REFUSALS:
        return Outcome.UNCERTAIN
    return Outcome.NEVER if code >= FIRST_PERMANENT else Outcome.NOT_NOW


def name_of(error: BaseException) -> str:
    """Its name and the server's code, such as `SMTPDataError 451`."""
    code = _code_of(error)
    return f"{type(error).__name__}{f' {code}' if code else ''}"[:60]


def _code_of(error: BaseException) -> int:
    """The server's answer; 0 where it gave none."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max((code for code, _text in error.recipients.values()), default=0)
    refusals = (smtplib.SMTPSenderRefused, smtplib.SMTPDataError)
    return int(error.smtp_code) if isinstance(error, refusals) else 0


def _counted(number: int) -> str:
    return ngettext("%(number)d reminder", "%(number)d reminders", number) % {"number": number}


def _what_waits(reminders: int, overdue: int) -> str:
    said = {"reminders": _counted(reminders), "overdue": overdue}
    if overdue:
        return _("You have %(reminders)s in Alongside, %(overdue)s of them past the day.") % said
    return _("You have %(reminders)s in Alongside.") % said
