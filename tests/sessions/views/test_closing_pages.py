"""Coordinators close what runs no more, told what has to be done first; and choose measures and back-ups."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from sessions.models import CareLevel, Group, MeasureSchedule, Program, Session, SessionStatus
from sessions.services.measures import measures_of, schedule_measure
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_a_group_with_clients_says_who_has_to_be_moved_first(office: Client) -> None:
    group = factories.group_with(clients=1)
    client = group.enrolments.get().client
    page = text_of(office.get(f"/groups/{group.pk}/close/"))

    assert client.legal_name in page
    assert f"/clients/{client.pk}/enrolment/" in page
    assert "Close it" not in page
    assert office.post(f"/groups/{group.pk}/close/").status_code == 422
    assert Group.objects.get().closed_at is None


def test_sessions_ahead_are_cancelled_where_that_is_ticked(office: Client) -> None:
    group = factories.group_with()
    factories.session_at(datetime.now(UTC) + timedelta(days=2), group=group)
    refused = office.post(f"/groups/{group.pk}/close/")
    assert refused.status_code == 422
    assert "Sessions are planned ahead." in text_of(refused)

    closed = office.post(f"/groups/{group.pk}/close/", {"cancel_ahead": "1"}, follow=True)

    assert Session.objects.get().status == SessionStatus.CANCELLED
    assert "Open again" in text_of(closed)
    assert "Plan sessions" not in text_of(closed)


def test_what_is_closed_is_left_out_of_every_choice_and_comes_back(office: Client) -> None:
    group = factories.group_with()
    track, program = group.track, group.track.program
    for path in (f"/groups/{group.pk}/", f"/tracks/{track.pk}/", f"/programs/{program.pk}/"):
        assert office.post(f"{path}close/").status_code == 302, path

    choices = ("/calendar/", "/calendar/new/", "/curricula/new/", "/holidays/", "/programs/")
    assert [path for path in choices if program.name in text_of(office.get(path))] == []
    assert program.name in text_of(office.get("/programs/?show=closed"))
    assert group.name in text_of(office.get(f"/tracks/{track.pk}/"))
    assert office.get(f"/groups/{group.pk}/close/").status_code == 302  # it is

    too_early = office.post(f"/groups/{group.pk}/open/", follow=True)
    assert "What this belongs to is closed." in text_of(too_early)
    for path in (f"/programs/{program.pk}/", f"/tracks/{track.pk}/", f"/groups/{group.pk}/"):
        office.post(f"{path}open/")
    assert [path for path in choices if program.name in text_of(office.get(path))] == list(choices)


def test_facilitators_close_nothing(client: Client) -> None:
    group = factories.group_with()
    client.force_login(group.facilitators.get())
    for path in (f"/groups/{group.pk}/close/", f"/groups/{group.pk}/open/"):
        assert client.post(path).status_code == 403


def test_a_program_chooses_its_measures_also_for_those_enrolled(office: Client) -> None:
    group = factories.group_with(clients=1)
    client, program = group.enrolments.get().client, group.track.program
    schedule_measure(client=client, measure="phq9", every_days=14, today=datetime.now(UTC).date())
    wrong = {"asks-phq9": "on", "days-phq9": ""}
    refused = office.post(f"/programs/{program.pk}/measures/", wrong)
    assert refused.status_code == 422
    assert "Enter how many days apart, from 1 to 365." in text_of(refused)

    chosen = {"asks-phq9": "on", "days-phq9": "7", "days-gad7": "14", "now_too": "on"}
    saved = office.post(f"/programs/{program.pk}/measures/", chosen, follow=True)

    assert measures_of(program) == {"phq9": 7, "gad7": None, "cravings": None}
    assert MeasureSchedule.objects.get(client=client).every_days == 7
    assert "1 client is asked differently now." in text_of(saved)
    assert "PHQ-9, every 7 days" in text_of(saved)


def test_whoever_is_called_is_chosen_for_a_program_and_for_a_group(office: Client) -> None:
    group = factories.group_with()
    everyone, own = (factories.facilitator(legal_name=name) for name in ("Ina Call", "Otto Call"))
    program = group.track.program
    CareLevel.objects.all().delete()
    form = {
        "name": program.name,
        "level": "iop",
        "weekly_hours_min": "9",
        "weekly_hours_max": "19",
        "usual_weeks": "10",
        "seats_max": "12",
        "time_zone": "America/New_York",
        "backup": f"{everyone.pk}",
    }
    office.post(f"/programs/{program.pk}/edit/", form)
    assert Program.objects.get().backup == everyone
    assert "Ina Call" in text_of(office.get(f"/groups/{group.pk}/"))

    leader = group.facilitators.get()
    terms = {"name": "Birch", "seats_min": "1", "seats_max": "8", "facilitators": [f"{leader.pk}"]}
    refused = office.post(f"/groups/{group.pk}/edit/", terms | {"backup": f"{leader.pk}"})
    assert "Whoever leads the group is there already." in text_of(refused)
    office.post(f"/groups/{group.pk}/edit/", terms | {"backup": f"{own.pk}"})
    assert Group.objects.get().backup == own
    assert "Otto Call" in text_of(office.get(f"/groups/{group.pk}/"))


def test_the_team_is_searched_and_shown_page_by_page(office: Client) -> None:
    for number in range(45):
        factories.facilitator(legal_name=f"Dana Number{number:02}")
    first = text_of(office.get("/team/?q=dana"))
    last = text_of(office.get("/team/?q=dana&page=9"))

    assert "45 colleagues" in first
    assert ("Dana Number00" in first, "Dana Number44" in first) == (True, False)
    assert ("Dana Number00" in last, "Dana Number44" in last) == (False, True)
    part = text_of(office.get("/team/?q=number07", headers={"HX-Request": "true"}))
    assert ("Dana Number07" in part, "<html" in part) == (True, False)
    assert "No licence ends soon." in text_of(office.get("/team/?show=renew"))
