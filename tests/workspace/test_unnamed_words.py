"""Words that only the `"*"` of a value map takes: told by a build, and not for ever."""

from pathlib import Path

from click.testing import CliRunner

from riparian.cli.main import main
from riparian.workspace.workspace import Workspace

APP = """
[[sources]]
name = "app"
preset = "files"
files = "*.csv"
[sources.tables.source_events]
where = "event != 'beat'"
occurred_at = "instant(timestamp)"
kind = "value_map(event, 'kind')"
user_id = "user_id"
[sources.values.kind]
view = "view"
"*" = "other"
"""


def told(folder: Path, *words: str, config: str = APP) -> str:
    rows = "".join(f"u{place},{word},2025-01-01 10:{place % 60:02}:00\n" for place, word in enumerate(words))
    (folder / "app.csv").write_text(f"user_id,event,timestamp\n{rows}", encoding="utf-8")
    (folder / "riparian.toml").write_text(config, encoding="utf-8")
    done = CliRunner().invoke(main, ["-C", str(folder), "build"])
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def test_a_build_tells_the_words_that_no_map_names(tmp_path: Path) -> None:
    output = told(tmp_path, "view", "purchase", "purchase", "leave", "", "beat")

    assert (
        "app: 3 rows read hold words that [sources.values.kind] does not name, taken for 'other' by its '*': "
        "purchase (2), leave (1) 2 rows were rejected" in output
    )


def kept(folder: Path) -> list[tuple[object, ...]]:
    rows = Workspace(folder).published().rows("unnamed_words", order_by=("value_map", "-rows"), limit=99)
    return [tuple(row.values()) for row in rows]


def test_the_words_stand_in_a_table_until_the_map_names_them(tmp_path: Path) -> None:
    told(tmp_path, "view", "purchase", "purchase", "leave", "", "beat")
    first = kept(tmp_path)
    told(tmp_path, "view", "purchase", config=APP + 'purchase = "order"\n')

    assert first == [("app", "kind", "purchase", "other", 2), ("app", "kind", "leave", "other", 1)]
    assert kept(tmp_path) == [("app", "kind", "leave", "other", 1)]


def test_words_are_told_as_long_as_the_map_lacks_them(tmp_path: Path) -> None:
    told(tmp_path, "view", "purchase")
    again = CliRunner().invoke(main, ["-C", str(tmp_path), "build"]).output
    named = told(tmp_path, "view", "purchase", config=APP + 'purchase = "order"\n')

    assert "purchase (1)" in " ".join(again.split())
    assert "does not name" not in named
    assert all(not load.unnamed for load in Workspace(tmp_path).landing.manifest().loads)


def test_a_map_of_the_first_of_a_group_is_built_and_told(tmp_path: Path) -> None:
    orders = """
[[sources]]
name = "till"
preset = "files"
files = "*.csv"
[sources.tables.source_orders]
order_number = "user_id"
placed_at = "instant(timestamp)"
total = "sum(2 if event == 'paid' else 1)"
status = "value_map(first(event), 'states')"
user_id = "user_id"
currency = "'EUR'"
[sources.values.states]
paid = "paid"
"*" = "paid"
"""

    assert "2 rows read hold words that [sources.values.states] does not name" in told(
        tmp_path, "paid", "open", "open", config=orders
    )


def test_a_row_of_two_events_is_told_once(tmp_path: Path) -> None:
    left = """
[[sources.tables.source_events]]
where = "event == 'leave'"
occurred_at = "instant(timestamp)"
kind = "value_map(event, 'kind')"
user_id = "user_id"
"""
    two = APP.replace("[sources.tables", "[[sources.tables").replace("_events]", "_events]]")
    config = two.replace("[sources.values", f"{left}[sources.values")

    assert "app: 3 rows read hold words" in told(tmp_path, "view", "purchase", "leave", "leave", config=config)
