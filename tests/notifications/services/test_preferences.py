"""What people choose is kept whole or not at all, and never leaves them without a way to hear of a session."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.core.signing import Signer

from notifications.domain.blocking import BlockReason
from notifications.domain.planning import Channel, Kind
from notifications.errors import PreferenceRefused
from notifications.models import ChannelBlock, NumberCheck, Preference, PushSubscription
from notifications.services import numbers, unsubscribing
from notifications.services.preferences import (
    choose_channels,
    choose_hours,
    choose_language_and_zone,
    preference_of,
)
from notifications.services.subscribing import is_push_service, subscribe, unsubscribe
from notifications.transports import Message, Taken
from sessions.models import OutboxEvent, User
from tests import factories

pytestmark = pytest.mark.django_db

NUMBER = "+12125550123"
ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"
P256DH = "BEl62iUYgUivxIkv69yViEuiBIa-Ib9-SkvMeAtA3LFgDzkrxZJjSgSnfckjBJuBkr3qBUYIHBQFLXYp5Nksh8U"
AUTH = "AAAAAAAAAAAAAAAAAAAAAA"


class Texts:
    """An SMS transport that keeps what it was given."""

    takes_key = True
    lease = timedelta(seconds=10)

    def __init__(self) -> None:
        self.taken: list[Message] = []

    def open(self) -> None:
        pass

    def send(self, message: Message) -> Taken:
        self.taken.append(message)
        return Taken()

    def close(self) -> None:
        pass

    @property
    def code(self) -> str:
        digits = "".join(each if each.isdigit() else " " for each in self.taken[-1].text)
        return next(word for word in digits.split() if len(word) == numbers.CODE_DIGITS)


@pytest.fixture
def ana() -> User:
    return factories.client()


def with_number(person: User, now: datetime) -> User:
    Preference.objects.update_or_create(
        person=person, defaults={"sms_number": NUMBER, "sms_verified_at": now}
    )
    return person


def with_browser(person: User, now: datetime) -> PushSubscription:
    return subscribe(person=person, endpoint=ENDPOINT, p256dh=P256DH, auth=AUTH, label="Chrome", now=now)


def refused_code(refused: pytest.ExceptionInfo[PreferenceRefused]) -> tuple[str, str]:
    return refused.value.code, refused.value.field


def test_channels_are_kept_and_what_is_planned_follows(ana: User, now: datetime) -> None:
    with_number(ana, now)
    choose_channels(person=ana, chosen={Kind.REMINDER: {Channel.SMS, Channel.EMAIL}, Kind.DIGEST: set()})
    kept = preference_of(ana)
    assert kept.channels(Kind.REMINDER) == (Channel.EMAIL, Channel.SMS)
    assert kept.channels(Kind.DIGEST) == ()
    assert kept.channels(Kind.JOIN) == (Channel.EMAIL,)
    assert OutboxEvent.objects.get().payload == {"person_id": str(ana.pk)}


@pytest.mark.parametrize("kind", [Kind.REMINDER, Kind.JOIN, Kind.CHANGE])
def test_no_channel_at_all_is_refused_and_nothing_is_written(ana: User, kind: Kind) -> None:
    with pytest.raises(PreferenceRefused) as refused:
        choose_channels(person=ana, chosen={Kind.DIGEST: set(), kind: set()})
    assert refused_code(refused) == ("no_channel", kind)
    assert not Preference.objects.exists()
    assert not OutboxEvent.objects.exists()


@pytest.mark.parametrize(
    ("channel", "code"), [(Channel.SMS, "number_not_verified"), (Channel.PUSH, "no_browser")]
)
def test_a_channel_that_leads_nowhere_cannot_be_chosen(ana: User, channel: Channel, code: str) -> None:
    with pytest.raises(PreferenceRefused) as refused:
        choose_channels(person=ana, chosen={Kind.JOIN: {channel}})
    assert refused_code(refused) == (code, Kind.JOIN)


def test_hours_of_less_than_one_are_refused(ana: User) -> None:
    choose_hours(person=ana, rings_from=time(22), rings_until=time(6))
    with pytest.raises(PreferenceRefused):
        choose_hours(person=ana, rings_from=time(9), rings_until=time(9, 30))
    assert (preference_of(ana).rings_from, preference_of(ana).rings_until) == (time(22), time(6))


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../../etc/passwd", "America/New York"])
def test_an_unknown_zone_is_refused(ana: User, zone: str) -> None:
    with pytest.raises(PreferenceRefused) as refused:
        choose_language_and_zone(person=ana, language="es", time_zone=zone)
    assert refused_code(refused) == ("unknown_zone", "time_zone")
    ana.refresh_from_db()
    assert ana.language == "en"


def proved(person: User, now: datetime) -> Texts:
    texts = Texts()
    numbers.want_number(person=person, typed="(212) 555-0123", now=now)
    numbers.send_number_code(person_id=person.pk, transport=texts, now=now)
    return texts


def test_a_number_counts_once_its_code_is_typed(ana: User, now: datetime) -> None:
    texts = proved(ana, now)
    assert texts.taken[0].to == NUMBER
    assert preference_of(ana).sms_verified_at is None
    numbers.prove_number(person=ana, code=f" {texts.code} ", now=now)
    assert (preference_of(ana).sms_number, preference_of(ana).sms_verified_at) == (NUMBER, now)
    assert not NumberCheck.objects.exists()


def test_a_code_is_for_one_person_one_number_and_ten_minutes(ana: User, now: datetime) -> None:
    code = proved(ana, now).code
    with pytest.raises(PreferenceRefused):
        numbers.prove_number(person=factories.client(), code=code, now=now)
    with pytest.raises(PreferenceRefused):
        numbers.prove_number(person=ana, code=code, now=now + timedelta(minutes=10))
    numbers.want_number(person=ana, typed="+1 212 555 0177", now=now)
    with pytest.raises(PreferenceRefused):
        numbers.prove_number(person=ana, code=code, now=now)


def test_codes_can_neither_be_guessed_nor_be_used_to_ring_a_stranger(ana: User, now: datetime) -> None:
    texts = proved(ana, now)
    numbers.send_number_code(person_id=ana.pk, transport=texts, now=now + timedelta(seconds=59))
    assert len(texts.taken) == 1
    for _ in range(numbers.MAX_TRIES):
        with pytest.raises(PreferenceRefused):
            numbers.prove_number(person=ana, code="no", now=now)
    with pytest.raises(PreferenceRefused) as refused:
        numbers.prove_number(person=ana, code=texts.code, now=now)
    assert refused.value.code == "too_many_codes"
    for minute in range(1, numbers.MAX_SENT):
        numbers.send_number_code(person_id=ana.pk, transport=texts, now=now + timedelta(minutes=minute))
    with pytest.raises(PreferenceRefused) as refused:
        numbers.want_number(person=ana, typed=NUMBER, now=now + timedelta(minutes=9))
    assert refused.value.code == "too_many_codes"
    numbers.want_number(person=ana, typed=NUMBER, now=now + timedelta(days=1))


def test_a_stopped_number_is_not_texted_a_code(ana: User, now: datetime) -> None:
    ChannelBlock.objects.create(
        channel=Channel.SMS, address=NUMBER, reason=BlockReason.STOPPED, blocked_at=now
    )
    with pytest.raises(PreferenceRefused) as refused:
        numbers.want_number(person=ana, typed=NUMBER, now=now)
    assert refused.value.code == "number_stopped"


def test_without_the_number_what_came_by_text_comes_by_mail(ana: User, now: datetime) -> None:
    with_number(ana, now)
    choose_channels(person=ana, chosen={Kind.JOIN: {Channel.SMS}, Kind.DIGEST: {Channel.SMS}})
    numbers.remove_number(person=ana)
    kept = preference_of(ana)
    assert (kept.channels(Kind.JOIN), kept.channels(Kind.DIGEST)) == ((Channel.EMAIL,), ())
    assert (kept.sms_number, kept.sms_verified_at) == ("", None)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com.evil.test/x",
        "https://fcm.googleapis.com@10.0.0.1/x",
        "https://fcm.googleapis.com:8443/x",
        "https://127.0.0.1/x",
        "https://metadata.internal/",
        "https://push.apple.com.evil.test/x",
        "file:///etc/passwd",
        "https://[::1",
        "",
    ],
)
def test_our_machines_post_to_push_services_and_nowhere_else(ana: User, now: datetime, endpoint: str) -> None:
    assert is_push_service("https://web.push.apple.com/Q123")
    assert not is_push_service(endpoint)
    with pytest.raises(PreferenceRefused):
        subscribe(person=ana, endpoint=endpoint, p256dh=P256DH, auth=AUTH, label="", now=now)


@pytest.mark.parametrize(("p256dh", "auth"), [("", AUTH), (P256DH, ""), ("AAAA", AUTH), (P256DH, "!!!")])
def test_keys_that_are_none_are_refused(ana: User, now: datetime, p256dh: str, auth: str) -> None:
    with pytest.raises(PreferenceRefused):
        subscribe(person=ana, endpoint=ENDPOINT, p256dh=p256dh, auth=auth, label="", now=now)


def test_a_browser_that_changed_hands_goes_with_its_new_user(ana: User, now: datetime) -> None:
    with_browser(ana, now)
    ben = factories.client()
    with_browser(ben, now)
    assert [each.person for each in PushSubscription.objects.all()] == [ben]


def test_with_the_last_browser_gone_what_came_by_push_comes_by_mail(ana: User, now: datetime) -> None:
    subscription = with_browser(ana, now)
    choose_channels(person=ana, chosen={Kind.REMINDER: {Channel.PUSH}})
    stranger = factories.client()
    unsubscribe(person=stranger, subscription_id=subscription.pk, now=now)
    assert preference_of(ana).channels(Kind.REMINDER) == (Channel.PUSH,)
    unsubscribe(person=ana, endpoint=ENDPOINT, now=now)
    assert preference_of(ana).channels(Kind.REMINDER) == (Channel.EMAIL,)


def test_leaving_reminder_mails_leaves_the_other_ways(ana: User, now: datetime) -> None:
    with_number(ana, now)
    unsubscribing.stop_mail(person=ana)
    kept = preference_of(ana)
    assert [kept.channels(kind) for kind in Kind] == [
        (),
        (Channel.SMS,),
        (Channel.SMS,),
        (Channel.EMAIL,),
        (Channel.EMAIL,),
    ]
    unsubscribing.stop_mail(person=ana)
    assert preference_of(ana).channels(Kind.REMINDER) == (Channel.SMS,)


def test_whose_only_way_is_mail_cannot_leave_it(ana: User, now: datetime) -> None:
    with pytest.raises(PreferenceRefused):
        unsubscribing.stop_mail(person=ana)
    with_number(ana, now)
    ChannelBlock.objects.create(
        channel=Channel.SMS, address=NUMBER, reason=BlockReason.INVALID, blocked_at=now
    )
    with pytest.raises(PreferenceRefused):
        unsubscribing.stop_mail(person=ana)


def test_only_our_own_addresses_lead_out(ana: User) -> None:
    token = unsubscribing.address(ana).rstrip("/").rpartition("/")[2]
    assert unsubscribing.whose(token) == ana
    other = Signer(salt="elsewhere").sign(ana.pk.hex)
    assert [unsubscribing.whose(each) for each in (token[:-1], other, "", "a:b")] == [None] * 4
    User.objects.update(is_active=False)
    assert unsubscribing.whose(token) is None
