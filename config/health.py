"""Whether this process lives, and whether the service as a whole can do its work."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

import redis
from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from agencies import clock, heartbeats
from agencies.enums import SystemActor
from casework import emergency_notices, reminder_messages
from worker.schedule import HEARTBEAT_SECONDS, JOBS_SECONDS, REMINDERS_SECONDS, SEALS_SECONDS

logger = logging.getLogger(__name__)

# How long each may be silent before it counts as gone. The worker's word also waits in the queue, so it gets one more.
PATIENCE_SECONDS = {
    SystemActor.BEAT: 2 * HEARTBEAT_SECONDS,
    SystemActor.WORKER: 3 * HEARTBEAT_SECONDS,
    # Alive, and yet deaf: nobody has looked for what is due.
    SystemActor.REMINDERS: 2 * REMINDERS_SECONDS,
    # Files that agencies handed over wait, and nobody takes them up.
    SystemActor.JOBS: 12 * JOBS_SECONDS,
    # What is not sealed can be altered unseen. Nobody is kept from reading for it.
    SystemActor.SEALER: 6 * SEALS_SECONDS,
}
BROKER_LIMITS = {"socket_connect_timeout": 1, "socket_timeout": 1}

Findings = dict[str, dict[str, Any]]


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """One address for both questions, as few are open to strangers: `/health/`, and `/health/?ready=yes`."""
    return ready() if "ready" in request.GET else live()


def live() -> JsonResponse:
    """200 where this process answers at all. Asks nobody else: a lost database must not restart every web process."""
    return JsonResponse({"alive": True})


def ready() -> JsonResponse:
    """200 where the service can do its work, else 503; the body says which part cannot."""
    findings = {
        **_found(_ask_database, ["database", *PATIENCE_SECONDS]),
        **_found(_ask_messages, ["messages"]),
        **_found(_ask_broker, ["broker"]),
    }
    is_ready = all(finding["ok"] for finding in findings.values())
    return JsonResponse({"ready": is_ready, **findings}, status=200 if is_ready else 503)


def _found(ask: Callable[[], Findings], parts: list[str]) -> Findings:
    """What was found; where the question fails, none of its parts is well, and the log says why."""
    try:
        return ask()
    except Exception as error:  # whatever it is, the answer is 503: a monitor must not meet a failure of the question
        logger.warning("Readiness: %s cannot be asked: %s: %s", parts[0], type(error).__name__, error)
        return {part: {"ok": False} for part in parts}


def _ask_database() -> Findings:
    seen, now = heartbeats.last_seen(), clock.now()
    silences = {actor.value: _sign_of_life(seen.get(actor), now, limit) for actor, limit in PATIENCE_SECONDS.items()}
    return {"database": {"ok": True}, **silences}


def _ask_messages() -> Findings:
    """Well where none waits, or none has waited for too long: an e-mail that is late is somebody who was not told."""
    waiting = (reminder_messages.oldest_waiting(), emergency_notices.oldest_waiting())
    since = min((each for each in waiting if each is not None), default=None)
    if since is None:
        return {"messages": {"ok": True, "age_seconds": None}}
    return {"messages": _sign_of_life(since, clock.now(), settings.REMINDER_OLDEST_SECONDS)}


def _ask_broker() -> Findings:
    with redis.Redis.from_url(settings.REDIS_URL, **BROKER_LIMITS) as client:
        return {"broker": {"ok": bool(client.ping())}}


def _sign_of_life(seen_at: datetime | None, now: datetime, limit_seconds: float) -> dict[str, Any]:
    """Both instants are the database's, so no other clock can be wrong."""
    if seen_at is None:
        return {"ok": False, "age_seconds": None}
    age = (now - seen_at).total_seconds()
    return {"ok": age <= limit_seconds, "age_seconds": round(age, 1)}
