"""Arriving: each step counts once it was sent, nobody slips past one, and an alarm reaches staff before admission."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from sessions.domain.errors import ArrivalRefused
from sessions.domain.first_agreements import Wording
from sessions.models import (
    Agreement,
    AgreementKind,
    AlertKind,
    Arrival,
    LocationRelease,
    OutboxEvent,
    Role,
    RosterPart,
    SafetyAlert,
    Session,
    User,
)
from sessions.queries.gate import Step, held_people, lobby_flags, told_last, what_is_missing
from sessions.services.agreements import put_first_in_force, put_in_force
from sessions.services.arrival import Arriving, Whereabouts, agree, check_in, introduce, locate, release_hold
from tests import factories
from tests.threads import at_once

NOW = datetime(2027, 3, 1, 23, tzinfo=UTC)
HOME = Whereabouts(
    address="12 Elm Street, Mesa",
    state="AZ",
    callback_number="602 555 0100",
    emergency_name="Maria Example",
    emergency_phone="602 555 0101",
    emergency_relationship="sister",
    private=True,
    driving=False,
)
EVERY_STEP = (Step.YOU, Step.TODAY, Step.AGREEMENTS, Step.CHECK_IN)


@pytest.fixture
def arriving() -> Arriving:
    """A client at the gate of a session whose facilitator is licensed in Arizona."""
    put_first_in_force(now=NOW - timedelta(days=1))
    ana, dana = factories.client(), factories.facilitator()
    factories.license_in("AZ", dana, expires_date=date(2027, 3, 1))
    session = factories.session_at(NOW, facilitators=[dana])
    factories.expect(session, ana, arrived=False)
    return Arriving(person=ana, session=session, part=RosterPart.CLIENT)


def missing(arriving: Arriving, now: datetime = NOW) -> tuple[Step, ...]:
    return what_is_missing(person=arriving.person, session=arriving.session, now=now)


def agree_to_all(arriving: Arriving) -> None:
    agree(arriving, to=set(Agreement.objects.values_list("pk", flat=True)), language="en", now=NOW)


def pass_the_gate(arriving: Arriving) -> None:
    introduce(arriving, display_name="Ana", pronouns="", now=NOW)
    locate(arriving, HOME, now=NOW)
    agree_to_all(arriving)
    check_in(arriving, mood=6, cravings=2, safe=True, now=NOW)


def refusal(arriving: Arriving, whereabouts: Whereabouts) -> str:
    with pytest.raises(ArrivalRefused) as refused:
        locate(arriving, whereabouts, now=NOW)
    return refused.value.code


# --- the steps --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_each_step_is_asked_until_it_was_done_and_then_no_more(arriving: Arriving) -> None:
    asked = [missing(arriving)]
    introduce(arriving, display_name="Annie", pronouns="she/her", now=NOW)
    asked.append(missing(arriving))
    locate(arriving, HOME, now=NOW)
    asked.append(missing(arriving))
    agree_to_all(arriving)
    asked.append(missing(arriving))
    check_in(arriving, mood=6, cravings=2, safe=True, now=NOW)
    asked.append(missing(arriving))

    assert asked == [EVERY_STEP[done:] for done in range(5)]
    arriving.person.refresh_from_db()
    assert (arriving.person.display_name, arriving.person.pronouns) == ("Annie", "she/her")
    assert Arrival.objects.get().passed_at == NOW
    assert not SafetyAlert.objects.exists()


@pytest.mark.django_db
def test_the_steps_may_come_in_any_order(arriving: Arriving) -> None:
    check_in(arriving, mood=6, cravings=2, safe=True, now=NOW)
    locate(arriving, HOME, now=NOW)
    assert missing(arriving) == (Step.YOU, Step.AGREEMENTS)


@pytest.mark.django_db
def test_the_next_session_asks_again_but_not_for_what_was_agreed(arriving: Arriving) -> None:
    pass_the_gate(arriving)
    tomorrow = factories.session_at(NOW + timedelta(days=1))
    factories.expect(tomorrow, arriving.person, arrived=False)
    assert missing(replace(arriving, session=tomorrow)) == (Step.YOU, Step.TODAY, Step.CHECK_IN)


@pytest.mark.django_db
def test_new_words_are_asked_for_but_not_of_whoever_is_in_the_session_already(arriving: Arriving) -> None:
    pass_the_gate(arriving)
    words = {language: Wording("New", "Other words.") for language in ("en", "es")}
    put_in_force(AgreementKind.CONFIDENTIALITY, words, now=NOW)
    tomorrow = factories.session_at(NOW + timedelta(days=1))
    factories.expect(tomorrow, arriving.person, arrived=False)

    assert missing(arriving) == ()
    assert Step.AGREEMENTS in missing(replace(arriving, session=tomorrow))


@pytest.mark.django_db
def test_nobody_agrees_to_words_that_came_into_force_while_they_read(arriving: Arriving) -> None:
    read = set(Agreement.objects.values_list("pk", flat=True))
    words = {language: Wording("New", "Other words.") for language in ("en", "es")}
    put_in_force(AgreementKind.TELEHEALTH, words, now=NOW)
    with pytest.raises(ArrivalRefused) as refused:
        agree(arriving, to=read, language="en", now=NOW)
    assert refused.value.code == "agreement_changed"
    assert not arriving.person.agreements_given.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("part", [RosterPart.FACILITATOR, RosterPart.COFACILITATOR])
def test_staff_have_no_gate(arriving: Arriving, part: RosterPart) -> None:
    someone = factories.facilitator()
    factories.expect(arriving.session, someone, part, arrived=False)
    assert what_is_missing(person=someone, session=arriving.session, now=NOW) == ()


@pytest.mark.django_db
def test_a_guest_gives_a_name_and_a_promise(arriving: Arriving) -> None:
    guest = factories.client()
    factories.expect(arriving.session, guest, RosterPart.GUEST, arrived=False)
    visit = Arriving(person=guest, session=arriving.session, part=RosterPart.GUEST)
    assert missing(visit) == (Step.YOU, Step.AGREEMENTS)
    introduce(visit, display_name="Mother", pronouns="", now=NOW)
    agree_to_all(visit)
    assert missing(visit) == ()
    assert [given.agreement.kind for given in guest.agreements_given.all()] == ["confidentiality"]
    assert not lobby_flags(arriving.session, now=NOW)[guest.pk].hold


@pytest.mark.django_db
def test_whoever_drives_or_is_overheard_does_not_go_on(arriving: Arriving) -> None:
    assert refusal(arriving, replace(HOME, driving=True)) == "driving"
    assert refusal(arriving, replace(HOME, private=False)) == "not_private"
    assert refusal(arriving, replace(HOME, state="XX")) == "unknown_state"
    assert not Arrival.objects.exists()


@pytest.mark.django_db
def test_what_was_told_last_is_remembered(arriving: Arriving) -> None:
    assert told_last(arriving.person) is None
    locate(arriving, HOME, now=NOW)
    told = told_last(arriving.person)
    assert told is not None
    assert told.emergency_name == "Maria Example"


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_send_different_steps_at_once_lose_neither(arriving: Arriving) -> None:
    steps = [
        partial(introduce, arriving, display_name="Ana", pronouns="", now=NOW),
        partial(locate, arriving, HOME, now=NOW),
        partial(agree_to_all, arriving),
        partial(check_in, arriving, mood=6, cravings=2, safe=True, now=NOW),
    ]
    assert at_once(steps) == [None] * 4
    assert missing(arriving) == ()
    assert Arrival.objects.get().passed_at == NOW


# --- not feeling safe -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_whoever_does_not_feel_safe_calls_staff_at_once_whatever_else_they_answered(
    arriving: Arriving,
) -> None:
    check_in(arriving, mood=None, cravings=None, safe=False, now=NOW)
    alert = SafetyAlert.objects.get()
    assert (alert.kind, alert.person, alert.session) == (
        AlertKind.NOT_SAFE,
        arriving.person,
        arriving.session,
    )
    assert list(OutboxEvent.objects.values_list("name", "payload")) == [
        ("SafetyAlertRaised", {"alert_id": str(alert.pk)})
    ]
    flags = lobby_flags(arriving.session, now=NOW)[arriving.person.pk]
    assert (flags.safe, flags.mood, flags.hold) == (False, None, False)


@pytest.mark.django_db
def test_saying_it_twice_raises_one_alert(arriving: Arriving) -> None:
    check_in(arriving, mood=None, cravings=None, safe=False, now=NOW)
    check_in(arriving, mood=1, cravings=9, safe=False, now=NOW)
    assert SafetyAlert.objects.count() == OutboxEvent.objects.count() == 1


# --- being somewhere without a licence --------------------------------------------------------------------------------


def held(session: Session, now: datetime = NOW) -> frozenset[object]:
    return frozenset(held_people(session, now=now))


@pytest.mark.django_db
def test_where_nobody_is_licensed_one_is_held_and_staff_are_called(arriving: Arriving) -> None:
    locate(arriving, replace(HOME, state="NV"), now=NOW)
    assert held(arriving.session) == {arriving.person.pk}
    assert SafetyAlert.objects.get().kind == AlertKind.WRONG_STATE


@pytest.mark.django_db
def test_a_licence_is_good_on_its_last_day_by_the_programs_clock_and_not_after_it(arriving: Arriving) -> None:
    locate(arriving, HOME, now=NOW)
    # In New York it is 1 March until 05:00 UTC of the next day.
    assert held(arriving.session, datetime(2027, 3, 2, 4, 59, tzinfo=UTC)) == frozenset()
    assert held(arriving.session, datetime(2027, 3, 2, 5, tzinfo=UTC)) == {arriving.person.pk}


@pytest.mark.django_db
def test_a_licensed_colleague_on_the_roster_lifts_it(arriving: Arriving) -> None:
    locate(arriving, replace(HOME, state="NV"), now=NOW)
    noor = factories.facilitator()
    factories.license_in("NV", noor, expires_date=date(2027, 12, 31))
    assert held(arriving.session) == {arriving.person.pk}
    factories.expect(arriving.session, noor, RosterPart.COFACILITATOR)
    assert held(arriving.session) == frozenset()


@pytest.mark.django_db
def test_a_supervisor_releases_with_a_reason_and_for_that_state_alone(arriving: Arriving) -> None:
    locate(arriving, replace(HOME, state="NV"), now=NOW)
    sam = factories.person(Role.SUPERVISOR)
    OutboxEvent.objects.all().delete()

    release = release_hold(
        session=arriving.session, person_id=arriving.person.pk, by=sam, reason=" Compact ", now=NOW
    )

    assert (release.reason, release.released_by, release.state) == ("Compact", sam, "NV")
    assert [event.name for event in OutboxEvent.objects.all()] == ["HoldReleased"]
    assert held(arriving.session) == frozenset()
    locate(arriving, replace(HOME, state="UT"), now=NOW)
    assert held(arriving.session) == {arriving.person.pk}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "reason", "state", "code"),
    [
        (Role.COORDINATOR, "Compact", "NV", "not_a_supervisor"),
        (Role.FACILITATOR, "Compact", "NV", "not_a_supervisor"),
        (Role.SUPERVISOR, "  ", "NV", "reason_missing"),
        (Role.SUPERVISOR, "Compact", "AZ", "not_held"),
    ],
)
def test_nobody_else_releases_nor_without_a_reason_nor_whoever_is_not_held(
    arriving: Arriving, role: str, reason: str, state: str, code: str
) -> None:
    locate(arriving, replace(HOME, state=state), now=NOW)
    with pytest.raises(ArrivalRefused) as refused:
        _release(arriving, factories.person(role), reason)
    assert refused.value.code == code
    assert not LocationRelease.objects.exists()


def _release(arriving: Arriving, by: User, reason: str = "Compact") -> LocationRelease:
    return release_hold(session=arriving.session, person_id=arriving.person.pk, by=by, reason=reason, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_supervisors_at_once_release_once(arriving: Arriving) -> None:
    locate(arriving, replace(HOME, state="NV"), now=NOW)
    supervisors = [factories.person(Role.SUPERVISOR) for _ in range(2)]
    outcomes = at_once([partial(_release, arriving, sam) for sam in supervisors])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ArrivalRefused", "LocationRelease"]
    assert LocationRelease.objects.count() == 1
