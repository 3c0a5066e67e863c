"""A coordinator sets the clinic up: each page shows, saves, and says beside the field what is wrong."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sessions.management.defaults.load import load, usual_curriculum
from sessions.models import (
    Curriculum,
    Group,
    Holiday,
    Material,
    Payer,
    Program,
    Role,
    Series,
    Session,
    SessionKind,
    SessionStatus,
    Topic,
    Track,
    User,
)
from sessions.services.team import add_license
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]


PROGRAM = {
    "name": "Evening IOP",
    "level": "iop",
    "weekly_hours_min": "9",
    "weekly_hours_max": "19",
    "usual_weeks": "10",
    "seats_max": "12",
    "time_zone": "America/New_York",
    "state": "NY",
}
TRACK: dict[str, Any] = {
    "name": "Evening",
    "weekdays": ["1", "3", "5"],
    "starts_local": "18:00",
    "ends_local": "21:00",
    "break_minutes": "10",
}


def text_of(response: Any) -> str:
    return str(response.content.decode())


def every_page(group: Group) -> list[str]:
    track = group.track
    curriculum = Curriculum.objects.filter(program=track.program).first()
    topic, payer = Topic.objects.first(), Payer.objects.first()
    assert curriculum
    assert topic
    assert payer
    staff = group.facilitators.first()
    assert staff
    return [
        "/programs/",
        "/programs/new/?level=iop-adult",
        f"/programs/{track.program_id}/",
        f"/programs/{track.program_id}/edit/",
        f"/programs/{track.program_id}/measures/",
        f"/programs/{track.program_id}/close/",
        f"/programs/{track.program_id}/tracks/new/",
        f"/tracks/{track.pk}/",
        f"/tracks/{track.pk}/edit/",
        f"/tracks/{track.pk}/close/",
        f"/tracks/{track.pk}/groups/new/",
        f"/groups/{group.pk}/",
        f"/groups/{group.pk}/edit/",
        f"/groups/{group.pk}/close/",
        f"/groups/{group.pk}/series/new/",
        "/curricula/",
        "/curricula/new/",
        f"/curricula/{curriculum.pk}/",
        "/topics/new/",
        f"/topics/{topic.pk}/",
        "/kinds/",
        "/kinds/new/",
        "/kinds/individual/",
        "/payers/",
        f"/payers/{payer.pk}/",
        "/holidays/",
        "/team/",
        "/team/invite/",
        f"/team/{staff.pk}/",
        "/calendar/",
        "/calendar/new/",
    ]


def a_running_group(clients: int = 2) -> Group:
    """A group with a curriculum whose topics go round."""
    load(now=datetime.now(UTC))
    group = factories.group_with(clients=clients)
    topics = [topic.name for topic in Topic.objects.all()[:4]]
    curriculum = usual_curriculum(group.track.program, name="Essentials", topics=topics)
    start = datetime.now(UTC)  # not tomorrow, which may lie in another week than the calendar shows
    for week in range(6):
        topic = curriculum.topics.order_by("places__position")[week % 4]
        factories.session_at(start + timedelta(weeks=week), group=group, topic=topic)
    Series.objects.create(
        program=group.track.program,
        group=group,
        curriculum=curriculum,
        kind=factories.kind(),
        title="Evening group",
        weekdays=[1],
        starts_local=time(18),
        minutes=180,
        time_zone="America/New_York",
        from_date=date(2026, 1, 1),
    )
    return group


def test_every_page_of_the_set_up_shows(office: Client) -> None:
    for page in every_page(a_running_group()):
        assert office.get(page).status_code == 200, page


def test_facilitators_and_clients_do_not_set_anything_up(client: Client) -> None:
    group = a_running_group()
    for someone in (group.facilitators.get(), group.enrolments.first().client):  # type: ignore[union-attr]
        client.force_login(someone)
        for page in every_page(group):
            expected = 200 if page == "/calendar/" and someone.is_staff_member else 403
            assert client.get(page).status_code == expected, page


def test_no_page_costs_more_queries_for_a_larger_clinic(office: Client) -> None:
    small = a_running_group()
    costs = {page: queries_of(office, page) for page in every_page(small)}
    for _ in range(3):
        factories.group_with(clients=3, within=small.track.program)
        factories.facilitator()
    large = factories.group_with(clients=8, within=factories.program())
    for day in range(5):
        factories.session_at(datetime.now(UTC) + timedelta(days=day), group=large)
    assert {page: queries_of(office, page) for page in every_page(small)} == costs
    assert max(costs.values()) <= 20


def queries_of(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(page)
    return len(captured)


def test_a_program_begins_with_the_figures_of_its_level(office: Client) -> None:
    load(now=datetime.now(UTC))
    page = text_of(office.get("/programs/new/?level=iop-adolescent"))
    assert 'value="6.0"' in page


def test_a_name_that_is_taken_is_refused_beside_its_field_and_what_was_typed_stays(office: Client) -> None:
    office.post("/programs/new/", PROGRAM)
    again = office.post("/programs/new/", PROGRAM | {"name": "evening iop", "usual_weeks": "7"})
    assert again.status_code == 422
    assert again.context["form"].errors == {"name": ["This name is taken. Choose another one."]}
    assert 'value="7"' in text_of(again)
    assert Program.objects.count() == 1


def test_hours_out_of_order_are_refused_beside_the_field(office: Client) -> None:
    refused = office.post("/programs/new/", PROGRAM | {"weekly_hours_max": "5"})
    assert list(refused.context["form"].errors) == ["weekly_hours_max"]
    assert not Program.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_local": "17:00"}, "ends_local"),
        ({"weekdays": []}, "weekdays"),
        ({"break_minutes": "200"}, "break_minutes"),
        ({"name": "Late", "starts_local": "20:59", "ends_local": "22:00"}, "weekdays"),
    ],
)
def test_a_track_that_cannot_be_is_refused_beside_the_field(
    office: Client, changes: dict[str, Any], field: str
) -> None:
    program = factories.program()
    office.post(f"/programs/{program.pk}/tracks/new/", TRACK)
    refused = office.post(f"/programs/{program.pk}/tracks/new/", TRACK | {"name": "Another"} | changes)
    assert list(refused.context["form"].errors) == [field]
    assert Track.objects.count() == 1


def test_tracks_that_touch_do_not_overlap(office: Client) -> None:
    program = factories.program()
    office.post(f"/programs/{program.pk}/tracks/new/", TRACK)
    touching = {"name": "Late", "starts_local": "21:00", "ends_local": "22:00"}
    assert office.post(f"/programs/{program.pk}/tracks/new/", TRACK | touching).status_code == 302


def test_publishing_warns_by_how_much_and_publishes_when_told_to(office: Client) -> None:
    load(now=datetime.now(UTC))
    program = factories.program()
    program.payers.add(Payer.objects.get(name="Medicaid"))
    office.post(f"/programs/{program.pk}/tracks/new/", TRACK)
    track = Track.objects.get()
    asked = office.post(f"/tracks/{track.pk}/publish/")
    page = text_of(asked)
    assert "count 8 h 30 min a week and the program requires 9 h: 30 min too few" in page
    assert "A day counts 2 h 50 min" in page
    assert "per diem of Medicaid needs 3 h: 10 min too few" in page
    track.refresh_from_db()
    assert track.published_at is None
    office.post(f"/tracks/{track.pk}/publish/", {"anyway": "1"})
    track.refresh_from_db()
    assert track.published_at is not None


def test_sessions_that_were_planned_in_a_draft_come_when_it_is_published(office: Client) -> None:
    load(now=datetime.now(UTC))
    program = factories.program()
    office.post(f"/programs/{program.pk}/tracks/new/", TRACK | {"ends_local": "21:10"})
    track = Track.objects.get()
    leader = factories.facilitator()
    office.post(
        f"/tracks/{track.pk}/groups/new/",
        {"name": "Birch", "seats_min": "6", "seats_max": "12", "facilitators": [str(leader.pk)]},
    )
    group = Group.objects.get()
    plan = {
        "kind": "process-group",
        "title": "Process group",
        "weekdays": ["1", "3", "5"],
        "starts_local": "18:00",
        "minutes": "190",
        "from_date": "2026-01-05",
        "place": "virtual",
    }
    office.post(f"/groups/{group.pk}/series/new/", plan)
    assert (Series.objects.count(), Session.objects.count()) == (1, 0)
    office.post(f"/tracks/{track.pk}/publish/")
    sessions = Session.objects.filter(group=group)
    assert sessions.count() >= 24
    assert not sessions.filter(starts_at__lt=datetime.now(UTC) - timedelta(days=1)).exists()
    assert {session.roster.get().person_id for session in sessions} == {leader.pk}


def test_a_clinician_without_a_licence_of_the_state_is_refused_beside_the_field(office: Client) -> None:
    track = factories.track(within=factories.program(state="TX"))
    leader = factories.facilitator()
    terms = {"name": "Birch", "seats_min": "6", "seats_max": "12", "facilitators": [str(leader.pk)]}
    refused = office.post(f"/tracks/{track.pk}/groups/new/", terms)
    assert list(refused.context["form"].errors) == ["facilitators"]
    add_license(
        leader.pk,
        kind="lcsw",  # type: ignore[arg-type]
        state="TX",
        number="1",
        expires_date=datetime.now(UTC).date() + timedelta(days=3),
    )
    assert office.post(f"/tracks/{track.pk}/groups/new/", terms).status_code == 302


def test_a_holiday_cancels_what_was_planned_and_is_added_once(office: Client) -> None:
    group = factories.group_with()
    series = Series.objects.create(
        program=group.track.program,
        group=group,
        kind=factories.kind(),
        title="Group",
        weekdays=[1],
        starts_local=time(18),
        minutes=60,
        time_zone="America/New_York",
        from_date=date(2026, 1, 1),
    )
    starts_at = datetime.now(UTC) + timedelta(days=10)
    session = factories.session_at(starts_at, group=group, series=series)
    alone = factories.session_at(starts_at + timedelta(hours=4), lasting=timedelta(hours=1))
    day = f"{(starts_at - timedelta(hours=5)).date()}"
    office.post("/holidays/", {"date": day, "name": "Founders' Day"})
    again = office.post("/holidays/", {"date": day, "name": "Once more"})
    assert list(again.context["form"].errors) == ["date"]
    assert Holiday.objects.count() == 1
    for each in (session, alone):
        each.refresh_from_db()
    assert (session.status, session.cancel_reason, session.revision) == ("cancelled", "holiday", 2)
    assert alone.status == SessionStatus.SCHEDULED


def test_a_curriculum_keeps_the_order_that_was_numbered(office: Client) -> None:
    load(now=datetime.now(UTC))
    program = factories.program()
    first, second, third = Topic.objects.all()[:3]
    places = {f"place-{second.pk}": "1", f"place-{third.pk}": "2", f"place-{first.pk}": "3"}
    office.post("/curricula/new/", {"program": str(program.pk), "name": "Core"} | places)
    curriculum = Curriculum.objects.get()
    assert [place.topic for place in curriculum.places.all()] == [second, third, first]
    empty = office.post(f"/curricula/{curriculum.pk}/", {"name": "Core"})
    assert empty.status_code == 422
    assert curriculum.places.count() == 3


def test_a_material_is_given_to_those_whose_group_has_its_topic_alone(office: Client, client: Client) -> None:
    topic = Topic.objects.create(name="Sleep")
    file = SimpleUploadedFile("sleep.pdf", b"%PDF-1.4 made up", "application/pdf")
    office.post(f"/topics/{topic.pk}/materials/", {"title": "Sleep diary", "file": file})
    material = Material.objects.get()
    insider, stranger = factories.client(), factories.client()
    factories.session_at(datetime.now(UTC), clients=[insider], topic=topic)
    client.force_login(insider)
    given = client.get(f"/materials/{material.pk}/")
    assert given.content == b"%PDF-1.4 made up"
    assert given.headers["Content-Disposition"] == 'attachment; filename="sleep.pdf"'
    client.force_login(stranger)
    assert client.get(f"/materials/{material.pk}/").status_code == 404


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"link": "https://example.test/x", "file": SimpleUploadedFile("a.pdf", b"x")},
        {"file": SimpleUploadedFile("page.html", b"<script>")},
        {"file": SimpleUploadedFile("large.pdf", b"x" * 5_000_001)},
    ],
)
def test_a_material_that_cannot_be_is_refused(office: Client, given: dict[str, Any]) -> None:
    topic = Topic.objects.create(name="Sleep")
    refused = office.post(f"/topics/{topic.pk}/materials/", {"title": "Sleep diary"} | given)
    assert refused.status_code == 422
    assert refused.context["material_form"].errors
    assert not Material.objects.exists()


def test_a_payers_new_rule_ends_the_one_before(office: Client) -> None:
    load(now=datetime.now(UTC))
    payer = Payer.objects.get(name="Medicaid")
    rule = {"from_date": "2027-01-01", "per_diem_minutes": "170", "timed_codes": "90837 53"}
    office.post(f"/payers/{payer.pk}/", rule)
    newer, older = payer.rules.order_by("-from_date")
    assert (older.until_date, newer.per_diem_minutes) == (date(2027, 1, 1), 170)
    assert list(newer.timed_codes.values_list("code", "from_minutes")) == [("90837", 53)]
    overlapping = office.post(f"/payers/{payer.pk}/", rule | {"from_date": "2026-06-01"})
    assert list(overlapping.context["form"].errors) == ["from_date"]


def test_a_kind_is_changed(office: Client) -> None:
    load(now=datetime.now(UTC))
    changed = {"name": "Individual therapy", "family": "individual", "minutes": "45", "seats_max": "1"}
    office.post("/kinds/individual/", changed)
    kind = SessionKind.objects.get(pk="individual")
    assert (kind.minutes, kind.counts_toward_hours, kind.modalities) == (45, False, [])


def test_a_colleague_is_invited_and_their_account_closed(office: Client) -> None:
    invitation = {
        "email": "new@example.test",
        "legal_name": "New Colleague",
        "display_name": "New",
        "role": "facilitator",
        "time_zone": "America/Chicago",
    }
    office.post("/team/invite/", invitation)
    person = User.objects.get(email="new@example.test")
    assert "invited" in text_of(office.get(f"/team/{person.pk}/"))
    office.post(f"/team/{person.pk}/close/")
    person.refresh_from_db()
    assert not person.is_active
    refused = office.post("/team/invite/", invitation)
    assert list(refused.context["form"].errors) == ["email"]


def test_a_licence_that_ends_soon_is_named_on_the_teams_page(office: Client) -> None:
    leader = factories.facilitator()
    soon = datetime.now(UTC).date() + timedelta(days=20)
    licence = {"kind": "lpc", "state": "OH", "number": "77", "expires_date": f"{soon}"}
    office.post(f"/team/{leader.pk}/", licence)
    assert "urgent-title" in text_of(office.get("/team/"))
    renewed = licence | {"expires_date": f"{soon + timedelta(days=700)}"}
    office.post(f"/team/{leader.pk}/", renewed)
    assert "urgent-title" not in text_of(office.get("/team/"))


def test_what_changed_is_kept_with_who_changed_it(office: Client) -> None:
    office.post("/programs/new/", PROGRAM)
    program = Program.objects.get()
    office.post(f"/programs/{program.pk}/edit/", PROGRAM | {"usual_weeks": "12"})
    history = program.history.order_by("pgh_id")  # type: ignore[attr-defined]
    assert [(event.pgh_label, event.usual_weeks) for event in history] == [("insert", 10), ("update", 12)]
    coordinator = User.objects.get(role=Role.COORDINATOR)
    assert [event.pgh_context.metadata for event in history] == [{"user": str(coordinator.pk)}] * 2
    assert "Evening" not in json.dumps([event.pgh_context.metadata for event in history])
