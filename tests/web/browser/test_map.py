"""The map in a real browser."""

import re

from playwright.sync_api import Browser, Page, expect


def test_play_walks_through_the_months_and_stops_when_pressed_again(page: Page, site: str) -> None:
    page.goto(f"{site}/map")

    page.get_by_role("button", name="Play").press("Enter")

    expect(page).to_have_url(re.compile(r"moment="))
    page.get_by_role("button", name="Stop").press("Enter")
    expect(page.get_by_role("button", name="Play")).to_be_focused()
    expect(page.locator("[data-moment][aria-current]")).to_have_count(1)


def test_months_are_links_and_nothing_plays_without_script(browser: Browser, site: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}/map")

    page.locator("[data-moment]").last.click()

    expect(page).to_have_url(re.compile(r"/map\?moment=\d{4}-\d{2}$"))
    expect(page.locator("[data-moment][aria-current]")).to_have_count(1)
    expect(page.locator("[data-play]")).to_be_hidden()
    page.context.close()
