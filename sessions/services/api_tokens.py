"""Keys by which the clinic's other systems read."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sessions.domain.errors import TokenRefused
from sessions.models import ApiToken, Role, Scope, User

LONGEST = timedelta(days=366)
TOKEN_BYTES = 32
PREFIX = "vip_"  # scanners that look for leaked keys know it by this


def make_token(
    *, name: str, scopes: list[Scope], lasts: timedelta, by: User, now: datetime
) -> tuple[ApiToken, str]:
    """A key and its text, which nobody can read again. Raises ``TokenRefused``."""
    if not by.is_active or by.role != Role.SUPERVISOR:
        raise TokenRefused("not_a_supervisor")
    if not scopes:
        raise TokenRefused("no_scopes")
    if not timedelta(0) < lasts <= LONGEST:
        raise TokenRefused("lasts_too_long")
    text = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    token = ApiToken.objects.create(
        name=name,
        token_hash=hash_of(text),
        scopes=sorted(set(scopes)),
        made_by=by,
        made_at=now,
        expires_at=now + lasts,
    )
    return token, text


def revoke_token(token_id: UUID, *, by: User, now: datetime) -> None:
    """From this moment it opens nothing. Raises ``TokenRefused``."""
    if not by.is_active or by.role != Role.SUPERVISOR:
        raise TokenRefused("not_a_supervisor")
    ApiToken.objects.filter(pk=token_id, revoked_at=None).update(revoked_at=now)


def token_for(text: str, *, now: datetime) -> ApiToken | None:
    """The key with this text, if it is good now; that it was used is noted, by the minute."""
    token = ApiToken.objects.filter(token_hash=hash_of(text), revoked_at=None, expires_at__gt=now).first()
    if token is not None and (token.last_used_at is None or now - token.last_used_at > timedelta(minutes=1)):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def hash_of(text: str) -> str:
    """256 random bits need no salt."""
    return sha256(text.encode()).hexdigest()
