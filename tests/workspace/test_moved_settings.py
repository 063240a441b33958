"""What a riparian.toml is told that was written before settings moved."""

from pathlib import Path

import pytest

from riparian.build.discovery import discovered
from riparian.core.errors import RiparianError, SettingsError
from riparian.workspace.config import looked_over
from riparian.workspace.moved_settings import MOVED

MAKERS = discovered()
SETTINGS = {one.name: one.settings.model_fields for one in MAKERS if one.settings is not None}


def mistakes(folder: Path, written: str) -> tuple[RiparianError, ...]:
    (folder / "riparian.toml").write_text(written, encoding="utf-8")
    return looked_over(folder, {}, MAKERS)[1]


@pytest.mark.parametrize(("section", "name"), [(section, name) for section, all_of in MOVED.items() for name in all_of])
def test_what_moved_is_a_setting_where_it_is_said_to_be_and_no_longer_where_it_was(section: str, name: str) -> None:
    assert name in SETTINGS[MOVED[section][name]]
    assert name not in SETTINGS.get(section, {})


def test_a_setting_that_moved_is_told_with_where_it_is_now_and_nothing_else_is_told_of_it(tmp_path: Path) -> None:
    (told,) = mistakes(tmp_path, "[derivations.reignitions]\nmonths = [0, 3]\ncost_per_message = 2.0\n")

    assert isinstance(told, SettingsError)
    assert told.what == "months is now [derivations.dormancy_spans] months"
    assert told.where == "riparian.toml [derivations.reignitions]"
    assert told.fix == "write it under [derivations.dormancy_spans]"


def test_a_section_without_settings_now_is_told_by_what_moved_alone(tmp_path: Path) -> None:
    (told,) = mistakes(tmp_path, '[[derivations.comp_segments.definitions]]\nname = "ours"\n')

    assert told.what == "definitions is now [derivations.comp_people] definitions"


def test_what_else_is_wrong_in_the_section_is_told_too(tmp_path: Path) -> None:
    told = mistakes(tmp_path, '[derivations.holdout_verdicts]\nwindow = "6 weeks"\nprofitfactor = 0.5\n')

    assert [one.what.split(":")[0] for one in told] == [
        "window is now [derivations.holdout_people] window",
        "there is no setting 'profitfactor'",
    ]
    assert "profit_factor" in told[1].fix
