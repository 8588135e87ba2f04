"""What a session holds: who signed in, under which membership they act, and when anything happened last."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest

from agencies import clock, sign_ins
from agencies.models import User
from agencies.open_sessions import SEEN, idle_of
from agencies.sign_ins import SignIn

MEMBERSHIP, BEGUN, BEFORE = "membership", "signed_in_at", "signed_in_before"
HAS_CHOICE = "has_choice"
# When they gave their second factor last; allauth's own name of what is between the password and that.
PROVED, WAITING = "proved_at", "account_login"
LINK = "provider_link"  # by which they are known at their agency's provider, where they came from there
# The last request is written down so often, and no oftener: a session that ends is early by this at most, never late.
WRITTEN_EVERY = timedelta(seconds=30)
# What a page says that looks again by itself: nobody did anything, so the session lasts no longer for it.
BY_ITSELF = "X-Looks-By-Itself"


class Ended(Exception):
    """The session is over; `why` is a word that the sign-in page explains."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def act_under(request: HttpRequest, sign_in: SignIn, *, has_choice: bool) -> None:
    """The session stands for this membership from now on, under a new key: an old cookie is worth nothing.

    Leaves the actor on the request.
    """
    request.session.cycle_key()
    instant = sign_in.at.isoformat()
    request.session.update({MEMBERSHIP: str(sign_in.actor.signatory.pk), SEEN: instant, HAS_CHOICE: has_choice})
    request.session.setdefault(BEGUN, instant)
    request.actor = sign_in.actor  # type: ignore[attr-defined]


def prove(request: HttpRequest, at: datetime) -> None:
    """They gave their second factor now. The key changes: a cookie that was copied before can do nothing that is grave."""
    request.session.cycle_key()
    request.session[PROVED] = at.isoformat()


def asked_at(request: HttpRequest) -> datetime:
    """The database's instant at which it was asked who sends this request."""
    at: datetime = request.asked_at  # type: ignore[attr-defined]  # the middleware puts it beside the actor
    return at


def seconds_left(request: HttpRequest) -> int:
    """How long the session lasts if nothing else happens."""
    at, session = asked_at(request), request.session
    seen, begun = (datetime.fromisoformat(session[name]) for name in (SEEN, BEGUN))
    ends_at = min(seen + idle_of(session), begun + settings.SESSION_LONGEST)
    return max(0, int((ends_at - at).total_seconds()))


def resumed(request: HttpRequest) -> SignIn | None:
    """Who sends this request; None for a stranger, and for somebody who has not chosen an agency yet. Raises Ended."""
    session: Any = request.session
    if SESSION_KEY not in session and WAITING not in session:
        return None
    if MEMBERSHIP not in session:
        _insist_on_haste(session)
        return None
    if PROVED not in session:  # no way leads here: whoever adds one without a second factor finds it closed
        raise Ended("over")
    sign_in = sign_ins.resume(
        UUID(session[MEMBERSHIP]),
        user=UUID(session[SESSION_KEY]),
        password_mark=session.get(HASH_SESSION_KEY, ""),
        proved_at=datetime.fromisoformat(session[PROVED]),
        link=link_of(request),
    )
    if sign_in is None:
        raise Ended("over")
    seen, begun = (datetime.fromisoformat(session[name]) for name in (SEEN, BEGUN))
    if sign_in.at - seen > idle_of(session):
        raise Ended("idle")
    if sign_in.at - begun > settings.SESSION_LONGEST:
        raise Ended("long")
    if sign_in.at - seen > WRITTEN_EVERY and BY_ITSELF not in request.headers:
        session[SEEN] = sign_in.at.isoformat()
    return sign_in


def link_of(request: HttpRequest) -> UUID | None:
    """By which link to an agency's provider they came in; None for whoever came with a password."""
    link = request.session.get(LINK)
    return UUID(link) if link else None


def user_of(request: HttpRequest) -> User | None:
    """Who has signed in, whether or not they have chosen an agency; None for a stranger."""
    return request.user if isinstance(request.user, User) else None


def _insist_on_haste(session: Any) -> None:
    """Whoever stops half-way, before the second factor or the choice of an agency, is out like anybody else."""
    seen = session.get(SEEN)
    if seen is None or clock.now() - datetime.fromisoformat(seen) > idle_of(session):
        raise Ended("idle")
