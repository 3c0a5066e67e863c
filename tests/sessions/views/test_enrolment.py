"""A client's enrolment page, the clients' list, guests and the import, as staff use them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from sessions.domain.authorizations import Concern
from sessions.models import (
    AftercarePlan,
    Authorization,
    CareTeamMember,
    EndedReason,
    Enrolment,
    Group,
    GuestInvitation,
    KindFamily,
    Payer,
    Role,
    User,
)
from sessions.templatetags.client_rows import concern_flag
from tests import factories

pytestmark = pytest.mark.django_db
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


@pytest.fixture(autouse=True)
def without_second_factor(settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def enrolment() -> Enrolment:
    group = factories.group_with(clients=1)
    return group.enrolments.select_related("client", "group").get()


def coordinator(client: Client) -> User:
    someone = factories.person(Role.COORDINATOR)
    client.force_login(someone)
    return someone


def here(enrolment: Enrolment) -> str:
    return f"/clients/{enrolment.client_id}/enrolment/"


def steps(*rows: tuple[date, str]) -> dict[str, str]:
    form = {"taper-TOTAL_FORMS": str(len(rows)), "taper-INITIAL_FORMS": "0"}
    for number, (day, hours) in enumerate(rows):
        form |= {f"taper-{number}-from_date": day.isoformat(), f"taper-{number}-weekly_hours": hours}
    return form


def test_a_rising_taper_is_refused_beside_its_hours(
    client: Client, enrolment: Enrolment, now: datetime
) -> None:
    coordinator(client)
    today = now.date()
    wrong = steps((today + 2 * WEEK, "6"), (today + 3 * WEEK, "7"))
    answer = client.post(here(enrolment) + "taper/", wrong)
    assert answer.status_code == 422
    assert answer.context["taper_forms"].forms[1].errors["weekly_hours"]
    assert 'value="7"' in answer.content.decode()
    client.post(here(enrolment) + "taper/", steps((today + 2 * WEEK, "6"), (today + 4 * WEEK, "3")))
    assert [step.weekly_hours for step in enrolment.taper_steps.all()] == [6, 3]


def test_an_authorization_that_ends_before_it_begins_is_refused_beside_its_end(
    client: Client, enrolment: Enrolment, now: datetime
) -> None:
    coordinator(client)
    form = {
        "payer": Payer.objects.create(name="Blue Mesa").pk,
        "number": "A-1",
        "amount": "10",
        "unit": "days",
        "from_date": now.date().isoformat(),
    }
    wrong = form | {"to_date": (now.date() - DAY).isoformat()}
    answer = client.post(here(enrolment) + "authorize/", wrong)
    assert answer.context["authorization_form"].errors["to_date"]
    assert not Authorization.objects.exists()
    client.post(here(enrolment) + "authorize/", form | {"to_date": (now.date() + WEEK).isoformat()})
    page = client.get(here(enrolment)).content.decode()
    assert "0 of 10 days used" in page
    assert "authorization ends soon" in page


def test_from_a_step_down_to_a_closed_episode(client: Client, enrolment: Enrolment, now: datetime) -> None:
    coordinator(client)
    today, therapist = now.date(), factories.facilitator()
    team = {"team-TOTAL_FORMS": "1", "team-INITIAL_FORMS": "0", "team-0-duty": "therapist"}
    client.post(here(enrolment) + "team/", team | {"team-0-person": str(therapist.pk)})
    outpatient = factories.group_with(
        within=factories.program(level="op", weekly_hours_min=2, weekly_hours_max=4)
    )
    move = {"group": outpatient.pk, "from_date": (today + DAY).isoformat(), "weekly_hours": "3"}
    said = client.post(here(enrolment) + "move/", move, follow=True).content.decode()
    assert "with the same care team" in said
    new = Enrolment.objects.get(group=outpatient)
    assert new.care_team.get().person == therapist
    assert "stepped down" in said
    close = {"reason": "completed", "on_date": (today + WEEK).isoformat()}
    refused = client.post(here(new) + "close/", close)
    assert refused.context["close_form"].errors["reason"]
    client.post(here(new) + "aftercare/", {"step_down": "Therapy every two weeks", "agreed": "on"})
    assert AftercarePlan.objects.get(enrolment=new).agreed_at
    client.post(here(new) + "close/", close)
    new.refresh_from_db()
    assert new.ended_reason == EndedReason.COMPLETED


def test_the_team_plans_the_taper_and_the_office_the_rest(
    client: Client, enrolment: Enrolment, now: datetime
) -> None:
    therapist = factories.facilitator()
    client.force_login(therapist)
    taper = steps((now.date() + WEEK, "6"))
    assert client.get(here(enrolment)).status_code == 404
    assert client.post(here(enrolment) + "taper/", taper).status_code == 404
    CareTeamMember.objects.create(enrolment=enrolment, person=therapist, duty="therapist")
    assert client.get(here(enrolment)).status_code == 200
    assert client.post(here(enrolment) + "taper/", taper).status_code == 302
    assert client.post(here(enrolment) + "close/", {}).status_code == 403


def test_a_client_without_a_place_gets_one(client: Client, now: datetime) -> None:
    coordinator(client)
    someone, group = factories.client(), factories.group_with()
    url = f"/clients/{someone.pk}/enrolment/"
    assert "Not enrolled yet" in client.get(url).content.decode()
    form = {"group": group.pk, "from_date": now.date().isoformat(), "weekly_hours": "9"}
    assert client.post(url + "enrol/", form).status_code == 302
    assert Enrolment.objects.get(client=someone).group == group
    assert client.post(url + "enrol/", form).status_code == 422


def test_the_list_finds_by_any_part_of_a_name(client: Client) -> None:
    coordinator(client)
    for name in ("Ada Marsh", "Adam Field", "Zoe Marsh"):
        factories.group_with([factories.client(legal_name=name)])
    assert rows(client, "q=mar+ad") == ["Ada Marsh"]
    assert rows(client, "q=marsh") == ["Ada Marsh", "Zoe Marsh"]
    assert rows(client, "show=former") == []
    assert (
        rows(client, "page=99999999999") == rows(client, "page=x") == ["Ada Marsh", "Adam Field", "Zoe Marsh"]
    )


def rows(client: Client, query: str) -> list[str]:
    found = client.get(f"/clients/?{query}").context["found"]
    return [row.client.legal_name for row in found.rows]


def test_a_row_says_how_a_clients_week_goes_and_what_needs_attention(client: Client, now: datetime) -> None:
    coordinator(client)
    someone = factories.client(legal_name="<Ada> O'Hara")
    group = factories.group_with([someone], name="Oak & elm")
    row = drawn(client)
    assert row.count("Oak &amp; elm") == row.count("&lt;Ada&gt; O&#x27;Hara") == 1
    assert '<td role="cell" class="none" data-label="Therapist">–</td>' in row
    CareTeamMember.objects.create(
        enrolment=group.enrolments.get(),
        person=factories.facilitator(display_name="Dr. <Bo>"),
        duty="therapist",
    )
    assert '<td role="cell" data-label="Therapist">Dr. &lt;Bo&gt;</td>' in drawn(client)
    Enrolment.objects.update(ended_date=now.date() - DAY, ended_reason="completed")
    row = drawn(client, "?show=former")
    assert '<span class="word quiet">not enrolled</span>' in row
    assert row.count("–") == 3  # neither a group, nor a therapist, nor anything that needs attention


def drawn(client: Client, query: str = "") -> str:
    page = client.get(f"/clients/{query}").content.decode()
    return page.partition('<tbody role="rowgroup">')[2].partition("</tbody>")[0]


@pytest.mark.parametrize("concern", list(Concern))
def test_every_concern_has_its_flag(concern: Concern) -> None:
    assert concern_flag(concern).startswith('<span class="word ')


def test_a_clinician_lists_their_own_clients(client: Client) -> None:
    theirs, other = factories.group_with(clients=2), factories.group_with(clients=1)
    clinician = theirs.facilitators.get()
    for enrolment in theirs.enrolments.all():
        CareTeamMember.objects.create(enrolment=enrolment, person=clinician, duty="therapist")
    client.force_login(clinician)
    assert len(rows(client, "")) == 2
    assert other.enrolments.get().client.legal_name not in rows(client, "show=all")


@pytest.mark.parametrize("path", ["/clients/", "{enrolment}"])
def test_pages_cost_the_same_however_many_there_are(client: Client, path: str, now: datetime) -> None:
    coordinator(client)
    program = factories.program()
    group = factories.group_with(clients=1, within=program)
    url = path.format(enrolment=here(group.enrolments.get()))
    meet_around(now, group)
    client.get(url)
    few = queries_of(client, url)
    for _ in range(3):
        meet_around(now, factories.group_with(clients=4, within=program))
    assert queries_of(client, url) == few <= 20


def meet_around(now: datetime, group: Group) -> None:
    for days in (-1, 0, 1):
        factories.session_at(now + days * DAY, group=group)


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)


def test_a_file_is_imported_and_its_bad_rows_are_told(client: Client) -> None:
    coordinator(client)
    factories.group_with(name="Oak")
    assert client.get("/clients/import/template.csv").content.startswith(b"legal_name,")
    good = b"legal_name,email,group,from_date\nBo,b@x.test,Oak,2027-03-08\n"
    bad = good + b"<b>Cy</b>,nobody,Oak,2027-03-08\n"
    answer = client.post("/clients/import/", {"file": SimpleUploadedFile("clients.csv", bad)})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Nothing was written" in page
    assert "This is no e-mail address" in page
    assert (
        "1 row was imported"
        in client.post(
            "/clients/import/", {"file": SimpleUploadedFile("clients.csv", bad), "only_good": "on"}
        ).content.decode()
    )
    wrong = client.post("/clients/import/", {"file": SimpleUploadedFile("x.csv", b"name\nBo\n")})
    assert wrong.context["form"].errors["file"]


def test_guests_are_invited_by_the_sessions_own_people(client: Client, now: datetime) -> None:
    family = factories.kind("family", family=KindFamily.FAMILY, minutes=60)
    session = factories.session_at(now + DAY, kind=family, clients=1, facilitators=1)
    url = f"/sessions/{session.pk}/guests/"
    client.force_login(factories.facilitator())
    assert client.get(url).status_code == 404
    client.force_login(session.roster.get(part="facilitator").person)
    form = {"name": "Mara", "relationship": "mother", "email": "mara@x.test"}
    assert client.post(url, form).status_code == 302
    assert "invited already" in client.post(url, form).content.decode()
    invitation = GuestInvitation.objects.get()
    client.post(f"{url}{invitation.pk}/withdraw/")
    assert "withdrawn" in client.get(url).content.decode()
