"""The map in a real browser."""

import re

from playwright.sync_api import Browser, Page, Route, expect


def test_play_walks_through_the_months_and_stops_when_pressed_again(page: Page, site: str) -> None:
    page.goto(f"{site}/map")

    page.get_by_role("button", name="Play").press("Enter")

    expect(page).to_have_url(re.compile(r"moment="))
    page.get_by_role("button", name="Stop").press("Enter")
    expect(page.get_by_role("button", name="Play")).to_be_focused()
    expect(page.locator("[data-moment][aria-current]")).to_have_count(1)


def test_what_is_chosen_while_a_month_is_on_its_way_stays_chosen(page: Page, site: str) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/map?moment=*", hold)
    page.goto(f"{site}/map")
    with page.expect_request("**/map?moment=*"):
        page.get_by_role("button", name="Play").press("Enter")
    page.get_by_role("link", name="Sites", exact=True).dispatch_event("click")
    expect(page).to_have_url(f"{site}/map?view=sites")

    while not held:
        page.wait_for_timeout(10)
    with page.expect_response("**/map?moment=*") as answer:
        held[0].continue_()
    answer.value.finished()
    page.wait_for_timeout(200)

    expect(page).to_have_url(f"{site}/map?view=sites")
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)


def test_months_are_links_and_nothing_plays_without_script(browser: Browser, site: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}/map")

    page.locator("[data-moment]").last.click()

    expect(page).to_have_url(re.compile(r"/map\?moment=\d{4}-\d{2}$"))
    expect(page.locator("[data-moment][aria-current]")).to_have_count(1)
    expect(page.locator("[data-play]")).to_be_hidden()
    page.context.close()
