"""The clinic's staff: invited, given roles, closed, and never locked out of their own clinic."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sessions.domain.errors import TeamRefused
from sessions.models import LicenseKind, OutboxEvent, Role, User
from sessions.services import team
from sessions.services.team import Invitation
from tests import factories
from tests.threads import at_once

pytestmark = pytest.mark.django_db


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(TeamRefused) as refusal:
        act()
    return refusal.value.code


def invitation(**fields: Any) -> Invitation:
    usual: dict[str, Any] = {
        "email": "New.Colleague@example.test",
        "legal_name": "New Colleague",
        "display_name": "New",
        "role": Role.FACILITATOR,
        "time_zone": "America/Chicago",
    }
    return Invitation(**usual | fields)


@pytest.fixture
def coordinator() -> User:
    return factories.person(Role.COORDINATOR)


@pytest.fixture
def supervisor() -> User:
    return factories.person(Role.SUPERVISOR)


def test_whoever_is_invited_has_an_account_without_a_password_and_is_written_to(coordinator: User) -> None:
    person = team.invite(invitation(), by=coordinator)
    assert (person.email, person.role) == ("new.colleague@example.test", Role.FACILITATOR)
    assert not person.has_usable_password()
    assert list(OutboxEvent.objects.values_list("name", "payload")) == [
        ("StaffInvited", {"person_id": str(person.pk)})
    ]


def test_an_address_is_invited_once_whatever_its_case(coordinator: User) -> None:
    team.invite(invitation(), by=coordinator)
    again = invitation(email="new.colleague@EXAMPLE.test")
    assert refused(lambda: team.invite(again, by=coordinator)) == "address_taken"


def test_only_supervisors_make_supervisors(coordinator: User, supervisor: User) -> None:
    someone = factories.facilitator()
    asked = invitation(role=Role.SUPERVISOR)
    assert refused(lambda: team.invite(asked, by=coordinator)) == "supervisors_only"
    promotion = {"role": Role.SUPERVISOR}
    assert refused(lambda: team.change_role(someone.pk, by=coordinator, **promotion)) == "supervisors_only"
    assert refused(lambda: team.close_account(supervisor.pk, by=coordinator)) == "supervisors_only"
    assert team.change_role(someone.pk, by=supervisor, **promotion).role == Role.SUPERVISOR


def test_a_clients_account_is_not_the_teams(coordinator: User) -> None:
    client = factories.client()
    assert refused(lambda: team.close_account(client.pk, by=coordinator)) == "not_staff"
    assert refused(lambda: team.invite(invitation(role=Role.CLIENT), by=coordinator)) == "not_staff"


def test_nobody_closes_their_own_account(coordinator: User) -> None:
    assert refused(lambda: team.close_account(coordinator.pk, by=coordinator)) == "yourself"


def test_a_closed_account_is_opened_again(coordinator: User) -> None:
    someone = factories.facilitator()
    assert not team.close_account(someone.pk, by=coordinator).is_active
    assert team.reopen_account(someone.pk, by=coordinator).is_active


@pytest.mark.django_db(transaction=True)
def test_two_who_close_each_others_accounts_at_once_leave_one_to_manage() -> None:
    one, other = factories.person(Role.SUPERVISOR), factories.person(Role.SUPERVISOR)
    at_once(
        [
            lambda: team.close_account(other.pk, by=one),
            lambda: team.close_account(one.pk, by=other),
        ]
    )
    assert User.objects.filter(role=Role.SUPERVISOR, is_active=True).count() == 1


def test_a_licence_is_renewed_under_its_number(coordinator: User) -> None:
    someone = factories.facilitator()
    licence: dict[str, Any] = {"kind": LicenseKind.LCSW, "state": "TX", "number": "A1"}
    first = team.add_license(someone.pk, expires_date=date(2027, 1, 1), **licence)
    renewed = team.add_license(someone.pk, expires_date=date(2029, 1, 1), **licence)
    assert (renewed.pk, renewed.expires_date) == (first.pk, date(2029, 1, 1))
    history: Any = first.history  # type: ignore[attr-defined]  # added by django-pghistory
    assert [event.expires_date.year for event in history.order_by("pgh_id")] == [2027, 2029]
    other = factories.facilitator()
    assert (
        refused(lambda: team.add_license(other.pk, expires_date=date(2030, 1, 1), **licence))
        == "license_known"
    )
