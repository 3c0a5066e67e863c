"""The pages about messages to a person: what they show, what they refuse and where, and who may open them."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from notifications.domain.delivery import Status
from notifications.domain.planning import Channel, Kind, Tier
from notifications.models import CalendarFeed, MessageTemplate, Preference, PushSubscription
from notifications.services import unsubscribing
from notifications.services.contents import message_for
from notifications.services.preferences import preference_of
from notifications.services.reaching import reach_of
from sessions.models import Role, SessionStatus, User
from tests import factories
from tests.notifications.calendar_apps import read_by_vobject
from tests.notifications.rows import moved, reminder
from tests.notifications.services.test_preferences import AUTH, ENDPOINT, P256DH
from vip.logs import without_tokens

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_factor(settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = False
    cache.clear()


@pytest.fixture
def ana() -> User:
    return factories.client(time_zone="America/New_York")


@pytest.fixture
def browser(ana: User) -> Client:
    return signed_in(ana)


def signed_in(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


CHOICES = {kind.value: ["email"] for kind in Kind}


def test_the_page_costs_a_few_queries(
    browser: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(14):
        assert browser.get("/preferences/").status_code == 200


@pytest.mark.parametrize("path", ["/preferences/", "/preferences/calendar/", "/notices/"])
def test_visitors_sign_in_first(path: str) -> None:
    assert Client().get(path)["Location"].startswith("/accounts/login/")


def test_leaving_no_channel_is_refused_beside_the_kind_and_the_other_boxes_stay(
    browser: Client, ana: User
) -> None:
    answer = browser.post("/preferences/channels/", {**CHOICES, "reminder": [], "digest": []})
    assert answer.status_code == 400
    [row] = re.findall(
        r'<fieldset class="ways" aria-invalid="true".*?</fieldset>', answer.content.decode(), re.S
    )
    assert "Reminders" in row
    assert "Choose at least one way" in row
    assert 'value="email" id="id_digest_0" checked' not in answer.content.decode()
    assert preference_of(ana).channels(Kind.DIGEST) == (Channel.EMAIL,)


def test_channels_are_saved(browser: Client, ana: User) -> None:
    assert browser.post("/preferences/channels/", {**CHOICES, "digest": []}).status_code == 302
    assert preference_of(ana).channels(Kind.DIGEST) == ()


def test_an_unknown_zone_is_refused_beside_its_field_and_what_was_typed_stays(
    browser: Client, ana: User
) -> None:
    answer = browser.post("/preferences/words/", {"language": "es", "time_zone": "Mars/Olympus"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'value="Mars/Olympus"' in page
    assert "time_zone_error" in page
    ana.refresh_from_db()
    assert (ana.language, ana.time_zone) == ("en", "America/New_York")


def test_hours_are_saved_or_refused(browser: Client, ana: User) -> None:
    assert (
        browser.post("/preferences/hours/", {"rings_from": "09:00", "rings_until": "20:30"}).status_code
        == 302
    )
    assert f"{preference_of(ana).rings_until:%H:%M}" == "20:30"
    assert (
        browser.post("/preferences/hours/", {"rings_from": "09:00", "rings_until": "09:10"}).status_code
        == 400
    )
    assert browser.post("/preferences/hours/", {"rings_from": "noon", "rings_until": ""}).status_code == 400


def test_a_wrong_number_and_a_wrong_code_are_refused_beside_their_fields(browser: Client) -> None:
    answer = browser.post("/preferences/number/", {"number": "555-CALL"})
    assert (answer.status_code, "not a mobile number" in answer.content.decode()) == (400, True)
    answer = browser.post("/preferences/number/code/", {"code": "123456"})
    assert (answer.status_code, "That code is not right" in answer.content.decode()) == (400, True)


def subscribed(browser: Client, **fields: object) -> int:
    body = {
        "endpoint": ENDPOINT,
        "keys": {"p256dh": P256DH, "auth": AUTH},
        "label": "Chrome, Android",
        **fields,
    }
    return browser.post(
        "/preferences/push/on/", json.dumps(body), content_type="application/json"
    ).status_code


def test_a_browser_is_taken_in_and_let_go(browser: Client, ana: User) -> None:
    assert subscribed(browser) == 204
    assert "Chrome, Android" in browser.get("/preferences/").content.decode()
    off = browser.post(
        "/preferences/push/off/", json.dumps({"endpoint": ENDPOINT}), content_type="application/json"
    )
    assert off.status_code == 204
    assert PushSubscription.objects.get().ended_at is not None


@pytest.mark.parametrize(
    "fields",
    [
        {"endpoint": "https://10.0.0.1/x"},
        {"keys": {}},
        {"keys": "x"},
        {"endpoint": 7},
        {"label": ["x"] * 2000},
    ],
)
def test_what_is_no_subscription_is_refused(browser: Client, fields: dict[str, object]) -> None:
    assert subscribed(browser, **fields) == 400
    assert browser.post("/preferences/push/on/", "{", content_type="application/json").status_code == 400
    assert not PushSubscription.objects.exists()


def test_the_service_worker_is_at_the_root_and_is_looked_up_anew() -> None:
    answer = Client().get("/worker.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache"
    assert b"notificationclick" in answer.content


def test_the_site_can_be_kept_on_a_home_screen(settings: Settings) -> None:
    settings.SITE_NAME = "Lakeside"
    answer = Client().get("/site.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    assert (answer.json()["name"], answer.json()["display"]) == ("Lakeside", "standalone")
    assert 'rel="manifest" href="/site.webmanifest"' in Client().get("/").content.decode()


def feed_of(browser: Client) -> str:
    page = browser.post("/preferences/calendar/make/").content.decode()
    [path] = re.findall(r'value="http://localhost:8000(/calendar/feed/[^"]+\.ics)"', page)
    return str(path)


def test_a_feed_is_private_told_once_and_shows_nothing_but_times(
    browser: Client, ana: User, now: datetime
) -> None:
    session = factories.session_at(now + timedelta(days=2), clients=[ana])
    factories.session_at(now + timedelta(days=2), clients=1)
    path = feed_of(browser)
    assert path not in browser.get("/preferences/calendar/").content.decode()
    answer = Client().get(path)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    [entry] = read_by_vobject(answer.content).entries
    assert entry.starts_at == session.starts_at.replace(microsecond=0)
    assert path.rpartition("/")[2].removesuffix(".ics") not in str(CalendarFeed.objects.values())
    assert CalendarFeed.objects.get().read_at is not None


def test_a_feed_follows_what_changes(browser: Client, ana: User, now: datetime) -> None:
    session = factories.session_at(now + timedelta(days=2), clients=[ana])
    path = feed_of(browser)
    [before] = read_by_vobject(Client().get(path).content).entries
    moved(session, timedelta(hours=1))
    [after] = read_by_vobject(Client().get(path).content).entries
    assert (after.uid, after.sequence) == (before.uid, before.sequence + 1)
    session.status = SessionStatus.CANCELLED
    session.save()
    assert [entry.status for entry in read_by_vobject(Client().get(path).content).entries] == ["CANCELLED"]
    session.roster.all().delete()
    assert read_by_vobject(Client().get(path).content).entries == ()


def test_an_old_address_an_ended_one_and_a_guess_find_nothing(browser: Client, ana: User) -> None:
    old, new = feed_of(browser), feed_of(browser)
    assert [Client().get(path).status_code for path in (old, new, "/calendar/feed/guess.ics")] == [
        404,
        200,
        404,
    ]
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert Client().get(new).status_code == 404
    User.objects.filter(pk=ana.pk).update(is_active=True)
    browser.post("/preferences/calendar/end/")
    assert Client().get(new).status_code == 404


def test_only_ones_own_appointment_can_be_fetched(browser: Client, ana: User, now: datetime) -> None:
    own, other = factories.session_at(now, clients=[ana]), factories.session_at(now, clients=1)
    answer = browser.get(f"/calendar/{own.pk}.ics")
    assert answer["Content-Disposition"] == 'attachment; filename="appointment.ics"'
    assert read_by_vobject(answer.content).method == "REQUEST"
    assert browser.get(f"/calendar/{other.pk}.ics").status_code == 404


def test_a_mail_programs_own_button_needs_no_sign_in_and_no_form(ana: User) -> None:
    Preference.objects.create(person=ana, sms_number="+12125550123", sms_verified_at=timezone.now())
    path = unsubscribing.address(ana).removeprefix("http://localhost:8000")
    strict = Client(enforce_csrf_checks=True)
    for _ in range(5):  # scanners
        assert strict.get(path).status_code == 200
    assert preference_of(ana).channels(Kind.REMINDER) == (Channel.EMAIL,)
    answer = strict.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert preference_of(ana).channels(Kind.REMINDER) == (Channel.SMS,)
    assert Client().post("/messages/stop/no:body/").status_code == 404


def test_where_mail_is_the_only_way_the_page_says_so_and_changes_nothing(ana: User) -> None:
    answer = Client().post(unsubscribing.address(ana).removeprefix("http://localhost:8000"))
    assert "nothing was changed" in answer.content.decode()
    assert not Preference.objects.exists()


def test_notices_tell_each_thing_once_and_what_is_new(browser: Client, ana: User, now: datetime) -> None:
    session = factories.session_at(now + timedelta(days=1), clients=[ana])
    hour = timedelta(hours=1)
    for channel in (Channel.EMAIL, Channel.SMS):
        reminder(session, ana, Tier.DAY, channel=channel, status=Status.SENT, sent_at=now - hour)
    reminder(session, ana, Tier.CHANGED, due_at=now - hour, stale_at=now + hour, status=Status.FAILED)
    reminder(session, ana, Tier.HOUR, status=Status.SCHEDULED)
    reminder(session, factories.client(), Tier.DAY, status=Status.SENT, sent_at=now - hour)
    assert "2 new notices" in browser.get("/").content.decode()
    page = browser.get("/notices/").content.decode()
    assert (page.count("tomorrow’s appointment"), page.count("has a new time"), page.count(">new<")) == (
        1,
        1,
        2,
    )
    assert "new notice" not in browser.get("/").content.decode()
    assert ">new<" not in browser.get("/notices/").content.decode()


@pytest.fixture
def office() -> Client:
    return signed_in(factories.person(Role.COORDINATOR))


EDIT = "/messages/templates/reminder/email/en/"


def test_a_forbidden_word_is_refused_beside_the_text_and_nothing_is_kept(office: Client) -> None:
    answer = office.post(EDIT, {"subject": "Appointment", "text": "Your recovery group: {when}"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "it must not say: group, recover" in page
    assert "Your recovery group: {when}" in page
    assert not MessageTemplate.objects.exists()


def test_words_are_saved_previewed_and_taken_back(office: Client) -> None:
    assert office.post(EDIT, {"subject": "Appointment", "text": "See you: {when}"}).status_code == 302
    assert "See you: Wednesday, September 30, 2026" in office.get(EDIT).content.decode()
    answer = office.post(
        f"{EDIT}preview/", {"subject": "Hello", "text": "Soon: {when}"}, headers={"hx-request": "true"}
    )
    assert "Soon: Wednesday" in answer.content.decode()
    assert office.post(f"{EDIT}reset/").status_code == 302
    assert "See you: Wednesday" not in office.get(EDIT).content.decode()
    assert MessageTemplate.objects.count() == 2


def test_only_the_office_changes_words(browser: Client) -> None:
    for person in (browser, signed_in(factories.facilitator())):
        assert person.get("/messages/templates/").status_code == 403
        assert person.post(EDIT, {"text": "x"}).status_code == 403


@pytest.mark.parametrize(
    "path", ["nothing/email/en/", "reminder/fax/en/", "reminder/email/tlh/", "code/push/en/"]
)
def test_a_message_that_does_not_exist_is_not_found(office: Client, path: str) -> None:
    assert office.get(f"/messages/templates/{path}").status_code == 404


@pytest.mark.parametrize(("language", "words"), [("en", "No more reminders"), ("es", "No recibir más")])
def test_the_way_out_stands_at_the_foot_of_reminder_mails_and_of_no_others(
    now: datetime, language: str, words: str
) -> None:
    person = factories.client(language=language)
    session = factories.session_at(now + timedelta(days=1), clients=[person])
    letters = {
        tier: message_for(reminder(session, person, tier), [], reach=reach_of(person), now=now)
        for tier in (Tier.DAY, Tier.MINUTES, Tier.CHANGED)
    }
    told = {tier: letter for tier, letter in letters.items() if letter is not None}
    address = unsubscribing.address(person)
    assert {tier for tier, letter in told.items() if address in letter.text} == {Tier.DAY, Tier.MINUTES}
    assert {tier for tier, letter in told.items() if address in letter.html} == {Tier.DAY, Tier.MINUTES}
    assert words in told[Tier.DAY].text
    assert told[Tier.DAY].headers["List-Unsubscribe"] == f"<{address}>"
    assert told[Tier.CHANGED].headers == {}


@pytest.mark.parametrize("path", ["/join/{}/", "/guest/{}/", "/calendar/feed/{}.ics", "/messages/stop/{}/"])
def test_no_log_line_holds_what_such_an_address_lets_one_do(path: str) -> None:
    said = without_tokens(None, "warning", {"event": "Not Found: " + path.format("s3cret:t0ken-x")})
    assert "s3cret" not in str(said)
    assert "t0ken" not in str(said)
