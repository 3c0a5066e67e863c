"""Alarms: raised once, shown to whoever must act, and closed by a person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from sessions.domain.errors import AlertRefused, PanelRefused
from sessions.models import AlertKind, OutboxEvent, PanelView, Role, SafetyAlert
from sessions.queries.alerts import latest_seen, may_see_alert, open_alerts, people_to_call
from sessions.services.alerts import acknowledge_alert, raise_alert
from sessions.services.safety_panel import SafetyPanel, open_panel
from tests import factories
from tests.threads import at_once

NOW = datetime(2027, 3, 1, 23, tzinfo=UTC)


def not_ok(live: factories.LiveSession) -> SafetyAlert:
    return raise_alert(
        kind=AlertKind.NOT_OK, person_id=live.clients[0].pk, session_id=live.session.pk, now=NOW
    )


@pytest.mark.django_db(transaction=True)
def test_ten_who_raise_the_same_at_once_raise_one() -> None:
    live = factories.live_session(now=NOW)
    raised = at_once([partial(not_ok, live)] * 10)
    assert len({alert.pk for alert in raised if isinstance(alert, SafetyAlert)}) == 1
    assert not [alert for alert in raised if isinstance(alert, Exception)]
    assert [event.name for event in OutboxEvent.objects.all()] == ["SafetyAlertRaised"]


@pytest.mark.django_db
def test_what_happens_again_after_it_was_seen_is_a_new_alert() -> None:
    live = factories.live_session(now=NOW)
    first = not_ok(live)
    acknowledge_alert(alert_id=first.pk, by=live.facilitator, now=NOW)
    assert not_ok(live).pk != first.pk


@pytest.mark.django_db
def test_an_alert_stays_open_until_somebody_takes_care_and_then_says_who() -> None:
    live = factories.live_session(now=NOW)
    alert = not_ok(live)
    assert [each.alert for each in open_alerts(live.facilitator)] == [alert]

    acknowledge_alert(alert_id=alert.pk, by=live.facilitator, now=NOW + timedelta(minutes=1))
    acknowledge_alert(alert_id=alert.pk, by=factories.person(Role.SUPERVISOR), now=NOW + timedelta(minutes=2))

    assert open_alerts(live.facilitator) == ()
    [seen] = latest_seen(live.facilitator)
    assert (seen.seen_by, seen.seen_at) == (live.facilitator, NOW + timedelta(minutes=1))


@pytest.mark.django_db
def test_clients_and_strangers_among_staff_see_none_and_close_none() -> None:
    live = factories.live_session(now=NOW)
    alert = not_ok(live)
    for nobody in (live.clients[0], live.clients[1], factories.facilitator()):
        assert open_alerts(nobody) == ()
        with pytest.raises(AlertRefused):
            acknowledge_alert(alert_id=alert.pk, by=nobody, now=NOW)
    for somebody in (live.facilitator, factories.person(Role.COORDINATOR), factories.person(Role.SUPERVISOR)):
        assert may_see_alert(somebody, alert)


@pytest.mark.django_db
def test_an_answer_outside_a_session_reaches_a_facilitator_who_shares_a_roster() -> None:
    live = factories.live_session(now=NOW)
    alert = raise_alert(kind=AlertKind.PHQ9_ITEM9, person_id=live.clients[0].pk, now=NOW)
    assert [each.alert for each in open_alerts(live.facilitator)] == [alert]
    assert open_alerts(factories.facilitator()) == ()


# --- who is called ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_sessions_facilitators_are_called_about_a_person_in_it() -> None:
    live = factories.live_session(now=NOW)
    assert people_to_call(not_ok(live)) == (live.facilitator,)


@pytest.mark.django_db
def test_a_group_on_hold_calls_its_back_up_else_the_programs_else_every_supervisor() -> None:
    group = factories.group_with(clients=1)
    session = factories.session_at(NOW, group=group)
    sam = factories.person(Role.SUPERVISOR)
    hold = raise_alert(kind=AlertKind.GROUP_HOLD, session_id=session.pk, now=NOW)
    assert people_to_call(hold) == (sam,)

    program, of_program, of_group = session.program, factories.facilitator(), factories.facilitator()
    program.backup = of_program
    program.save()
    assert people_to_call(SafetyAlert.objects.get()) == (of_program,)
    assert may_see_alert(of_program, hold)

    group.backup = of_group
    group.save()
    assert people_to_call(SafetyAlert.objects.get()) == (of_group,)
    assert may_see_alert(of_group, hold)
    assert not may_see_alert(of_program, hold)


@pytest.mark.django_db
def test_supervisors_are_called_too_about_a_state_without_a_licence() -> None:
    live, sam = factories.live_session(now=NOW), factories.person(Role.SUPERVISOR)
    alert = raise_alert(
        kind=AlertKind.WRONG_STATE, person_id=live.clients[0].pk, session_id=live.session.pk, now=NOW
    )
    assert people_to_call(alert) == (live.facilitator, sam)


# --- the safety panel -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_facilitator_of_the_session_sees_the_panel_and_each_look_is_on_record() -> None:
    live = factories.live_session(now=NOW)
    ana = live.clients[0]
    for _ in range(2):
        panel = open_panel(session=live.session, person_id=ana.pk, viewer=live.facilitator, now=NOW)
    told = ana.arrivals.get()
    assert panel == SafetyPanel(
        legal_name=ana.legal_name,
        address=told.address,
        state=told.state,
        callback_number=told.callback_number,
        emergency_name=told.emergency_name,
        emergency_phone=told.emergency_phone,
        emergency_relationship=told.emergency_relationship,
        told_at=told.located_at,
    )
    looks = PanelView.objects.values_list("session", "person", "viewer", "viewed_at")
    assert list(looks) == [(live.session.pk, ana.pk, live.facilitator.pk, NOW)] * 2


@pytest.mark.django_db
def test_nobody_else_sees_it_whatever_their_role() -> None:
    live = factories.live_session(now=NOW)
    ana, ben = live.clients
    others = [factories.person(role) for role in (Role.FACILITATOR, Role.COORDINATOR, Role.SUPERVISOR)]
    for viewer in (ana, ben, *others):
        with pytest.raises(PanelRefused):
            open_panel(session=live.session, person_id=ana.pk, viewer=viewer, now=NOW)
    with pytest.raises(PanelRefused):  # nor anybody who is not of this session
        open_panel(session=live.session, person_id=factories.client().pk, viewer=live.facilitator, now=NOW)
    assert not PanelView.objects.exists()
