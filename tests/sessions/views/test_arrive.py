"""The gate's pages: a few taps, nothing skipped, nothing lost, and help at once for whoever does not feel safe."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from sessions.models import Arrival, LocationRelease, PanelView, Role, RosterPart, SafetyAlert, Session, User
from sessions.services.agreements import put_first_in_force
from sessions.services.alerts import acknowledge_alert
from tests import factories

pytestmark = pytest.mark.django_db

HOME = {
    "address": "12 Elm Street, Mesa",
    "state": "AZ",
    "callback_number": "602 555 0100",
    "emergency_name": "Maria Example",
    "emergency_phone": "602 555 0101",
    "emergency_relationship": "sister",
    "private": "on",
    "parked": "on",
}


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = False


class Gate:
    """One client's browser at the gate of a live session."""

    def __init__(self, browser: Client, person: User, session: Session) -> None:
        self.browser = browser
        self.person = person
        self.session = session
        self.path = f"/rooms/{session.pk}/arrive/"

    def where(self) -> str:
        """Where opening the room leads now, from the gate's address on; empty where it leads in."""
        page = self.browser.get(f"/rooms/{self.session.pk}/", follow=True)
        assert page.status_code == 200
        path = page.redirect_chain[-1][0] if page.redirect_chain else ""
        return path.removeprefix(self.path)

    def send(self, step: str, **told: str) -> str:
        """Send a step; what is shown after it."""
        page = self.browser.post(f"{self.path}{step}/", told, follow=True)
        assert page.status_code == 200
        return page.content.decode()

    def show(self, step: str) -> str:
        page = self.browser.get(f"{self.path}{step}")
        assert page.status_code == 200
        return page.content.decode()

    def agree(self) -> str:
        read = [str(key) for key in _asked(self.show("agreements/"))]
        page = self.browser.post(f"{self.path}agreements/", {"agreement": read}, follow=True)
        return page.content.decode()


def _asked(page: str) -> list[str]:
    return [part.split('"', 1)[0] for part in page.split('name="agreement" value="')[1:]]


@pytest.fixture
def gate(client: Client) -> Gate:
    put_first_in_force(now=datetime(2026, 1, 1, tzinfo=UTC))
    live = factories.live_session(clients=0)
    ana = factories.client(phone="602 555 0199")
    factories.expect(live.session, ana, arrived=False)
    client.force_login(ana)
    return Gate(client, ana, live.session)


def test_the_whole_way_from_the_rooms_address_to_the_room(gate: Gate) -> None:
    way = [gate.where()]
    gate.send("you", display_name="Annie", pronouns="she/her")
    way.append(gate.where())
    gate.send("today", **HOME)
    way.append(gate.where())
    gate.agree()
    way.append(gate.where())
    gate.send("check-in", mood="7", cravings="2", safe="yes")
    way.append(gate.where())

    assert way == ["you/", "today/", "agreements/", "check-in/", ""]
    told = Arrival.objects.get()
    assert (told.address, told.mood, told.cravings, told.safe) == (HOME["address"], 7, 2, True)


def test_the_next_time_where_one_is_takes_one_tap_and_the_agreements_none(gate: Gate) -> None:
    yesterday = factories.session_at(gate.session.starts_at - timedelta(days=1))
    factories.arrive(yesterday, gate.person, address="3 Oak Road, Tempe")
    gate.agree()
    gate.send("you", display_name="Annie")

    page = gate.show("today/")
    assert "3 Oak Road, Tempe, Arizona" in page
    assert "Yes, all of this is right" in page
    assert 'type="hidden" name="address" value="3 Oak Road, Tempe"' in page
    assert "Something is different today" in page
    assert "Yes, all of this is right" not in gate.show("today/?edit=1")


def test_what_is_known_is_filled_in(gate: Gate) -> None:
    assert f'value="{gate.person.display_name}"' in gate.show("you/")
    assert 'value="602 555 0199"' in gate.show("today/")


def test_a_refused_form_keeps_what_was_entered_and_says_why_beside_the_field(gate: Gate) -> None:
    page = gate.send("today", **HOME | {"callback_number": "call me", "state": ""})
    assert "12 Elm Street, Mesa" in page
    assert "Enter a phone number with its area code" in page
    driving = dict(HOME)
    del driving["parked"]
    assert "Please stop somewhere safe first." in gate.send("today", **driving)
    overheard = dict(HOME)
    del overheard["private"]
    assert "Please find a place where nobody can hear" in gate.send("today", **overheard)
    assert not Arrival.objects.filter(located_at__isnull=False).exists()


def test_the_numbers_are_asked_for_but_not_before_somebody_is_helped(gate: Gate) -> None:
    assert gate.send("check-in", safe="yes").count("Tap a number from 0 to 10.") == 2
    assert not SafetyAlert.objects.exists()
    page = gate.send("check-in", safe="no")
    assert "You are not alone with this" in page
    assert "Staff have been told" in page
    assert "tel:988" in page
    assert SafetyAlert.objects.get().person == gate.person


def test_they_see_that_somebody_saw_it(gate: Gate) -> None:
    gate.send("check-in", safe="no")
    dana = gate.session.roster.get(part=RosterPart.FACILITATOR).person
    acknowledge_alert(alert_id=SafetyAlert.objects.get().pk, by=dana, now=datetime.now(UTC))
    assert f"{dana.display_name} has seen it" in gate.show("help/")


def test_nobody_else_has_that_page(gate: Gate) -> None:
    assert gate.browser.get(f"{gate.path}help/").status_code == 404


def test_going_back_changes_what_was_told(gate: Gate) -> None:
    gate.send("you", display_name="Annie")
    gate.send("you", display_name="Ann")
    gate.person.refresh_from_db()
    assert gate.person.display_name == "Ann"
    assert gate.where() == "today/"


def test_each_step_says_where_it_stands(gate: Gate) -> None:
    assert "Step 1 of 4" in gate.show("you/")
    gate.send("you", display_name="Annie")
    gate.send("today", **HOME)
    gate.agree()
    last = gate.show("check-in/")
    assert "Step 4 of 4" in last  # also once there is nothing more to agree to
    assert f'class="gate-back" href="{gate.path}today/"' in last


def test_staff_and_strangers_have_no_steps(gate: Gate, client: Client) -> None:
    dana = gate.session.roster.get(part=RosterPart.FACILITATOR).person
    client.force_login(dana)
    assert client.get(f"{gate.path}you/").headers["Location"] == gate.path
    assert client.get(gate.path).headers["Location"] == f"/rooms/{gate.session.pk}/"
    client.force_login(factories.client())
    assert client.get(f"{gate.path}you/").status_code == 403
    assert client.get(f"/rooms/{factories.live_session().session.pk}/arrive/nonsense/").status_code == 403


def test_a_step_that_does_not_exist_leads_to_the_next_one(gate: Gate) -> None:
    assert gate.browser.get(f"{gate.path}nonsense/").headers["Location"] == gate.path


def test_a_sign_in_by_link_passes_the_gate_of_its_own_session_alone(gate: Gate) -> None:
    other = factories.session_at(gate.session.ends_at)
    factories.expect(other, gate.person, arrived=False)
    signed_in = gate.browser.session
    signed_in["join_session_id"] = str(gate.session.pk)
    signed_in.save()
    assert gate.where() == "you/"
    for elsewhere in (f"/rooms/{other.pk}/arrive/you/", "/"):
        page = gate.browser.get(elsewhere)
        assert page.status_code == 403
        assert "Your link opens one appointment" in page.content.decode()


def test_htmx_is_sent_to_the_room_as_a_page_of_its_own(gate: Gate) -> None:
    factories.arrive(gate.session, gate.person)
    answer = gate.browser.get(gate.path, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == f"/rooms/{gate.session.pk}/"


def test_spanish_speakers_agree_to_spanish_words(gate: Gate) -> None:
    User.objects.filter(pk=gate.person.pk).update(language="es")
    assert "Atención por video" in gate.show("agreements/")
    gate.agree()
    assert set(gate.person.agreements_given.values_list("language", flat=True)) == {"es"}


def test_the_pages_ask_the_database_little(
    gate: Gate, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for step in ("you/", "today/", "agreements/", "check-in/"):
        with django_assert_max_num_queries(10):
            gate.show(step)


# --- staff ------------------------------------------------------------------------------------------------------------


def test_the_banner_shows_who_and_why_until_somebody_takes_care(gate: Gate, client: Client) -> None:
    gate.send("check-in", safe="no")
    dana = gate.session.roster.get(part=RosterPart.FACILITATOR).person
    client.force_login(dana)
    asked = {"HX-Request": "true"}
    shown = client.get("/alerts/banner/", headers=asked).content.decode()
    assert gate.person.legal_name in shown
    assert "does not feel safe" in shown

    alert = SafetyAlert.objects.get()
    after = client.post(f"/alerts/{alert.pk}/seen/", headers=asked).content.decode()
    assert gate.person.legal_name not in after
    page = client.get("/alerts/").content.decode()
    assert "Taken care of" in page
    assert dana.display_name in page
    alert.refresh_from_db()
    assert alert.seen_by == dana


def test_a_banner_that_says_the_same_is_left_alone(gate: Gate, client: Client) -> None:
    gate.send("check-in", safe="no")
    client.force_login(factories.person(Role.SUPERVISOR))
    shown = client.get("/alerts/banner/", headers={"HX-Request": "true"}).content.decode()
    mark = shown.split("?seen=")[1].split('"')[0]
    again = client.get(f"/alerts/banner/?seen={mark}", headers={"HX-Request": "true"})
    assert again.status_code == 204


def test_clients_have_no_alerts(gate: Gate) -> None:
    for path in ("/alerts/", "/alerts/banner/"):
        assert gate.browser.get(path).status_code == 403


def test_a_supervisor_lets_somebody_in_with_a_reason(gate: Gate, client: Client) -> None:
    gate.send("today", **HOME | {"state": "NV"})
    client.force_login(factories.person(Role.SUPERVISOR))
    assert "Today they are in Nevada." in client.get("/alerts/").content.decode()
    path = f"/sessions/{gate.session.pk}/release/{gate.person.pk}/"

    empty = client.post(path, {"reason": " "})
    assert empty.status_code == 400
    assert "Say in a few words why" in empty.content.decode()
    assert client.post(path, {"reason": "Compact privilege"}).headers["Location"] == "/alerts/"
    assert LocationRelease.objects.get().reason == "Compact privilege"


def test_only_supervisors_are_offered_that(gate: Gate, client: Client) -> None:
    gate.send("today", **HOME | {"state": "NV"})
    for role, offered in ((Role.SUPERVISOR, True), (Role.COORDINATOR, False)):
        client.force_login(factories.person(role))
        assert ("Let them in anyway" in client.get("/alerts/").content.decode()) is offered
    path = f"/sessions/{gate.session.pk}/release/{gate.person.pk}/"
    answer = client.post(path, {"reason": "Why not"}, follow=True)
    assert "Only a supervisor" in answer.content.decode()
    assert not LocationRelease.objects.exists()


def test_the_panel_is_for_the_sessions_facilitators_and_leaves_a_row(gate: Gate, client: Client) -> None:
    gate.send("today", **HOME)
    path = f"/sessions/{gate.session.pk}/safety/{gate.person.pk}/"
    board = f"/sessions/{gate.session.pk}/attendance/"
    dana = gate.session.roster.get(part=RosterPart.FACILITATOR).person
    client.force_login(dana)
    assert client.get(path).status_code == 405
    assert path in client.get(board).content.decode()
    page = client.post(path).content.decode()
    assert all(told in page for told in ("12 Elm Street, Mesa, Arizona", "602 555 0100", "Maria Example"))
    client.force_login(factories.person(Role.SUPERVISOR))
    assert path not in client.get(board).content.decode()
    assert client.post(path).status_code == 404
    assert [look.viewer for look in PanelView.objects.all()] == [dana]
