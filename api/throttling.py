"""How many requests a minute an actor may send to the API."""

from typing import TYPE_CHECKING

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from agencies import rates
from api.etags import actor_id
from config.addresses import trusted_address

if TYPE_CHECKING:
    from rest_framework.views import APIView  # at run time it imports this module, by name, from the settings


class ActorThrottle(BaseThrottle):
    """A fixed window of one minute for each membership, or for each address while nobody is signed in."""

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Count this request, and say whether it is within the rate."""
        actor = getattr(request, "actor", None)
        if actor is None:
            who, rate = f"address:{trusted_address(request._request)}", settings.API_ANONYMOUS_RATE_PER_MINUTE
        else:
            who, rate = f"actor:{actor_id(actor)}", settings.API_RATE_PER_MINUTE
        return rates.counted(f"api:{who}") <= int(rate)

    def wait(self) -> float:
        """The seconds until the next window."""
        return rates.seconds_left()
