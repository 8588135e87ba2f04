"""How many requests a minute an actor may send, counted in the cache that all processes share."""

import logging
import time
from ipaddress import IPv4Address, ip_address, ip_network
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from api.etags import actor_id

if TYPE_CHECKING:
    from rest_framework.views import APIView  # at run time it imports this module, by name, from the settings

logger = logging.getLogger(__name__)

WINDOW = 60
COMPLAIN_EVERY = 60
REST_AFTER_FAILURE = 5


class ActorThrottle(BaseThrottle):
    """A fixed window of one minute for each membership, or for each address while nobody is signed in.

    Without the cache nobody is turned away: a worker in front of a family matters more than a rate.
    """

    # Of the process, since an instance lives for one request.
    resting_until = 0.0
    complained_at = float("-inf")

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Count this request, and say whether it is within the rate."""
        self.now = time.time()
        actor = getattr(request, "actor", None)
        if actor is None:
            who, rate = f"address:{self.address(request)}", settings.API_ANONYMOUS_RATE_PER_MINUTE
        else:
            who, rate = f"actor:{actor_id(actor)}", settings.API_RATE_PER_MINUTE
        return self.count(f"api-rate:{who}:{int(self.now // WINDOW)}") <= int(rate)

    def wait(self) -> float:
        """The seconds until the next window."""
        return WINDOW - self.now % WINDOW

    def count(self, key: str) -> int:
        """How often the key was counted, this time included; 0 while the cache cannot say."""
        if time.monotonic() < ActorThrottle.resting_until:
            return 0
        try:
            # Two atomic steps, so that no two requests count as one. The key outlives its window, never its next.
            cache.add(key, 0, timeout=WINDOW * 2)
            return cache.incr(key)
        except ValueError:
            return 1  # evicted between the two steps
        except (RedisError, OSError) as error:
            self.rest(error)
            return 0

    def address(self, request: Request) -> str:
        """The client's address as our own proxies saw it; all of an IPv6 client's 64-bit network counts as one."""
        try:
            address = ip_address(self.get_ident(request) or "")
        except ValueError:
            return "unknown"
        return str(address) if isinstance(address, IPv4Address) else str(ip_network((address, 64), strict=False))

    def rest(self, error: Exception) -> None:
        """Ask nothing of the cache for a while: each request would wait for its timeout. Say so once a minute."""
        now = time.monotonic()
        ActorThrottle.resting_until = now + REST_AFTER_FAILURE
        if now - ActorThrottle.complained_at >= COMPLAIN_EVERY:
            ActorThrottle.complained_at = now
            logger.error("requests are not counted, because the cache does not answer: %s", type(error).__name__)
