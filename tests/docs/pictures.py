"""Takes the pictures of docs/tour.md from a folder that is served: `python -m tests.docs.pictures ADDRESS`.

They are of `riparian sample` as it comes (20,000 people), built, and looked at by whoever takes them.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
WIDE, TALL, PHONE = (1280, 800), (1280, 1300), (390, 844)
TAKEN: tuple[tuple[str, str, tuple[int, int], str], ...] = (
    ("today", "/today", WIDE, "light"),
    ("hourglass", "/hourglass", WIDE, "light"),
    ("map", "/map", TALL, "light"),
    ("streams", "/streams", WIDE, "dark"),
    ("buyers", "/buyers", WIDE, "light"),
    ("value", "/value", WIDE, "light"),
    ("budget", "/value#budget", WIDE, "light"),
    ("forecast", "/forecast", WIDE, "light"),
    ("phone", "/hourglass", PHONE, "dark"),
)
"""Name, address, size and theme of each."""


def take(address: str) -> None:
    """Take every picture."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, path, (width, height), theme in TAKEN:
            size = {"width": width, "height": height}
            page: Page = browser.new_page(viewport=size, color_scheme="dark" if theme == "dark" else "light")  # type: ignore[arg-type]  # a dictionary of the two
            page.goto(address + path)
            page.screenshot(path=FOLDER / f"{name}.jpg", type="jpeg", quality=72)
            page.close()
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1])
