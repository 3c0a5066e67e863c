"""How often one address on the network may send what a stranger can send."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


def tried_too_often(request: HttpRequest, *, what: str, at_most: int, within_s: int) -> bool:
    """Count this try; whether it is more than ``at_most`` from the request's address within that time."""
    address = get_adapter(request).get_client_ip(request)  # behind as many proxies as the settings say
    key = f"{what}-tries:{address}"
    cache.add(key, 0, within_s)
    try:
        tries: int = cache.incr(key)
    except ValueError:  # it ran out in between
        return False
    return tries > at_most
