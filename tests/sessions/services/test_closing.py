"""Programs, tracks and groups are closed from the inside out; nothing that was is lost, and nothing new begins."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial

import pytest

from sessions.domain.errors import CareError, EnrolmentRefused, ProgramRefused, ScheduleRefused
from sessions.models import (
    EndedReason,
    Enrolment,
    Group,
    LevelOfCare,
    OutboxEvent,
    Series,
    Session,
    SessionStatus,
)
from sessions.queries.placements import suggestions
from sessions.services.closing import (
    close_group,
    close_program,
    close_track,
    reopen_group,
    reopen_program,
    reopen_track,
)
from sessions.services.enrolment import close_episode, enrol_client
from sessions.services.groups import GroupTerms, set_up_group
from sessions.services.programs import ProgramTerms, TrackTerms, publish_track, set_up_program, set_up_track
from sessions.services.series import lay_out_ahead, schedule_series
from sessions.services.sessions import schedule_session
from tests import factories
from tests.threads import at_once

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
db = pytest.mark.django_db


def empty_group(now: datetime) -> Group:
    """In a published track, without clients."""
    group = factories.group_with(clients=0)
    group.track.published_at = now - WEEK
    group.track.save()
    return group


def going_on(group: Group, now: datetime) -> Series:
    return schedule_series(
        group=group,
        kind=factories.kind(),
        title="Evening group",
        weekdays=[1, 2, 3, 4, 5, 6, 7],
        starts_local=time(18),
        minutes=60,
        from_date=now.date() + DAY,
        until_date=None,
        now=now,
    )


def refused(code: str) -> pytest.RaisesExc[CareError]:
    return pytest.raises(CareError, match=f"^{code}:")


@db
def test_a_group_is_closed_once_nobody_is_enrolled_in_it(now: datetime) -> None:
    group = empty_group(now)
    client = factories.client()
    enrolment = enrol_client(client=client, group=group, from_date=now.date() - WEEK, now=now)
    with refused("clients_enrolled"):
        close_group(group.pk, now=now)

    close_episode(
        enrolment_id=enrolment.pk,
        reason=EndedReason.OTHER,
        note="Moved away",
        on_date=now.date() - DAY,
        now=now,
    )
    close_group(group.pk, now=now)

    group.refresh_from_db()
    assert group.closed_at == now
    assert Enrolment.objects.get() == enrolment


@db
def test_what_is_planned_is_cancelled_only_where_that_was_asked_for(now: datetime) -> None:
    group = empty_group(now)
    was = factories.session_at(now - WEEK, group=group)
    going_on(group, now)
    with refused("sessions_ahead"):
        close_group(group.pk, now=now)
    planned = Session.objects.filter(group=group, status=SessionStatus.SCHEDULED).exclude(pk=was.pk).count()
    assert planned > 60

    close_group(group.pk, now=now, cancel_ahead=True)

    cancelled = Session.objects.filter(group=group, status=SessionStatus.CANCELLED)
    told = OutboxEvent.objects.filter(name="SessionCancelled").values_list("payload__session_id", flat=True)
    assert cancelled.count() == planned
    assert set(told) == {str(pk) for pk in cancelled.values_list("pk", flat=True)}
    was.refresh_from_db()
    assert was.status == SessionStatus.SCHEDULED
    assert lay_out_ahead(now + 4 * WEEK) == 0  # its series has ended


@db
def test_nothing_is_closed_while_a_session_is_on(now: datetime) -> None:
    group = empty_group(now)
    factories.session_at(now - HOUR / 2, group=group)
    with refused("session_on"):
        close_group(group.pk, now=now, cancel_ahead=True)


@db
def test_a_track_is_closed_after_its_groups_and_a_program_after_its_tracks(now: datetime) -> None:
    group = empty_group(now)
    track, program = group.track, group.track.program
    with refused("groups_open"):
        close_track(track.pk, now=now)
    with refused("tracks_open"):
        close_program(program.pk, now=now)

    close_group(group.pk, now=now)
    close_track(track.pk, now=now)
    close_program(program.pk, now=now)

    for close in (
        partial(close_group, group.pk),
        partial(close_track, track.pk),
        partial(close_program, program.pk),
    ):
        with refused("closed"):
            close(now=now)


@db
def test_individual_sessions_ahead_hold_a_program_open(now: datetime) -> None:
    program = factories.program()
    clinician, client = factories.facilitator(), factories.client()
    alone = schedule_session(
        program=program,
        kind=factories.kind("individual"),
        title="Individual",
        starts_at=now + DAY,
        ends_at=now + DAY + HOUR,
        roster={clinician: "facilitator", client: "client"},  # type: ignore[dict-item]
        now=now,
    )
    with refused("sessions_ahead"):
        close_program(program.pk, now=now)
    close_program(program.pk, now=now, cancel_ahead=True)
    alone.refresh_from_db()
    assert alone.status == SessionStatus.CANCELLED


@db
def test_nothing_begins_in_what_is_closed(now: datetime) -> None:
    group = empty_group(now)
    track, program = group.track, group.track.program
    leader = group.facilitators.get()
    close_group(group.pk, now=now)
    terms = GroupTerms(name="Another", seats_min=1, seats_max=8, facilitators=[leader])

    with pytest.raises(EnrolmentRefused, match=r"^group_closed:"):
        enrol_client(client=factories.client(), group=group, from_date=now.date(), now=now)
    with pytest.raises(ScheduleRefused, match=r"^closed:"):
        going_on(group, now)
    with pytest.raises(ProgramRefused, match=r"^closed:"):
        set_up_group(track, terms, today=now.date(), now=now, group_id=group.pk)
    assert suggestions(weekly_hours=None, on=now.date()) == ()

    close_track(track.pk, now=now)
    with pytest.raises(ProgramRefused, match=r"^closed:"):
        set_up_group(track, terms, today=now.date(), now=now)
    with pytest.raises(ProgramRefused, match=r"^closed:"):
        publish_track(track.pk, now=now)

    close_program(program.pk, now=now)
    with pytest.raises(ProgramRefused, match=r"^closed:"):
        set_up_track(program, EVENING)
    with pytest.raises(ProgramRefused, match=r"^closed:"):
        set_up_program(terms_of(program.name), today=now.date(), program_id=program.pk)


EVENING = TrackTerms(name="Later", weekdays=[1], starts_local=time(21), ends_local=time(23), break_minutes=0)


def terms_of(name: str, **more: object) -> ProgramTerms:
    return ProgramTerms(
        **{
            "name": name,
            "level": LevelOfCare.IOP,
            "weekly_hours_min": Decimal(9),
            "weekly_hours_max": Decimal(19),
            "usual_weeks": 10,
            "time_zone": "UTC",
            "state": "",
            "seats_max": 12,
            **more,
        }  # type: ignore[arg-type]
    )


@db
def test_what_is_closed_is_opened_from_the_outside_in(now: datetime) -> None:
    group = empty_group(now)
    track, program = group.track, group.track.program
    close_group(group.pk, now=now)
    close_track(track.pk, now=now)
    close_program(program.pk, now=now)

    for reopen in (partial(reopen_group, group.pk), partial(reopen_track, track.pk)):
        with refused("within_closed"):
            reopen()
    reopen_program(program.pk)
    reopen_track(track.pk)
    reopen_group(group.pk)

    enrol_client(client=factories.client(), group=group, from_date=now.date(), now=now)
    assert going_on(group, now).sessions.exists()


@db
def test_a_track_whose_hours_were_taken_stays_closed(now: datetime) -> None:
    track = factories.track()
    close_track(track.pk, now=now)
    same_hours = TrackTerms(
        name="In its place",
        weekdays=track.weekdays,
        starts_local=track.starts_local,
        ends_local=track.ends_local,
        break_minutes=0,
    )
    set_up_track(track.program, same_hours)
    with refused("tracks_overlap"):
        reopen_track(track.pk)


@db
def test_closing_and_opening_are_kept(now: datetime) -> None:
    group = empty_group(now)
    close_group(group.pk, now=now)
    reopen_group(group.pk)
    kept = group.history.order_by("pgh_id")  # type: ignore[attr-defined]
    assert [each.closed_at for each in kept][-3:] == [None, now, None]


@pytest.mark.django_db(transaction=True)
def test_nobody_gets_into_a_group_that_is_closed_at_that_moment(now: datetime) -> None:
    group = empty_group(now)
    client = factories.client()
    first = date(2026, 1, 5)
    outcomes: list[object] = at_once(
        [
            partial(close_group, group.pk, now=now),
            partial(enrol_client, client=client, group=group, from_date=first, now=now),
        ]
    )

    group.refresh_from_db()
    enrolled = Enrolment.objects.filter(group=group).exists()
    assert enrolled == (group.closed_at is None)
    assert sum(isinstance(outcome, CareError) for outcome in outcomes) == 1


@db
def test_the_one_who_is_called_could_step_in(now: datetime) -> None:
    program = factories.program(state="OH")
    stranger, licensed = factories.facilitator(), factories.facilitator()
    factories.license_in("OH", licensed)
    today = now.date()
    with refused("backup_not_licensed"):
        set_up_program(terms_of("One", state="OH", backup=stranger), today=today)
    assert set_up_program(terms_of("One", state="OH", backup=licensed), today=today).backup == licensed

    track = factories.track(within=program)
    terms = GroupTerms(name="G", seats_min=1, seats_max=8, facilitators=[licensed], backup=licensed)
    with refused("backup_leads"):
        set_up_group(track, terms, today=today, now=now)
    left = factories.facilitator(is_active=False)
    gone = GroupTerms(name="G", seats_min=1, seats_max=8, facilitators=[licensed], backup=left)
    with refused("backup_away"):
        set_up_group(track, gone, today=today, now=now)
