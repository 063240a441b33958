from playwright.sync_api import Page, Route, expect

from tests.web.browser.conftest import on_a_phone


def test_arrow_keys_walk_the_stages_and_the_address_follows(page: Page, site: str, told: list[str]) -> None:
    page.goto(f"{site}/hourglass?month=2026-10&stage=3")
    page.locator(".wide-only [data-stage='3']").focus()

    page.keyboard.press("ArrowDown")
    expect(page.locator("#stage-name")).to_have_text("Try")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#stage-name")).to_have_text("Buy")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#stage-name")).to_have_text("Try")

    expect(page).to_have_url(f"{site}/hourglass?month=2026-10&stage=4")
    expect(page.locator(".wide-only [data-stage='4']")).to_be_focused()
    assert told == []


def test_arrow_keys_keep_the_focus_where_a_page_takes_longer_than_a_blink(page: Page, site: str) -> None:
    def later(route: Route) -> None:
        page.wait_for_timeout(600)
        route.continue_()

    page.goto(f"{site}/hourglass?stage=3")
    page.route("**/hourglass?stage=4", later)
    page.locator(".wide-only [data-stage='3']").focus()

    page.keyboard.press("ArrowDown")

    expect(page.locator("#stage-name")).to_have_text("Try")
    expect(page.locator(".wide-only [data-stage='4']")).to_be_focused()


def test_a_stage_is_chosen_by_a_click_on_its_row_and_back_undoes_it(page: Page, site: str) -> None:
    page.goto(f"{site}/hourglass")
    page.locator(".wide-only [data-stage='9'] .target").click(position={"x": 8, "y": 20})
    expect(page.locator("#stage-name")).to_have_text("Innovation")

    page.go_back()

    expect(page.locator("#stage-name")).to_have_text("Know")


def test_the_month_is_switched_without_losing_the_stage(page: Page, site: str) -> None:
    page.goto(f"{site}/hourglass?stage=4")
    page.get_by_role("link", name="Earlier: October 2026").click()
    expect(page).to_have_url(f"{site}/hourglass?stage=4&month=2026-10")

    page.locator("#month").select_option("2026-01")

    expect(page).to_have_url(f"{site}/hourglass?stage=4&month=2026-01")
    expect(page.locator(".sentence")).to_contain_text("In January 2026,")


def test_a_month_to_compare_with_is_chosen_and_taken_away(page: Page, site: str) -> None:
    page.goto(f"{site}/hourglass")
    page.get_by_label("Compare with").select_option("2025-11")
    expect(page.locator(".wide-only .before")).to_have_count(18)

    page.get_by_label("Compare with").select_option("")

    expect(page.locator(".wide-only .before")).to_have_count(0)
    expect(page).to_have_url(f"{site}/hourglass")


def test_on_a_phone_the_narrow_drawing_is_shown_and_every_stage_is_a_finger_wide(page: Page, site: str) -> None:
    on_a_phone(page)
    page.goto(f"{site}/hourglass")

    boxes = [link.bounding_box() for link in page.locator(".narrow-only [data-stage]").all()]

    expect(page.locator(".wide-only")).to_be_hidden()
    assert len(boxes) == 9
    assert all(box is not None and box["height"] >= 24 and box["width"] >= 300 for box in boxes)
