"""A client's record is their own, their care team's, their sessions' clinicians' and the office's. Nobody else's."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from sessions.models import CareTeamMember, ClientProfile, Enrolment, Role, RosterPart, SessionStatus
from sessions.queries.record_access import may_read_record, may_write_note, record_open_to, records_open_to
from tests import factories

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_clients_read_their_own_record_and_no_other(now: datetime) -> None:
    one, other = factories.live_session(now=now).clients
    assert may_read_record(one, one)
    assert not may_read_record(one, other)
    assert list(records_open_to(one)) == []


def test_the_care_team_reads_it() -> None:
    someone, therapist = factories.client(), factories.facilitator()
    factories.group_with([someone])
    assert not may_read_record(therapist, someone)
    enrolment = Enrolment.objects.get(client=someone)
    CareTeamMember.objects.create(enrolment=enrolment, person=therapist, duty="therapist")
    assert may_read_record(therapist, someone)


@pytest.mark.parametrize(
    ("part", "status", "reads"),
    [
        (RosterPart.FACILITATOR, SessionStatus.SCHEDULED, True),
        (RosterPart.COFACILITATOR, SessionStatus.ENDED, True),
        (RosterPart.FACILITATOR, SessionStatus.CANCELLED, False),
        (RosterPart.GUEST, SessionStatus.SCHEDULED, False),
    ],
)
def test_whoever_leads_a_session_reads_its_clients_records(
    now: datetime, part: RosterPart, status: SessionStatus, reads: bool
) -> None:
    someone, clinician = factories.client(), factories.facilitator()
    session = factories.session_at(now + DAY, clients=[someone], status=status)
    factories.expect(session, clinician, part)
    assert may_read_record(clinician, someone) is reads
    assert list(records_open_to(clinician)) == ([someone] if reads else [])


def test_a_colleague_without_a_tie_reads_nothing(now: datetime) -> None:
    live = factories.live_session(now=now)
    stranger = factories.facilitator()
    assert not any(may_read_record(stranger, someone) for someone in live.clients)
    assert list(records_open_to(stranger)) == []


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SUPERVISOR])
def test_the_office_reads_every_record_until_the_account_is_closed(role: Role) -> None:
    someone, office = factories.client(), factories.person(role)
    assert may_read_record(office, someone)
    office.is_active = False
    assert not may_read_record(office, someone)


def test_staff_have_no_record() -> None:
    supervisor, colleague = factories.person(Role.SUPERVISOR), factories.facilitator()
    assert not may_read_record(supervisor, colleague)
    assert record_open_to(supervisor, client_id=colleague.pk) is None


def test_a_record_comes_with_its_profile_where_there_is_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    office, bare, told = factories.person(Role.COORDINATOR), factories.client(), factories.client()
    profile = ClientProfile.objects.create(person=told, emergency_name="Sam")
    with django_assert_num_queries(2):
        found = [record_open_to(office, client_id=each.pk) for each in (bare, told)]
        assert [getattr(each, "profile", None) for each in found] == [None, profile]


def test_notes_are_written_by_those_who_led_the_session(now: datetime) -> None:
    live = factories.live_session(now=now)
    assert may_write_note(live.facilitator, live.session)
    for other in (factories.facilitator(), factories.person(Role.SUPERVISOR), *live.clients):
        assert not may_write_note(other, live.session)
