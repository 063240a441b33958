"""Monthly readings of who visits whom outside the company's own sites, as a market panel would tell them."""

import numpy as np
import pyarrow as pa

from riparian.testing.company.files import Rows
from riparian.testing.company.seasons import START

MONTHS = 36
HEADER = "day,site,referrer,topic,visits,minutes"
ALL = "(all)"

_SHED, _FORUM, _RIVAL = "thepottingshed.example", "allotment-forum.example", "spadeandsoil.example"
_SMALL, _FOOD, _LIVES = "a garden in a small space", "food from one's own soil", "a garden that lives"

JOBS = (_SMALL, _FOOD, _LIVES)
"""Topics of the readings: the jobs that the sample's riparian.toml names."""

# Visits a month for each person of the company, how that grows in a month, and what part is about each job.
_SITES: dict[str, tuple[float, float, tuple[float, float, float]]] = {
    _SHED: (0.030, 1.020, (0.15, 0.30, 0.40)),
    _FORUM: (0.050, 1.004, (0.05, 0.70, 0.10)),
    _RIVAL: (0.080, 0.990, (0.40, 0.10, 0.10)),
}

# Of the visits to a site, what part came from where.
_LINKS = (
    (_SHED, "google.com", 0.35), (_SHED, "pinterest.co.uk", 0.20), (_SHED, _FORUM, 0.08),
    (_FORUM, "google.com", 0.40), (_FORUM, _SHED, 0.06), (_FORUM, "seedswap.example", 0.05),
    (_RIVAL, "google.com", 0.45), (_RIVAL, _SHED, 0.07), (_RIVAL, _FORUM, 0.03),
    ("seedswap.example", "growersguild.example", 0.15),
)  # fmt: skip
_SWAP = (0.010, 1.0)
_MINUTES = 2.6


def reading_rows(chance: np.random.Generator, people: int) -> Rows:
    """A line for each month, site and job, and for each month and link."""
    first = np.datetime64(START, "ms").astype("datetime64[M]")
    lines = []
    for month in range(MONTHS):
        day = (first + month + 1).astype("datetime64[D]") - 1
        for site, (level, growth, jobs) in _SITES.items():
            lines.append(_line(chance, day, site, ALL, "", people * level * growth**month))
            for job, share in zip(JOBS, jobs, strict=True):
                lines.append(_line(chance, day, site, ALL, job, people * level * growth**month * share))
        for site, referrer, share in _LINKS:
            level, growth = _SITES[site][:2] if site in _SITES else _SWAP
            lines.append(_line(chance, day, site, referrer, "", people * level * growth**month * share))
    return Rows(
        file_of=lambda _: "traffic_readings.csv",
        header=HEADER,
        lines=pa.array(lines, pa.string()),
        period=np.zeros(len(lines), dtype=np.int64),
    )


def _line(
    chance: np.random.Generator, day: np.datetime64, site: str, referrer: str, topic: str, expected: float
) -> str:
    visits = int(chance.poisson(expected))
    return f"{day},{site},{referrer},{topic},{visits},{visits * _MINUTES:.1f}"
