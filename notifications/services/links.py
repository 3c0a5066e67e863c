"""Join links: a way into one session for one client, from one device.

The token is 192 random bits. Only its SHA-256 is stored, so that neither the database nor a backup of it lets anyone
in. Whether a link is good is decided from the facts as they are when it is used (roster, times, status), so nothing has
to be revoked when they change.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from notifications.errors import CodeNeeded, CodeRefused, LinkRefused, TooManyTries, TransportError
from notifications.models import JoinLink
from notifications.services.composing import code_message
from notifications.transports import Transport
from sessions.domain.errors import NotAdmissible
from sessions.models import Session, SessionStatus, User
from sessions.queries.admission import place_in_session

log = structlog.get_logger(__name__)

TOKEN_BYTES = 24
CODE_DIGITS = 6
CODE_LASTS = timedelta(minutes=10)
CODE_AGAIN_AFTER = timedelta(minutes=1)
# For all codes of one link together, so that asking for new ones gains a guesser nothing: 1 in 100,000.
MAX_CODE_TRIES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A link that was honoured: who is in for which session until when, and the secret that their device keeps."""

    person: User
    session: Session
    until: datetime
    device: str


def issue(*, session: Session, person: User, now: datetime) -> str:
    """A new link into the session for this client: its whole address, which is stored nowhere."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    JoinLink.objects.create(
        token_hash=_hash(token), person=person, session=session, starts_at=session.starts_at, created_at=now
    )
    return settings.PUBLIC_URL + reverse("notifications:join", args=[token])


@transaction.atomic
def open_link(*, token: str, device: str, now: datetime) -> Opened:
    """Honour a link; ``device`` is the secret of the device that asks, empty where it has none yet.

    The first device to come is bound to the link. Raises ``LinkRefused``, or ``CodeNeeded`` for another device.
    """
    link = _locked(token)
    until = _good_until(link, now=now)
    if link.device_hash and not _same(link.device_hash, _hash(device)):
        raise CodeNeeded
    return _opened(link, device, until=until, now=now)


def redeem_code(*, token: str, code: str, device: str, now: datetime) -> Opened:
    """Honour a link on another device, by the code that was e-mailed; this is the link's device from now on.

    Raises ``LinkRefused``, ``CodeRefused`` or ``TooManyTries``.
    """
    with transaction.atomic():
        link = _locked(token)
        until = _good_until(link, now=now)
        if link.code_tries >= MAX_CODE_TRIES:
            raise TooManyTries
        fresh = link.code_sent_at is not None and now < link.code_sent_at + CODE_LASTS
        if fresh and link.code_hash and _same(link.code_hash, _code_hash(link, code)):
            link.code_hash = ""
            return _opened(link, device, until=until, now=now)
        JoinLink.objects.filter(pk=link.pk).update(code_tries=F("code_tries") + 1)
    # Outside, so that the count of tries outlives the refusal.
    raise CodeRefused


def wanting_code(*, token: str, now: datetime) -> UUID | None:
    """The link to send a code for; None where one went out a moment ago."""
    link = JoinLink.objects.filter(token_hash=_hash(token)).first()
    if link is None or (link.code_sent_at is not None and now < link.code_sent_at + CODE_AGAIN_AFTER):
        return None
    return link.pk


def send_code(*, link_id: UUID, transport: Transport, now: datetime) -> None:
    """Make a new code for the link and e-mail it to its client. Asked for twice at once, only one goes out."""
    code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
    with transaction.atomic():
        link = JoinLink.objects.select_for_update(of=("self",)).select_related("person").get(pk=link_id)
        if link.code_sent_at is not None and now < link.code_sent_at + CODE_AGAIN_AFTER:
            return
        link.code_hash, link.code_sent_at = _code_hash(link, code), now
        link.save(update_fields=["code_hash", "code_sent_at"])
    try:
        transport.send(code_message(code_id=link.pk, recipient=link.person, code=code))
    except TransportError as error:
        # The person waits at the page and may ask again at once: a code nobody got must not hold the next one back.
        JoinLink.objects.filter(pk=link.pk, code_sent_at=now).update(code_hash="", code_sent_at=None)
        log.warning("join_code_not_sent", link=str(link.pk), code=error.code, answer=str(error))
    finally:
        transport.close()


def _locked(token: str) -> JoinLink:
    links = JoinLink.objects.select_for_update(of=("self",)).select_related("person", "session")
    link = links.filter(token_hash=_hash(token)).first()
    if link is None:
        raise LinkRefused
    return link


def _good_until(link: JoinLink, *, now: datetime) -> datetime:
    """When the sign-in that this link gives ends. Raises ``LinkRefused`` where it gives none, without saying why."""
    session = link.session
    if (
        session.status != SessionStatus.SCHEDULED
        or link.starts_at != session.starts_at
        or now >= session.ends_at
    ):
        raise LinkRefused
    if link.person.is_staff_member:
        raise LinkRefused
    try:
        return place_in_session(user=link.person, session=session, now=now).closes_at
    except NotAdmissible as refusal:
        raise LinkRefused from refusal


def _opened(link: JoinLink, device: str, *, until: datetime, now: datetime) -> Opened:
    device = device or secrets.token_urlsafe(TOKEN_BYTES)
    link.device_hash = _hash(device)
    link.first_used_at = link.first_used_at or now
    link.save(update_fields=["device_hash", "first_used_at", "code_hash"])
    return Opened(person=link.person, session=link.session, until=until, device=device)


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _code_hash(link: JoinLink, code: str) -> str:
    """Keyed, since six digits are soon tried through."""
    return salted_hmac("notifications.join-code", f"{link.pk}:{code}", algorithm="sha256").hexdigest()


def _same(one: str, other: str) -> bool:
    return constant_time_compare(one, other)
