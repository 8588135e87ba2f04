"""How often somebody may do what costs little and tells much, counted in the cache that all processes share."""

import logging
import time

from django.core.cache import cache
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from agencies.actors import Actor
from agencies.exceptions import TooOften

logger = logging.getLogger(__name__)

WINDOW = 60


def spend(actor: Actor, what: str, *, most: int) -> None:
    """Count this one time, of so many in a minute. Raises TooOften.

    Without the cache nobody is turned away: a worker in front of a family matters more than a rate.
    """
    now = time.time()
    key = f"rate:{what}:{actor.signatory.pk}:{int(now // WINDOW)}"
    try:
        # Two atomic steps, so that no two requests count as one. The key outlives its window, never its next.
        cache.add(key, 0, timeout=WINDOW * 2)
        times = cache.incr(key)
    except ValueError:  # evicted between the two steps
        return
    except (RedisError, OSError) as error:
        # Never the traceback: it holds the key, and with it who searched.
        logger.error("%s is not counted: %s", what, type(error).__name__)  # noqa: TRY400
        return
    if times > most:
        raise TooOften(_("You have done this %(most)s times in a minute. Wait a minute, then go on.") % {"most": most})
