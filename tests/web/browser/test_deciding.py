"""Lists, scenarios and wishes decided in the browser, over a real ledger."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from riparian.workspace.commands import Commands
from riparian.workspace.workspace import Workspace
from tests.web.browser.conftest import on_a_phone, served
from tests.web.browser.test_every_page import violations
from tests.web.hand_decisions import deciding_app
from tests.web.hand_reader import company


@pytest.fixture
def commands(tmp_path: Path) -> Iterator[Commands]:
    with Commands(Workspace(tmp_path)) as made:
        yield made


@pytest.fixture
def deciding_site(commands: Commands) -> Iterator[str]:
    tables = company()
    yield from served(deciding_app(lambda: tables, commands))


def tab_to(page: Page, selector: str, *, most: int = 250) -> None:
    """Press the tabulator key until what is wanted has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    pytest.fail(f"the keyboard does not reach {selector}")


def test_a_list_is_saved_with_the_keyboard_alone(
    page: Page, deciding_site: str, commands: Commands, told: list[str]
) -> None:
    page.goto(f"{deciding_site}/people?band=5")
    tab_to(page, "#save summary")
    page.keyboard.press("Enter")
    tab_to(page, "#save input[name=list]")
    page.keyboard.type("at the waist")
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{deciding_site}/lists#list-1")
    expect(page.get_by_role("row", name="at the waist")).to_be_visible()
    assert commands.lists()["at the waist"].saved.filter == "band=5"
    assert told == []


def test_a_scenario_is_saved_with_the_keyboard_alone(
    page: Page, deciding_site: str, commands: Commands, told: list[str]
) -> None:
    page.goto(f"{deciding_site}/forecast")
    tab_to(page, "#sliders [data-mirrors]")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#slider-1-1")).to_have_value("105")
    tab_to(page, "#sliders input[name=scenario]")
    page.keyboard.type("more loyalty")
    tab_to(page, "#sliders input[name=reason]")
    page.keyboard.type("club page")
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{deciding_site}/forecast?scenario=more+loyalty#years")
    expect(page.locator("#scenarios")).to_contain_text("the next build publishes it")
    (change,) = commands.scenarios()["more loyalty"].saved.changes
    assert (change.what, change.segment, change.factor, change.reason) == ("rebuy", "all", 1.05, "club page")
    assert told == []


def test_a_number_moves_its_slider(page: Page, deciding_site: str) -> None:
    page.goto(f"{deciding_site}/forecast")

    page.locator("#slider-2-1").fill("130")

    expect(page.locator("[data-mirrors='slider-2-1']")).to_have_value("130")


def test_without_script_the_numbers_alone_make_a_scenario(page: Page, deciding_site: str, commands: Commands) -> None:
    context = page.context.browser
    assert context is not None
    plain = context.new_page(java_script_enabled=False)
    plain.goto(f"{deciding_site}/forecast")
    expect(plain.locator("#sliders [type=range]").first).to_be_hidden()
    plain.get_by_role("spinbutton", name="Prices").fill("104")
    plain.get_by_label("Name of the scenario").fill("dearer")
    plain.get_by_label("Why it could come so").fill("tested in May")
    plain.get_by_role("button", name="Save the scenario").click()

    expect(plain.locator("#scenarios")).to_contain_text("price × 1.04")
    assert commands.scenarios()["dearer"].saved.changes[0].what == "price"
    plain.close()


@pytest.mark.parametrize("path", ["/lists", "/people?band=5", "/forecast", "/map?view=sites"])
def test_pages_with_forms_are_in_order_in_either_theme_and_on_a_phone(
    page: Page, deciding_site: str, told: list[str], path: str
) -> None:
    page.goto(f"{deciding_site}/people?band=5")
    page.locator("#save summary").click()
    page.get_by_label("Name of the list").fill("at the waist")
    page.get_by_role("button", name="Save the list").click()
    expect(page).to_have_url(f"{deciding_site}/lists#list-1")
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.goto(deciding_site + path)
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")

    assert violations(page) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert violations(page) == []
    on_a_phone(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert told == []
