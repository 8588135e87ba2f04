"""Sessions of the pages: whose are still open, and ending them. A session names its user inside, where no query looks."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from agencies import clock

SEEN = "seen_at"  # the instant of the last request, in the session
SHARED = "shared_computer"  # others sit at this computer too, as whoever signed in said


def idle_of(session: Mapping[str, Any]) -> timedelta:
    """How long the session lasts while nothing happens."""
    return settings.SESSION_IDLE_SHARED if session.get(SHARED) else settings.SESSION_IDLE


def counted(users: Collection[UUID]) -> Counter[UUID]:
    """How many sessions each of these has that could still be used. One query, however many they are."""
    return Counter(user for user, _ in _open() if user in users)


def end_all(user: UUID) -> int:
    """Remove every session of the user's; gives how many could still have been used."""
    keys = [key for whose, key in _open() if whose == user]
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)


def clear_expired() -> int:
    """Remove sessions that ended by themselves; gives how many. Nobody could use them: this is only tidying."""
    return Session.objects.filter(expire_date__lt=clock.Now()).delete()[0]


def _open() -> Iterator[tuple[UUID, str]]:
    """Whose each is, and its key."""
    now = clock.now()
    for row in Session.objects.filter(expire_date__gt=clock.Now()).iterator():
        said = row.get_decoded()  # empty where it was signed with a key that is no longer ours
        seen = said.get(SEEN)
        if SESSION_KEY in said and seen and now - datetime.fromisoformat(seen) <= idle_of(said):
            yield UUID(said[SESSION_KEY]), row.session_key
