"""Buyers whose truth is known: simulated as the models of repeat purchase have it."""

import numpy as np

from riparian.models.histories import Floats, PurchaseHistories

Chance = np.random.Generator


def purchases_until(ends: Floats, rates: Floats, staying: Floats, chance: Chance) -> tuple[Floats, Floats]:
    """Repeats and time of the last, of buyers who buy at `rates` until `ends` and after each purchase stay so often."""
    repeats, last = np.zeros_like(ends), np.zeros_like(ends)
    active = np.arange(len(ends))
    while len(active):
        at = last[active] + chance.exponential(1 / rates[active])
        bought = at < ends[active]
        active = active[bought]
        last[active] = at[bought]
        repeats[active] += 1
        active = active[chance.random(len(active)) < staying[active]]
    return repeats, last


def ages(buyers: int, chance: Chance) -> Floats:
    """Of buyers who came evenly over half a year and were seen for half a year at least, in weeks."""
    return chance.uniform(26, 52, buyers)


def bg_nbd_buyers(buyers: int, *, r: float, alpha: float, a: float, b: float, seed: int) -> PurchaseHistories:
    """Who may leave after each repeat purchase."""
    chance = np.random.default_rng(seed)
    age, rates = ages(buyers, chance), chance.gamma(r, 1 / alpha, buyers)
    return PurchaseHistories.of(*purchases_until(age, rates, 1 - chance.beta(a, b, buyers), chance), age)


def mbg_nbd_buyers(buyers: int, *, r: float, alpha: float, a: float, b: float, seed: int) -> PurchaseHistories:
    """Who may leave after the first purchase already."""
    chance = np.random.default_rng(seed)
    age, rates = ages(buyers, chance), chance.gamma(r, 1 / alpha, buyers)
    staying = 1 - chance.beta(a, b, buyers)
    seen = np.where(chance.random(buyers) < staying, age, 0)
    return PurchaseHistories.of(*purchases_until(seen, rates, staying, chance), age)


def pareto_nbd_buyers(buyers: int, *, r: float, alpha: float, s: float, beta: float, seed: int) -> PurchaseHistories:
    """Who may leave at any time."""
    chance = np.random.default_rng(seed)
    age, rates = ages(buyers, chance), chance.gamma(r, 1 / alpha, buyers)
    seen = np.minimum(age, chance.exponential(1 / chance.gamma(s, 1 / beta, buyers)))
    return PurchaseHistories.of(*purchases_until(seen, rates, np.ones(buyers), chance), age)
