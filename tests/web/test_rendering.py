from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from riparian.web.app import create_app
from riparian.web.rendering import templates
from tests.web.hand_people import RICH
from tests.web.hand_reader import HandReader

LONG = '<b>"Ana" & Ben ' + "x" * 150_000


def clipped(text: str) -> str:
    module = templates({}).get_template("texts.html").module
    return str(module.clipped(text))  # type: ignore[attr-defined]  # a macro of the template


def test_a_short_text_is_only_escaped() -> None:
    assert clipped('<b>"Ana"') == "&lt;b&gt;&#34;Ana&#34;"


def test_of_a_long_text_the_beginning_shows_and_the_title_is_bounded() -> None:
    shown = clipped(LONG)

    assert shown.startswith('<span title="&lt;b&gt;&#34;Ana&#34; &amp; Ben xxx')
    assert shown.endswith("xxx…</span>")
    assert len(shown) < 1_200


@pytest.mark.parametrize("path", ["/people", f"/people/{RICH}"])
def test_a_page_with_endless_texts_stays_small(tables: HandReader, path: str) -> None:
    texts = ("full_name", "email", "country", "company", "value", "content")
    endless = {
        name: [{key: LONG if key in texts else value for key, value in row.items()} for row in rows]
        for name, rows in tables.tables.items()
    }
    client = TestClient(create_app(lambda: replace(tables, tables=endless)), base_url="http://127.0.0.1")

    page = client.get(path, headers={"accept-encoding": "identity"})

    assert page.status_code == 200
    assert len(page.text) < 400_000
    assert "x" * 1_001 not in page.text
