"""Whether this web process lives (``/healthz``) and can serve (``/readyz``): for proxies, Compose and the supervisor.

Answers name a failing part and never say more: whoever asks may be anybody.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

import redis
import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

log = structlog.get_logger(__name__)

# A probe that waits longer than this for Redis has its answer.
REDIS_TIMEOUT_S = 2.0
SFU_KEYS = "vip:sfu:*"


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"alive": True})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database, Redis and at least one media node are there, else 503 with the names of what is not."""
    failing = [name for name, check in CHECKS.items() if not check()]
    if failing:
        log.warning("not ready", failing=failing)
        return JsonResponse({"ready": False, "failing": failing}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return JsonResponse({"ready": True, "failing": []})


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return False
    return True


def redis_answers() -> bool:
    try:
        with _redis() as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def media_node_is_registered() -> bool:
    """Some SFU's heartbeat is in the registry (its key lives three seconds)."""
    try:
        with _redis() as client:
            return next(client.scan_iter(SFU_KEYS, count=1000), None) is not None
    except redis.RedisError:
        return False


def _redis() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=REDIS_TIMEOUT_S, socket_connect_timeout=REDIS_TIMEOUT_S
    )


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "redis": redis_answers,
    "sfu": media_node_is_registered,
}
