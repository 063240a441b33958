"""The profit factor, said once, is that of every table that tells a contribution."""

from pathlib import Path

import pytest

from riparian.build.discovery import discovered
from riparian.core.errors import SeveralErrors
from riparian.core.settings import Settings
from riparian.workspace.config import read_config

MAIN = "repeat_economics"
NAMES = [one.name for one in discovered() if one.settings and "profit_factor" in one.settings.model_fields]


def factors(folder: Path, written: str) -> dict[str, float]:
    (folder / "riparian.toml").write_text(written)
    settings: dict[str, Settings] = read_config(folder, {}, discovered()).derivations
    return {name: settings[name].model_dump()["profit_factor"] for name in NAMES}


@pytest.mark.parametrize(
    ("written", "expected"), [("", 0.4), ("[derivations.repeat_economics]\nprofit_factor = 0.3", 0.3)]
)
def test_every_profit_factor_is_that_of_repeat_economics(tmp_path: Path, written: str, expected: float) -> None:
    assert {MAIN, "customer_values", "forecast_assumptions"} <= set(NAMES)
    assert set(factors(tmp_path, written).values()) == {expected}


def test_what_nobody_wrote_is_not_told_to_stand_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "riparian.toml").write_text("[derivations.repeat_economics]\n")

    settings = read_config(tmp_path, {}, discovered()).derivations

    assert settings["forecast_assumptions"].model_fields_set == set()


def test_a_table_may_have_a_factor_of_its_own(tmp_path: Path) -> None:
    found = factors(tmp_path, "[derivations.customer_values]\nprofit_factor = 0.25\n")

    assert found.pop("customer_values") == 0.25
    assert set(found.values()) == {0.4}


def test_a_mistake_in_the_factor_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "riparian.toml").write_text("[derivations.repeat_economics]\nprofit_factor = 40\n")

    with pytest.raises(SeveralErrors) as raised:
        read_config(tmp_path, {}, discovered())

    assert len(raised.value.errors) == 1


def test_contact_frequencies_reckon_as_the_verdicts_do(tmp_path: Path) -> None:
    own = factors(tmp_path, '[derivations.holdout_verdicts]\nprofit_factor = 0.25\ncontacts = { "spring" = 2 }\n')

    assert (own["holdout_verdicts"], own["contact_frequencies"], own["customer_values"]) == (0.25, 0.25, 0.4)
