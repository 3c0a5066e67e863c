"""Series: laid out ahead, changed from one occurrence on, turning through their topics."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from sessions.domain.errors import DoubleBooked, ScheduleRefused
from sessions.management.defaults.load import load_topics, usual_curriculum
from sessions.models import (
    CancelReason,
    Group,
    Holiday,
    LicenseKind,
    OutboxEvent,
    RosterPart,
    Series,
    Session,
    SessionStatus,
    Topic,
)
from sessions.queries.topics import rotation_of
from sessions.services.curricula import set_up_curriculum
from sessions.services.enrolment import enrol_client
from sessions.services.following import cancel_following, reschedule_following
from sessions.services.groups import GroupTerms, set_up_group
from sessions.services.series import AHEAD, lay_out_ahead, schedule_series
from sessions.services.sessions import cancel_session, reschedule_session, substitute_facilitator
from sessions.services.team import add_license
from tests import factories
from tests.threads import at_once

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)  # a Monday
MONDAY = date(2027, 3, 1)
ONE_DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


@pytest.fixture
def group() -> Group:
    return factories.group_with(clients=2)


def plan(group: Group | None, /, **changes: Any) -> Series:
    """Monday, Wednesday and Friday from 18:00 to 21:00 in New York, without an end."""
    terms: dict[str, Any] = {
        "group": group,
        "kind": factories.kind(),
        "title": "Evening group",
        "weekdays": [1, 3, 5],
        "starts_local": time(18),
        "minutes": 180,
        "from_date": MONDAY,
        "until_date": None,
        "now": NOW,
    }
    return schedule_series(**terms | changes)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(ScheduleRefused) as refusal:
        act()
    return refusal.value.code


def occurrences(series: Series) -> list[Session]:
    return list(series.sessions.order_by("starts_at"))


# --- laying out -----------------------------------------------------------------------------------------------------


def test_a_series_without_an_end_is_laid_out_ahead_and_on_as_time_goes(group: Group) -> None:
    series = plan(group)
    assert series.sessions.count() == 31  # ten weeks and the day that ends them
    assert lay_out_ahead(NOW) == 0
    assert lay_out_ahead(NOW + WEEK) == 3
    assert lay_out_ahead(NOW + WEEK) == 0
    last = occurrences(series)[-1]
    assert last.starts_at <= NOW + WEEK + AHEAD + ONE_DAY
    assert last.roster.count() == 3


@pytest.mark.django_db(transaction=True)
def test_laid_out_by_three_at_once_each_occurrence_is_made_once() -> None:
    series = plan(factories.group_with())
    made = at_once([lambda: lay_out_ahead(NOW + 4 * WEEK)] * 3)
    assert sum(each for each in made if isinstance(each, int)) == 12
    dates = list(series.sessions.values_list("series_date", flat=True))
    assert len(dates) == len(set(dates)) == 43


def test_an_occurrence_that_was_moved_or_cancelled_is_not_made_again(group: Group) -> None:
    series = plan(group, until_date=MONDAY + WEEK)
    first, second, *_ = occurrences(series)
    reschedule_session(
        first.pk, starts_at=first.starts_at + ONE_DAY, ends_at=first.ends_at + ONE_DAY, now=NOW
    )
    cancel_session(second.pk, now=NOW)
    Series.objects.update(until_date=None, laid_out_until=MONDAY - ONE_DAY)
    lay_out_ahead(NOW)
    assert series.sessions.filter(series_date__lte=MONDAY + WEEK).count() == 4


def test_holidays_are_skipped(group: Group) -> None:
    Holiday.objects.create(date=MONDAY + 2 * ONE_DAY, name="Ours", program=group.track.program)
    Holiday.objects.create(date=MONDAY + 4 * ONE_DAY, name="Another's", program=factories.program())
    series = plan(group, until_date=MONDAY + 6 * ONE_DAY)
    assert [session.series_date for session in occurrences(series)] == [MONDAY, MONDAY + 4 * ONE_DAY]


def test_every_second_week_skips_the_one_between(group: Group) -> None:
    client, clinician = factories.client(), factories.facilitator()
    series = plan(
        None,
        program=group.track.program,
        members={client: RosterPart.CLIENT, clinician: RosterPart.FACILITATOR},
        weekdays=[2],
        every_weeks=2,
        minutes=50,
        until_date=MONDAY + 6 * WEEK,
    )
    assert [(session.series_date or MONDAY) - MONDAY for session in occurrences(series)] == [
        ONE_DAY + weeks * WEEK for weeks in (0, 2, 4)
    ]
    assert {session.roster.count() for session in occurrences(series)} == {2}


def test_a_time_that_the_clocks_will_skip_is_refused_before_anything_is_written(group: Group) -> None:
    change: dict[str, Any] = {"weekdays": [7], "starts_local": time(2, 30), "from_date": date(2027, 4, 1)}
    assert refused(lambda: plan(group, **change)) == "nonexistent_local_time"  # in March of next year
    assert not Series.objects.exists()


def test_whoever_is_booked_elsewhere_is_named_when_a_series_is_planned(group: Group) -> None:
    busy = group.facilitators.get()
    elsewhere = factories.session_at(datetime(2027, 3, 3, 23, tzinfo=UTC), facilitators=[busy])
    with pytest.raises(DoubleBooked) as refusal:
        plan(group)
    assert [(clash.person_id, clash.session_id) for clash in refusal.value.clashes] == [
        (busy.pk, elsewhere.pk)
    ]
    assert not Series.objects.exists()


def test_laid_out_by_itself_a_session_leaves_out_who_is_booked_elsewhere(group: Group) -> None:
    series = plan(group)
    busy = group.facilitators.get()
    later = datetime(2027, 5, 14, 22, tzinfo=UTC)  # the Friday after the weeks that are laid out
    factories.session_at(later, facilitators=[busy])
    lay_out_ahead(NOW + WEEK)
    session = series.sessions.get(starts_at=later)
    assert set(session.roster.values_list("part", flat=True)) == {"client"}


# --- this one and all that follow ----------------------------------------------------------------------------------


def test_this_one_and_all_that_follow_move_and_what_was_before_stays(group: Group) -> None:
    series = plan(group, until_date=MONDAY + 2 * WEEK)
    before = {session.pk: session.starts_at for session in occurrences(series)}
    third = occurrences(series)[2]  # Friday of the first week
    OutboxEvent.objects.all().delete()
    change: dict[str, Any] = {"weekdays": [2, 4], "starts_local": time(17), "minutes": 120}
    moved = reschedule_following(third.pk, now=NOW, **change)
    kept = occurrences(series)
    assert [(session.starts_at, session.revision) for session in kept if session.status == "scheduled"] == [
        (before[session.pk], 1) for session in kept[:2]
    ]
    dates = [session.series_date for session in occurrences(moved)]
    week = MONDAY + WEEK
    assert dates == [MONDAY + 3 * ONE_DAY, week + ONE_DAY, week + 3 * ONE_DAY]
    assert {session.starts_at.hour for session in occurrences(moved)} == {22}  # 17:00 in New York
    assert {session.revision for session in occurrences(moved)} == {2}
    cancelled = Session.objects.filter(status=SessionStatus.CANCELLED)
    assert {session.cancel_reason for session in cancelled} == {CancelReason.SERIES_ENDED}
    told = OutboxEvent.objects.values_list("name", flat=True)
    assert sorted(told) == ["SessionCancelled"] * len(cancelled) + ["SessionRescheduled"] * 3


def test_a_whole_series_may_move_onto_the_times_of_its_own_next_occurrences(group: Group) -> None:
    series = plan(group, weekdays=[1, 2, 3], until_date=MONDAY + 3 * WEEK)
    first = occurrences(series)[0]
    moved = reschedule_following(first.pk, weekdays=[2, 3, 4], starts_local=time(18), minutes=180, now=NOW)
    assert moved.sessions.filter(status=SessionStatus.SCHEDULED).count() == 9
    assert {session.roster.count() for session in occurrences(moved)} == {3}


def test_those_who_follow_do_not_move_onto_somebodys_other_session(group: Group) -> None:
    series = plan(group, until_date=MONDAY + WEEK)
    busy = group.facilitators.get()
    factories.session_at(datetime(2027, 3, 8, 15, tzinfo=UTC), facilitators=[busy])
    first = occurrences(series)[0]
    change: dict[str, Any] = {"weekdays": [1, 3, 5], "starts_local": time(10), "minutes": 60}
    early = change | {"starts_local": time(6)}  # NOW is 07:00 in New York
    assert refused(lambda: reschedule_following(first.pk, now=NOW, **early)) == "in_the_past"
    second = occurrences(series)[1]
    assert refused(lambda: reschedule_following(second.pk, now=NOW, **change)) == "double_booked"
    assert {session.revision for session in Session.objects.filter(series=series)} == {1}


def test_cancelling_this_one_and_all_that_follow_ends_the_series(group: Group) -> None:
    series = plan(group)
    second = occurrences(series)[1]
    assert cancel_following(second.pk, reason=CancelReason.TOO_FEW, now=NOW) == 30
    lay_out_ahead(NOW + 10 * WEEK)
    assert series.sessions.filter(status=SessionStatus.SCHEDULED).count() == 1


def test_what_has_begun_stays_as_it_happened(group: Group) -> None:
    first = occurrences(plan(group))[0]
    later = first.starts_at + timedelta(minutes=1)
    change: dict[str, Any] = {"weekdays": [1], "starts_local": time(18), "minutes": 60}
    assert refused(lambda: reschedule_following(first.pk, now=later, **change)) == "session_began"
    assert (
        refused(lambda: cancel_following(first.pk, reason=CancelReason.OTHER, now=later)) == "session_began"
    )


def test_a_session_outside_any_series_has_none_that_follow() -> None:
    alone = factories.session_at(NOW + ONE_DAY)
    assert refused(lambda: cancel_following(alone.pk, reason=CancelReason.OTHER, now=NOW)) == "not_a_series"


# --- who leads --------------------------------------------------------------------------------------------------------


def test_a_substitute_leads_in_the_place_of_who_is_away(group: Group) -> None:
    session = occurrences(plan(group))[0]
    absent, substitute = group.facilitators.get(), factories.facilitator()
    changed = substitute_facilitator(session.pk, absent=absent, substitute=substitute, now=NOW)
    assert [entry.person for entry in changed.roster.filter(part="facilitator")] == [substitute]
    assert changed.revision == 2
    assert OutboxEvent.objects.latest("id").name == "FacilitatorSubstituted"


def test_a_substitute_needs_a_licence_and_time() -> None:
    group = factories.group_with()
    session = occurrences(plan(group))[0]
    program = group.track.program
    program.state = "TX"
    program.save()
    absent, substitute = group.facilitators.get(), factories.facilitator()
    who: dict[str, Any] = {"absent": absent, "substitute": substitute, "now": NOW}
    assert refused(lambda: substitute_facilitator(session.pk, **who)) == "not_licensed"
    licence: dict[str, Any] = {"kind": LicenseKind.LCSW, "state": "TX", "number": "1"}
    add_license(substitute.pk, expires_date=MONDAY - ONE_DAY, **licence)
    assert refused(lambda: substitute_facilitator(session.pk, **who)) == "not_licensed"
    add_license(substitute.pk, expires_date=MONDAY, **licence)
    factories.session_at(session.starts_at, facilitators=[substitute])
    assert refused(lambda: substitute_facilitator(session.pk, **who)) == "double_booked"
    who["absent"] = factories.facilitator()
    assert refused(lambda: substitute_facilitator(session.pk, **who)) == "not_facilitating"


def test_whoever_leads_the_group_from_now_on_leads_its_sessions_ahead(group: Group) -> None:
    series = plan(group)
    first, second, *_ = occurrences(series)
    before, after = group.facilitators.get(), factories.facilitator()
    terms = GroupTerms(name=group.name, seats_min=6, seats_max=12, facilitators=[after])
    now = first.starts_at + timedelta(minutes=5)
    set_up_group(group.track, terms, today=MONDAY, now=now, group_id=group.pk)
    leaders = [session.roster.get(part="facilitator").person for session in occurrences(series)[:2]]
    assert leaders == [before, after]
    second.refresh_from_db()
    assert second.revision == 2


# --- topics -----------------------------------------------------------------------------------------------------------


def with_topics(count: int = 4) -> tuple[Group, Series]:
    load_topics()
    group = factories.group_with(clients=1)
    topics = [topic.name for topic in Topic.objects.order_by("pk")[:count]]
    curriculum = usual_curriculum(group.track.program, name="Essentials", topics=topics)
    return group, plan(group, curriculum=curriculum, until_date=MONDAY + 5 * WEEK)


def test_the_topics_go_round_and_a_cancelled_session_takes_none() -> None:
    _, series = with_topics()
    ids = list(series.curriculum.places.values_list("topic", flat=True)) if series.curriculum else []
    assert [session.topic_id for session in occurrences(series)] == (ids * 4)[:16]
    second = occurrences(series)[1]
    cancel_session(second.pk, now=NOW)
    held = [session.topic_id for session in occurrences(series) if session.status == "scheduled"]
    assert held == (ids * 4)[:15]


def test_a_late_starter_meets_each_topic_once_before_any_repeats() -> None:
    group, _ = with_topics()
    late = factories.client()
    enrol_client(client=late, group=group, from_date=MONDAY + 9 * ONE_DAY, now=NOW)
    (row,) = [row for row in rotation_of(group=group, now=NOW).clients if row.client == late]
    assert row.coverage.each_once_before_any_repeats
    assert len(row.coverage.first) == 4
    assert row.coverage.complete_at is not None


def test_another_order_takes_hold_from_the_next_session_on() -> None:
    _, series = with_topics()
    curriculum = series.curriculum
    assert curriculum
    topics = [place.topic for place in curriculum.places.select_related("topic")]
    third = occurrences(series)[2]
    set_up_curriculum(
        program=curriculum.program,
        name=curriculum.name,
        topics=topics[::-1],
        now=third.starts_at - timedelta(minutes=1),
        curriculum_id=curriculum.pk,
    )
    held = [session.topic for session in occurrences(series)[:6]]
    assert held[:2] == topics[:2]
    assert set(held[:4]) == set(topics)
    assert held[4:] == held[:2]
