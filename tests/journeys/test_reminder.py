"""The reminder that brings someone to their session: a real mail, and a link that leads into the lobby."""

from __future__ import annotations

import urllib.request
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from playwright.sync_api import Page, expect

from sessions.domain.events import SessionScheduled
from sessions.models import Session, User
from sessions.services.outbox import announce
from sessions.services.sessions import cancel_session
from tests.factories import client, facilitator, session_at
from tests.journeys.browser import Seat
from tests.journeys.mailbox import Mailbox
from vip.demo_inbox import InboxMessage
from vip.supervisor import House


def test_the_reminder_arrives_once_and_its_link_leads_one_client_into_the_lobby(
    house: House, visitor: Seat, mailbox: Mailbox
) -> None:
    ana = client()
    session = scheduled_in(timedelta(minutes=9), ana)

    mail = mailbox.await_mail_to(ana.email)
    [link] = [link for link in mail.links if "/join/" in link]
    for _ in range(5):  # a mail scanner looks at every link
        with urllib.request.urlopen(link, timeout=10) as page:
            assert page.status == 200

    visitor.page.goto(link)
    visitor.page.get_by_role("button", name="Join").click()
    visitor.page.wait_for_url(f"**/rooms/{session.pk}/")
    visitor.join()
    visitor.expect_lobby()

    assert urlsplit(visitor.page.url).path == f"/rooms/{session.pk}/"
    assert [mail.to for mail in mailbox.all_to(ana.email)] == [ana.email]
    elsewhere = visitor.page.goto(f"{house.url}/")  # it opens that room, and no other page
    assert elsewhere is not None
    assert elsewhere.status == 403

    laptop = another_device(visitor)
    laptop.goto(link)
    laptop.get_by_role("button", name="Join").click()
    expect(laptop.get_by_role("heading", name="Is it you?")).to_be_visible()
    laptop.get_by_label("Code").fill(code_in(mailbox.await_mail_to(ana.email, number=2)))
    laptop.get_by_role("button", name="Join").click()
    laptop.wait_for_url(f"**/rooms/{session.pk}/")

    cancel_session(session.pk, now=datetime.now(UTC))
    for page in (laptop, visitor.page):
        page.goto(link)  # it still looks like any other link
        page.get_by_role("button", name="Join").click()
        expect(page.get_by_role("heading", name="This did not let you in")).to_be_visible()
    assert "will not take place" in mailbox.await_mail_to(ana.email, number=3).text


def another_device(seat: Seat) -> Page:
    """A browser that shares nothing with that seat's."""
    assert seat.context.browser is not None
    return seat.context.browser.new_context().new_page()


def code_in(mail: InboxMessage) -> str:
    return next(word for word in mail.text.split() if word.isdigit() and len(word) == 6)


def scheduled_in(ahead: timedelta, *clients: User) -> Session:
    """A session that starts so soon, announced as the clinic's own services announce one."""
    with transaction.atomic():
        session = session_at(datetime.now(UTC) + ahead, clients=clients, facilitators=[facilitator()])
        announce(SessionScheduled(session_id=session.pk, revision=session.revision))
    return session
