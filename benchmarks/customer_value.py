"""How long customer value takes: the models of repeat purchase fitted to simulated buyers, counted in rounded weeks.

    python -m benchmarks.customer_value 500000 5000000

The truth is that of the CDNOW sample (r 0.243, α 4.414, a 0.793, b 2.426, in weeks), so the parameters show whether the
fit is right. Where `lifetimes` or `pymc-marketing` can be imported they fit the same buyers, one row each, in this run;
where not, it says so. Medians of three runs of ours, one of theirs; peak memory is that of the whole process so far.
"""

import importlib
import importlib.util
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from statistics import median

import numpy as np

from benchmarks.keeping import keep
from riparian.models.beta_geometric import BetaGeometric
from riparian.models.histories import Floats, PurchaseHistories, floats
from riparian.models.modified_beta_geometric import ModifiedBetaGeometric
from riparian.models.pareto_nbd import ParetoNBD
from tests.models.simulated_buyers import bg_nbd_buyers

SIZES = (10_000, 50_000, 200_000, 500_000, 5_000_000)
RUNS = 3
PEERS_UP_TO = 500_000


def measured(what: str, work: Callable[[], Floats], *, runs: int) -> dict[str, object]:
    """Do it some times, and tell how long it took (of the wall and of the processor) and what came out."""
    walls, processors = [], []
    for _ in range(runs):
        began, began_cpu = time.perf_counter(), time.process_time()
        made = work()
        walls.append(time.perf_counter() - began)
        processors.append(time.process_time() - began_cpu)
    shown = ", ".join(f"{one:.4f}" for one in made)
    spread = f"({min(walls):.2f}–{max(walls):.2f})"
    print(f"  {what:<26} {median(walls):7.2f} s {spread:<14} {median(processors):7.2f} s cpu   {shown}", flush=True)
    return {"what": what, "seconds": walls, "cpu_seconds": processors, "parameters": list(map(float, made))}


def by_lifetimes(days: PurchaseHistories) -> Floats:
    fitter = importlib.import_module("lifetimes").BetaGeoFitter()
    fitter.fit(days.repeats, days.last / 7, days.age / 7)
    return np.array([float(fitter.params_[name]) for name in ("r", "alpha", "a", "b")])


def by_pymc_marketing(days: PurchaseHistories) -> Floats:
    pandas, clv = importlib.import_module("pandas"), importlib.import_module("pymc_marketing.clv")
    rows = {"customer_id": np.arange(len(days.repeats)), "frequency": days.repeats}
    model = clv.BetaGeoModel(data=pandas.DataFrame(rows | {"recency": days.last / 7, "T": days.age / 7}))
    model.fit(method="map")
    found = model.idata.posterior
    return np.array([float(found[name].mean()) for name in ("r", "alpha", "a", "b")])


PEERS = {"lifetimes": by_lifetimes, "pymc_marketing": by_pymc_marketing}


OURS: dict[str, type[BetaGeometric] | type[ModifiedBetaGeometric] | type[ParetoNBD]] = {
    "BG/NBD": BetaGeometric,
    "MBG/NBD": ModifiedBetaGeometric,
    "Pareto/NBD": ParetoNBD,
}


def parameters_of(
    model: type[BetaGeometric] | type[ModifiedBetaGeometric] | type[ParetoNBD], histories: PurchaseHistories
) -> Floats:
    return model.fit(histories).parameters


def expected(fitted: BetaGeometric, histories: PurchaseHistories) -> float:
    """Purchases of everybody in the coming year."""
    each = fitted.expected_purchases(histories.repeats, histories.last, histories.age, horizon=52)
    return float(each @ histories.customers)


def run(buyers: int) -> list[dict[str, object]]:
    """Fit every model to so many buyers."""
    seen = bg_nbd_buyers(buyers, r=0.243, alpha=4.414, a=0.793, b=2.426, seed=1)
    days = PurchaseHistories.of(seen.repeats, np.rint(seen.last * 7), np.rint(seen.age * 7))
    weeks = PurchaseHistories.in_weeks(days.repeats, days.last, days.age)
    histories = weeks.merged()
    print(f"{buyers:,} buyers, {len(histories.customers):,} histories in weeks")
    told = [measured("grouping", lambda: weeks.merged().customers[:0], runs=1)]
    for name, model in OURS.items():
        told.append(measured(name, partial(parameters_of, model, histories), runs=RUNS))
    fitted = BetaGeometric.fit(histories)
    told.append(measured("standard errors", lambda: fitted.uncertainty(histories).standard_errors, runs=RUNS))
    told.append(measured("expected purchases, total", lambda: floats([expected(fitted, histories)]), runs=RUNS))
    for name, fit in PEERS.items():
        if not importlib.util.find_spec(name):
            print(f"  {name:<28} left out: no module of this name is installed here")
        elif buyers > PEERS_UP_TO:
            print(f"  {name:<28} left out above {PEERS_UP_TO:,} buyers")
        else:
            told.append(measured(name, partial(fit, days), runs=1))
    print(f"  peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB", flush=True)
    return told


def main(sizes: tuple[int, ...]) -> None:
    """Measure every size and keep the figures in `benchmarks/data/customer_value.json`."""
    found = {buyers: run(buyers) for buyers in sizes}
    keep("customer_value", found)


if __name__ == "__main__":
    main(tuple(int(text) for text in sys.argv[1:]) or SIZES)
