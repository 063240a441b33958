from pathlib import Path

from tests.cli.published import riparian


def test_a_table_is_explained_without_a_workspace(tmp_path: Path) -> None:
    shown = riparian(tmp_path, "explain", "sessions").output

    assert "Grain: one row per visit" in shown
    assert "Made by  riparian.derivations.actions.sessions" in shown
    assert "Reads    actions" in shown
    assert "idle_limit  30 min  default" in shown
    assert "A pause of exactly `idle_limit` does not cut" in shown
    assert 'FROM "actions"' not in shown
    assert "lines: riparian explain sessions --sql" in shown.splitlines()[-1]


def test_a_setting_that_was_set_says_where(tmp_path: Path) -> None:
    (tmp_path / "riparian.toml").write_text('[derivations.sessions]\nidle_limit = "2 h"\n')

    shown = riparian(tmp_path, "explain", "sessions").output

    assert "idle_limit  2 h    riparian.toml" in shown


def test_columns_come_with_unit_range_and_meaning(tmp_path: Path) -> None:
    lines = riparian(tmp_path, "explain", "band_conversions").output.splitlines()

    (rate,) = [line.split() for line in lines if line.startswith("rate ")]
    (cohort,) = [line for line in lines if line.startswith("cohort_on *")]

    assert rate == ["rate", "float64", "0", "to", "1", "converted", "÷", "people."]
    assert "may be  First day of the month" in cohort


def test_a_source_table_says_which_sources_feed_it(tmp_path: Path) -> None:
    (tmp_path / "riparian.toml").write_text(
        '[[sources]]\nname = "our shop"\npreset = "shopify_orders"\nfiles = "*.csv"\n'
    )

    shown = riparian(tmp_path, "explain", "source_orders").output

    assert "Fed by   our shop" in shown
    assert "shopify_orders" in shown
    assert "Read by  actions" in shown


def test_the_query_alone_can_be_had(tmp_path: Path) -> None:
    assert riparian(tmp_path, "explain", "sessions", "--sql").output.startswith("SELECT")


def test_a_near_name_is_suggested(tmp_path: Path) -> None:
    ended = riparian(tmp_path, "explain", "session")

    assert (ended.exit_code, "did you mean 'sessions'?" in ended.stderr) == (2, True)
