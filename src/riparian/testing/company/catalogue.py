"""What Alder & Reed sells, what the journal writes about, and what people search for."""

from functools import cache

import numpy as np

from riparian.testing.company.arrays import Floats, Ints
from riparian.testing.company.seasons import START

SHOP_HOST = "www.alderandreed.example"
JOURNAL_HOST = "www.gardenledger.example"

_GOODS: dict[str, tuple[tuple[str, int], ...]] = {
    "Tools": (
        ("Ash-handled border fork", 4250), ("Ash-handled border spade", 4250), ("Copper hand trowel", 2850),
        ("Bypass secateurs, large", 3699), ("Folding pruning saw", 2450), ("Hori-hori knife", 3200),
        ("Swan-neck hoe", 3900), ("Long-reach loppers", 5400), ("Leather tool roll", 4800),
    ),
    "Planting": (
        ('Terracotta long tom, 12"', 1850), ('Terracotta bowl, 9"', 1250), ("Glazed planter, moss", 6400),
        ("Cottage garden seed box", 1650), ("Kitchen herb seed box", 1450), ("Tulip bulbs, 50 mixed", 2195),
        ("Peat-free compost, 40 l", 999), ("Seaweed feed, 1 l", 895), ("Cedar cold frame", 14900),
    ),
    "Outdoor cooking": (
        ("Fire pit, 60 cm", 18900), ("Cast-iron grill pan", 5650), ("Kadai fire bowl", 23500), ("Camp kettle", 3450),
        ("Pizza peel, beech", 2650), ("Charcoal starter", 2300), ("Kiln-dried logs, net", 1295),
        ("Toasting forks, pair", 1850),
    ),
    "Furniture": (
        ("Folding bistro set", 17900), ("Oak garden bench", 39500), ("Deckchair, stripe", 7900),
        ("Hammock, cotton", 8900), ("Potting bench", 16500), ("Parasol, 2.7 m", 12900),
        ("Kneeling stool", 3950), ("Cushion, outdoor", 2800),
    ),
    "Lighting": (
        ("Storm lantern, small", 2400), ("Storm lantern, large", 3900), ("Festoon lights, 10 m", 4500),
        ("Solar path light", 1750), ("Candle, beeswax", 1200), ("Winter light wreath", 4850),
        ("Copper string lights", 1600),
    ),
    "Clothing": (
        ("Waxed gardening apron", 5900), ("Leather gauntlets", 3250), ("Wool socks, three pairs", 2450),
        ("Waterproof hat", 3800), ("Field jacket", 14500), ("Clogs, rubber", 4400),
        ("Fleece gilet", 6900), ("Gardening gloves", 1495),
    ),
    "Wildlife": (
        ("Bird feeder, copper", 2950), ("Bird table, cedar", 7400), ("Hedgehog house", 5900), ("Bee hotel", 2600),
        ("Wildflower seed, 1 kg", 3600), ("Bird seed, 5 kg", 1450), ("Frost-proof bird bath", 6800), ("Bat box", 2350),
    ),
    "Books and gifts": (
        ("The Year in a Small Garden", 2200), ("Notes from the Hedgerow", 1699), ("Five-year garden diary", 2450),
        ('Gift card "Green"', 2500), ("Advent seed calendar", 2995), ("Gardener's hand balm", 1150),
        ("Twine in a tin", 895),
    ),
}  # fmt: skip

DEPARTMENTS = tuple(_GOODS)
NAMES = tuple(name for goods in _GOODS.values() for name, _ in goods)
PRICES: Ints = np.array([price for goods in _GOODS.values() for _, price in goods])
"""Pence when first sold."""
DEPARTMENT: Ints = np.repeat(np.arange(len(_GOODS)), [len(goods) for goods in _GOODS.values()])
SLUGS = tuple("-".join("".join(c if c.isalnum() else " " for c in name.lower()).split()) for name in NAMES)
SKUS = tuple(f"AR-{DEPARTMENTS[DEPARTMENT[row]][:3].upper()}-{row + 101}" for row in range(len(NAMES)))
FIRST_SOLD: Ints = np.where(np.arange(len(NAMES)) % 7 == 3, 5, np.where(np.arange(len(NAMES)) % 7 == 5, 16, 0))
"""Months after the exports begin; 0 for what was always there."""

_RISES = np.array([1.0, 1.04, 1.07])
_WINTER = {
    "Lighting": 2.6,
    "Clothing": 1.8,
    "Books and gifts": 2.4,
    "Outdoor cooking": 0.8,
    "Planting": 0.5,
    "Furniture": 0.3,
}
_SPRING = {"Planting": 2.4, "Tools": 1.7, "Furniture": 1.6, "Wildlife": 1.3, "Lighting": 0.6, "Books and gifts": 0.6}

SEARCHES = (
    "secateurs", "bird feeder", "fire pit", "tulip bulbs", "gardening gloves", "planter", "gift for gardener",
    "lantern", "bench", "compost", "cold frame", "hedgehog", "apron", "seed box", "kneeler", "advent calendar",
)  # fmt: skip

TOPICS = ("small gardens", "soil and compost", "wildlife", "growing food", "winter gardens")
_ANGLES = (
    "where-to-begin", "the-first-mistakes", "a-year-on-one-bed", "what-the-research-says", "tools-you-do-not-need",
    "a-visit-to-a-reader", "questions-and-answers", "costs-and-yields",
)  # fmt: skip
ARTICLES = tuple((f"{topic.replace(' ', '-')}-{angle}", topic) for topic in TOPICS for angle in _ANGLES)
"""Slug and topic of what the journal publishes. It names no shop: the journal is not branded."""

CODES = ("", "WELCOME10", "FROST15", "SPRING10", "THANKYOU5", "FRIEND10")
CODE_PERCENT: Ints = np.array([0, 10, 15, 10, 5, 10])


def months_open(at: Ints) -> Ints:
    """Whole months since the exports began, 0 to 35."""
    first = np.datetime64(START, "ms").astype("datetime64[M]").astype(np.int64)
    months: Ints = np.clip(at.view("datetime64[ms]").astype("datetime64[M]").astype(np.int64) - first, 0, 35)
    return months


def price_at(product: Ints, at: Ints) -> Ints:
    """Pence: prices rise each November and end in 9 or 5."""
    raised = PRICES[product] * _RISES[months_open(at) // 12] / 5
    prices: Ints = np.round(raised).astype(np.int64) * 5
    return prices


@cache
def demand(months: int, department: int) -> Floats:
    """Cumulated shares of the products in a month's sales, of one department or (-1) of all; shape `(products,)`."""
    month = (months + 10) % 12 + 1
    tilt = _WINTER if month in (10, 11, 12) else _SPRING if month in (3, 4, 5, 6) else {}
    rank = (np.arange(len(NAMES)) * 29 + 11) % len(NAMES)
    shares = 1 / (rank + 3.0) * np.array([tilt.get(DEPARTMENTS[row], 1.0) for row in DEPARTMENT])
    shares = shares * (months >= FIRST_SOLD)
    if department >= 0:
        shares = shares * (department == DEPARTMENT)
    result: Floats = np.cumsum(shares / shares.sum())
    return result


def drawn_products(chance: np.random.Generator, at: Ints, favourite: Ints) -> Ints:
    """What is looked at or bought at each instant: half the time something of the favourite department."""
    department = np.where(chance.random(len(at)) < 0.45, favourite, -1)
    months = months_open(at)
    luck = chance.random(len(at))
    product = np.empty(len(at), dtype=np.int64)
    group = months * (len(DEPARTMENTS) + 1) + department + 1
    order = np.argsort(group, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
        if len(rows):
            shares = demand(int(months[rows[0]]), int(department[rows[0]]))
            product[rows] = np.minimum(np.searchsorted(shares, luck[rows], side="right"), len(NAMES) - 1)
    return product
