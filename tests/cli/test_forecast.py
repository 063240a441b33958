"""`riparian forecast` on a hand-made snapshot: side by side, kept in the ledger, listed, dropped."""

from pathlib import Path

import pytest

from riparian.tables.forecast import BandRate, ForecastAssumption, SegmentTransition
from riparian.workspace.scenarios import band_changes_of, scenarios_of
from tests.cli.published import publish, riparian
from tests.derivations.forecast.by_hand import a_year_of

PLAN = """
scenario = "more loyalty"

[[changes]]
what = "rebuy"
segment = "Average"
factor = 1.1
reason = "welcome stream"

[[changes]]
what = "price"
factor = 1.05
reason = "costs rise"
"""

BANDS = """
scenario = "a club"

[[bands]]
move = "know->buy"
factor = 1.5
reason = "tried in May"
"""


@pytest.fixture
def company(tmp_path: Path) -> Path:
    publish(tmp_path, a_year_of())
    (tmp_path / "plan.toml").write_text(PLAN)
    (tmp_path / "bands.toml").write_text(BANDS)
    return tmp_path


def buyers(output: str) -> list[list[str]]:
    lines = output.splitlines()
    first = next(place for place, line in enumerate(lines) if line.startswith("buyers"))
    return [line.split() for line in lines[first : first + 6]]


def test_without_a_scenario_the_file_is_shown_as_it_is(company: Path) -> None:
    shown = riparian(company, "forecast")

    rows = buyers(shown.output)
    assert rows[0] == ["buyers", "2025-07-01", "65,000"]
    assert [row[1] for row in rows[1:4]] == ["56,250", "54,062", "53,516"]


def test_money_is_printed_in_the_currency_and_people_are_not(company: Path) -> None:
    shown = riparian(company, "forecast", "--scenario", "plan.toml", "--dry-run").output

    rows = {line.split()[0]: line.split() for line in shown.splitlines() if line.split()}
    assert rows["buyers"][2] == "65,000"
    # 25,000 people for 1.00 each, and 40,000 for 0.80; 40 % of it is left.
    assert rows["demand"][2] == "£57,000"
    assert rows["contribution"][2] == "£22,800"
    assert "minor units" not in shown


def test_a_scenario_stands_beside_it_and_is_saved(company: Path) -> None:
    shown = riparian(company, "forecast", "--scenario", "plan.toml", "--by", "eva")

    assert buyers(shown.output)[1][-1] == "+2.9%"
    assert "ledger entry 1" in shown.output
    told = [
        (row["scenario"], row["what"], row["segment"], row["factor"]) for row in scenarios_of(company / ".riparian")
    ]
    assert told == [("more loyalty", "rebuy", "Average", 1.1), ("more loyalty", "price", "all", 1.05)]


def test_a_dry_run_saves_nothing(company: Path) -> None:
    shown = riparian(company, "forecast", "--scenario", "plan.toml", "--dry-run")

    assert "nothing was saved" in shown.output
    assert scenarios_of(company / ".riparian") == []
    assert not (company / ".riparian" / "ledger").exists()


def test_what_was_saved_before_is_shown_and_not_written_again(company: Path) -> None:
    riparian(company, "forecast", "--scenario", "plan.toml")

    again = riparian(company, "forecast", "--scenario", "plan.toml")

    assert again.exit_code == 0
    assert "saved before" in again.output
    assert len(scenarios_of(company / ".riparian")) == 2


def test_a_changed_scenario_replaces_the_former(company: Path) -> None:
    riparian(company, "forecast", "--scenario", "plan.toml")
    (company / "plan.toml").write_text(PLAN.replace("1.1", "1.2"))

    riparian(company, "forecast", "--scenario", "plan.toml")

    assert [row["factor"] for row in scenarios_of(company / ".riparian")] == [1.2, 1.05]


def test_scenarios_are_listed_and_dropped(company: Path) -> None:
    riparian(company, "forecast", "--scenario", "plan.toml", "--by", "eva")

    listed = riparian(company, "forecast", "--list").output
    dropped = riparian(company, "forecast", "--drop", "more loyalty")

    assert "welcome stream" in listed
    assert "eva" in listed
    assert dropped.exit_code == 0
    assert "no scenario is saved" in riparian(company, "forecast", "--list").output
    assert "no scenario 'more loyalty'" in riparian(company, "forecast", "--drop", "more loyalty").output


def test_a_move_between_bands_is_shown_beside_the_hourglass_as_it_is(company: Path) -> None:
    shown = riparian(company, "forecast", "--scenario", "bands.toml", "--dry-run")

    know, *_, buy = [line.split() for line in shown.output.splitlines() if "2026-07-01" in line or "Buy" in line][:2]
    assert know[:4] == ["2026-07-01", "Know", "282", "142"]
    assert buy[:4] == ["Buy", "718", "858", "(+19.5%)"]
    assert buy[-3:] == ["£3,588", "£4,289", "(+19.5%)"]
    assert "nothing was saved" in shown.output
    assert band_changes_of(company / ".riparian") == []


def test_a_scenario_of_moves_is_saved_listed_and_dropped(company: Path) -> None:
    riparian(company, "forecast", "--scenario", "plan.toml")
    riparian(company, "forecast", "--scenario", "bands.toml")

    listed = riparian(company, "forecast", "--list").output
    kept = band_changes_of(company / ".riparian")
    riparian(company, "forecast", "--drop", "a club")

    assert "know -> buy" in listed
    assert listed.index("a club") < listed.index("more loyalty")
    assert [(row["scenario"], row["position"], row["move"], row["factor"]) for row in kept] == [
        ("a club", 1, "know -> buy", 1.5)
    ]
    assert band_changes_of(company / ".riparian") == []
    assert len(scenarios_of(company / ".riparian")) == 2


def test_a_snapshot_without_rates_between_bands_says_what_to_do(company: Path) -> None:
    publish(company, {BandRate: []})

    done = riparian(company, "forecast", "--scenario", "bands.toml")

    assert done.exit_code == 2
    assert "no rates between bands" in done.output
    assert band_changes_of(company / ".riparian") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("scenario = ", "no TOML"),
        ('scenario = "x"\nchanges = []', "changes"),
        (
            PLAN.replace("rebuy", "rebuys"),
            "what is 'rebuys'\n  where: plan.toml [[changes]] 1\n  fix:   did you mean 'rebuy'?",
        ),
        (
            PLAN.replace("1.05", "-1"),
            "factor is -1\n  where: plan.toml [[changes]] 2\n  fix:   factor is a number above 0",
        ),
        (PLAN.replace("1.1", '"ten"'), "factor is 'ten'"),
        (PLAN.replace('"welcome stream"', '""'), "reason is ''"),
        ("changes = 5\n" + PLAN.partition("[[")[0], "write [[changes]] with two brackets"),
        (PLAN.replace('reason = "welcome stream"', ""), "reason is missing\n  where: plan.toml [[changes]] 1"),
        (PLAN.replace("Average", "Averge"), "no segment 'Averge'"),
        (PLAN.replace("reason", "raeson"), "there is no 'raeson'"),
        (PLAN.replace("reason", "raeson"), "did you mean 'reason'?"),
        ('scenario = "x"', "[[changes]] or [[bands]]"),
        (BANDS.replace("know->buy", "buy -> like"), "nobody goes from buy to like"),
        (BANDS.replace("know->buy", "know -> love"), "no place 'love'"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_place(company: Path, text: str, said: str) -> None:
    (company / "plan.toml").write_text(text)

    done = riparian(company, "forecast", "--scenario", "plan.toml")

    assert done.exit_code == 2
    assert said in done.output
    assert scenarios_of(company / ".riparian") == []


def test_a_snapshot_without_transitions_says_what_to_do(tmp_path: Path) -> None:
    publish(tmp_path, {SegmentTransition: [], ForecastAssumption: []})

    done = riparian(tmp_path, "forecast")

    assert done.exit_code == 2
    assert "nothing to forecast from" in done.output
