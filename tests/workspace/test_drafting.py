import tomllib
from pathlib import Path

from riparian.workspace.checking import checked
from riparian.workspace.drafting import drafted
from riparian.workspace.proposing import proposed
from tests.workspace.exports import EVENTS, ORDERS, SHOPIFY, written


def test_a_draft_is_toml_that_check_finds_nothing_wrong_with(tmp_path: Path) -> None:
    folder = written(tmp_path / 'Ana\'s "exports"', orders=ORDERS, app=EVENTS, products="sku,price\na,1\n")

    (folder / "riparian.toml").write_text(drafted(proposed(folder)), encoding="utf-8")

    assert checked(folder).mistakes == ()


def test_a_draft_says_what_to_look_at_and_what_was_left_out(tmp_path: Path) -> None:
    text = drafted(proposed(written(tmp_path, app=EVENTS, products="sku,price\na,1\n")))

    assert "# look at this: the kinds of events are guessed from their words" in text
    assert "# Not read: products.csv: no column says who or when." in text
    assert "# Its columns: sku (text), price (whole number)" in text


def test_words_of_a_file_that_are_no_plain_keys_are_quoted(tmp_path: Path) -> None:
    events = 'user_id,event,timestamp\n1,"Großer ""Klick"" = 1",2025-01-01 10:00\n1,open,2025-01-01 10:00\n'

    said = tomllib.loads(drafted(proposed(written(tmp_path, app=events))))

    assert said["sources"][0]["values"]["kind"]['Großer "Klick" = 1'] == "other"


def test_settings_of_a_preset_stand_there_to_be_set(tmp_path: Path) -> None:
    text = drafted(proposed(written(tmp_path, shop=SHOPIFY)))

    assert '# site = ""  # Host of the shop' in text
    assert 'currency = "EUR"' in text
