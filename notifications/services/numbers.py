"""Proving a mobile number: a code goes there by text, and whoever types it on their own page has the phone.

Without it a mistyped digit would send someone's appointments to a stranger.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import structlog
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from notifications.domain.blocking import BlockReason
from notifications.domain.numbers import as_e164
from notifications.domain.planning import Channel
from notifications.domain.wording import TemplateName
from notifications.errors import PreferenceRefused, TransportError
from notifications.models import ChannelBlock, NumberCheck, Preference
from notifications.services.composing import Content, compose
from notifications.services.preferences import drop_channel
from notifications.transports import Transport
from sessions.models import User

log = structlog.get_logger(__name__)

CODE_DIGITS = 6
CODE_LASTS = timedelta(minutes=10)
CODE_AGAIN_AFTER = timedelta(minutes=1)
COUNTED_FOR = timedelta(days=1)
MAX_SENT = 5
MAX_TRIES = 10


@transaction.atomic
def want_number(*, person: User, typed: str, now: datetime) -> NumberCheck:
    """Note the number that is to be proved; the code is sent by ``send_number_code``. Raises ``PreferenceRefused``."""
    number = as_e164(typed)
    if number is None:
        raise PreferenceRefused("not_a_number", field="number")
    stopped = ChannelBlock.objects.filter(
        channel=Channel.SMS, address=number, reason=BlockReason.STOPPED, lifted_at=None
    )
    if stopped.exists():
        raise PreferenceRefused("number_stopped", field="number")
    NumberCheck.objects.get_or_create(person=person, defaults={"number": number, "began_at": now})
    check = NumberCheck.objects.select_for_update().get(person=person)
    if now >= check.began_at + COUNTED_FOR:
        check.began_at, check.sent, check.tries = now, 0, 0
    if check.sent >= MAX_SENT:
        raise PreferenceRefused("too_many_codes", field="number")
    if check.number != number:
        check.number, check.code_hash, check.code_sent_at = number, "", None
    check.save()
    return check


def send_number_code(*, person_id: UUID, transport: Transport, now: datetime) -> None:
    """Make a code and text it to the number that is to be proved; asked for twice at once, only one goes out."""
    code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
    with transaction.atomic():
        check = (
            NumberCheck.objects.select_for_update(of=("self",)).select_related("person").get(person=person_id)
        )
        if check.code_sent_at is not None and now < check.code_sent_at + CODE_AGAIN_AFTER:
            return
        check.code_hash, check.code_sent_at = _hash(person_id, check.number, code), now
        check.sent += 1
        check.save(update_fields=["code_hash", "code_sent_at", "sent"])
    try:
        transport.send(
            compose(
                id_=uuid4(),
                name=TemplateName.CODE,
                channel=Channel.SMS,
                recipient=check.person,
                content=Content(values={"code": code}),
                to=check.number,
            )
        )
    except TransportError as error:
        # The person waits at the page and may ask again at once.
        NumberCheck.objects.filter(person=person_id, code_sent_at=now).update(code_hash="", code_sent_at=None)
        log.warning("number_code_not_sent", code=error.code, answer=str(error))
    finally:
        transport.close()


def prove_number(*, person: User, code: str, now: datetime) -> None:
    """The number is theirs: texts can be chosen. Raises ``PreferenceRefused``."""
    with transaction.atomic():
        check = NumberCheck.objects.select_for_update().filter(person=person).first()
        if check is None:
            raise PreferenceRefused("code_wrong", field="code")
        if check.tries >= MAX_TRIES:
            raise PreferenceRefused("too_many_codes", field="code")
        fresh = check.code_sent_at is not None and now < check.code_sent_at + CODE_LASTS
        typed = _hash(person.pk, check.number, "".join(code.split()))
        if fresh and check.code_hash and constant_time_compare(check.code_hash, typed):
            Preference.objects.update_or_create(
                person=person, defaults={"sms_number": check.number, "sms_verified_at": now}
            )
            check.delete()
            return
        check.tries += 1
        check.save(update_fields=["tries"])
    # Outside, so that the count of tries outlives the refusal.
    raise PreferenceRefused("code_wrong", field="code")


@transaction.atomic
def remove_number(*, person: User) -> None:
    """No more texts to this person."""
    NumberCheck.objects.filter(person=person).delete()
    drop_channel(person=person, channel=Channel.SMS)
    Preference.objects.filter(person=person).update(sms_verified_at=None, sms_number="")


def _hash(person_id: UUID, number: str, code: str) -> str:
    """Keyed, since six digits are soon tried through."""
    return salted_hmac(
        "notifications.number-code", f"{person_id}:{number}:{code}", algorithm="sha256"
    ).hexdigest()
