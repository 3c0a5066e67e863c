"""A client's way through care in real browsers: asked for, screened, enrolled, tapered, stepped down, let go.

And a guest's: invited to a family session by the office, in by their own link.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from playwright.sync_api import Page, expect

from sessions.models import (
    Curriculum,
    CurriculumTopic,
    Enrolment,
    Group,
    KindFamily,
    Payer,
    Role,
    Topic,
    User,
)
from sessions.services.enrolment import enrol_client, set_care_team
from sessions.services.series import schedule_series
from tests import factories
from tests.chromium import PATIENCE_MS
from tests.journeys.browser import Seat
from tests.journeys.mailbox import Mailbox

SeatFor = Callable[..., Seat]
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


def choose(page: Page, legend: str, answer: str) -> None:
    page.get_by_role("group", name=legend).get_by_label(answer, exact=True).check()


def test_a_stranger_who_asks_on_a_phone_becomes_a_client_who_is_written_to(
    seat_for: SeatFor, visitor: Seat, mailbox: Mailbox
) -> None:
    group = factories.group_with(clients=6, facilitators=1)
    payer = Payer.objects.create(name=f"Payer of {group.name}")
    name, address = f"Noemi {group.name}", f"noemi{group.pk}@example.test"

    page = visitor.page
    page.goto(f"{visitor.house.url}/begin/")
    page.get_by_label("Your name").fill(name)
    choose(page, "How may we reach you?", "E-mail me")
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("The state you live in").select_option("AZ")
    # Whoever reads the page takes longer than the three seconds that tell a person from a program.
    page.wait_for_function("() => performance.now() > 4000")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you. We will be in touch.")).to_be_visible(
        timeout=PATIENCE_MS
    )
    expect(page.get_by_role("main").get_by_role("link", name="Call 988")).to_be_visible(timeout=PATIENCE_MS)

    page = seat_for(factories.person(Role.COORDINATOR)).page
    page.goto(f"{visitor.house.url}/intake/")
    page.get_by_role("link", name=name).click()
    page.get_by_role("button", name="Begin screening").click()
    for question in ("A stable home", "Motivated", "Detox done", "Safe outside"):
        choose(page, question, "Yes")
    choose(page, "Decision", "suitable for this care")
    page.get_by_role("button", name="Save the decision").click()
    expect(page.get_by_text("Enter how many hours a week you recommend.")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_label("Hours a week that you recommend").fill("9")
    page.get_by_role("button", name="Save the decision").click()
    choose(page, "What the check found", "covered")
    page.get_by_label("Payer").select_option(payer.name)
    page.get_by_role("button", name="Save what the check found").click()
    page.get_by_label("Group", exact=True).select_option(str(group.pk))
    page.get_by_role("button", name="Enrol and write to the client").click()
    expect(page.get_by_text("Enrolled. We have written to the client how to sign in.")).to_be_visible(
        timeout=PATIENCE_MS
    )
    expect(page.get_by_role("heading", name=group.name, exact=True)).to_be_visible(timeout=PATIENCE_MS)

    enrolment = Enrolment.objects.get(client__email=address)
    assert (enrolment.group, enrolment.weekly_hours) == (group, Decimal(9))
    mail = mailbox.await_mail_to(address)
    assert "/accounts/login" in mail.text
    assert group.name not in mail.text


def test_hours_fall_and_care_goes_on_with_the_same_team_until_it_ends_with_a_plan(seat_for: SeatFor) -> None:
    therapist = factories.facilitator()
    enrolment, outpatient = tapered(therapist)
    seat = seat_for(factories.person(Role.COORDINATOR))
    page, today = seat.page, timezone.localdate()
    page.goto(f"{seat.house.url}/clients/{enrolment.client_id}/enrolment/")

    page.get_by_text("Plan a taper").click()
    for row, (weeks, hours) in enumerate([(2, "6"), (4, "7")]):
        page.locator(f"#id_taper-{row}-from_date").fill((today + weeks * WEEK).isoformat())
        page.locator(f"#id_taper-{row}-weekly_hours").fill(hours)
    page.get_by_role("button", name="Save the taper").click()
    expect(page.get_by_text("The hours rise in one of the steps")).to_be_visible(timeout=PATIENCE_MS)
    page.locator("#id_taper-1-weekly_hours").fill("3")
    page.get_by_role("button", name="Save the taper").click()
    expect(page.get_by_text("The taper is planned.")).to_be_visible(timeout=PATIENCE_MS)
    assert [step.weekly_hours for step in enrolment.taper_steps.all()] == [6, 3]

    page.get_by_text("Transfer or step down").click()
    page.locator("#seat_group").select_option(str(outpatient.pk))
    page.locator("#seat_from_date").fill((today + DAY).isoformat())
    page.locator("#seat_weekly_hours").fill("3")
    page.get_by_role("button", name="Move").click()
    expect(page.get_by_text(f"Moved to {outpatient.name}, with the same care team.")).to_be_visible(
        timeout=PATIENCE_MS
    )
    team = page.get_by_role("region", name="Care team").or_(
        page.locator("section[aria-labelledby=team-title]")
    )
    expect(team.get_by_role("list").get_by_text(therapist.legal_name)).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("stepped down")).to_be_visible(timeout=PATIENCE_MS)

    close(page, today + 2 * DAY)
    expect(page.get_by_text("An episode is completed with an aftercare plan.")).to_be_visible(
        timeout=PATIENCE_MS
    )
    page.get_by_text("Write it").click()
    page.get_by_label("What care follows").fill("Individual therapy every two weeks")
    page.get_by_label("Agreed with the client").check()
    page.get_by_role("button", name="Save the plan").click()
    close(page, today + 2 * DAY)
    expect(page.get_by_text("The episode is closed.")).to_be_visible(timeout=PATIENCE_MS)
    ended = Enrolment.objects.filter(client=enrolment.client).order_by("began_date")
    assert [each.ended_reason for each in ended] == ["stepped_down", "completed"]


def close(page: Page, day: date) -> None:
    page.get_by_text("Close the episode").first.click()
    page.get_by_label("First day without care").fill(day.isoformat())
    page.get_by_role("button", name="Close the episode").click()


def test_a_late_starter_meets_each_topic_once(seat_for: SeatFor) -> None:
    group, topics = rotating_group()
    late = factories.client(legal_name="Late Starter")
    seat = seat_for(factories.person(Role.COORDINATOR))
    page = seat.page
    page.goto(f"{seat.house.url}/clients/{late.pk}/enrolment/")
    page.get_by_label("Group", exact=True).select_option(str(group.pk))
    page.get_by_label("First day", exact=True).fill((timezone.localdate() + 9 * DAY).isoformat())
    page.get_by_label("Hours a week", exact=True).fill("9")
    page.get_by_role("button", name="Enrol").click()
    expect(page.get_by_text("Enrolled.")).to_be_visible(timeout=PATIENCE_MS)
    page.goto(f"{seat.house.url}/groups/{group.pk}/")
    cells = page.get_by_role("row", name=late.legal_name).get_by_role("cell")
    expect(cells).to_have_count(len(topics) + 1, timeout=PATIENCE_MS)
    days = [text for text in cells.all_inner_texts() if text]
    assert len(set(days[: len(topics)])) == len(topics)  # each topic on a day of its own, none left out
    assert not {"not planned", "–"} & set(days)
    assert "repeats early" not in " ".join(days)


def test_a_guest_comes_to_a_family_session_by_a_link_of_their_own(
    seat_for: SeatFor, visitor: Seat, mailbox: Mailbox
) -> None:
    family = factories.kind("family", family=KindFamily.FAMILY, minutes=60)
    starts_at = datetime.now(UTC) + timedelta(minutes=30)
    session = factories.session_at(
        starts_at, lasting=timedelta(hours=1), kind=family, clients=1, facilitators=1, title="Family therapy"
    )
    address = f"mara{session.pk}@example.test"
    page = seat_for(factories.person(Role.COORDINATOR)).page
    page.goto(f"{visitor.house.url}/sessions/{session.pk}/guests/")
    page.get_by_label("Guest's name").fill("Mara")
    page.get_by_label("Guest's e-mail address").fill(address)
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("The invitation is on its way.")).to_be_visible(timeout=PATIENCE_MS)

    mail = mailbox.await_mail_to(address)
    [link] = [link for link in mail.links if "/guest/" in link]
    assert "family" not in mail.text.lower()
    visitor.page.goto(link)
    visitor.page.get_by_role("main").get_by_role("button").first.click()
    visitor.page.wait_for_url(f"**/rooms/{session.pk}/**")
    page.reload()
    expect(page.get_by_text("has opened the link")).to_be_visible(timeout=PATIENCE_MS)
    visitor.page.goto(f"{visitor.house.url}/clients/")
    expect(visitor.page.get_by_role("heading", name="Clients", exact=True)).to_have_count(0)

    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("Its link opens nothing any more.")).to_be_visible(timeout=PATIENCE_MS)


def tapered(therapist: User) -> tuple[Enrolment, Group]:
    """A client nine weeks into an intensive program, with a therapist; and a group of an outpatient program."""
    enrolment = enrol_client(
        client=factories.client(),
        group=factories.group_with(),
        from_date=timezone.localdate() - 9 * WEEK,
        now=timezone.now(),
    )
    set_care_team(enrolment_id=enrolment.pk, team=[(therapist, "therapist")])
    program = factories.program(level="op", weekly_hours_min=2, weekly_hours_max=4)
    return enrolment, factories.group_with(within=program)


def rotating_group() -> tuple[Group, list[Topic]]:
    """A group that goes round through four topics, one each of its evenings."""
    group = factories.group_with(clients=2)
    curriculum = Curriculum.objects.create(program=group.track.program, name="Skills")
    topics = [
        Topic.objects.create(name=f"{word} of {group.name}") for word in ("Urges", "Sleep", "Limits", "Joy")
    ]
    for position, topic in enumerate(topics):
        CurriculumTopic.objects.create(curriculum=curriculum, topic=topic, position=position)
    schedule_series(
        group=group,
        kind=factories.kind("skills-group"),
        title="Skills",
        weekdays=group.track.weekdays,
        starts_local=group.track.starts_local,
        minutes=180,
        from_date=timezone.localdate() + DAY,
        until_date=timezone.localdate() + 5 * WEEK,
        curriculum=curriculum,
        now=timezone.now(),
    )
    return group, topics
