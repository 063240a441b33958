from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.web.browser.conftest import on_a_phone

PATHS = [
    "/today",
    "/hourglass?stage=3",
    "/hourglass?month=2026-09&stage=5&against=2025-10",
    "/hourglass?measure=value&stage=7",
    "/people?limit=20",
    "/people?band=5&facet=loyalty&search=o",
    "/people?search=nobody",
    "/lists",
    "/people/3?limit=25",
    "/people/999",
    "/buyers?channel=web",
    "/cohorts?group=1&group=2",
    "/forecast?measure=buyers&scenario=more+loyalty",
    "/value?model=last&channel=Paid+Search",
    "/value?goal=Trust&level=lane&year=2025-11-20",
    "/sources?source=help+desk",
    "/definitions?find=dormant",
    "/definitions/customer_values",
    "/runs?order=seconds",
    "/map?goal=opt+in&node=Direct",
    "/map?view=sites",
    "/map?view=sites&job=a+living+soil",
    "/streams?most=25",
    "/api",
    "/value?against=20261114-0600",
    "/buyers?against=20261114-0600",
    "/forecast?against=20261114-0600",
    "/cohorts?against=20261114-0600",
    "/map?against=20261114-0600",
    "/map?view=sites&against=20261114-0600",
    "/streams?step=Direct&against=20261114-0600",
    "/hourglass?stage=3&against=20261114-0600",
    "/sources?source=shop&against=20261114-0600",
    "/people?band=5&against=20261114-0600",
    "/people/3?against=20261114-0600",
    "/today?against=20261114-0600",
]
MAY_SCROLL = (
    ".scroll:has(> table.credits)",  # as many columns as attribution models
    "pre.raw",  # a rejected row as it came
    "pre.command",  # a command to copy
)
"""Parts that may be wider than their panel on a small screen."""
STACKED = [
    ("/buyers", "comps"),
    ("/buyers", "items"),
    ("/map?view=sites", "regards"),
    ("/map?view=sites", "returned"),
    ("/value", "ledger"),
    ("/value", "sides"),
    ("/value", "referred"),
    ("/value?against=20261114-0600", "ledger"),
    ("/buyers?against=20261114-0600", "comps"),
    ("/map?view=sites&against=20261114-0600", "regards"),
]
"""Tables whose rows stand below one another on a phone, by page and class."""
Scheme = Literal["light", "dark"]


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong, in one line each."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("path", PATHS)
def test_it_opens_quietly_and_axe_finds_nothing_in_either_theme(
    page: Page, site: str, told: list[str], path: str
) -> None:
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.goto(site + path)

    expect(page.locator("h1")).to_be_visible()
    assert violations(page) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert violations(page) == []
    assert told == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_empty_and_the_refused_state_are_drawn_well(
    page: Page, site: str, unbuilt_site: str, scheme: Scheme
) -> None:
    page.emulate_media(color_scheme=scheme)
    for address in (f"{unbuilt_site}/hourglass", f"{site}/people/12345"):
        page.goto(address)

        expect(page.locator(".state .button")).to_have_count(1)
        assert violations(page) == []


@pytest.mark.parametrize("path", PATHS)
def test_on_a_phone_nothing_is_wider_than_the_screen(page: Page, site: str, path: str) -> None:
    on_a_phone(page)
    page.goto(site + path)

    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize(("path", "table"), STACKED)
def test_on_a_phone_each_row_of_a_wide_table_stands_for_itself_and_names_its_figures(
    page: Page, site: str, path: str, table: str
) -> None:
    page.goto(site + path)
    heads = page.locator(f"table.{table} thead th:not(.funnel-bar)").all_inner_texts()[1:]
    on_a_phone(page)

    said = (
        page.locator(f"table.{table} tbody tr")
        .first.locator("td:not(.funnel-bar)")
        .evaluate_all("(all) => all.map((one) => getComputedStyle(one, '::before').content.slice(1, -1))")
    )
    scrolls = page.locator(f".scroll:has(> table.{table})").evaluate("(one) => one.scrollWidth > one.clientWidth")

    assert said == heads
    assert not scrolls
    assert page.get_by_role("table").locator(f"xpath=self::*[contains(@class, '{table}')]").count() == 1
    assert violations(page) == []


@pytest.mark.parametrize(("path", "table"), STACKED)
def test_on_a_small_screen_these_tables_need_no_scrolling_sideways(
    page: Page, site: str, path: str, table: str
) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(site + path)

    widths = page.locator(f".scroll:has(> table.{table})").evaluate("(one) => [one.scrollWidth, one.clientWidth]")

    assert widths[0] <= widths[1]


@pytest.mark.parametrize(
    "path",
    [
        "/value",
        "/value?channel=Paid+Search&level=lane&year=2025-11-20",
        "/cohorts",
        "/cohorts?figure=rate",
        "/cohorts?cut=first+month&figure=annual",
        "/sources?source=help+desk",
        "/runs?order=seconds",
        "/buyers?channel=web",
        "/forecast?measure=buyers",
        *(path for path in PATHS if path.endswith("against=20261114-0600") and not path.startswith("/people/3")),
    ],
)
def test_on_a_small_screen_no_table_of_these_pages_is_cut_but_those_that_may_be(
    page: Page, site: str, path: str
) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(site + path)

    cut, tables = page.evaluate(
        """(may) => {
          document.querySelectorAll("main details").forEach((one) => { one.open = true; });
          const scrolls = [...document.querySelectorAll("main *")]
            .filter((one) => /auto|scroll/.test(getComputedStyle(one).overflowX));
          return [
            scrolls.filter((one) => one.scrollWidth > one.clientWidth && !one.matches(may))
              .map((one) => `${one.ariaLabel}: ${one.scrollWidth} in ${one.clientWidth}`),
            scrolls.filter((one) => one.querySelector("table")).length,
          ];
        }""",
        ", ".join(MAY_SCROLL),
    )

    assert tables > 0
    assert cut == []


@pytest.mark.parametrize("path", PATHS)
def test_texts_are_at_least_eleven_pixels_in_any_size(page: Page, site: str, path: str) -> None:
    page.goto(site + path)

    for width in (390, 820, 1100, 1440):
        page.set_viewport_size({"width": width, "height": 844})
        page.wait_for_function("width => innerWidth === width", arg=width)

        smallest = page.evaluate(
            """() => Math.min(...[...document.querySelectorAll("body *")].filter((one) => one.checkVisibility()
              && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim())).map((one) => {
                const scale = one.ownerSVGElement ? one.ownerSVGElement.getScreenCTM().a : 1;
                return parseFloat(getComputedStyle(one).fontSize) * scale;
              }))"""
        )

        assert smallest >= 11 - 0.05


@pytest.mark.parametrize("path", PATHS)
def test_the_keyboard_reaches_every_control(page: Page, site: str, path: str) -> None:
    page.goto(site + path)
    reachable = page.evaluate(
        """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary")]
          .filter((one) => one.checkVisibility()).map((one) => (one.dataset.number = "yes", one)).length"""
    )

    reached = 0
    # The keyboard also stops at parts that scroll, of which a page with many tables has many.
    for _ in range(2 * reachable + 12):
        if reached == reachable:
            break
        page.keyboard.press("Tab")
        reached += page.evaluate(
            "() => { const one = document.activeElement; const fresh = one.dataset.number === 'yes';"
            " if (fresh) one.dataset.number = 'met'; return fresh; }"
        )

    assert reached == reachable


@pytest.mark.parametrize("path", PATHS[:4])
def test_without_script_it_shows_the_same_and_forms_have_a_button(site: str, path: str, page: Page) -> None:
    context = page.context.browser
    assert context is not None
    plain = context.new_page(java_script_enabled=False)
    plain.goto(site + path)

    expect(plain.locator("h1")).to_be_visible()
    expect(plain.locator("#theme")).to_be_hidden()
    for form in plain.locator("main form:has(select)").all():
        expect(form.locator("button").first).to_be_visible()
    plain.close()


def test_the_theme_is_chosen_kept_and_there_before_the_first_paint(page: Page, site: str) -> None:
    page.emulate_media(color_scheme="light")
    # Nothing is painted before there is a body.
    page.add_init_script(
        "new MutationObserver(() => {"
        " if (document.body) window.before ??= document.documentElement.dataset.theme ?? 'none'; "
        "}).observe(document, { childList: true, subtree: true })"
    )
    page.goto(f"{site}/people")
    page.get_by_role("button", name="Switch between light and dark").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    first = page.evaluate("window.before")

    page.reload()

    assert dark == "rgb(14, 21, 19)"
    assert (first, page.evaluate("window.before")) == ("none", "dark")


def test_control_and_k_lead_to_the_search_and_enter_finds_people(page: Page, site: str) -> None:
    page.goto(f"{site}/hourglass")
    page.keyboard.press("Control+k")
    page.keyboard.type("ana")
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{site}/people?search=ana")
    expect(page.locator(".sentence")).to_contain_text("have “ana” in their name or e-mail")
