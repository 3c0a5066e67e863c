"""The week calendar: who sees what, and each change with what can go wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.html import parse_html
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sessions.management.defaults.load import load
from sessions.models import CancelReason, Group, RosterPart, Series, Session, SessionStatus
from sessions.queries.calendar import MOST_A_DAY, Entry
from sessions.services.series import schedule_series
from sessions.templatetags.calendar_slots import slots
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]
NEW_YORK = ZoneInfo("America/New_York")
BY_HTMX = {"HX-Request": "true"}


def next_monday() -> date:
    today = datetime.now(NEW_YORK).date()
    return today + timedelta(days=7 - today.weekday())


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=NEW_YORK)


@pytest.fixture
def group() -> Group:
    return factories.group_with(clients=2)


@pytest.fixture
def series(group: Group) -> Series:
    """Monday and Wednesday evenings from next week on, for four weeks."""
    monday = next_monday()
    return schedule_series(
        group=group,
        kind=factories.kind(),
        title="Evening group",
        weekdays=[1, 3],
        starts_local=time(18),
        minutes=180,
        from_date=monday,
        until_date=monday + timedelta(weeks=4),
        now=datetime.now(UTC),
    )


def first(series: Series) -> Session:
    return series.sessions.earliest("starts_at")


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_the_office_sees_everyones_week_and_a_clinician_their_own(
    office: Client, client: Client, series: Series
) -> None:
    week = f"/calendar/?week={next_monday()}"
    other = factories.session_at(at(next_monday(), 9), title="Somebody else's", facilitators=1)
    page = text_of(office.get(week))
    assert "Evening group" in page
    assert "Somebody else&#x27;s" in page
    client.force_login(series.group.facilitators.get() if series.group else factories.facilitator())
    page = text_of(client.get(week))
    assert "Evening group" in page
    assert "Somebody else&#x27;s" not in page
    assert "New session" not in page
    assert client.get(f"/calendar/sessions/{other.pk}/").status_code == 404
    assert client.get(f"/calendar/sessions/{first(series).pk}/").status_code == 200
    assert client.post(f"/calendar/sessions/{first(series).pk}/cancel/").status_code == 403


def test_the_week_is_filtered(office: Client, series: Series) -> None:
    monday = next_monday()
    factories.session_at(at(monday, 9), title="Somebody else's", facilitators=1)
    leader = series.group.facilitators.get() if series.group else None
    assert leader
    for wanted in (f"group={series.group_id}", f"program={series.program_id}", f"clinician={leader.pk}"):
        page = text_of(office.get(f"/calendar/?week={monday}&{wanted}"))
        assert "Evening group" in page
        assert "Somebody else&#x27;s" not in page
    assert office.get("/calendar/?week=never&group=nobody").status_code == 200


def test_a_full_day_shows_its_first_sessions_and_says_how_many_more_there_are(office: Client) -> None:
    monday = next_monday()
    for minute in range(MOST_A_DAY + 3):
        starts_at = at(monday, 9) + timedelta(minutes=minute)
        factories.session_at(starts_at, title=f"The {minute + 1}th")
    factories.session_at(at(monday + timedelta(days=1), 9), title="On Tuesday")
    page = text_of(office.get(f"/calendar/?week={monday}"))
    assert [f"<strong>The {n}th</strong>" in page for n in (1, MOST_A_DAY, MOST_A_DAY + 1)] == [1, 1, 0]
    assert page.count("and 3 more.") == page.count(" more.") == page.count("On Tuesday") == 1


def test_a_slot_says_when_what_and_whose_it_is_and_why_nobody_should_simply_come() -> None:
    entry = Entry(
        session_id=UUID(int=7),
        title="Grief & <loss>",
        starts_at=at(date(2027, 3, 1), 9),
        ends_at=at(date(2027, 3, 1), 11),
        status=SessionStatus.SCHEDULED,
        cancel_reason="",
        group="Women's",
        topic="",
        leaders=("Ada", "Bo"),
        over=False,
    )
    with timezone.override(NEW_YORK):
        assert parse_html(slots([entry])) == parse_html(
            f"""<li><a class="slot" href="/calendar/sessions/{UUID(int=7)}/"
              hx-get="/calendar/sessions/{UUID(int=7)}/"><span class="time">9:00 – 11:00 AM</span>
              <strong>Grief &amp; &lt;loss&gt;</strong><span class="soft">Women&#x27;s · Ada, Bo</span></a></li>"""
        )
        assert "<span>Anger &lt;1&gt;</span>" in slots([replace(entry, topic="Anger <1>")])
        assert '<span class="state">nobody leads it</span>' in slots([replace(entry, leaders=())])
        off = replace(entry, status=SessionStatus.CANCELLED, leaders=())
        assert '<span class="state">cancelled</span>' in slots([off])
        assert '<span class="state">cancelled: weather or emergency</span>' in slots(
            [replace(off, cancel_reason=CancelReason.WEATHER)]
        )


def test_a_full_week_costs_no_more_queries_than_a_quiet_one(office: Client) -> None:
    week = f"/calendar/?week={next_monday()}"
    factories.session_at(at(next_monday(), 10), group=factories.group_with(clients=1))
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            office.get(week)
        costs.append(len(captured))
        for day in range(6):
            group = factories.group_with(clients=5)
            factories.session_at(at(next_monday() + timedelta(days=day), 10), group=group)
    assert costs[1] == costs[0] <= 10


def test_one_occurrence_is_moved(office: Client, series: Series) -> None:
    session = first(series)
    tuesday = next_monday() + timedelta(days=1)
    move = {"which": "one", "day": f"{tuesday}", "starts": "17:00", "minutes": "120"}
    moved = office.post(f"/calendar/sessions/{session.pk}/move/", move)
    assert moved.headers["Location"] == f"/calendar/?week={next_monday()}"
    session.refresh_from_db()
    assert (session.starts_at, session.ends_at) == (at(tuesday, 17), at(tuesday, 19))
    assert series.sessions.filter(revision=2).count() == 1


def test_all_that_follow_are_moved_by_a_dialog(office: Client, series: Series) -> None:
    second = series.sessions.order_by("starts_at")[1]
    move = {"which": "following", "weekdays": ["2", "4"], "starts": "17:00", "minutes": "180"}
    moved = office.post(f"/calendar/sessions/{second.pk}/move/", move, headers=BY_HTMX)
    assert moved.headers["HX-Redirect"].startswith("/calendar/?week=")
    weekdays = [
        session.starts_at.astimezone(NEW_YORK).isoweekday()
        for session in Session.objects.filter(status=SessionStatus.SCHEDULED).order_by("starts_at")[:4]
    ]
    assert weekdays == [1, 4, 2, 4]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"which": "one", "day": ""}, "day"),
        ({"which": "one", "day": "2020-01-01"}, "day"),
        ({"which": "following", "weekdays": []}, "weekdays"),
        ({"minutes": "0"}, "minutes"),
    ],
)
def test_a_move_that_cannot_be_is_refused_beside_the_field(
    office: Client, series: Series, change: dict[str, Any], field: str
) -> None:
    move = {"which": "one", "day": f"{next_monday()}", "starts": "19:00", "minutes": "60"} | change
    refused = office.post(f"/calendar/sessions/{first(series).pk}/move/", move, headers=BY_HTMX)
    assert list(refused.context["move_form"].errors) == [field]
    assert not Session.objects.filter(revision=2).exists()


def test_who_is_booked_elsewhere_is_named_with_the_time(office: Client, series: Series) -> None:
    leader = series.group.facilitators.get() if series.group else None
    assert leader
    factories.session_at(at(next_monday(), 9), title="Supervision", facilitators=[leader])
    move = {"which": "one", "day": f"{next_monday()}", "starts": "10:00", "minutes": "60"}
    refused = office.post(f"/calendar/sessions/{first(series).pk}/move/", move)
    (sentence,) = refused.context["move_form"].errors["starts"]
    assert sentence.startswith(f"{leader.legal_name} is in “Supervision” on ")
    assert "9:00 AM to 12:00 PM" in sentence


def test_one_is_cancelled_or_all_that_follow(office: Client, series: Series) -> None:
    session = first(series)
    office.post(f"/calendar/sessions/{session.pk}/cancel/", {"which": "one", "reason": "weather"})
    session.refresh_from_db()
    assert (session.status, session.cancel_reason) == ("cancelled", "weather")
    second = series.sessions.order_by("starts_at")[1]
    office.post(f"/calendar/sessions/{second.pk}/cancel/", {"which": "following", "reason": "too_few"})
    assert not series.sessions.filter(status=SessionStatus.SCHEDULED).exists()


def test_somebody_else_leads(office: Client, series: Series) -> None:
    session = first(series)
    leader = session.roster.get(part=RosterPart.FACILITATOR).person
    substitute = factories.facilitator()
    who = {"absent": str(leader.pk), "substitute": str(substitute.pk)}
    office.post(f"/calendar/sessions/{session.pk}/substitute/", who)
    assert session.roster.get(part=RosterPart.FACILITATOR).person == substitute


def test_an_individual_series_is_planned_for_a_client_found_by_name(office: Client) -> None:
    load(now=datetime.now(UTC))
    client = factories.client(legal_name="Ursula Vernon")
    factories.client(legal_name="Somebody Else")
    clinician, program = factories.facilitator(), factories.program()
    assert "Ursula Vernon" in text_of(office.get("/calendar/people/?client_name=vern"))
    plan = {
        "program": str(program.pk),
        "kind": "individual",
        "clinicians": [str(clinician.pk)],
        "client_name": "vernon",
        "day": f"{next_monday()}",
        "starts": "10:00",
        "place": "virtual",
        "repeats": "2",
        "until_date": f"{next_monday() + timedelta(weeks=6)}",
    }
    planned = office.post("/calendar/new/", plan)
    assert planned.status_code == 302
    sessions = list(Session.objects.order_by("starts_at"))
    assert [session.starts_at for session in sessions] == [
        at(next_monday() + timedelta(weeks=weeks), 10) for weeks in (0, 2, 4, 6)
    ]
    assert {session.title for session in sessions} == {"Individual therapy"}
    assert {entry.person for session in sessions for entry in session.roster.all()} == {client, clinician}


def test_a_session_in_the_past_or_with_nobody_is_refused_beside_the_field(office: Client) -> None:
    load(now=datetime.now(UTC))
    clinician, program = factories.facilitator(), factories.program()
    plan = {
        "program": str(program.pk),
        "kind": "individual",
        "clinicians": [str(clinician.pk)],
        "client_name": factories.client().legal_name,
        "day": "2020-01-06",
        "starts": "10:00",
        "place": "virtual",
    }
    assert list(office.post("/calendar/new/", plan).context["form"].errors) == ["day"]
    nobody = plan | {"day": f"{next_monday()}", "client_name": ""}
    assert list(office.post("/calendar/new/", nobody).context["form"].errors) == ["client_name"]
    assert not Session.objects.exists()
