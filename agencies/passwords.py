"""A new password by a link from an e-mail: asked for by anybody, sent to whoever acts here today, good once and not for long."""

import logging
import smtplib
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import system_actor
from agencies.enums import SystemActor
from agencies.exceptions import Invalid, PasswordLinkRefused
from agencies.models import ApiToken, Membership, PasswordLink, User

logger = logging.getLogger(__name__)


class _Keys(PasswordResetTokenGenerator):
    """Django's: made of the user's password, address and last sign-in, so that any change of these ends a key."""

    key_salt = "agencies.passwords"

    def _now(self) -> datetime:
        return clock.now().astimezone(UTC).replace(tzinfo=None)


KEYS = _Keys()


def ask(email: str) -> None:
    """Leave a row for the worker. Whether anybody has this address is looked up by it alone, and later.

    So the answer is the same for every address, and as quick.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO agencies_passwordlink (id, email, wanted_at) VALUES (%s, %s, clock())",
            [uuid4(), email.strip().lower()],
        )


@transaction.atomic
def send_next() -> bool:
    """Send one link that was asked for; False where none waits, or where the mail server takes none now.

    The row goes in the transaction in which the e-mail goes: after a crash it may go twice, which does no harm.

    - leaves a row in the trail where somebody has the address; for an account that has ended nothing is sent
    """
    # In no order, since an address that the mail server refuses for now must not hold up the others.
    waiting = PasswordLink.objects.select_for_update(skip_locked=True).order_by("?").first()
    if waiting is None:
        return False
    lasts = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    user = _who_acts(email=waiting.email)
    if user is not None and clock.now() - waiting.wanted_at < lasts:
        try:
            _mail_to(user).send()
        except (smtplib.SMTPException, OSError) as error:
            logger.warning("a link for a new password waits: %s", type(error).__name__)  # its text may quote an address
            return False
        audit.record("user.password_link_sent", user, by=system_actor(SystemActor.SIGN_INS), at=clock.now())
    waiting.delete()
    return True


def holds(key: str) -> bool:
    """Whether a new password can be set with this key now."""
    return _whose(key) is not None


def invited(key: str) -> User | None:
    """Who was brought in and has not been here yet, by the key that they were sent; None for everybody else.

    Whoever has a password says it before they link themselves to an agency's provider: their e-mail alone is not enough.
    """
    user = _whose(key)
    return user if user is not None and not user.has_usable_password() and user.last_login is None else None


@transaction.atomic
def set_new(key: str, *, password: str) -> User:
    """Set the password of whoever was sent this key. Raises PasswordLinkRefused, Invalid.

    - ends every session that began with the old one, at its next request, and every token
    - ends the key, and all others that were sent
    - leaves a row in the trail
    """
    known = _whose(key)
    if known is None:
        raise PasswordLinkRefused(_("This link was used already, or it is too old. Ask for a new one."))
    user = User.objects.select_for_update().get(pk=known.pk)
    if _whose(key) is None:  # another window was quicker
        raise PasswordLinkRefused(_("This link was used already, or it is too old. Ask for a new one."))
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(_("Choose another password."), {"password": list(error.messages)}) from error
    user.set_password(password)
    user.save(update_fields=["password"])
    at = clock.now()
    tokens = ApiToken.objects.in_force().filter(membership__user=user)
    tokens.update(revoked_at=at, revoked_by=F("membership"))
    audit.record("user.password_set", user, by=system_actor(SystemActor.SIGN_INS), at=at)
    return user


def _who_acts(**known: object) -> User | None:
    """The user, where they act for an agency today."""
    current = Membership.objects.current().filter(**{f"user__{name}": value for name, value in known.items()})
    membership = current.select_related("user").first()
    return membership.user if membership else None


def _whose(key: str) -> User | None:
    """Whose key it is, where it still holds."""
    pk, _dot, proof = key.partition(".")
    try:
        user = _who_acts(pk=UUID(pk))
    except ValueError:
        return None
    return user if user is not None and KEYS.check_token(user, proof) else None


def _mail_to(user: User) -> EmailMessage:
    minutes = settings.PASSWORD_RESET_TIMEOUT // 60
    query = urlencode({"key": f"{user.pk.hex}.{KEYS.make_token(user)}"})
    said = [
        _("Somebody asked for a new password for Alongside with this e-mail address."),
        _("If it was you, set it here within %(minutes)s minutes. The link works once:") % {"minutes": minutes},
        f"{settings.SERVICE_ADDRESS}{reverse(settings.PASSWORD_PAGE)}?{query}",
        _("If it was not you, do nothing: your password stays as it is. If it happens again, tell your administrator."),
        _("Nothing about anybody you support stands in this e-mail."),
    ]
    return EmailMessage(
        subject=_("Alongside: set a new password"),
        body="\n\n".join(said) + "\n",
        to=[user.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
