"""What is in each order, what it costs, and what became of it."""

from dataclasses import dataclass

import numpy as np

from riparian.testing.company.arrays import Flags, Ints, within_groups
from riparian.testing.company.buying import Purchases
from riparian.testing.company.catalogue import CODE_PERCENT, DEPARTMENTS, drawn_products, months_open, price_at
from riparian.testing.company.people import People
from riparian.testing.company.seasons import DAY, END, HOUR, MINUTE

FREE_SHIPPING_FROM = 5_000
SHIPPING = 495


@dataclass(frozen=True, slots=True)
class Baskets:
    """Orders of one chunk (one value an order, as in `Purchases`) and their lines. Money in minor units."""

    lines: Ints
    """Number of lines of each order."""
    code: Ints
    """Row of `CODES`."""
    discount: Ints
    subtotal: Ints
    """After the discount."""
    shipping: Ints
    refunded: Ints
    cancelled_at: Ints
    """0: not cancelled."""
    fulfilled_at: Ints
    """0: not yet."""
    line_order: Ints
    """One value a line, in order of the orders."""
    line_product: Ints
    line_quantity: Ints
    line_price: Ints

    @property
    def total(self) -> Ints:
        """What was ordered, after the discount and with shipping; tax is inside."""
        return self.subtotal + self.shipping


def drawn_baskets(chance: np.random.Generator, people: People, purchases: Purchases) -> Baskets:
    """Fill every order."""
    size = len(purchases.at)
    lines = 1 + np.minimum(chance.poisson(0.75 * np.sqrt(people.depth[purchases.person])), 7)
    line_order = np.repeat(np.arange(size), lines)
    favourite = people.person_id[purchases.person] % len(DEPARTMENTS)
    product = drawn_products(chance, purchases.at[line_order], favourite[line_order])
    quantity = 1 + np.searchsorted(np.cumsum([0.84, 0.11, 0.03]), chance.random(len(product)))
    price = price_at(product, purchases.at[line_order])
    gross = np.bincount(line_order, weights=quantity * price, minlength=size).astype(np.int64)

    code = _codes(chance, people, purchases)
    discount = (gross * CODE_PERCENT[code] + 50) // 100
    subtotal = gross - discount
    shipping = np.where((subtotal < FREE_SHIPPING_FROM) & ~purchases.in_store, SHIPPING, 0)
    cancelled = (chance.random(size) < 0.02) & ~purchases.in_store
    back = chance.random(size)
    first_line = within_groups(lines) == 0
    part = (quantity * price)[first_line]
    refunded = np.where(
        cancelled | (back < 0.022), subtotal + shipping, np.where(back < 0.06, np.minimum(part, subtotal), 0)
    )
    shipped = purchases.at + (chance.gamma(2.0, 14.0, size) * HOUR).astype(np.int64) // 1000 * 1000
    return Baskets(
        lines=lines,
        code=code,
        discount=discount,
        subtotal=subtotal,
        shipping=shipping,
        refunded=refunded,
        cancelled_at=_instants(purchases.at + chance.integers(HOUR, DAY, size), cancelled),
        fulfilled_at=_instants(np.where(purchases.in_store, purchases.at + MINUTE, shipped), ~cancelled),
        line_order=line_order,
        line_product=product,
        line_quantity=quantity,
        line_price=price,
    )


def _instants(at: Ints, where: Flags) -> Ints:
    """Whole seconds; 0 where it does not happen or has not yet."""
    return np.where(where & (at < END), at // 1000 * 1000, 0)


def _codes(chance: np.random.Generator, people: People, purchases: Purchases) -> Ints:
    month = (months_open(purchases.at) + 10) % 12 + 1
    seasonal = np.where(np.isin(month, (11, 12)), 2, np.where(np.isin(month, (4, 5)), 3, 4))
    first = purchases.number == 1
    friend = first & people.recommended[purchases.person]
    uses = chance.random(len(purchases.at)) < np.where(friend, 0.6, np.where(np.isin(month, (11, 12)), 0.3, 0.14))
    greeted = first & (chance.random(len(first)) < 0.5)
    return np.where(uses & ~purchases.in_store, np.where(friend, 5, np.where(greeted, 1, seasonal)), 0)
