"""The hourglass of a small company by hand: fifteen months that add up."""

from datetime import date
from random import Random
from typing import Any

Rows = list[dict[str, Any]]


def months(until: date = date(2026, 11, 1), number: int = 15) -> list[date]:
    """First days of the months up to one, oldest first."""
    made = [until]
    while len(made) < number:
        last = made[-1]
        made.append(date(last.year - (last.month == 1), last.month - 1 or 12, 1))
    return made[::-1]


def band_tables() -> tuple[Rows, Rows]:
    """`band_counts` and `band_flows` that agree: opening + entered − left = closing, and flows sum to both."""
    chance = Random(11)
    standing = {1: 7_240, 2: 2_910, 3: 1_840, 4: 420, 5: 2_060, 6: 380, 7: 610, 8: 96, 9: 7}
    counts: Rows = []
    flows: Rows = []
    for number, month in enumerate(months()):
        season = 1.35 if month.month in (11, 12) else 0.85 if month.month in (7, 8) else 1.0
        moved = {
            (start, end): round(size * season * (0.85 + 0.3 * chance.random()) * (1 + number / 40))
            for (start, end), size in {
                (0, 1): 640,
                (0, 2): 22,
                (0, 3): 41,
                (0, 4): 6,
                (0, 5): 24,
                (1, 2): 262,
                (1, 3): 31,
                (1, 4): 12,
                (1, 5): 8,
                (2, 3): 158,
                (2, 4): 24,
                (2, 5): 5,
                (3, 4): 96,
                (3, 5): 15,
                (4, 5): 74,
            }.items()
        }
        flows += [
            {"month_on": month, "from_band": start, "to_band": end, "people": people}
            for (start, end), people in moved.items()
        ]
        for place in range(1, 10):
            opening = standing[place]
            if place <= 5:
                entered = sum(people for (_, end), people in moved.items() if end == place)
                left = sum(people for (start, _), people in moved.items() if start == place)
                direct = sum(people for (start, end), people in moved.items() if end == place and end > start + 1)
            else:
                entered = round({6: 62, 7: 71, 8: 13, 9: 1}[place] * season * (0.8 + 0.4 * chance.random()))
                left, direct = round(entered * 0.8), round(entered * 0.6)
            standing[place] = opening + entered - left
            dormant = round(standing[place] * {3: 0.31, 4: 0.24, 5: 0.38}.get(place, 0))
            value = {5: 6_800_00, 6: 900_00, 7: 2_900_00, 8: 610_00, 9: 40_00}.get(place, 0)
            counts.append(
                {
                    "month_on": month,
                    "place": place,
                    "opening": opening,
                    "entered": entered,
                    "left": left,
                    "closing": standing[place],
                    "direct": direct,
                    "dormant": dormant,
                    "fell_asleep": round(dormant * 0.09),
                    "reignited": round(dormant * 0.04),
                    "value": round(value * 8 * season * (0.9 + 0.2 * chance.random())),
                }
            )
    return counts, flows


def conversions() -> Rows:
    """From every band to the next, within 30 and 90 days; and one cohort alone, which the page leaves out."""
    rates = {(1, 2): 0.34, (2, 3): 0.41, (3, 4): 0.22, (4, 5): 0.61, (5, 7): 0.29, (5, 8): 0.05}
    rows: Rows = [
        {
            "from_band": start,
            "to_band": end,
            "within_days": within,
            "cohort_on": None,
            "people": 6_200 // start,
            "converted": round(6_200 // start * rate * part),
            "rate": rate * part,
            "low": rate * part * 0.93,
            "high": rate * part * 1.08,
            "median_days": 4.5 * start * part,
        }
        for (start, end), rate in rates.items()
        for within, part in ((30, 0.55), (90, 1.0))
    ]
    return [*rows, rows[0] | {"cohort_on": date(2026, 9, 1), "rate": 0.99}]


def estimates() -> Rows:
    """How large the ecosystem is."""
    names = ("method", "people", "low", "high", "coverage", "says")
    told = [
        ("ratio", 26_400.0, None, None, 0.34, "20 people for every twelve-month buyer: a rule of thumb."),
        ("known people", 8_960.0, None, None, 1.0, "Everybody with an identity in a source."),
        ("chao", 14_310.0, 13_820.0, 14_870.0, 0.626, "From how few sources know most people; a lower bound."),
        ("chapman", None, None, None, None, "No figure from 20 people on both: one list holds the other."),
    ]
    return [dict(zip(names, one, strict=True)) for one in told]


def figure_tables() -> dict[str, Rows]:
    """Conversions, stays, the net promoter score and the size of the ecosystem."""
    stays = [
        {
            "band": band,
            "people": 900,
            "moved_on": 500,
            "median_days_moved": 9.4 * band,
            "median_days_waiting": 61.0 * band,
        }
        for band in range(1, 6)
    ]
    everyone = {
        "population": "everyone",
        "place": 0,
        "month_on": None,
        "answers": 912,
        "promoters": 502,
        "passives": 282,
        "detractors": 128,
        "score": 41.0,
        "standard_error": 2.44,
        "low": 36.2,
        "high": 45.8,
    }
    return {
        "band_conversions": conversions(),
        "times_in_band": stays,
        "recommend_scores": [everyone],
        "ecosystem_size": estimates(),
    }
