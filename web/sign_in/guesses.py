"""Guesses of a second factor count together with those of the password: ten for an account, sixty from one place."""

from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.utils.translation import gettext as _

from agencies.models import User


def refused(request: HttpRequest, user: User, is_right: Callable[[], bool], wrong: str = "") -> str:
    """What to say where it is wrong or was tried too often; empty where it is right. Raises RedisError.

    Counted before it is looked at, so that a hundred guesses at once are a hundred; a right one is taken off again.
    """
    adapter = get_adapter(request)
    key = adapter._get_login_attempts_cache_key(request, email=user.email)  # as for the password
    used = ratelimit.consume(request, app="allauth.account", action="login_failed", key=key)
    if used is None:
        return str(adapter.error_messages["too_many_login_attempts"])
    if is_right():
        used.rollback()
        return ""
    return wrong or _(
        "This code is not right, or was used already. Wait for the next one on your phone, and enter that."
    )
