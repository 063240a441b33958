"""What a contact earns: demand times the profit factor, less its cost."""

from dataclasses import dataclass


def contribution(demand: float, *, profit_factor: float, cost: float) -> float:
    """Profit before overheads: `demand × profit factor − cost`, all of one contact or all of a campaign.

    >>> round(contribution(1.30, profit_factor=0.40, cost=0.90), 2)
    -0.38
    """
    return demand * profit_factor - cost


def profit_factor_at(price: float, *, profit_factor: float) -> float:
    """The share of demand that is left where goods are sold at so many times today's price and cost what they do today.

    All of the difference is kept: of 100 at a factor of 40 %, five per cent dearer, 45 of 105 are left.

    >>> round(105 * profit_factor_at(1.05, profit_factor=0.40), 2)
    45.0

    Args:
        price: above 0; 1.05 is five per cent dearer.
        profit_factor: of today. Sold for less than the other part, goods cost more than they bring: it is negative.
    """
    return 1 - (1 - profit_factor) / price


def expected_gain(monthly_rate: float, *, lift: float, order_value: float, profit_factor: float, cost: float) -> float:
    """What a stream of contacts earns for each party that gets it, given how much likelier it makes an order.

    Look at the gain in money: a third more of very little is less than a tenth more of a lot.

    Args:
        monthly_rate: chance to buy in the month without the stream.
        lift: relative: 0.10 for a tenth more.
        order_value: mean, before the profit factor.
        profit_factor: share of demand that is left after goods, returns and handling.
        cost: of the stream's contacts with one party.
    """
    return contribution(monthly_rate * lift * order_value, profit_factor=profit_factor, cost=cost)


@dataclass(frozen=True, slots=True)
class Acquisition:
    """A campaign for new customers."""

    spend: float
    sales: float
    order_value: float
    profit_factor: float
    lifetime_value: float
    """Profit a new customer brings after the first order."""

    @property
    def customers(self) -> float:
        """Orders, one each."""
        return self.sales / self.order_value

    @property
    def return_on_spend(self) -> float:
        """Sales by spend (ROAS)."""
        return self.sales / self.spend

    @property
    def cost_per_customer(self) -> float:
        """Spend by customers (CAC)."""
        return self.spend / self.customers

    @property
    def break_even_cost(self) -> float:
        """Cost per customer at which the first order earns nothing."""
        return self.order_value * self.profit_factor

    @property
    def profit_per_order(self) -> float:
        """Of the first order (PPO), without what comes later."""
        return self.break_even_cost - self.cost_per_customer

    @property
    def profit(self) -> float:
        """Of the first orders."""
        return self.profit_per_order * self.customers

    @property
    def profit_with_future(self) -> float:
        """With what the customers bring later."""
        return self.profit + self.lifetime_value * self.customers


def organic_share_of_dropped(*, with_it: float, without_it: float, credited: float) -> float:
    """Of the demand credited to a contact that was dropped, the share that came nevertheless, through the others.

    Args:
        with_it: demand of all contacts together.
        without_it: demand of the rest after it was dropped, of equal customers over equal time.
        credited: demand credited to it while it ran, above 0.
    """
    return 1 - (with_it - without_it) / credited
