"""How often somebody does something, counted by the minute in the cache that all processes share."""

import logging
import time
from dataclasses import dataclass

from django.core.cache import cache
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from agencies.actors import Actor
from agencies.exceptions import TooOften

logger = logging.getLogger(__name__)

WINDOW = 60
COMPLAIN_EVERY = 60
REST_AFTER_FAILURE = 5


@dataclass
class Rest:
    """Of this process: until when nothing is asked of the cache, and when it was last said that it is away."""

    until: float = 0.0
    complained_at: float = float("-inf")


REST = Rest()


def counted(what: str) -> int:
    """How often this came in this minute, this time included; 0 while the cache cannot say.

    Without the cache nobody is turned away: a worker in front of a family matters more than a rate.
    """
    if time.monotonic() < REST.until:
        return 0
    key = f"rate:{what}:{int(time.time() // WINDOW)}"
    try:
        # Two atomic steps, so that no two requests count as one. The key outlives its window, never its next.
        cache.add(key, 0, timeout=WINDOW * 2)
        return cache.incr(key)
    except ValueError:
        return 1  # evicted between the two steps
    except (RedisError, OSError) as error:
        _rest(error)
        return 0


def seconds_left() -> float:
    """Until the next minute begins."""
    return WINDOW - time.time() % WINDOW


def spend(actor: Actor, what: str, *, most: int) -> None:
    """Count this one time, of so many in a minute. Raises TooOften."""
    if counted(f"{what}:{actor.signatory.pk}") > most:
        raise TooOften(_("You have done this %(most)s times in a minute. Wait a minute, then go on.") % {"most": most})


def _rest(error: Exception) -> None:
    """Ask nothing of the cache for a while: each request would wait for its timeout. Say so once a minute.

    Never the traceback: it holds the key, and with it who did what.
    """
    now = time.monotonic()
    REST.until = now + REST_AFTER_FAILURE
    if now - REST.complained_at >= COMPLAIN_EVERY:
        REST.complained_at = now
        logger.error("requests are not counted, because the cache does not answer: %s", type(error).__name__)
