from playwright.sync_api import Page, expect


def test_more_people_are_added_below_and_counted(page: Page, site: str) -> None:
    page.goto(f"{site}/people")
    page.get_by_role("link", name="More people").click()

    expect(page.locator(".people tbody tr")).to_have_count(60)
    expect(page.locator("#shown")).to_have_text("The first 60 of 60")
    expect(page.get_by_role("link", name="More people")).to_have_count(0)


def test_a_filter_is_set_and_removed_by_its_sentence(page: Page, site: str) -> None:
    page.goto(f"{site}/people")
    page.get_by_label("Stands at").select_option("5")
    expect(page.locator(".sentence")).to_contain_text("stand at Buy.")

    page.get_by_role("link", name="Remove: stand at Buy").click()

    expect(page).to_have_url(f"{site}/people")


def test_the_whole_timeline_can_be_read_on_and_no_day_is_said_twice(page: Page, site: str, told: list[str]) -> None:
    page.goto(f"{site}/people/3")
    for _ in range(2):
        before = page.locator(".moment").count()
        page.get_by_role("link", name="Earlier").click()
        expect(page.locator(".moment").nth(before)).to_be_attached()

    days = page.locator(".day").all_inner_texts()

    expect(page.locator(".moment")).to_have_count(148 + 9)
    assert len(set(days)) == len(days)
    assert told == []
