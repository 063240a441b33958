"""The limits of the action segments, said once, are those of the forecast."""

from pathlib import Path

import pytest

from riparian.build.discovery import discovered
from riparian.core.errors import SeveralErrors
from riparian.derivations.forecast.forecast_scores import ForecastScoresSettings
from riparian.derivations.forecast.segment_transitions import SegmentTransitionsSettings
from riparian.models.action_segments import USUAL_LIMITS, SegmentLimits
from riparian.workspace.config import read_config


def limits_of(folder: Path, written: str) -> tuple[SegmentLimits, SegmentLimits]:
    (folder / "riparian.toml").write_text(written)
    settings = read_config(folder, {}, discovered()).derivations
    moves, scores = settings["segment_transitions"], settings["forecast_scores"]
    assert isinstance(moves, SegmentTransitionsSettings)
    assert isinstance(scores, ForecastScoresSettings)
    return moves.limits, scores.limits


@pytest.mark.parametrize(
    ("written", "lapsed_spend"), [("", 0.12), ("[derivations.action_segments]\nlapsed_spend = 0.15\n", 0.15)]
)
def test_the_forecast_has_the_limits_of_the_action_segments(tmp_path: Path, written: str, lapsed_spend: float) -> None:
    for limits in limits_of(tmp_path, written):
        assert limits.lapsed_spend == lapsed_spend
        assert limits.elite == USUAL_LIMITS.elite


def test_a_forecast_may_have_limits_of_its_own(tmp_path: Path) -> None:
    own = "[derivations.segment_transitions.limits]\nelite = 0.8\n"

    moves, scores = limits_of(tmp_path, own)

    assert (moves.elite, scores.elite) == (0.8, 0.75)


def test_a_mistake_in_the_limits_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "riparian.toml").write_text("[derivations.action_segments]\nloyal = 0.9\n")

    with pytest.raises(SeveralErrors) as raised:
        read_config(tmp_path, {}, discovered())

    assert len(raised.value.errors) == 1
