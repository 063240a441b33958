"""Forecasts of a small company by hand, with one scenario of the file and of the hourglass."""

from datetime import date
from typing import Any

Rows = list[dict[str, Any]]

LOYALTY = "more loyalty"
_NOW = date(2026, 11, 21)


def forecast_tables() -> dict[str, Rows]:
    """What the forecast page reads."""
    return {
        "five_year_forecasts": [*_years("as it is", 1.0), *_years(LOYALTY, 1.08)],
        "scenarios": [
            {
                "scenario": LOYALTY,
                "position": 1,
                "what": "rebuy",
                "segment": "Average",
                "factor": 1.1,
                "reason": "welcome stream, tested in May",
                "decided_on": date(2026, 10, 2),
                "decided_by": "ana",
            }
        ],
        "band_changes": [
            {
                "scenario": LOYALTY,
                "position": 1,
                "move": "try -> buy",
                "factor": 1.2,
                "reason": "club page",
                "decided_on": date(2026, 10, 2),
                "decided_by": "ana",
            }
        ],
        "forecast_assumptions": [
            _assumption("as it is", "new buyers", 488.0, "people a year", "measured"),
            _assumption("as it is", "rebuy", 0.33, "share of a year's buyers", "measured"),
            _assumption("as it is", "yearly shock", 0.05, "relative", "setting"),
            _assumption("as it is", "cost of a new buyer", 412.0, "minor units", "assumed"),
            _assumption(LOYALTY, "rebuy in Average", 1.1, "times", "scenario"),
        ],
        "forecast_scores": [
            _score("buyers", "segments", 700.0, 790.0),
            _score("buyers", "last year again", 702.0, 790.0),
            _score("demand", "segments", 9_900_000.0, 8_927_000.0),
            _score("demand", "last year again", 7_000_000.0, 8_927_000.0),
        ],
        "band_projections": [*_bands("as it is", 1.0), *_bands(LOYALTY, 1.2)],
        "monthly_forecasts": [
            {
                "measure": measure,
                "month_on": date(2026 + (10 + month) // 12, (10 + month) % 12 + 1, 1),
                "value": level * (1 + month / 40),
                "low": None if measure == "new buyers" else level * 0.7,
                "high": None if measure == "new buyers" else level * 1.5,
                "naive": level * (0.9 + 0.02 * month),
                "method": "seasonal naive" if measure == "new buyers" else "exponential smoothing",
            }
            for measure, level in (("orders", 90.0), ("demand", 800_000.0), ("new buyers", 41.0))
            for month in range(12)
        ],
        "monthly_scores": [
            {
                "measure": measure,
                "method": method,
                "origins": 11,
                "foretold": 66,
                "scaled_error": error,
                "covered": None if "naive" in method else 0.91,
                "chosen": ("naive" in method) == (measure == "new buyers"),
            }
            for measure in ("orders", "demand", "new buyers")
            for method, error in (("exponential smoothing", 0.86), ("seasonal naive", 1.18))
        ],
    }


def _years(scenario: str, factor: float) -> Rows:
    def row(year: int, scope: str, name: str, measure: str, level: float) -> dict[str, Any]:
        value = level if year == 0 else level * factor * (1 + 0.05 * year)
        low, high = (None, None) if year == 0 else (value * (0.95 - 0.03 * year), value * (1.05 + 0.04 * year))
        return {
            "scenario": scenario,
            "year": year,
            "year_to": date(2026 + year, 11, 21),
            "scope": scope,
            "name": name,
            "measure": measure,
            "value": value,
            "low": low,
            "high": high,
            "naive": level if year else None,
        }

    levels = (("buyers", 813.0), ("demand", 9_186_900.0), ("contribution", 3_210_000.0))
    everybody = [row(year, "all", "all", measure, level) for measure, level in levels for year in range(6)]
    segments = (("Elite", 0.0), ("Quality", 96.0), ("Average", 310.0), ("Lapsed Save", 12.0))
    return everybody + [row(year, "segment", name, "buyers", level) for name, level in segments for year in range(6)]


def _assumption(scenario: str, name: str, value: float, unit: str, origin: str) -> dict[str, Any]:
    return {"scenario": scenario, "assumption": name, "value": value, "unit": unit, "origin": origin,
            "source": "segment_transitions, 2 years to 2026-11-21", "stated_on": _NOW}  # fmt: skip


def _score(measure: str, method: str, foretold: float, came: float) -> dict[str, Any]:
    ours = method == "segments"
    return {
        "made_on": date(2025, 11, 21),
        "year": 1,
        "measure": measure,
        "method": method,
        "foretold": foretold,
        "low": foretold * 0.85 if ours else None,
        "high": foretold * 1.2 if ours else None,
        "came": came,
        "error": (foretold - came) / came,
        "covered": True if ours else None,
    }


def _bands(scenario: str, factor: float) -> Rows:
    opening = {1: 9_800.0, 2: 4_100.0, 3: 2_500.0, 4: 700.0, 5: 3_000.0}
    return [
        {
            "scenario": scenario,
            "month": month,
            "month_to": date(2026 + (10 + month) // 12, (10 + month) % 12 + 1, 21),
            "band": band,
            "opening": people + (month - 1) * people / 50,
            "people": people + month * factor * people / 50,
            "value": 900_000.0 * factor if band == 5 else 0.0,
        }
        for month in range(1, 25)
        for band, people in opening.items()
    ]
