"""The sources of the small company by hand: six, of which the help desk ran dry and the newsletter lost a month."""

from datetime import timedelta
from typing import Any

from tests.web.hand_people import AS_OF, LOADS

Rows = list[dict[str, Any]]

FILES = ("events-2026.jsonl.gz", "letters.csv", "orders-2026.csv", "tickets.json", "answers.csv", "friends.csv")
READ = {"web": 90_210, "newsletter": 31_400, "shop": 4_020, "help desk": 640, "survey": 980, "referrals": 310}
REJECTED = {"web": 12, "shop": 4, "help desk": 41}


def rejects() -> Rows:
    """Rejected rows of three sources, for one reason or several."""
    reasons = {
        "web": ("it is no JSON", "event is missing"),
        "shop": ("Name is missing", "placed_at is missing or unreadable"),
        "help desk": ("opened_at is missing or unreadable",),
    }
    raw = {"web": '{"type":"track","event":', "shop": '{"name":null,"total":"10.00"}', "help desk": '{"id":"<b>7</b>"}'}
    return [
        {
            "load": LOADS[source],
            "source": source,
            "file": FILES[LOADS[source] - 1],
            "line": 10 + 3 * number,
            "reason": reasons[source][number % len(reasons[source])],
            "raw": raw[source],
        }
        for source, rows in REJECTED.items()
        for number in range(rows)
    ]


def weeks() -> Rows:
    """A year of weeks: even, but for the help desk's last four and four of the newsletter's."""
    made = []
    for source, read in READ.items():
        for ago in range(53):
            if source == "newsletter" and 8 <= ago < 12:
                continue
            rows = read // 53 + (ago * 7) % 5
            rows = 1 if source == "help desk" and ago < 4 else rows
            made.append({"source": source, "weeks_ago": ago, "rows": rows, "days": min(rows, 7)})
    return made


def source_tables() -> dict[str, Rows]:
    """What landing and the comparison of silos say."""
    loads, coverage = [], []
    for source, number in LOADS.items():
        rejected, known = REJECTED.get(source, 0), 80 if source == "web" else 0
        loads.append(
            {
                "load": number,
                "source": source,
                "file": FILES[number - 1],
                "rows_read": READ[source],
                "rows_kept": READ[source] - rejected - known,
                "rows_rejected": rejected,
                "rows_known": known,
                "first_at": AS_OF - timedelta(days=371),
                "last_at": AS_OF - timedelta(hours=number),
                "bytes": 212 * READ[source],
            }
        )
        coverage.append(
            {
                "source": source,
                "people": 8 * number,
                "only_here": number if source != "web" else 0,
                "share": 8 * number / 50,
                "anonymous": 10 if source == "web" else 0,
                "last_at": AS_OF - timedelta(hours=number),
                "days_since_last": 1,
                "longest_gap_days": {"newsletter": 28}.get(source, 1),
                "rows": READ[source] - rejected,
                "identified": 0.25 if source == "web" else 1.0,
            }
        )
    overlaps = [
        {"source": one, "other": other, "people": 4, "share": 4 / (8 * LOADS[one])}
        for one in LOADS
        for other in LOADS
        if one != other and "survey" not in (one, other)
    ]
    return {
        "source_loads": loads,
        "silo_coverage": coverage,
        "source_weeks": weeks(),
        "silo_overlaps": overlaps,
        "source_rejects": rejects(),
        "unnamed_words": [
            {"source": "web", "value_map": name, "word": word, "becomes": becomes, "rows": rows}
            for name, becomes, words in (
                ("kind", "other", {"pos": 31, "kiosk <b>": 4, "": 2}),
                ("states", "paid", {"layby": 1}),
            )
            for word, rows in words.items()
        ],
    }
