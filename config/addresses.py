"""From where a request comes, as our own proxies saw it: what a client says of itself in a header is never believed."""

from ipaddress import IPv4Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def trusted_address(request: HttpRequest) -> str:
    """The address, or `unknown`; all of an IPv6 client's 64-bit network counts as one.

    Each of our NUM_PROXIES proxies adds to X-Forwarded-For whom it heard from, so that the last so many entries are ours,
    and whatever a client wrote there itself stands further to the front. Without a proxy of ours the header is not read.
    """
    seen = request.META.get("REMOTE_ADDR", "")
    if settings.NUM_PROXIES and (forwarded := request.META.get("HTTP_X_FORWARDED_FOR")):
        told = forwarded.split(",")
        seen = told[-min(settings.NUM_PROXIES, len(told))]
    try:
        address = ip_address(seen.strip())
    except ValueError:
        return "unknown"
    return str(address) if isinstance(address, IPv4Address) else str(ip_network((address, 64), strict=False))
