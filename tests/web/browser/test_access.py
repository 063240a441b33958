"""Signing in with the keyboard, and links from elsewhere, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.conftest import on_a_phone, served
from tests.web.browser.test_every_page import violations
from tests.web.guarded import PASSWORD, Guarded, guarded
from tests.web.hand_reader import company


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    made = guarded(tmp_path_factory.mktemp("doors"), company(), ("ana", "admin"))
    yield made
    made.accounts.close()


@pytest.fixture(scope="module")
def shut_site(doors: Guarded) -> Iterator[str]:
    yield from served(doors.app)


def sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/access")
    # The browser gives the field the focus when it draws the page, which may be after it has loaded it.
    expect(page.locator("input[name=user]")).to_be_focused()
    page.keyboard.type("Ana")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Access")


def test_signing_in_leads_to_what_was_asked_for_with_the_keyboard_alone(
    page: Page, shut_site: str, told: list[str]
) -> None:
    sign_in(page, shut_site)

    expect(page).to_have_url(f"{shut_site}/access")
    expect(page.locator(".door")).to_have_text("Signed in as ana, admin.")
    page.get_by_role("button", name="Sign out").press("Enter")
    expect(page).to_have_url(f"{shut_site}/login")
    page.goto(f"{shut_site}/hourglass")
    expect(page.locator("h1")).to_have_text("Sign in")
    assert told == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_way_in_and_the_page_of_access_are_drawn_well(
    page: Page, shut_site: str, doors: Guarded, scheme: str
) -> None:
    doors.link("/value")
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    on_a_phone(page)
    page.goto(f"{shut_site}/login")

    assert violations(page) == []
    sign_in(page, shut_site)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_link_from_elsewhere_finds_the_session_though_its_cookie_is_strict(page: Page, shut_site: str) -> None:
    sign_in(page, shut_site)
    page.goto("about:blank")
    page.set_content(f'<a href="{shut_site}/hourglass?stage=3">look at this</a>')

    page.get_by_role("link").click()

    expect(page.locator("h1")).to_have_text("Hourglass")
    expect(page).to_have_url(f"{shut_site}/hourglass?stage=3")


def test_a_form_on_another_site_signs_nobody_out(page: Page, shut_site: str) -> None:
    sign_in(page, shut_site)
    page.goto("about:blank")
    page.set_content(f'<form method="post" action="{shut_site}/logout"><button>win</button></form>')

    page.get_by_role("button").click()

    expect(page.locator("h1")).to_contain_text("not sent by a page of this server")
    page.goto(f"{shut_site}/hourglass")
    expect(page.locator("h1")).to_have_text("Hourglass")


def test_a_share_link_from_elsewhere_opens_its_page_and_no_other(page: Page, shut_site: str, doors: Guarded) -> None:
    address = doors.link("/value")[1]
    page.goto("about:blank")
    page.set_content(f'<a href="{shut_site}{address}">look at this</a>')

    page.get_by_role("link").click()

    expect(page.locator("h1")).to_have_text("Value")
    expect(page).to_have_url(f"{shut_site}/value")
    page.goto(f"{shut_site}/people")
    expect(page.locator("h1")).to_have_text("You may not open this.")


def test_the_company_is_not_named_before_somebody_signed_in(page: Page, shut_site: str) -> None:
    page.goto(f"{shut_site}/people")

    expect(page).to_have_title("Sign in · Riparian · Riparian")
    assert "Alder" not in page.content()
