"""Measures are asked for on a schedule, kept answer by answer, and item 9 is never lost."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

import pytest

from sessions.domain.errors import MeasureRefused
from sessions.domain.events import ClientEnrolled, EnrolmentEnded
from sessions.domain.measuring import Asked
from sessions.handlers import ask_for_measures
from sessions.models import (
    AlertKind,
    Enrolment,
    MeasureResult,
    MeasureSchedule,
    OutboxEvent,
    ProgramMeasure,
    SafetyAlert,
    User,
)
from sessions.queries.measures import LatestTotal, at_a_glance, courses, measures_to_do
from sessions.services.measures import answer, schedule_measure, send, set_program_measures
from tests import factories
from tests.threads import at_once

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WITHOUT_ITEM_9 = dict.fromkeys(range(1, 9), 1)


@pytest.fixture
def client() -> User:
    return factories.client(time_zone="UTC")


def enrolled(client: User) -> Enrolment:
    factories.group_with([client])
    return Enrolment.objects.get(client=client)


def alerts(client: User) -> list[str]:
    return list(SafetyAlert.objects.filter(person=client).values_list("kind", flat=True))


def test_whoever_is_enrolled_is_asked_from_the_first_day_on(client: User) -> None:
    enrolment = enrolled(client)
    for _ in range(2):  # events may come twice
        ask_for_measures(ClientEnrolled(enrolment_id=enrolment.pk))
    assert list(
        MeasureSchedule.objects.order_by("measure").values_list("measure", "every_days", "from_date")
    ) == [
        ("cravings", 7, enrolment.began_date),
        ("gad7", 14, enrolment.began_date),
        ("phq9", 14, enrolment.began_date),
    ]


def test_a_program_decides_what_its_clients_are_asked(client: User) -> None:
    enrolment = enrolled(client)
    program = enrolment.group.track.program
    ProgramMeasure.objects.create(program=program, measure="phq9", every_days=7)
    ask_for_measures(ClientEnrolled(enrolment_id=enrolment.pk))
    assert list(MeasureSchedule.objects.values_list("measure", "every_days")) == [("phq9", 7)]


def test_a_program_may_ask_for_nothing_at_all(client: User, now: datetime) -> None:
    enrolment = enrolled(client)
    set_program_measures(
        enrolment.group.track.program,
        every_days={"phq9": None, "gad7": None, "cravings": None},
        today=now.date(),
    )
    ask_for_measures(ClientEnrolled(enrolment_id=enrolment.pk))
    assert not MeasureSchedule.objects.exists()


def test_who_is_enrolled_is_asked_likewise_unless_their_clinician_chose(now: datetime) -> None:
    usual, chosen, without = (factories.client(time_zone="UTC") for _ in range(3))
    group = factories.group_with([usual, chosen, without])
    today, program = now.date(), group.track.program
    schedule_measure(client=usual, measure="phq9", every_days=14, today=today)
    schedule_measure(client=usual, measure="gad7", every_days=14, today=today)
    schedule_measure(client=chosen, measure="phq9", every_days=3, today=today)
    schedule_measure(client=without, measure="phq9", every_days=14, today=today)

    changed = set_program_measures(
        program, every_days={"phq9": 7, "gad7": None, "cravings": 7}, today=today, now_too=True
    )

    lasting = MeasureSchedule.objects.filter(ended_date=None)
    assert changed == 2
    assert set(lasting.values_list("client", "measure", "every_days")) == {
        (usual.pk, "phq9", 7),
        (chosen.pk, "phq9", 3),
        (without.pk, "phq9", 7),
    }
    set_program_measures(program, every_days={"gad7": 21}, today=today, now_too=True)
    assert set(lasting.filter(measure="gad7").values_list("client", "every_days")) == {
        (usual.pk, 21),
        (chosen.pk, 21),
        (without.pk, 21),
    }


def test_what_a_program_asked_for_before_is_kept(client: User, now: datetime) -> None:
    program = enrolled(client).group.track.program
    for days in (7, 10, None):
        set_program_measures(program, every_days={"phq9": days}, today=now.date())
    measure = program.measures.get(measure="phq9")
    kept = ProgramMeasure.history.rel.related_model.objects.filter(pgh_obj=measure)  # type: ignore[attr-defined]
    assert list(kept.order_by("pgh_id").values_list("every_days", flat=True)) == [7, 10, None]


@pytest.mark.parametrize("days", [0, 366])
def test_a_program_asks_at_least_once_a_year(client: User, now: datetime, days: int) -> None:
    program = enrolled(client).group.track.program
    with pytest.raises(MeasureRefused, match="not_a_number_of_days"):
        set_program_measures(program, every_days={"gad7": 14, "phq9": days}, today=now.date())
    assert not program.measures.exists()


def test_nobody_is_asked_after_care_has_ended(client: User, now: datetime) -> None:
    enrolment = enrolled(client)
    ask_for_measures(ClientEnrolled(enrolment_id=enrolment.pk))
    enrolment.ended_date, enrolment.ended_reason = now.date(), "completed"
    enrolment.save()
    ask_for_measures(EnrolmentEnded(enrolment_id=enrolment.pk))
    assert measures_to_do(client=client, now=now) == ()


def test_a_measure_is_due_then_overdue_then_due_again(client: User, now: datetime) -> None:
    schedule_measure(client=client, measure="cravings", every_days=7, today=now.date())

    def asked(days: int) -> list[Asked]:
        return [each.due.asked for each in measures_to_do(client=client, now=now + days * DAY)]

    assert [asked(days) for days in (0, 3, 4)] == [[Asked.DUE], [Asked.DUE], [Asked.OVERDUE]]
    assert at_a_glance(clients=[client], now=now + 4 * DAY)[client.pk].overdue == 1
    send(client=client, measure="cravings", answers={1: 6}, now=now + 4 * DAY)
    assert [asked(days) for days in (5, 11)] == [[], [Asked.DUE]]


def test_the_last_total_is_told_with_what_changed_since_the_one_before(client: User, now: datetime) -> None:
    other = factories.client()
    for days, item_9 in ((0, 0), (7, 3), (14, 1)):
        send(client=client, measure="phq9", answers=WITHOUT_ITEM_9 | {9: item_9}, now=now + days * DAY)
    send(client=other, measure="cravings", answers={1: 6}, now=now)
    found = at_a_glance(clients=[client, other], now=now)
    assert {key: found[key].latest for key in found} == {
        client.pk: {"phq9": LatestTotal(total=9, points=-2)},
        other.pk: {"cravings": LatestTotal(total=6, points=None)},
    }


@pytest.mark.parametrize("days", [0, 366, -1])
def test_a_schedule_has_between_one_day_and_a_year(client: User, days: int) -> None:
    with pytest.raises(MeasureRefused) as refused:
        schedule_measure(client=client, measure="phq9", every_days=days, today=date(2027, 1, 1))
    assert refused.value.code == "not_a_number_of_days"


def test_answers_are_kept_one_by_one_and_scored_at_the_end(client: User, now: datetime) -> None:
    answer(client=client, measure="phq9", answers={1: 3}, now=now)
    answer(client=client, measure="phq9", answers={2: 2, 1: 1}, now=now)
    assert MeasureResult.objects.get().answers == [1, 2, *[None] * 7]
    sent = send(client=client, measure="phq9", answers=WITHOUT_ITEM_9 | {9: 0}, now=now)
    assert (sent.total, sent.severity, sent.completed_at, sent.alert) == (8, "mild", now, False)
    assert alerts(client) == []


def test_an_open_item_is_asked_for_and_what_was_answered_is_kept(client: User, now: datetime) -> None:
    with pytest.raises(MeasureRefused) as refused:
        send(client=client, measure="phq9", answers=WITHOUT_ITEM_9, now=now)
    assert refused.value.code == "items_missing"
    assert MeasureResult.objects.get().answers == [*[1] * 8, None]


def test_item_9_alerts_by_the_answer_itself_and_once(client: User, now: datetime) -> None:
    answer(client=client, measure="phq9", answers={9: 1}, now=now)
    assert alerts(client) == [AlertKind.PHQ9_ITEM9]
    assert OutboxEvent.objects.filter(name="SafetyAlertRaised").count() == 1
    SafetyAlert.objects.update(seen_at=now, seen_by=factories.facilitator())
    # Thinking better of it takes nothing back, and the rest of the form raises no second one.
    answer(client=client, measure="phq9", answers={9: 0}, now=now)
    send(client=client, measure="phq9", answers=WITHOUT_ITEM_9 | {9: 2}, now=now)
    assert alerts(client) == [AlertKind.PHQ9_ITEM9]
    assert MeasureResult.objects.get().alert


def test_the_next_form_alerts_anew(client: User, now: datetime) -> None:
    for _ in range(2):
        send(client=client, measure="phq9", answers=WITHOUT_ITEM_9 | {9: 3}, now=now)
        SafetyAlert.objects.update(seen_at=now, seen_by=factories.facilitator())
    assert alerts(client) == [AlertKind.PHQ9_ITEM9] * 2


def test_a_form_refused_for_an_open_item_has_alerted_all_the_same(client: User, now: datetime) -> None:
    with pytest.raises(MeasureRefused):
        send(client=client, measure="phq9", answers={9: 2}, now=now)
    assert alerts(client) == [AlertKind.PHQ9_ITEM9]


@pytest.mark.parametrize("answers", [{0: 1}, {10: 1}, {1: 4}, {1: -1}])
def test_what_is_not_on_the_form_is_refused(client: User, now: datetime, answers: dict[int, int]) -> None:
    with pytest.raises(MeasureRefused) as refused:
        answer(client=client, measure="phq9", answers=answers, now=now)
    assert refused.value.code == "answer_out_of_range"
    assert not MeasureResult.objects.exists()


def test_a_course_tells_each_change_and_the_whole_one(client: User, now: datetime) -> None:
    for number, total in enumerate((20, 14, 15)):
        answers = {item: min(3, max(0, total - 3 * (item - 1))) for item in range(1, 10)}
        send(client=client, measure="phq9", answers=answers, now=now + number * 14 * DAY)
    (course,) = courses(client=client, now=now)
    changes = [
        reading.change and (reading.change.points, reading.change.direction) for reading in course.readings
    ]
    assert changes == [None, (-6, "improved"), (1, "steady")]
    assert course.since_first is not None
    assert course.since_first.points == -5


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_answer_at_once_fill_in_one_form(now: datetime) -> None:
    client = factories.client()
    at_once(
        [partial(answer, client=client, measure="phq9", answers={item: 2}, now=now) for item in range(1, 7)]
    )
    assert MeasureResult.objects.get().answers == [*[2] * 6, None, None, None]
