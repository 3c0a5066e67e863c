"""The record in real browsers: a check-in that asks for help, a note from first word to addendum, a plan read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from playwright.sync_api import Page, expect

from sessions.models import (
    AlertKind,
    EndReason,
    MeasureResult,
    PresenceSpan,
    SafetyAlert,
    SessionNote,
    SessionStatus,
    Zone,
)
from sessions.services.attendance import finalize
from sessions.services.measures import schedule_measure
from tests import factories
from tests.chromium import PATIENCE_MS
from tests.journeys.browser import Seat
from tests.sessions.services.test_plans import signed

SeatFor = Callable[..., Seat]


def choose(page: Page, item: int, words: str) -> None:
    """Answer one question by its words."""
    page.locator(f"#item-{item}").get_by_role("radio", name=words, exact=True).check()


def test_a_client_who_thinks_of_death_sees_help_at_once_and_the_clinician_an_alert(seat_for: SeatFor) -> None:
    now = datetime.now(UTC)
    live = factories.live_session(now=now)
    client = live.clients[0]
    schedule_measure(client=client, measure="phq9", every_days=14, today=now.date() - timedelta(days=1))
    phone = seat_for(client, phone=True)
    page = phone.page
    page.goto(f"{phone.house.url}/")
    page.locator('a[href="/measures/phq9/"]').click()
    for item in range(1, 4):
        choose(page, item, "Several days")
    expect(page.get_by_test_id("kept")).to_have_text("Saved. 3 of 9 answered.", timeout=PATIENCE_MS)
    # The line goes away: nothing is lost, and it says so.
    phone.context.set_offline(True)
    choose(page, 4, "Not at all")
    expect(page.get_by_test_id("kept")).to_contain_text("Not saved yet", timeout=PATIENCE_MS)
    phone.context.set_offline(False)
    expect(page.get_by_test_id("kept")).to_have_text("Saved. 4 of 9 answered.", timeout=PATIENCE_MS)
    for item in range(5, 9):
        choose(page, item, "Not at all")
    expect(page.get_by_test_id("help-now")).to_be_hidden()
    choose(page, 9, "Several days")
    expect(page.get_by_test_id("help-now")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_test_id("help-now").get_by_role("link", name="Call 988")).to_be_visible(
        timeout=PATIENCE_MS
    )
    # Before the form is sent, and before any room was entered, the clinician can see it.
    assert SafetyAlert.objects.get(person=client).kind == AlertKind.PHQ9_ITEM9
    desk = seat_for(live.facilitator)
    desk.page.goto(f"{desk.house.url}/clients/{client.pk}/")
    expect(desk.page.get_by_role("alert").filter(has_text="Thoughts of self-harm")).to_be_visible(
        timeout=PATIENCE_MS
    )
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_test_id("help-now")).to_be_visible(timeout=PATIENCE_MS)
    result = MeasureResult.objects.get(client=client)
    assert (result.answers, result.total, result.alert) == ([1, 1, 1, 0, 0, 0, 0, 0, 1], 4, True)


def test_a_clinician_writes_signs_and_amends_a_note(seat_for: SeatFor) -> None:
    now = datetime.now(UTC)
    clinician, client = factories.facilitator(), factories.client(legal_name="Ana Legal")
    start = now - timedelta(hours=3)
    session = factories.session_at(
        start,
        lasting=timedelta(hours=2),
        clients=[client],
        facilitators=[clinician],
        status=SessionStatus.ENDED,
        ended_at=start + timedelta(hours=2),
    )
    for someone in (clinician, client):
        PresenceSpan.objects.create(
            session=session,
            person=someone,
            connection=uuid4(),
            zone=Zone.ROOM,
            began_at=start,
            last_seen_at=session.ends_at,
            ended_at=session.ends_at,
            end_reason=EndReason.SESSION_ENDED,
        )
    finalize(session.pk, now=now)
    desk = seat_for(clinician)
    page = desk.page
    page.goto(f"{desk.house.url}/caseload/")
    page.get_by_role("link", name="Write the note").click()
    expect(page.get_by_text("120 min")).to_be_visible(timeout=PATIENCE_MS)  # attendance is there already
    with page.expect_response("**/note/keep/") as kept:
        page.get_by_label("The session's note").fill("We went through the week.")
        page.get_by_label("Ana Legal").fill("Named two triggers.")
    assert kept.value.json()["saved"] is True
    expect(page.get_by_test_id("kept")).to_contain_text("Saved at", timeout=PATIENCE_MS)
    page.reload()  # what was typed was kept without pressing anything
    expect(page.get_by_label("Ana Legal")).to_have_value("Named two triggers.", timeout=PATIENCE_MS)
    page.get_by_role("button", name="Sign the note").click()
    expect(page.get_by_test_id("signed")).to_contain_text(clinician.legal_name, timeout=PATIENCE_MS)
    expect(page.get_by_label("The session's note")).to_have_count(0)
    page.get_by_label("About").select_option(label="Ana Legal")
    page.get_by_label("What is to be added").fill("She called the next day.")
    page.get_by_role("button", name="Add it to the note").click()
    expect(page.get_by_text("Addendum by")).to_be_visible(timeout=PATIENCE_MS)
    page.goto(f"{desk.house.url}/clients/{client.pk}/notes/")
    for text in ("Named two triggers.", "She called the next day."):
        expect(page.get_by_text(text)).to_be_visible(timeout=PATIENCE_MS)
    assert SessionNote.objects.get(session=session).signed_by == clinician


def test_a_client_reads_the_plan_and_says_what_the_group_calls_them(seat_for: SeatFor) -> None:
    now = datetime.now(UTC)
    client = factories.client(display_name="Ana")
    signed(client, factories.facilitator(), now, "I sleep through five nights a week")
    phone = seat_for(client, phone=True)
    page = phone.page
    page.goto(f"{phone.house.url}/plan/")
    expect(page.get_by_role("heading", name="I sleep through five nights a week")).to_be_visible(
        timeout=PATIENCE_MS
    )
    page.get_by_role("button", name="I agree to this plan").click()
    expect(page.get_by_text("You agreed to this plan")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_text("Note how it goes").click()
    page.get_by_role("radio", name="6", exact=True).check()
    page.get_by_label("In a few words").fill("Three good nights")
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_text("6 of 10").first).to_be_visible(timeout=PATIENCE_MS)
    page.goto(f"{phone.house.url}/profile/")
    page.get_by_label("Name the group sees").fill("Annie")
    page.get_by_label("Emergency contact").fill("Rosa")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Enter the number to call them by.")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_label("Name the group sees")).to_have_value("Annie", timeout=PATIENCE_MS)
    page.get_by_label("Their number").fill("602 555 0101")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible(timeout=PATIENCE_MS)
    page.goto(f"{phone.house.url}/")
    expect(page.get_by_role("heading", name="Hello, Annie")).to_be_visible(timeout=PATIENCE_MS)
