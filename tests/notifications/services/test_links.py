"""A link lets one client into one session from one device, and dies with what it was made for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from notifications.errors import CodeNeeded, CodeRefused, LinkRefused, TooManyTries
from notifications.models import JoinLink
from notifications.services import links
from notifications.services.links import Opened, issue, open_link, redeem_code, send_code, wanting_code
from notifications.transports.email import SmtpTransport
from sessions.models import EndedReason, Role, Session, SessionStatus, User
from sessions.services.enrolment import close_episode
from tests import factories
from tests.notifications.rows import changed, moved
from tests.notifications.smtp import Server, words

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def client() -> User:
    return factories.client()


@pytest.fixture
def session(now: datetime, client: User) -> Session:
    return factories.session_at(now + 10 * MINUTE, clients=[client])


@pytest.fixture
def token(session: Session, client: User, now: datetime) -> str:
    return token_of(issue(session=session, person=client, now=now))


def token_of(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


def opened(token: str, now: datetime, device: str = "") -> Opened:
    return open_link(token=token, device=device, now=now)


def code_from(mail: Server) -> str:
    return next(
        word for word in words(mail.taken[-1]).split() if word.isdigit() and len(word) == links.CODE_DIGITS
    )


def asked_for_code(token: str, now: datetime) -> None:
    link_id = wanting_code(token=token, now=now)
    assert link_id is not None
    send_code(link_id=link_id, transport=SmtpTransport(), now=now)


def test_tokens_are_random_and_only_their_hash_is_stored(
    session: Session, client: User, now: datetime
) -> None:
    tokens = {token_of(issue(session=session, person=client, now=now)) for _ in range(3)}
    assert len(tokens) == 3
    assert all(len(token) * 6 >= 128 for token in tokens)
    stored = str(list(JoinLink.objects.values()))
    assert not any(token in stored for token in tokens)


def test_a_link_lets_its_client_into_its_session_until_the_room_closes(
    token: str, session: Session, client: User, now: datetime
) -> None:
    came = opened(token, now)
    assert (came.person, came.session, came.until) == (client, session, session.ends_at + 30 * MINUTE)


def test_the_same_device_may_come_back_until_the_end(token: str, session: Session, now: datetime) -> None:
    device = opened(token, now).device
    assert opened(token, session.ends_at - MINUTE, device).device == device
    with pytest.raises(LinkRefused):
        opened(token, session.ends_at, device)


def test_a_link_works_from_an_hour_before_the_start(now: datetime, client: User) -> None:
    session = factories.session_at(now + timedelta(hours=5), clients=[client])
    token = token_of(issue(session=session, person=client, now=now))
    with pytest.raises(LinkRefused):
        opened(token, session.starts_at - 60 * MINUTE - timedelta(seconds=1))
    assert opened(token, session.starts_at - 60 * MINUTE).person == client


def cancel(session: Session) -> None:
    changed(session, status=SessionStatus.CANCELLED)


def reschedule(session: Session) -> None:
    moved(session, 5 * MINUTE)


def end(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(status=SessionStatus.ENDED)


def lose_the_place(session: Session) -> None:
    session.roster.all().delete()


def close_the_account(session: Session) -> None:
    User.objects.update(is_active=False)


def become_staff(session: Session) -> None:
    User.objects.update(role=Role.FACILITATOR)


@pytest.mark.parametrize("event", [cancel, reschedule, end, lose_the_place, close_the_account, become_staff])
@pytest.mark.parametrize("used_before", [False, True])
def test_a_link_is_dead_at_once(
    token: str, session: Session, now: datetime, event: Callable[[Session], None], used_before: bool
) -> None:
    device = opened(token, now).device if used_before else ""
    event(session)
    with pytest.raises(LinkRefused):
        opened(token, now, device)


def test_a_link_is_dead_at_once_when_care_ends(now: datetime) -> None:
    group = factories.group_with(clients=1)
    enrolment = group.enrolments.get()
    session = factories.session_at(now + 10 * MINUTE, group=group)
    token = token_of(issue(session=session, person=enrolment.client, now=now))
    opened(token, now)
    close_episode(
        enrolment_id=enrolment.pk,
        reason=EndedReason.CHOSE_TO_LEAVE,
        on_date=session.starts_at.astimezone(ZoneInfo(group.track.program.time_zone)).date(),
        now=now,
        note="Moved away.",
    )
    with pytest.raises(LinkRefused):
        opened(token, now)


def test_a_later_end_does_not_kill_a_link_that_was_sent(token: str, session: Session, now: datetime) -> None:
    changed(session, ends_at=session.ends_at + 30 * MINUTE)
    assert opened(token, now).until == session.ends_at + 30 * MINUTE


def test_a_wrong_token_is_refused_in_the_same_words_as_a_dead_one(
    token: str, session: Session, now: datetime
) -> None:
    with pytest.raises(LinkRefused) as wrong:
        opened("x" * len(token), now)
    cancel(session)
    with pytest.raises(LinkRefused) as dead:
        opened(token, now)
    assert (wrong.value.code, wrong.value.sentence, str(wrong.value)) == (
        dead.value.code,
        dead.value.sentence,
        str(dead.value),
    )


def test_a_second_device_needs_the_code_that_is_e_mailed_to_the_client(
    mail: Server, token: str, client: User, now: datetime
) -> None:
    first = opened(token, now).device
    with pytest.raises(CodeNeeded):
        opened(token, now)
    asked_for_code(token, now)
    assert mail.taken[0]["To"] == client.email
    second = redeem_code(token=token, code=code_from(mail), device="", now=now).device
    assert opened(token, now, second).person == client
    with pytest.raises(CodeNeeded):
        opened(token, now, first)


def test_a_code_works_once_for_ten_minutes(mail: Server, token: str, now: datetime) -> None:
    opened(token, now)
    asked_for_code(token, now)
    code = code_from(mail)
    with pytest.raises(CodeRefused):
        redeem_code(token=token, code=code, device="", now=now + 10 * MINUTE)
    redeem_code(token=token, code=code, device="", now=now + 9 * MINUTE)
    with pytest.raises(CodeRefused):
        redeem_code(token=token, code=code, device="", now=now + 9 * MINUTE)


def test_codes_cannot_be_guessed_by_trying_or_by_asking_for_new_ones(
    mail: Server, token: str, now: datetime
) -> None:
    opened(token, now)
    for attempt in range(links.MAX_CODE_TRIES):
        if attempt % 5 == 0:
            asked_for_code(token, now + attempt * MINUTE)
        with pytest.raises(CodeRefused):
            redeem_code(token=token, code="wrong", device="", now=now)
    with pytest.raises(TooManyTries):
        redeem_code(token=token, code=code_from(mail), device="", now=now + 6 * MINUTE)


def test_one_code_a_minute_goes_out_however_often_it_is_asked_for(
    mail: Server, token: str, now: datetime
) -> None:
    opened(token, now)
    link_id = wanting_code(token=token, now=now)
    assert link_id is not None
    for _ in range(2):
        send_code(link_id=link_id, transport=SmtpTransport(), now=now)
    assert len(mail.taken) == 1
    assert wanting_code(token=token, now=now + timedelta(seconds=59)) is None
    assert wanting_code(token=token, now=now + MINUTE) == link_id


def test_a_code_that_could_not_be_sent_may_be_asked_for_again_at_once(
    mail: Server, token: str, now: datetime
) -> None:
    opened(token, now)
    mail.script.append("451 Later")
    asked_for_code(token, now)
    assert mail.taken == []
    asked_for_code(token, now)
    assert redeem_code(token=token, code=code_from(mail), device="", now=now)
