"""A file of clients: all of it or nothing, or the good rows where somebody asks for those."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sessions.domain.errors import ImportRefused, ScheduleRefused
from sessions.models import Enrolment, OutboxEvent, RosterEntry, User
from sessions.services.importing import Report, import_clients
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
HEAD = "legal_name,email,group,from_date,weekly_hours,therapist_email\n"


def row(number: int, group: str = "Oak", hours: str = "9", **fields: str) -> str:
    email = fields.get("email", f"c{number}@x.test")
    return f"Client {number},{email},{group},2027-03-08,{hours},{fields.get('by', '')}\n"


def imported(*rows: str, only_good: bool = False) -> Report:
    return import_clients(content=(HEAD + "".join(rows)).encode(), only_good=only_good, now=NOW)


def said(report: Report) -> dict[int, list[str]]:
    return {bad.number: [fault.sentence % fault.values for fault in bad.faults] for bad in report.bad}


def test_a_good_file_enrols_everybody_and_writes_to_the_new_ones() -> None:
    group, therapist = factories.group_with(name="Oak"), factories.facilitator(email="t@x.test")
    session = factories.session_at(NOW + timedelta(days=9), group=group)
    too_soon = factories.session_at(NOW + timedelta(days=2), group=group)
    known = factories.client(email="c2@x.test")
    report = imported(row(1, by="T@x.test"), row(2))
    assert (report.good, report.bad, report.written) == (2, (), 2)
    enrolments = Enrolment.objects.filter(group=group).order_by("client__email")
    assert [each.client.email for each in enrolments] == ["c1@x.test", "c2@x.test"]
    assert enrolments[1].client == known
    assert enrolments[0].care_team.get().person == therapist
    assert session.roster.filter(part="client").count() == 2
    assert not too_soon.roster.filter(part="client").exists()
    assert sorted(OutboxEvent.objects.values_list("name", flat=True)) == [
        "AccountOpened",
        "ClientEnrolled",
        "ClientEnrolled",
    ]
    assert not User.objects.get(email="c1@x.test").has_usable_password()


def test_one_bad_row_and_nothing_is_written_unless_asked() -> None:
    factories.group_with(name="Oak")
    report = imported(row(1), row(2, group="Elm"))
    assert (report.good, report.written) == (1, 0)
    assert said(report) == {3: ["No group has this name. Write it exactly as the groups' page does."]}
    assert not User.objects.filter(email="c1@x.test").exists()
    again = imported(row(1), row(2, group="Elm"), only_good=True)
    assert (again.good, again.written) == (1, 1)
    assert User.objects.filter(email__endswith="@x.test").count() == 1


def test_everything_that_is_wrong_is_named_by_its_row() -> None:
    group = factories.group_with(name="Oak")
    for _ in range(2):
        factories.group_with(name="Twice")
    enrolled = factories.client()
    factories.group_with([enrolled])
    report = imported(
        row(1),
        row(1),
        row(2, email=enrolled.email),
        row(3, email=factories.facilitator().email),
        row(4, group="Twice"),
        row(5, hours="40"),
        row(6, by="nobody@x.test"),
        row(7, email=factories.client(is_active=False).email),
    )
    assert report.good == 1
    words = {
        number: sentences[0].partition(". ")[0].rstrip(".") for number, sentences in said(report).items()
    }
    assert words == {
        3: "Row 2 has this e-mail address too",
        4: "This client is enrolled already",
        5: "This e-mail address belongs to somebody who works here, or a guest",
        6: "Several groups have this name",
        7: f"{group.track.program} has 9 to 19 hours a week",
        8: "Nobody who works here has this e-mail address",
        9: "This client's account is closed",
    }


def test_rows_beyond_the_last_seat_are_bad_rows() -> None:
    factories.group_with(clients=10, name="Oak")
    report = imported(*(row(number) for number in range(1, 5)))
    assert list(said(report)) == [4, 5]
    assert "2 seats left" in said(report)[4][0]


def test_a_file_that_is_none_is_refused() -> None:
    with pytest.raises(ImportRefused):
        import_clients(content=b"name\nBo\n", only_good=True, now=NOW)


def test_somebody_who_is_expected_elsewhere_at_these_hours_keeps_the_file_out() -> None:
    group, known = factories.group_with(name="Oak"), factories.client(email="c1@x.test")
    session = factories.session_at(NOW + timedelta(days=9), group=group)
    factories.session_at(session.starts_at, clients=[known])
    with pytest.raises(ScheduleRefused):
        imported(row(1))
    assert not Enrolment.objects.exists()
    assert RosterEntry.objects.filter(person=known).count() == 1


def test_five_thousand_rows_are_imported_at_once() -> None:
    factories.group_with(name="Oak")
    program = factories.program(seats_max=5000)
    group = factories.group_with(name="Hall", within=program, seats_max=5000)
    factories.session_at(NOW + timedelta(days=9), group=group)
    report = imported(*(row(number, group="Hall") for number in range(5000)))
    assert report.written == 5000
