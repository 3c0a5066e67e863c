"""Once enrolled: moved on with the team, tapered, authorized, and at last let go with a plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest

from sessions.domain.authorizations import Unit
from sessions.domain.errors import AuthorizationRefused, CareError, EnrolmentRefused, TaperRefused
from sessions.models import (
    CareTeamMember,
    Duty,
    EndedReason,
    Enrolment,
    OutboxEvent,
    Payer,
    RosterEntry,
    TaperStep,
)
from sessions.services.aftercare import AftercareWords, write_aftercare_plan
from sessions.services.authorizations import authorize
from sessions.services.enrolment import close_episode, enrol_client, move_client, set_care_team, set_terms
from sessions.services.tapering import plan_taper
from tests import factories
from tests.threads import at_once

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
MONDAY = date(2027, 3, 1)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
WORDS = AftercareWords(step_down="Individual therapy every two weeks", alumni_group=True)
pytestmark = pytest.mark.django_db


def enrolled() -> Enrolment:
    group = factories.group_with()
    return enrol_client(client=factories.client(), group=group, from_date=MONDAY - 4 * WEEK, now=NOW)


def code_of(action: Callable[[], object], kind: type[CareError] = EnrolmentRefused) -> str:
    with pytest.raises(kind) as refused:
        action()
    return refused.value.code


def test_a_step_down_keeps_the_team_and_the_history_and_moves_the_places() -> None:
    old = enrolled()
    therapist, nurse = factories.facilitator(), factories.facilitator()
    set_care_team(enrolment_id=old.pk, team=[(therapist, Duty.THERAPIST), (nurse, Duty.NURSE)])
    outpatient = factories.program(level="op", weekly_hours_min=2, weekly_hours_max=4)
    group = factories.group_with(within=outpatient)
    before = factories.session_at(NOW + DAY, group=old.group)
    after = factories.session_at(NOW + 8 * DAY, group=old.group)
    there = factories.session_at(NOW + 9 * DAY, group=group)
    alone = factories.session_at(NOW + 10 * DAY, clients=[old.client], facilitators=[therapist])
    OutboxEvent.objects.all().delete()
    new = move_client(
        enrolment_id=old.pk, group=group, from_date=MONDAY + WEEK, weekly_hours=Decimal(3), now=NOW
    )
    old.refresh_from_db()
    assert (old.ended_date, old.ended_reason) == (MONDAY + WEEK, EndedReason.STEPPED_DOWN)
    assert new.follows == old
    assert set(new.care_team.values_list("person", "duty")) == {
        (therapist.pk, Duty.THERAPIST),
        (nurse.pk, Duty.NURSE),
    }
    expected = RosterEntry.objects.filter(person=old.client).values_list("session", flat=True)
    assert set(expected) == {before.pk, there.pk, alone.pk}
    assert after.pk not in expected
    assert list(OutboxEvent.objects.values_list("name", "payload")) == [
        ("EnrolmentTransferred", {"ended_id": str(old.pk), "enrolment_id": str(new.pk)})
    ]


@pytest.mark.parametrize(
    ("level", "hours", "word"),
    [
        ("php", (20, 30), EndedReason.STEPPED_UP),
        ("iop", (9, 19), EndedReason.TRANSFERRED),
        ("op", (2, 4), EndedReason.STEPPED_DOWN),
    ],
)
def test_a_move_is_named_by_the_levels(level: str, hours: tuple[int, int], word: EndedReason) -> None:
    old = enrolled()
    program = factories.program(level=level, weekly_hours_min=hours[0], weekly_hours_max=hours[1])
    group = factories.group_with(within=program)
    move_client(enrolment_id=old.pk, group=group, from_date=MONDAY, now=NOW)
    old.refresh_from_db()
    assert old.ended_reason == word


def test_a_move_that_finds_no_seat_changes_nothing() -> None:
    old = enrolled()
    full = factories.group_with(clients=12)
    move = partial(move_client, enrolment_id=old.pk, group=full, from_date=MONDAY, now=NOW)
    assert code_of(move) == "group_full"
    old.refresh_from_db()
    assert (old.ended_date, old.ended_reason) == (None, "")
    assert code_of(partial(move_client, enrolment_id=old.pk, group=old.group, from_date=MONDAY, now=NOW)) == (
        "same_group"
    )


@pytest.mark.django_db(transaction=True)
def test_two_who_swap_groups_at_once_both_arrive() -> None:
    one, other = enrolled(), enrolled()
    outcomes = at_once(
        [
            partial(move_client, enrolment_id=one.pk, group=other.group, from_date=MONDAY, now=NOW),
            partial(move_client, enrolment_id=other.pk, group=one.group, from_date=MONDAY, now=NOW),
        ]
    )
    assert {getattr(outcome, "group_id", outcome) for outcome in outcomes} == {one.group_id, other.group_id}


def test_care_is_completed_with_an_agreed_aftercare_plan_and_not_before() -> None:
    enrolment, author = enrolled(), factories.facilitator()
    close = partial(
        close_episode, enrolment_id=enrolment.pk, reason=EndedReason.COMPLETED, on_date=MONDAY + DAY, now=NOW
    )
    assert code_of(close) == "needs_aftercare_plan"
    write_aftercare_plan(enrolment_id=enrolment.pk, words=WORDS, agreed=False, author=author, now=NOW)
    assert code_of(close) == "needs_aftercare_plan"
    write_aftercare_plan(enrolment_id=enrolment.pk, words=WORDS, agreed=True, author=author, now=NOW)
    session = factories.session_at(NOW + 2 * DAY, group=enrolment.group)
    closed = close()
    assert (closed.ended_date, closed.ended_reason) == (MONDAY + DAY, EndedReason.COMPLETED)
    assert not session.roster.filter(person=enrolment.client).exists()
    assert OutboxEvent.objects.last().name == "EnrolmentEnded"  # type: ignore[union-attr]
    assert code_of(close) == "enrolment_over"


def test_any_other_end_says_why() -> None:
    enrolment = enrolled()
    close = partial(close_episode, enrolment_id=enrolment.pk, on_date=MONDAY + DAY, now=NOW)
    assert code_of(partial(close, reason=EndedReason.REFERRED, note=" ")) == "needs_reason"
    assert code_of(partial(close, reason=EndedReason.TRANSFERRED, note="gone")) == "needs_reason"
    early = partial(close_episode, enrolment_id=enrolment.pk, on_date=MONDAY - 9 * WEEK, now=NOW)
    assert code_of(partial(early, reason=EndedReason.OTHER, note="x")) == "before_it_began"
    assert close(reason=EndedReason.REFERRED, note="To residential care").ended_note == "To residential care"


def test_a_session_that_has_begun_keeps_whoever_is_in_it() -> None:
    enrolment = enrolled()
    under_way = factories.session_at(NOW - timedelta(hours=1), group=enrolment.group)
    close_episode(
        enrolment_id=enrolment.pk, reason=EndedReason.OTHER, on_date=MONDAY, now=NOW, note="Moved away"
    )
    assert under_way.roster.filter(person=enrolment.client).exists()


def test_a_taper_falls_from_nine_to_six_to_three() -> None:
    enrolment = enrolled()
    steps = [(MONDAY + 2 * WEEK, Decimal(6)), (MONDAY + 4 * WEEK, Decimal(3))]
    plan_taper(enrolment_id=enrolment.pk, steps=steps, now=NOW)
    assert list(enrolment.taper_steps.values_list("from_date", "weekly_hours")) == steps
    plan_taper(enrolment_id=enrolment.pk, steps=steps[:1], now=NOW)
    assert enrolment.taper_steps.count() == 1


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ([(MONDAY + WEEK, 6), (MONDAY + 2 * WEEK, 8)], "taper_rises"),
        ([(MONDAY + WEEK, 9)], "taper_rises"),
        ([(MONDAY + WEEK, 6), (MONDAY + WEEK, 3)], "steps_out_of_order"),
        ([(MONDAY - DAY, 6)], "step_in_force"),
        ([(MONDAY - 9 * WEEK, 6)], "step_outside"),
        ([(MONDAY + 8 * WEEK, 6)], "step_outside"),
    ],
)
def test_no_taper_rises_or_reaches_back(steps: list[tuple[date, int]], code: str) -> None:
    enrolment = enrolled()
    set_terms(enrolment_id=enrolment.pk, weekly_hours=Decimal(9), planned_end_date=MONDAY + 8 * WEEK)
    TaperStep.objects.create(enrolment=enrolment, from_date=MONDAY + 3 * WEEK, weekly_hours=5)
    wanted = [(day, Decimal(hours)) for day, hours in steps]
    planned = partial(plan_taper, enrolment_id=enrolment.pk, steps=wanted, now=NOW)
    assert code_of(planned, TaperRefused) == code
    assert enrolment.taper_steps.get().weekly_hours == 5


def test_a_step_in_force_stays_when_the_rest_is_planned_anew() -> None:
    enrolment = enrolled()
    TaperStep.objects.create(enrolment=enrolment, from_date=MONDAY - 2 * WEEK, weekly_hours=6)
    higher = partial(plan_taper, enrolment_id=enrolment.pk, steps=[(MONDAY + WEEK, Decimal(7))], now=NOW)
    assert code_of(higher, TaperRefused) == "taper_rises"
    plan_taper(enrolment_id=enrolment.pk, steps=[(MONDAY + WEEK, Decimal(3))], now=NOW)
    assert [step.weekly_hours for step in enrolment.taper_steps.all()] == [6, 3]


def test_a_care_team_is_made_of_colleagues() -> None:
    enrolment, first, second = enrolled(), factories.facilitator(), factories.facilitator()
    set_care_team(enrolment_id=enrolment.pk, team=[(first, Duty.THERAPIST), (first, Duty.NURSE)])
    set_care_team(enrolment_id=enrolment.pk, team=[(first, Duty.THERAPIST), (second, Duty.PRESCRIBER)])
    team = set(CareTeamMember.objects.values_list("person", "duty"))
    assert team == {(first.pk, Duty.THERAPIST), (second.pk, Duty.PRESCRIBER)}
    for stranger in (factories.client(), factories.facilitator(is_active=False), factories.person("guest")):
        wrong = partial(set_care_team, enrolment_id=enrolment.pk, team=[(stranger, Duty.NURSE)])
        assert code_of(wrong) == "not_a_colleague"


def test_an_authorization_ends_after_it_begins_and_has_its_number_once() -> None:
    enrolment, payer = enrolled(), Payer.objects.create(name="Blue Mesa")
    put = partial(
        authorize,
        enrolment_id=enrolment.pk,
        payer=payer,
        number="A-1",
        unit=Unit.DAYS,
        amount=30,
        from_date=MONDAY,
    )
    assert code_of(partial(put, to_date=MONDAY - DAY), AuthorizationRefused) == "ends_before_start"
    assert code_of(partial(put, to_date=MONDAY, amount=0), AuthorizationRefused) == "of_nothing"
    made = put(to_date=MONDAY)
    assert code_of(partial(put, to_date=MONDAY), AuthorizationRefused) == "number_taken"
    corrected = put(to_date=MONDAY + 9 * WEEK, authorization_id=made.pk)
    assert (corrected.pk, corrected.to_date) == (made.pk, MONDAY + 9 * WEEK)
