"""On Sunday the week ahead, in the morning the day: at the reader's own hour, once, with what is true when it goes."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from notifications.domain.delivery import Reason, Status
from notifications.domain.planning import Channel, Tier
from notifications.models import Preference, Reminder
from notifications.services import delivery
from notifications.services.digests import plan_digests
from notifications.transports.email import SmtpTransport
from sessions.models import SessionStatus
from tests import factories
from tests.notifications.rows import changed
from tests.notifications.smtp import Server, words

pytestmark = pytest.mark.django_db

LOS_ANGELES, NEW_YORK = ZoneInfo("America/Los_Angeles"), ZoneInfo("America/New_York")
SUNDAY = datetime(2027, 1, 31, 17, 0, tzinfo=NEW_YORK)
MONDAY_NIGHT = SUNDAY + timedelta(days=1, hours=1)
HOUR = timedelta(hours=1)


def run(now: datetime) -> int:
    plan_digests(now=now)
    return delivery.send_due(transport=SmtpTransport(), clock=lambda: now)


def test_the_week_is_told_on_sunday_at_five_by_the_clients_own_clock(mail: Server) -> None:
    east, west = (factories.client(time_zone=zone.key) for zone in (NEW_YORK, LOS_ANGELES))
    factories.session_at(MONDAY_NIGHT, clients=[east, west])
    sent = [run(SUNDAY + hours * HOUR) for hours in (-2, -1, 0, 1, 2, 3, 4)]
    assert sent == [0, 0, 1, 0, 0, 1, 0]
    assert [message["To"] for message in mail.taken] == [east.email, west.email]
    assert mail.taken[0]["Subject"] == "Your week"


def test_it_lists_the_week_as_it_is_when_the_digest_goes(mail: Server) -> None:
    client = factories.client(time_zone="America/New_York")
    monday, tuesday, after = (
        factories.session_at(MONDAY_NIGHT + timedelta(days=days), clients=[client]) for days in (0, 1, 7)
    )
    plan_digests(now=SUNDAY - HOUR)
    changed(monday, status=SessionStatus.CANCELLED)
    assert run(SUNDAY) == 1
    text = words(mail.taken[0])
    assert "Tuesday, February 2, 2027, 6:00 PM EST" in text
    assert "Monday" not in text
    assert "February 8" not in text
    assert (tuesday.status, after.status) == ("scheduled", "scheduled")


def test_a_week_that_has_become_empty_is_not_told(mail: Server) -> None:
    session = factories.session_at(MONDAY_NIGHT, clients=1)
    plan_digests(now=SUNDAY - HOUR)
    changed(session, status=SessionStatus.CANCELLED)
    assert run(SUNDAY) == 0
    assert list(Reminder.objects.values_list("status", "reason")) == [
        (Status.SUPPRESSED, Reason.NOTHING_TO_TELL)
    ]


def test_whoever_wants_no_digest_gets_none(mail: Server) -> None:
    session = factories.session_at(MONDAY_NIGHT, clients=1)
    Preference.objects.create(person=session.roster.get().person, digest_channels=[])
    assert run(SUNDAY) == 0
    assert not Reminder.objects.exists()


def test_a_clinician_hears_at_seven_how_many_and_never_who(mail: Server) -> None:
    leader = factories.facilitator(time_zone="America/New_York")
    clients = [factories.client(legal_name=f"Zebedee {number}") for number in range(3)]
    seven = datetime(2027, 2, 2, 7, 0, tzinfo=NEW_YORK)
    for hours in (2, 5):
        factories.session_at(seven + hours * HOUR, facilitators=[leader], clients=clients)
    factories.session_at(seven + 26 * HOUR, facilitators=[leader], clients=4)
    assert [run(seven - HOUR / 60), run(seven), run(seven + HOUR)] == [0, 1, 0]
    (digest,) = mail.taken
    assert "Today: 2 appointments, 3 people expected, 0 open tasks." in words(digest)
    assert "Zebedee" not in digest.as_string()


def test_after_noon_the_day_is_no_news(mail: Server) -> None:
    leader = factories.facilitator(time_zone="America/New_York")
    noon = datetime(2027, 2, 2, 12, 0, tzinfo=NEW_YORK)
    factories.session_at(noon + HOUR, facilitators=[leader])
    assert run(noon) == 0


def test_planning_costs_the_same_however_many_there_are(django_assert_max_num_queries: object) -> None:
    factories.session_at(MONDAY_NIGHT, clients=5)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        plan_digests(now=SUNDAY)
    assert Reminder.objects.filter(tier=Tier.WEEK, channel=Channel.EMAIL).count() == 5
