"""A client's hours: what counts, what is required, what is authorized, and what could still make them up."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sessions.domain.authorizations import Unit
from sessions.domain.compliance import Verdict
from sessions.domain.tapering import Standing
from sessions.models import (
    AttendanceRecord,
    Authorization,
    Enrolment,
    Group,
    Payer,
    Session,
    SessionStatus,
    TaperStep,
    User,
)
from sessions.queries.weekly_hours import Dose, dose, doses
from tests import factories

pytestmark = pytest.mark.django_db
MONDAY = date(2027, 3, 1)
NOW = datetime(2027, 3, 3, 17, tzinfo=UTC)  # Wednesday noon in New York
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def enrolled(group: Group | None = None, **fields: object) -> Enrolment:
    usual: dict[str, object] = {"began_date": date(2027, 1, 4)}
    return Enrolment.objects.create(
        client=factories.client(), group=group or factories.group_with(), **usual | fields
    )


def at(weekday: int, hour: int = 18) -> datetime:
    """That hour of the week in New York (UTC-5 then); 0 is Monday."""
    return datetime.combine(MONDAY, time(hour), tzinfo=UTC) + timedelta(days=weekday) + 5 * HOUR


def attended(enrolment: Enrolment, start: datetime, minutes: int) -> Session:
    """A session that is over and final."""
    session = factories.session_at(
        start,
        group=enrolment.group,
        status=SessionStatus.ENDED,
        ended_at=start + 3 * HOUR,
        attendance_final_at=start + 3 * HOUR,
    )
    factories.record(session, enrolment.client, credited_s=minutes * 60, countable_s=170 * 60)
    return session


def test_a_corrected_record_counts_as_corrected_and_once() -> None:
    enrolment = enrolled()
    session = attended(enrolment, at(0), 100)
    first = AttendanceRecord.objects.get(session=session)
    AttendanceRecord.versions.filter(pk=first.pk).update(superseded_at=NOW)
    first.pk, first.version, first.credited_s = None, 2, 40 * 60
    first.reason, first.corrected_by = "Left the room for an hour.", factories.facilitator()
    first.save(force_insert=True)
    found = dose(client_id=enrolment.client_id, now=NOW)
    assert found is not None
    assert found.credited == 40 * MINUTE


def found(client: User, now: datetime = NOW) -> Dose:
    result = dose(client_id=client.pk, now=now)
    assert result is not None
    return result


def test_today_and_the_week_stand_side_by_side() -> None:
    enrolment = enrolled()
    attended(enrolment, at(0), 170)
    attended(enrolment, at(2, 8), 130)
    factories.session_at(at(4), group=enrolment.group)
    now = found(enrolment.client)
    assert (now.today.credited, now.today.planned) == (130 * MINUTE, 170 * MINUTE)
    assert (now.credited, now.required, now.authorized) == (300 * MINUTE, 9 * HOUR, None)


def test_a_session_that_is_on_counts_as_far_as_it_went() -> None:
    enrolment = enrolled()
    session = factories.session_at(NOW - 2 * HOUR, group=enrolment.group)
    for someone in (enrolment.client, *enrolment.group.facilitators.all()):
        span = factories.was_in(session, someone, NOW - 2 * HOUR)
        span.last_seen_at = NOW
        span.save()
    assert found(enrolment.client).today.credited == 120 * MINUTE


def test_cancelled_sessions_and_kinds_that_do_not_count_are_left_out() -> None:
    enrolment = enrolled()
    factories.session_at(at(3), group=enrolment.group, status=SessionStatus.CANCELLED)
    medication = factories.kind("medication", counts_toward_hours=False)
    factories.session_at(at(4, 10), clients=[enrolment.client], kind=medication)
    assert found(enrolment.client).week.required.forecast == timedelta(0)


def test_the_taper_step_in_force_is_what_is_required() -> None:
    enrolment = enrolled(weekly_hours=Decimal(12))
    assert found(enrolment.client).required == 12 * HOUR
    TaperStep.objects.create(enrolment=enrolment, from_date=MONDAY + timedelta(days=4), weekly_hours=6)
    now = found(enrolment.client)
    assert (now.required, now.standing) == (6 * HOUR, Standing.FLAGGED)
    later = found(enrolment.client, NOW + timedelta(weeks=3))
    assert (later.required, later.standing) == (9 * HOUR, Standing.TOO_LONG)


def test_what_the_payer_authorized_stands_beside_it() -> None:
    enrolment, payer = enrolled(), Payer.objects.create(name="Blue Mesa")
    Authorization.objects.create(
        enrolment=enrolment,
        payer=payer,
        number="A-1",
        unit=Unit.DAYS,
        amount=12,
        from_date=MONDAY,
        to_date=MONDAY + timedelta(days=27),
    )
    attended(enrolment, at(0), 170)
    assert found(enrolment.client).authorized == 9 * HOUR
    assert found(enrolment.client, NOW + timedelta(weeks=4)).authorized == timedelta(0)


def test_a_week_that_will_be_short_says_what_could_make_it_up() -> None:
    program = factories.program(weekly_hours_min=6)
    enrolment = enrolled(factories.group_with(within=program))
    attended(enrolment, at(0), 170)
    other, full = factories.group_with(within=program), factories.group_with(clients=12, within=program)
    offered = factories.session_at(at(3), group=other)
    factories.session_at(at(3, 8), group=full)
    factories.session_at(at(1), group=other)  # over
    factories.session_at(at(8), group=other)  # next week
    factories.session_at(at(3, 12), group=factories.group_with())  # another program
    now = found(enrolment.client)
    assert (now.verdict, now.short_by) == (Verdict.AT_RISK, 190 * MINUTE)
    assert now.make_up == (offered,)


def test_first_and_last_weeks_raise_no_alarm() -> None:
    weeks: tuple[dict[str, Any], ...] = (
        {"began_date": MONDAY + timedelta(days=1)},
        {"ended_date": MONDAY + timedelta(days=5)},
        {"began_date": MONDAY + timedelta(days=9)},
    )
    for fields in weeks:
        now = found(enrolled(**fields).client)
        assert (now.verdict, now.short_by, now.make_up) == (Verdict.PARTIAL, timedelta(0), ())


def test_weeks_begin_on_monday_by_the_programs_clock() -> None:
    enrolment = enrolled()
    attended(enrolment, at(0, 0), 170)  # Monday 00:00 in New York
    attended(enrolment, at(-1, 23), 170)
    assert found(enrolment.client).credited == 170 * MINUTE


def test_whoever_is_not_enrolled_has_no_dose() -> None:
    former = enrolled(ended_date=MONDAY)
    someone = factories.client()
    assert doses(client_ids=[former.client_id, someone.pk], now=NOW) == {}


def test_many_clients_take_no_more_queries_than_one() -> None:
    program = factories.program()
    ids: list[UUID] = []
    for _ in range(4):
        enrolment = enrolled(factories.group_with(within=program))
        attended(enrolment, at(0), 170)
        factories.session_at(NOW - HOUR, group=enrolment.group)
        factories.session_at(at(4), group=enrolment.group)
        ids.append(enrolment.client_id)
    counts = []
    for several in (ids[:1], ids):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(doses(client_ids=several, now=NOW, with_make_up=True)) == len(several)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14
