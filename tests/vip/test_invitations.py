"""A new colleague gets a letter whose link sets up their account."""

from __future__ import annotations

import re

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from sessions.domain.events import StaffInvited
from sessions.models import Role, User
from tests import factories
from vip.invitations import send_staff_invitation

pytestmark = pytest.mark.django_db


def test_the_letters_link_sets_a_password_and_leads_to_the_second_step(
    client: Client, mailoutbox: list[EmailMessage], settings: Settings
) -> None:
    person = factories.person(Role.COORDINATOR)
    send_staff_invitation(StaffInvited(person_id=person.pk))
    (letter,) = mailoutbox
    assert letter.to == [person.email]
    link = re.search(re.escape(settings.PUBLIC_URL) + r"(\S+)", str(letter.body))
    assert link
    form = client.get(link.group(1), follow=True)
    password = {"password1": "a-long-enough-phrase", "password2": "a-long-enough-phrase"}
    client.post(form.redirect_chain[-1][0], password)
    assert User.objects.get(pk=person.pk).check_password(password["password1"])
    client.post("/accounts/login/", {"login": person.email, "password": password["password1"]})
    assert client.get("/today/").headers["Location"] == "/accounts/2fa/"


def test_nobody_is_written_to_whose_account_was_closed_meanwhile(mailoutbox: list[EmailMessage]) -> None:
    person = factories.person(Role.FACILITATOR, is_active=False)
    send_staff_invitation(StaffInvited(person_id=person.pk))
    assert mailoutbox == []
