"""Choosing how messages come, at a phone; and the office's own words, refused where they would give something away.

The browser's own push service is out of a test's reach. So what ``subscribe`` returns is made up here, at an address as
Chromium has them, and the push itself is delivered by the debugger: to the real service worker, as the browser would.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import Page, expect

from notifications.domain.planning import Channel, Kind
from notifications.models import MessageTemplate, PushSubscription
from notifications.services.preferences import preference_of
from sessions.models import Role
from tests.chromium import PATIENCE_MS
from tests.factories import client, person
from tests.journeys.browser import Seat

SUBSCRIBING = """
PushManager.prototype.subscribe = async function ({applicationServerKey}) {
  if (new Uint8Array(applicationServerKey).length !== 65) throw new Error("not a key");
  sessionStorage.setItem("subscribed", "yes");
  return this.getSubscription();
};
PushManager.prototype.getSubscription = async function () {
  if (!sessionStorage.getItem("subscribed")) return null;
  const endpoint = "https://fcm.googleapis.com/fcm/send/%s";
  const keys = {p256dh: "%s", auth: "AAAAAAAAAAAAAAAAAAAAAA"};
  return {
    endpoint,
    toJSON: () => ({endpoint, keys}),
    unsubscribe: async () => sessionStorage.removeItem("subscribed"),
  };
};
"""
SHOWN = """async (patience) => {
  const registration = await navigator.serviceWorker.ready;
  for (const until = Date.now() + patience; Date.now() < until; await new Promise((go) => setTimeout(go, 50))) {
    const found = await registration.getNotifications();
    if (found.length) return found.map(({title, body}) => [title, body]);
  }
  return [];
}"""
P256DH = "BEl62iUYgUivxIkv69yViEuiBIa-Ib9-SkvMeAtA3LFgDzkrxZJjSgSnfckjBJuBkr3qBUYIHBQFLXYp5Nksh8U"


def test_a_client_turns_on_notifications_and_chooses_what_comes_that_way(
    seat_for: Callable[..., Seat],
) -> None:
    ana = client()
    seat = seat_for(ana, phone=True)
    page = seat.page
    seat.context.grant_permissions(["notifications"], origin=seat.house.url)
    page.add_init_script(SUBSCRIBING % (ana.pk, P256DH))
    page.goto(f"{seat.house.url}/preferences/")
    reminders = page.get_by_role("group", name="Reminders")
    expect(reminders.get_by_label("Notification")).to_be_disabled()

    page.get_by_role("button", name="Turn on on this device").click()
    expect(page.get_by_role("button", name="Turn off on this device")).to_be_visible()
    assert PushSubscription.objects.get(person=ana).ended_at is None
    reminders.get_by_label("Notification").check()
    page.locator("#channels").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your next messages come as you chose")).to_be_visible()
    assert preference_of(ana).channels(Kind.REMINDER) == (Channel.EMAIL, Channel.PUSH)

    message = {"title": "Appointment", "body": "Tue, Feb 2, 6:00 PM EST", "url": "/", "id": "1"}
    assert pushed(page, message) == [["Appointment", "Tue, Feb 2, 6:00 PM EST"]]

    page.get_by_role("button", name="Turn off on this device").click()
    expect(page.get_by_role("button", name="Turn on on this device")).to_be_visible()
    assert PushSubscription.objects.get(person=ana).ended_at is not None
    assert preference_of(ana).channels(Kind.REMINDER) == (Channel.EMAIL,)


def pushed(page: Page, message: dict[str, str]) -> list[list[str]]:
    """What the service worker shows of a push: the title and the words of every notification."""
    debugger = page.context.new_cdp_session(page)
    registrations: list[str] = []
    debugger.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: registrations.extend(each["registrationId"] for each in told["registrations"]),
    )
    debugger.send("ServiceWorker.enable")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    while not registrations:
        page.wait_for_timeout(50)
    origin = page.evaluate("() => location.origin")
    data = {"origin": origin, "registrationId": registrations[0], "data": json.dumps(message)}
    debugger.send("ServiceWorker.deliverPushMessage", data)
    # Not `wait_for_function`: the promise of an answer is an answer to it, also of none.
    found: list[list[str]] = page.evaluate(SHOWN, PATIENCE_MS)
    return found


def test_an_office_word_that_gives_something_away_is_refused_and_a_discreet_one_saved(
    seat_for: Callable[..., Seat],
) -> None:
    seat = seat_for(person(Role.COORDINATOR))
    page = seat.page
    page.goto(f"{seat.house.url}/messages/templates/missed/email/en/")
    words = page.get_by_role("textbox", name="Text")
    kept = words.input_value()

    words.fill("We missed you at group therapy.")
    expect(page.locator("#preview").get_by_role("status")).to_contain_text("group, therap")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("form .errorlist").first).to_contain_text("must not say: group, therap")
    expect(words).to_have_value("We missed you at group therapy.")
    assert not MessageTemplate.objects.filter(name="missed").exists()

    words.fill("We missed you. Call us when it suits you: {help_phone}")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The next messages say it like this")).to_be_visible()
    page.get_by_role("button", name="Back to the original words").click()
    expect(words).to_have_value(kept)
