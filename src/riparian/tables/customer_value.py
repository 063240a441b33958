"""What buyers are expected to bring, and the models that say so.

Money is demand, what was ordered before returns, in minor units of the company's own currency.
"""

from riparian.core.columns import Count, Flag, Number, PersonKey, Probability, Text, Worth
from riparian.core.row import Row


class CustomerValue(Row):
    """What a buyer is expected to bring. Grain: one row per person who ever bought."""

    table = "customer_values"
    key = ("person_key",)
    bucket = "person_key"
    sorted_by = ("person_key",)

    person_key: PersonKey
    model: Text
    """The model that was chosen (`value_models`)."""
    repeats: Count
    """Days with an order after the day of the first, as the models were told (x)."""
    probability_alive: Probability
    """Chance to be a customer still, by the model."""
    expected_orders: Number
    """Within the horizon."""
    expected_order_value: Worth | None
    """Minor units."""
    expected_demand: Worth | None
    """Within the horizon, not discounted."""
    residual_value: Worth | None
    """Of the orders to come within the residual horizon: demand × profit factor, discounted. Nothing is taken off for
    advertising, as buyers of the file have been won; guests, who are none, have no row."""


class ValueModel(Row):
    """A model of customer value fitted to all buyers. Grain: one row per model."""

    table = "value_models"
    key = ("model",)

    model: Text
    """`BG/NBD`, `MBG/NBD`, `Pareto/NBD` or `gamma-gamma`."""
    parameters: Text
    """By name, as JSON; in weeks, those of spend in minor units."""
    buyers: Count
    """Buyers the model was fitted to."""
    repeat_buyers: Count
    """Of these, those who bought again on a later day."""
    log_likelihood: Number
    held_out: Count | None
    """Orders that came in the hold-out; null where the log is too short to hold any out."""
    foretold: Number | None
    """Orders that the model, fitted before it, expected there."""
    error: Number | None
    """Root of the mean squared error of orders per buyer in the hold-out."""
    chosen: Flag
    """The model that customer values come from."""
    expected_orders: Number | None
    """Of all buyers together within the horizon, with the 90 % interval of the parameters; null for spend."""
    low: Number | None
    high: Number | None
    """90 % interval of `expected_orders`."""
