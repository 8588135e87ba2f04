"""Passkeys: what the browser is asked to do with one, and whether what it sent back is right. allauth checks; we keep it."""

import json
from typing import Any

from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies import clock, second_factors
from agencies.exceptions import Invalid
from agencies.models import User

MOST = 20_000  # letters that a browser sends of one


def offered_to(user: User) -> str:
    """What a browser needs to make one for them, as JSON. The challenge waits in the session, for one answer."""
    return json.dumps(auth.begin_registration(user, passwordless=False))


def asked_of(user: User, factors: second_factors.Factors) -> str:
    """What a browser needs to use one of theirs, as JSON; empty where they have none."""
    return json.dumps(auth.begin_authentication(user)) if factors.passkeys else ""


def made(sent: str) -> dict[str, Any]:
    """What a browser made, once it is checked. Raises Invalid."""
    try:
        credential = _read(sent)
        auth.parse_registration_response(credential)
        auth.complete_registration(credential)
    except (ValidationError, ValueError, TypeError, KeyError) as error:
        raise Invalid(_("The passkey could not be set up. Try again, or use an app that shows codes.")) from error
    return credential


def is_theirs(user: User, sent: str) -> bool:
    """Whether a browser answered with one of theirs."""
    try:
        credential = _read(sent)
        auth.parse_authentication_response(credential)
        row = auth.complete_authentication(user, credential)
    except (ValidationError, ValueError, TypeError, KeyError):
        return False
    second_factors.note_use(row.pk, at=clock.now())
    return True


def _read(sent: str) -> dict[str, Any]:
    credential = json.loads(sent[:MOST])
    if not isinstance(credential, dict):
        raise TypeError("A credential is an object.")
    return credential
