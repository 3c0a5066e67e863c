"""Messages go as people chose, at hours at which their phone may ring; what can't says why, and asks for a person."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from notifications.domain.blocking import BlockReason
from notifications.domain.planning import Channel, Kind, Tier
from notifications.domain.tasks import TaskKind
from notifications.models import Preference, PushSubscription, Reminder, StaffTask
from notifications.services.blocking import block, lift
from notifications.services.planning import plan_cancellation, plan_person, plan_session
from sessions.models import Session, SessionStatus, User
from tests import factories
from tests.notifications.rows import changed, moved

pytestmark = pytest.mark.django_db

LOS_ANGELES, NEW_YORK = ZoneInfo("America/Los_Angeles"), ZoneInfo("America/New_York")
NUMBER = "+12025550123"
START = datetime(2027, 2, 2, 18, 0, tzinfo=LOS_ANGELES)  # a Tuesday; 21:00 in New York
DAY = timedelta(days=1)


def texted(*kinds: Kind, **fields: Any) -> User:
    """A client in New York whose number is proved theirs, and who wants texts alone for these kinds (or for all)."""
    client = factories.client(time_zone="America/New_York")
    chosen = {f"{kind}_channels": [Channel.SMS] for kind in kinds or Kind}
    Preference.objects.create(
        person=client, **{"sms_number": NUMBER, "sms_verified_at": START - 30 * DAY, **chosen, **fields}
    )
    return client


def session_for(client: User, starts_at: datetime = START, **fields: Any) -> Session:
    """A session that is not the client's first."""
    if not client.roster_entries.exists():
        factories.session_at(starts_at - 9 * DAY, clients=[client])
    return factories.session_at(starts_at, clients=[client], **fields)


def planned(session: Session) -> set[tuple[str, str, str, str]]:
    """Tier, channel, status and reason of its rows."""
    return set(session.reminders.values_list("tier", "channel", "status", "reason"))


def due(session: Session, tier: Tier, channel: Channel) -> str:
    row = session.reminders.get(tier=tier, channel=channel)
    return row.due_at.astimezone(NEW_YORK).strftime("%a %H:%M %Z")


def open_tasks() -> Counter[str]:
    return Counter(StaffTask.objects.filter(done_at=None).values_list("kind", flat=True))


def test_without_a_choice_everything_goes_by_mail() -> None:
    session = session_for(factories.client())
    plan_session(session_id=session.pk, now=START - 2 * DAY)
    assert planned(session) == {(tier, "email", "scheduled", "") for tier in ("24h", "1h", "10m")}


def test_a_text_that_would_ring_at_nine_in_the_evening_goes_at_a_quarter_to() -> None:
    session = session_for(texted())
    plan_session(session_id=session.pk, now=START - 2 * DAY)
    assert due(session, Tier.DAY, Channel.SMS) == "Mon 20:45 EST"


def test_eight_in_the_morning_is_no_longer_night() -> None:
    client = texted()
    client.time_zone = "America/Los_Angeles"
    client.save()
    session = session_for(client, datetime(2027, 3, 14, 9, 0, tzinfo=LOS_ANGELES))
    plan_session(session_id=session.pk, now=session.starts_at - 2 * DAY)
    row = session.reminders.get(tier=Tier.DAY)
    assert row.due_at.astimezone(LOS_ANGELES).strftime("%a %H:%M %Z") == "Sat 08:00 PST"


def test_each_kind_goes_by_its_own_channels() -> None:
    session = session_for(texted(Kind.JOIN, reminder_channels=["email", "sms"]))
    plan_session(session_id=session.pk, now=START - 2 * DAY)
    assert planned(session) == {
        *((tier, channel, "scheduled", "") for tier in ("24h",) for channel in ("email", "sms")),
        # An hour before is 20:00, and the link ten minutes before is merged with it.
        ("1h", "email", "scheduled", ""),
        ("1h", "sms", "scheduled", ""),
        ("10m", "sms", "scheduled", ""),
    }


def test_news_does_not_ring_at_night_but_waits_in_the_mailbox() -> None:
    session = session_for(texted(), START + timedelta(hours=12))
    night = START - timedelta(hours=14)  # seven in the morning in New York
    plan_session(session_id=session.pk, now=night - 2 * DAY)
    changed(session, status=SessionStatus.CANCELLED)
    plan_cancellation(session_id=session.pk, now=night)
    assert ("cancelled", "email", "scheduled", "") in planned(session)
    assert not session.reminders.filter(tier=Tier.CANCELLED, channel=Channel.SMS).exists()


def test_a_change_is_told_once_in_each_chosen_channel_whoever_plans_again() -> None:
    session = session_for(texted(change_channels=["email", "sms"]), START + DAY)
    noon = START - timedelta(hours=6)
    plan_session(session_id=session.pk, now=noon)
    moved(session, timedelta(hours=1))
    for _ in range(2):
        plan_session(session_id=session.pk, now=noon)
    plan_session(session_id=session.pk, now=noon + timedelta(hours=10))  # at night
    assert Counter(session.reminders.filter(tier=Tier.CHANGED).values_list("channel", flat=True)) == {
        "email": 1,
        "sms": 1,
    }


@pytest.mark.parametrize(
    ("reason", "stated"), [(BlockReason.STOPPED, "stopped"), (BlockReason.BOUNCED, "address_blocked")]
)
def test_a_number_that_takes_nothing_is_stated_and_mail_stands_in(reason: BlockReason, stated: str) -> None:
    client = texted()
    block(Channel.SMS, NUMBER, reason, now=START - 3 * DAY)
    session = session_for(client)
    plan_session(session_id=session.pk, now=START - 2 * DAY)
    assert planned(session) == {
        (tier, channel, status, why)
        for tier in ("24h", "1h", "10m")
        for channel, status, why in (("sms", "suppressed", stated), ("email", "scheduled", ""))
    }
    # Nobody need ask for another number where STOP was meant.
    assert open_tasks() == ({} if reason is BlockReason.STOPPED else {TaskKind.BAD_ADDRESS: 1})


def test_when_the_block_is_lifted_texts_are_planned_again() -> None:
    client = texted()
    block(Channel.SMS, NUMBER, BlockReason.STOPPED, now=START - 3 * DAY)
    session = session_for(client, START + timedelta(hours=3))
    now = session.starts_at - 2 * DAY
    plan_session(session_id=session.pk, now=now)
    lift(Channel.SMS, NUMBER, BlockReason.STOPPED, now=now)
    plan_person(person=client, now=now, anew=True)
    by_text = session.reminders.filter(channel=Channel.SMS, status="scheduled").values_list("tier", flat=True)
    assert "24h" in set(by_text)
    assert not session.reminders.filter(channel=Channel.EMAIL, status="scheduled").exists()


def test_where_nothing_is_left_the_row_says_so_and_one_task_asks_for_a_call() -> None:
    client = texted()
    block(Channel.SMS, NUMBER, BlockReason.STOPPED, now=START - 3 * DAY)
    block(Channel.EMAIL, client.email.upper(), BlockReason.COMPLAINED, now=START - 3 * DAY)
    for hours in (0, 24):
        session = session_for(client, START + timedelta(hours=hours))
        plan_session(session_id=session.pk, now=START - 2 * DAY)
        assert planned(session) == {
            (tier, "sms", "suppressed", "no_channel") for tier in ("24h", "1h", "10m")
        }
    assert open_tasks() == {TaskKind.NO_CHANNEL: 1}


def test_a_zone_that_is_none_keeps_texts_back_says_so_and_asks_for_a_correction() -> None:
    client = texted()
    client.time_zone = "Mars/Olympus_Mons"
    client.save()
    session = session_for(client)
    plan_session(session_id=session.pk, now=START - 2 * DAY)
    assert ("24h", "sms", "suppressed", "zone_unknown") in planned(session)
    assert ("24h", "email", "scheduled", "") in planned(session)
    assert open_tasks() == {TaskKind.UNKNOWN_ZONE: 1}


def test_a_number_that_was_never_proved_gets_no_texts() -> None:
    session = session_for(texted(sms_verified_at=None))
    plan_session(session_id=session.pk, now=START - 2 * DAY)
    assert ("24h", "sms", "suppressed", "no_address") in planned(session)
    assert ("24h", "email", "scheduled", "") in planned(session)


def test_push_needs_a_browser_that_is_still_there() -> None:
    client = factories.client(time_zone="America/Los_Angeles")
    Preference.objects.create(person=client, reminder_channels=["push"])
    browser = PushSubscription.objects.create(
        person=client, endpoint="https://push.example.org/1", p256dh="k", auth="s"
    )
    session = session_for(client)
    plan_session(session_id=session.pk, now=START - 2 * DAY)
    assert ("24h", "push", "scheduled", "") in planned(session)
    browser.ended_at = START - 2 * DAY
    browser.save()
    plan_person(person=client, now=START - 2 * DAY, anew=True)
    assert ("24h", "push", "suppressed", "not_chosen") in planned(session)
    assert ("24h", "email", "scheduled", "") in planned(session)


def test_new_hours_move_what_nobody_has_tried_yet_and_leave_the_rest() -> None:
    client = texted()
    session = session_for(client)
    plan_session(session_id=session.pk, now=START - 2 * DAY)
    assert due(session, Tier.DAY, Channel.SMS) == "Mon 20:45 EST"
    Preference.objects.filter(person=client).update(rings_until=time(23))
    Reminder.objects.filter(tier=Tier.HOUR).update(attempts=1)
    before = Reminder.objects.get(tier=Tier.HOUR).due_at
    plan_person(person=client, now=START - 2 * DAY, anew=True)
    assert due(session, Tier.DAY, Channel.SMS) == "Mon 21:00 EST"
    assert Reminder.objects.get(tier=Tier.HOUR).due_at == before


def test_hours_too_short_to_be_any_are_read_as_the_usual_ones() -> None:
    session = session_for(texted(rings_from=time(8), rings_until=time(8, 20)))
    plan_session(session_id=session.pk, now=START - 2 * DAY)
    assert due(session, Tier.DAY, Channel.SMS) == "Mon 20:45 EST"
