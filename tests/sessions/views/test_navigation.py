"""From any page everybody reaches what is theirs."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import Settings

from sessions.models import Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "reached", "not_reached"),
    [
        (Role.CLIENT, {"/", "/calendar/mine/", "/plan/", "/preferences/"}, {"/today/", "/programs/"}),
        (Role.FACILITATOR, {"/today/", "/calendar/", "/clients/", "/caseload/", "/tasks/"}, {"/programs/"}),
        (Role.COORDINATOR, {"/calendar/", "/programs/", "/intake/", "/team/", "/holidays/"}, {"/plan/"}),
        (Role.SUPERVISOR, {"/calendar/", "/programs/", "/team/", "/alerts/"}, {"/plan/"}),
    ],
)
def test_the_menu_leads_each_kind_of_person_to_their_pages(
    client: Client, settings: Settings, role: Role, reached: set[str], not_reached: set[str]
) -> None:
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(factories.person(role))
    page = client.get("/help/").content.decode()
    nav = page[page.index('class="site-nav"') : page.index("</nav>")]
    links = set(re.findall(r'href="([^"]+)"', nav))
    assert reached <= links
    assert not not_reached & links
    for link in sorted(links - {"/accounts/2fa/"}):
        assert client.get(link).status_code == 200 or link == "/", link
