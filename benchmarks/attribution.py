"""How long attribution takes on many distinct paths: `python -m benchmarks.attribution [PATHS ...]`.

Markov chains of orders 1 to 3, solved exactly, Shapley values and the rules, over made-up journeys of twelve channels.
The chance of a conversion that each chain tells is printed beside the share of journeys that converted: they are one.
Where ChannelAttribution can be imported it runs on the same paths in this run; where not, it says so. One run each.
"""

import importlib
import importlib.util
import resource
import sys
import time
from collections.abc import Callable

import numpy as np

from benchmarks.keeping import keep
from riparian.models.attribution_markov import markov
from riparian.models.attribution_rules import linear, position_based
from riparian.models.attribution_shapley import shapley
from riparian.models.channel_paths import ChannelPaths

SIZES = (10_000, 100_000, 1_000_000)
CHANNELS = 12
MADE = 2.7
"""Journeys made for each path that is asked for: short paths come up more than once."""


def made(paths: int, *, seed: int = 7) -> ChannelPaths:
    """About so many distinct paths of one to twelve touches, most taken once, a quarter of the journeys converted."""
    chance = np.random.default_rng(seed)
    lengths = np.minimum(1 + chance.geometric(0.22, size=round(MADE * paths)), 12)
    weights = 1 / np.arange(1.0, CHANNELS + 1)
    touches = chance.choice(CHANNELS, size=int(lengths.sum()), p=weights / weights.sum()).astype(np.int64)
    converted = (chance.random(len(lengths)) < 0.264).astype(np.float64)
    value = converted * chance.lognormal(3.5, 0.6, len(lengths)).round(2)
    return ChannelPaths(touches, lengths.astype(np.int64), converted, value, 1 - converted, CHANNELS).merged()


def measured(what: str, work: Callable[[], str]) -> dict[str, object]:
    """Do it once, and tell how long it took and what came out."""
    began, began_cpu = time.perf_counter(), time.process_time()
    told = work()
    wall, cpu = time.perf_counter() - began, time.process_time() - began_cpu
    print(f"  {what:<24} {wall:7.2f} s {cpu:7.2f} s cpu   {told}", flush=True)
    return {"what": what, "seconds": wall, "cpu_seconds": cpu, "told": told}


def by_channel_attribution(paths: ChannelPaths) -> str:
    """The package's own simulation, on one core as it comes."""
    pandas, package = importlib.import_module("pandas"), importlib.import_module("ChannelAttribution")
    ends = np.cumsum(paths.lengths)[:-1]
    texts = [" > ".join(map(str, one)) for one in np.split(paths.touches, ends)]
    rows = {"path": texts, "conversions": paths.conversions, "value": paths.value, "nulls": paths.unconverted}
    columns = {"var_path": "path", "var_conv": "conversions", "var_value": "value", "var_null": "nulls"}
    return str(len(package.markov_model(pandas.DataFrame(rows), **columns, order=1)))


def run(size: int) -> dict[str, object]:
    """Measure one size."""
    paths = made(size)
    rate = paths.conversions.sum() / paths.journeys.sum()
    print(f"{len(paths.lengths):,} distinct paths of {paths.journeys.sum():,.0f} journeys, {rate:.6f} converted")
    found = [
        measured(f"Markov, order {order}", lambda order=order: f"{markov(paths, order=order).conversion_rate:.6f}")
        for order in (1, 2, 3)
    ]
    found.append(measured("Shapley", lambda: f"{shapley(paths, seed=1).credits.conversions.sum():,.0f}"))
    found.append(measured("linear", lambda: f"{linear(paths).conversions.sum():,.0f}"))
    found.append(measured("position", lambda: f"{position_based(paths).conversions.sum():,.0f}"))
    if importlib.util.find_spec("ChannelAttribution"):
        found.append(measured("ChannelAttribution", lambda: by_channel_attribution(paths)))
    else:
        print("  ChannelAttribution is not installed here")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  peak memory so far {peak:,.0f} MB")
    return {"paths": len(paths.lengths), "conversion_rate": rate, "measured": found, "peak_mb": peak}


def main(sizes: tuple[int, ...]) -> None:
    """Measure every size and keep the figures in `benchmarks/data/attribution.json`."""
    keep("attribution", [run(size) for size in sizes])


if __name__ == "__main__":
    main(tuple(int(text) for text in sys.argv[1:]) or SIZES)
