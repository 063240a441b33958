"""The map in a real browser."""

import re

from playwright.sync_api import Page, expect


def test_play_walks_through_the_months_and_stops_when_pressed_again(page: Page, site: str) -> None:
    page.goto(f"{site}/map")

    page.get_by_role("button", name="Play").press("Enter")

    expect(page).to_have_url(re.compile(r"moment="))
    page.get_by_role("button", name="Stop").press("Enter")
    expect(page.get_by_role("button", name="Play")).to_be_focused()
    expect(page.locator("[data-moment][aria-current]")).to_have_count(1)


def test_months_are_links_that_work_without_script(page: Page, site: str) -> None:
    page.goto(f"{site}/map")

    expect(page.locator("[data-moment]").last).to_have_attribute("href", re.compile(r"^/map\?moment=\d{4}-\d{2}$"))
