"""The gate to a group as somebody passes it in a browser: who and where they are, what is agreed on, how they feel."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.chromium import PATIENCE_MS


def go_on(page: Page, press: str, arrive_at: str, *, role: str = "button") -> None:
    """Press something and see the screen that it leads to."""
    page.get_by_role("main").get_by_role(role, name=press).click()  # type: ignore[arg-type]
    see(page, arrive_at)


def see(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", name=heading)).to_be_visible(timeout=PATIENCE_MS)


def tell_whereabouts(page: Page, *, state: str) -> None:
    page.get_by_label("Address where you are now").fill("12 Elm Street, Mesa")
    page.get_by_label("State").select_option(state)
    page.get_by_label("Emergency contact").fill("Maria Example")
    page.get_by_label("Their number").fill("602 555 0101")
    page.get_by_label("I am alone, or nobody here can see or hear my group").check()
    page.get_by_label("I am not driving").check()


def answer(page: Page, *, mood: int, cravings: int) -> None:
    for question, number in (("mood", mood), ("cravings", cravings)):
        page.get_by_role("group", name=question).get_by_label(str(number), exact=True).check()


def pass_first_time(page: Page, *, state: str) -> None:
    """All screens, from the first one to the room's page."""
    see(page, "How the group sees you")
    go_on(page, "Continue", "Where are you today?")
    tell_whereabouts(page, state=state)
    go_on(page, "Continue", "What we agree on")
    go_on(page, "I have read both and agree", "How are you?")
    feel_safe(page)


def pass_again(page: Page) -> None:
    """What is asked of those who have agreed before and told where they are, up to the room's page."""
    see(page, "How the group sees you")
    go_on(page, "Continue", "Still here today?")
    go_on(page, "Yes, all of this is right", "How are you?")
    feel_safe(page)


def feel_safe(page: Page) -> None:
    answer(page, mood=7, cravings=2)
    page.get_by_role("button", name="Yes, I feel safe").click()
    page.wait_for_url("**/rooms/*/")
