"""Channels and participants of the small company by hand: five channels for two goals, and five participants."""

from datetime import date
from typing import Any

Rows = list[dict[str, Any]]
GOALS = ("order", "opt in")
_CHANNELS = (
    ("Organic Search", 2577, 1431, 148, True, False, 0.368),
    ("Direct", 1979, 627, 211, True, False, 0.599),
    ("Email", 1696, 882, 135, True, False, 0.356),
    ("Referral", 332, 309, 22, False, False, 0.066),
    ("Paid Social", 525, 500, 6, True, True, 0.002),
)
_FEEDS = (
    ("Organic Search", "Direct", 464, 0.18, 0.276),
    ("Email", "Direct", 304, 0.18, 0.181),
    ("Paid Social", "Organic Search", 100, 0.19, 0.043),
    ("Direct", "Email", 248, 0.13, 0.176),
    ("Referral", "Direct", 30, 0.09, 0.018),
    ("Organic Search", "Paid Social", 1, 0.0004, 0.002),
    ("Direct", "Direct", 500, 0.25, 0.0),
)


def channel_tables() -> dict[str, Rows]:
    """What the map of channels and the streams read."""
    return {
        "channel_profiles": [_profile(goal, *row) for goal in GOALS for row in _CHANNELS],
        "channel_feeds": [
            {
                "goal": goal,
                "from_channel": giver,
                "to_channel": receiver,
                "moves": moves,
                "move_chance": chance,
                "feeding_share": share,
                "own": giver != "Referral",
            }
            for goal in GOALS
            for giver, receiver, moves, chance, share in _FEEDS
        ],
        "channel_diagnoses": [
            _said("order", "fed", "Direct", "Direct is fed by Organic Search (27.6 %).", 0.599, 1682),
            _said("order", "orphan", "Paid Social", "Nothing feeds Paid Social.", 0.002, 501),
            _said("order", "chain", "all channels", "The way most took is Direct, then Email.", 0.01, 608),
            _said("any goal", "sides", "all channels", "Of 9,643 touches 88.8 % are of prospects.", 0.112, 9643),
            _said("opt in", "orphan", "Paid Social", "Nothing feeds Paid Social at all.", 0.0, 36),
        ],
    }


_PATHS = (
    ("Organic Search", 853, 74, 16, 686_321, 0.004),
    ("Organic Search > Direct", 157, 32, 4, 304_990, 6.3),
    ("Email", 90, 6, 0, 41_200, 0.2),
    ("Referral > Paid Social > Direct", 20, 1, 20 - 1, 5_100, 11.0),
    ("", 67, 67, 0, 401_200, 0.0),
)
_STARTS = {"Organic Search": 990, "Email": 93, "Referral": 1}
_HOURS = {("Organic Search", "Direct"): 5.25, ("Organic Search", "(conversion)"): 80.0}
_ENDS = {"Organic Search": (74, 763), "Direct": (33, 121), "Email": (6, 87)}


def stream_tables() -> dict[str, Rows]:
    """What the streams read, but for the goals of the map: 3 journeys are on paths that nobody tells."""
    moves = [("(start)", channel, moves) for channel, moves in _STARTS.items()]
    moves += [(channel, "(conversion)", reached) for channel, (reached, _) in _ENDS.items()]
    moves += [(channel, "(no conversion)", lost) for channel, (_, lost) in _ENDS.items()]
    moves += [("Organic Search", "Direct", 153), ("Referral", "Paid Social", 1), ("Paid Social", "Direct", 1)]
    return {
        "paths": [
            {
                "goal": goal,
                "path": path,
                "touches": len(path.split(" > ")) if path else 0,
                "journeys": journeys,
                "conversions": conversions,
                "open": open_,
                "settled": journeys - open_,
                "settled_conversions": conversions,
                "value": value if goal == "order" else None,
                "mean_days": days,
            }
            for goal in GOALS
            for path, journeys, conversions, open_, value, days in _PATHS
        ],
        "channel_transitions": [
            {
                "goal": "order",
                "from_channel": one,
                "to_channel": other,
                "moves": amount,
                "median_hours": _HOURS.get((one, other)),
            }
            for one, other, amount in moves
        ],
        "channel_funnels": [
            {
                "funnel": "mail to search",
                "goal": "order",
                "step": step,
                "name": name,
                "strict": strict,
                "loose": loose,
                "strict_rate": None if step == 1 else 0.1,
                "loose_rate": None if step == 1 else 0.2,
            }
            for step, name, strict, loose in (
                (1, "Email", 1336, 1336),
                (2, "Organic Search", 199, 240),
                (3, "(conversion)", 3, 9),
            )
        ],
    }


def _said(goal: str, kind: str, channel: str, says: str, share: float, count: int) -> dict[str, Any]:
    return {"goal": goal, "kind": kind, "channel": channel, "says": says, "share": share, "count": count}


def _profile(
    goal: str, channel: str, touches: int, starts: int, conversions: int, own: bool, orphan: bool, fed: float
) -> dict[str, Any]:
    return {
        "goal": goal,
        "channel": channel,
        "touches": touches,
        "starts": starts,
        "conversions": conversions,
        "chance": 0.1,
        "expected_touches": 1.8,
        "started_share": 1 - fed,
        "own_feeding_share": fed,
        "own": own,
        "orphan": orphan,
        "removal_effect": None if channel == "Referral" else 0.31,
        "removal_tested": "not tested",
        "left_touches": touches - 40,
        "left_people": touches // 2,
        "right_touches": 40,
        "right_people": 22,
    }


_SITES = (
    ("search.example", "platform", 1, None, 0, 240),
    ("Garden Post", "publisher", 1, 0.31, 90, 60),
    ("Alder & Reed", "company", 0, 0.42, 300, 0),
    ("Spade & Soil", "competitor", 2, 0.27, 80, 0),
    ("<b>far</b>.example", "other", 3, None, 0, 12),
)
_FLOWS = (
    ("search.example", "Alder & Reed", 240, 1, "measured"),
    ("Garden Post", "Alder & Reed", 60, 2, "measured"),
    ("Garden Post", "Spade & Soil", 80, 1, "imported"),
    ("<b>far</b>.example", "Garden Post", 12, 1, "by hand"),
)


def site_tables() -> dict[str, Rows]:
    """What the map of participants reads."""
    return {
        "participants": [{"participant": name} for name, *_ in _SITES],
        "attention_shares": [
            *_shares("all", "all", {"Garden Post": 310, "Alder & Reed": 420, "Spade & Soil": 270}),
            *_shares("job", "a living soil", {"Garden Post": 30, "Alder & Reed": 70}),
            *_shares("topic", "compost", {"Garden Post": 20, "Spade & Soil": 80}),
        ],
        "participant_influence": [
            {
                "job": job,
                "participant": name,
                "kind": kind,
                "own": kind == "company",
                "wanted": None,
                "proposed": name == "Garden Post",
                "ring": ring,
                "rank": rank if job == "all" else {"Garden Post": 2, "Alder & Reed": 1}[name],
                "score": 0.9 - 0.1 * rank,
                "attention": attention,
                "attention_change": None if attention is None else 0.012,
                "visits_in": came,
                "visits_out": went,
                "page_rank": 0.1,
                "betweenness": 0.0,
                "people": went // 2,
                "trusting": went // 4,
                "customers": went // 10,
                "value": 1200 * went,
                "removal": None if kind == "company" else 0.2,
                "shapley": None if kind == "company" else 0.15,
                "shapley_error": None if kind == "company" else 0.004 if name == "Garden Post" else 0.0,
                "strength": "brought 6 customers of Spade & Soil" if name == "Garden Post" else None,
                "weakness": None,
            }
            for job in ("all", "a living soil")
            for rank, (name, kind, ring, attention, came, went) in enumerate(_SITES, 1)
            if job == "all" or name in ("Garden Post", "Alder & Reed")
        ],
        "traffic_flows": [
            {
                "window": window,
                "window_from": date(2026, 8, 3),
                "window_to": date(2026, 11, 1),
                "giver": giver,
                "receiver": receiver,
                "visits": visits,
                "used": True,
                "change": 4,
                "share": 0.5,
                "rank": rank,
                "ring": 1,
                "told": told,
                "source": "referrers",
            }
            for window in (0, 1)
            for giver, receiver, visits, rank, told in _FLOWS
        ],
    }


def _shares(kind: str, subject: str, visits: dict[str, int]) -> Rows:
    """Shares of visits, and of minutes that are measured of the company alone."""
    company, whole = "Alder & Reed", sum(visits.values())
    units = {"visits": visits, "minutes": {company: 900} if company in visits else {}}
    return [
        {
            "subject_kind": kind,
            "subject": subject,
            "unit": unit,
            "window": window,
            "window_from": date(2026, 8, 3),
            "window_to": date(2026, 11, 1),
            "participant": name,
            "kind": {site[0]: site[1] for site in _SITES}[name],
            "own": name == company,
            "attention": float(amount),
            "share": amount / whole if unit == "visits" else 1.0,
            "change": -0.02 if unit == "visits" and window == 0 else None,
            "participants": len(of),
            "concentration": sum((one / whole) ** 2 for one in of.values()) if unit == "visits" else 1.0,
            "credibility_raw": 0.3 if unit == "visits" and name == "Garden Post" else None,
            "credibility": 1.0 if unit == "visits" and name == "Garden Post" else None,
            "trusting": 7 if unit == "visits" and name == company else None,
            "trust": 1.0 if unit == "visits" and name == company else None,
        }
        for window in (0, 1)
        for unit, of in units.items()
        for name, amount in of.items()
    ]
