"""Whatever coordinators do, in any order, nobody is expected at two sessions at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import hypothesis.strategies as st
import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from sessions.domain.errors import ScheduleRefused
from sessions.models import (
    CancelReason,
    RosterEntry,
    RosterPart,
    Series,
    Session,
    SessionStatus,
    User,
)
from sessions.services.bookings import no_double_booking
from sessions.services.enrolment import enrol_client
from sessions.services.following import cancel_following, reschedule_following
from sessions.services.series import lay_out_ahead, schedule_series
from sessions.services.sessions import (
    cancel_session,
    reschedule_session,
    schedule_session,
    substitute_facilitator,
)
from tests import factories

NOW = datetime(2027, 3, 1, 5, tzinfo=UTC)  # midnight of a Monday in New York
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# A small clinic whose few people and hours keep getting in each other's way.
people = st.integers(0, 3)
hours = st.integers(8, 12)
days = st.integers(0, 3)
lengths = st.integers(1, 3)
weekdays = st.frozensets(st.integers(1, 4), min_size=1)
picks = st.integers(0, 50)


class Clinic(RuleBasedStateMachine):
    """Every rule may be refused; none may leave two sessions of a person at the same time."""

    @initialize()
    def open(self) -> None:
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.clients = [factories.client() for _ in range(4)]
        self.staff = [factories.facilitator() for _ in range(4)]
        program = factories.program()
        self.program = program
        self.groups = [
            factories.group_with(facilitators=[leader], within=program) for leader in self.staff[:2]
        ]

    def teardown(self) -> None:
        if hasattr(self, "outer"):
            transaction.set_rollback(True)
            self.outer.__exit__(None, None, None)

    def tried(self, act: Callable[[], object]) -> None:
        """What is refused leaves nothing behind."""
        try:
            with transaction.atomic():
                act()
        except ScheduleRefused:
            pass

    def one_of(self, pick: int) -> Session | None:
        found = list(Session.objects.order_by("starts_at", "series_date", "title", "id"))
        return found[pick % len(found)] if found else None

    @rule(client=people, leader=people, day=days, hour=hours, length=lengths)
    def meet_for_two(self, client: int, leader: int, day: int, hour: int, length: int) -> None:
        starts_at = NOW + day * DAY + hour * HOUR
        roster = {self.clients[client]: RosterPart.CLIENT, self.staff[leader]: RosterPart.FACILITATOR}
        self.tried(
            lambda: schedule_session(
                program=self.program,
                kind=factories.kind(),
                title="Two",
                starts_at=starts_at,
                ends_at=starts_at + length * HOUR,
                roster=roster,
                now=NOW,
            )
        )

    @rule(group=st.integers(0, 1), on=weekdays, hour=hours, length=lengths, ends=st.booleans())
    def plan_series(self, group: int, on: frozenset[int], hour: int, length: int, ends: bool) -> None:
        self.tried(
            lambda: schedule_series(
                group=self.groups[group],
                kind=factories.kind(),
                title="Group",
                weekdays=on,
                starts_local=datetime(2027, 1, 1, hour, tzinfo=UTC).time(),
                minutes=60 * length,
                from_date=NOW.date(),
                until_date=NOW.date() + 10 * DAY if ends else None,
                now=NOW,
            )
        )

    @rule(client=people, group=st.integers(0, 1))
    def enrol(self, client: int, group: int) -> None:
        who = self.clients[client]
        if not who.enrolments.exists():
            self.tried(
                lambda: enrol_client(client=who, group=self.groups[group], from_date=NOW.date(), now=NOW)
            )

    @rule(pick=picks, day=days, hour=hours, length=lengths)
    def move(self, pick: int, day: int, hour: int, length: int) -> None:
        if session := self.one_of(pick):
            starts_at = NOW + day * DAY + hour * HOUR
            self.tried(
                lambda: reschedule_session(
                    session.pk, starts_at=starts_at, ends_at=starts_at + length * HOUR, now=NOW
                )
            )

    @rule(pick=picks, on=weekdays, hour=hours, length=lengths)
    def move_all_that_follow(self, pick: int, on: frozenset[int], hour: int, length: int) -> None:
        if session := self.one_of(pick):
            self.tried(
                lambda: reschedule_following(
                    session.pk,
                    weekdays=on,
                    starts_local=datetime(2027, 1, 1, hour, tzinfo=UTC).time(),
                    minutes=60 * length,
                    now=NOW,
                )
            )

    @rule(pick=picks, following=st.booleans())
    def cancel(self, pick: int, following: bool) -> None:
        if session := self.one_of(pick):
            if following:
                self.tried(lambda: cancel_following(session.pk, reason=CancelReason.OTHER, now=NOW))
            else:
                self.tried(lambda: cancel_session(session.pk, now=NOW))

    @rule(pick=picks, leader=people)
    def substitute(self, pick: int, leader: int) -> None:
        session = self.one_of(pick)
        absent = (
            session
            and User.objects.filter(
                roster_entries__session=session, roster_entries__part=RosterPart.FACILITATOR
            )
            .order_by("pk")
            .first()
        )
        if session and absent:
            self.tried(
                lambda: substitute_facilitator(
                    session.pk, absent=absent, substitute=self.staff[leader], now=NOW
                )
            )

    @rule(weeks=st.integers(1, 3))
    def let_time_pass(self, weeks: int) -> None:
        """The beat lays out what open series lack; nobody is there to be told of a clash."""
        lay_out_ahead(NOW + timedelta(weeks=weeks))

    @rule(pick=picks, day=days, hour=hours)
    def write_past_the_services(self, pick: int, day: int, hour: int) -> None:
        """A script that knows nothing of the services: the database refuses what they would."""
        if session := self.one_of(pick):
            starts_at = NOW + day * DAY + hour * HOUR
            try:
                with transaction.atomic(), no_double_booking():
                    Session.objects.filter(pk=session.pk).update(
                        starts_at=starts_at, ends_at=starts_at + HOUR, status=SessionStatus.SCHEDULED
                    )
            except (ScheduleRefused, IntegrityError):
                pass

    @invariant()
    def nobody_is_in_two_places(self) -> None:
        if not hasattr(self, "outer"):
            return
        taken: dict[object, list[tuple[datetime, datetime]]] = {}
        rows = RosterEntry.objects.filter(session__status=SessionStatus.SCHEDULED).exclude(
            part=RosterPart.GUEST
        )
        for person, start, end in rows.order_by("session__starts_at").values_list(
            "person", "session__starts_at", "session__ends_at"
        ):
            assert all(end <= earlier or later <= start for earlier, later in taken.get(person, []))
            taken.setdefault(person, []).append((start, end))

    @invariant()
    def every_occurrence_is_there_once(self) -> None:
        if not hasattr(self, "outer"):
            return
        for series in Series.objects.all():
            dates = list(series.sessions.values_list("series_date", flat=True))
            assert len(dates) == len(set(dates))


@pytest.mark.django_db(transaction=True)
def test_no_sequence_of_operations_double_books() -> None:
    few = settings(max_examples=10, stateful_step_count=12, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Clinic, settings=few)
