"""What buyers are expected to bring: whether the model may be believed, its totals, and who brings most."""

from dataclasses import dataclass, replace
from math import sqrt

from riparian.web import words
from riparian.web.deeds.addressed import people_path
from riparian.web.deeds.fitted import Fitted
from riparian.web.reader import Condition, Reader
from riparian.web.reasons import why_empty


@dataclass(frozen=True, slots=True)
class ValuedPerson:
    """A buyer and what is expected of them within the horizon. Money in minor units."""

    person_key: int
    name: str
    probability_alive: float
    expected_orders: float
    residual_value: float
    path: str


@dataclass(frozen=True, slots=True)
class CustomerValue:
    """The chosen model of orders, how it did on the part of the log that was held back, and what it expects."""

    model: str | None
    """None: there is no model; `says` tells why."""
    says: str
    held_out: int | None
    foretold: float | None
    buyers: int
    repeat_buyers: int
    expected_orders: float | None
    """Of all buyers together within the horizon."""
    low: float | None
    high: float | None
    """90 % interval of the model's parameters."""
    with_spend: bool
    """Whether spend could be modelled too, so that orders have a value."""
    people: tuple[ValuedPerson, ...]
    """Those expected to bring most."""
    buyers_path: str = ""
    """Where the buyers are listed."""
    repeat_path: str = ""


def customer_value(tables: Reader, *, most: int = 8) -> CustomerValue:
    """What the models of customer value came to."""
    found = _modelled(tables)
    return replace(found, people=_most_valued(tables, most)) if found.model else found


def value_then(other: Reader, now: CustomerValue) -> CustomerValue:
    """The same of another snapshot, with what was expected then of the people who are shown now."""
    found, names = _modelled(other), {one.person_key: one.name for one in now.people}
    if not (found.model and names):
        return found
    columns = ("person_key", "probability_alive", "expected_orders", "residual_value")
    where: list[Condition] = [("person_key", "in", list(names)), ("residual_value", "not null", None)]
    rows = other.rows("customer_values", columns=columns, where=where, limit=len(names))
    people = {row["person_key"]: ValuedPerson(**row, name=names[row["person_key"]], path="") for row in rows}
    return replace(found, people=tuple(people[key] for key in names if key in people))


def _modelled(tables: Reader) -> CustomerValue:
    """The chosen model, without people."""
    rows = tables.rows("value_models", where=[("chosen", "=", True)], limit=8)
    chosen = next((row for row in rows if row["model"] != "gamma-gamma"), None)
    if chosen is None:
        says = why_empty(tables, "value_models", "No model of customer value could be fitted.")
        return CustomerValue(None, says, None, None, 0, 0, None, None, None, False, ())
    columns = ("held_out", "foretold", "buyers", "repeat_buyers", "expected_orders", "low", "high")
    return CustomerValue(
        model=chosen["model"],
        says=readiness(chosen["held_out"], chosen["foretold"]),
        **{name: chosen[name] for name in columns},
        with_spend=any(row["model"] == "gamma-gamma" for row in rows),
        people=(),
        buyers_path=people_path(Fitted("days")),
        repeat_path=people_path(Fitted("days", "again")),
    )


def readiness(held_out: int | None, foretold: float | None, what: str = "orders") -> str:
    """Whether what was foretold differs from what came by more than the chance of orders (Poisson) explains."""
    if held_out is None or foretold is None:
        return "The log is too short to hold any of it back, so nobody can tell yet how well the model foretells."
    came = f"Fitted without the last part of the log, it foretold {words.number(foretold)} {what} there"
    if abs(foretold - held_out) <= 2 * sqrt(max(foretold, 1)):
        return f"{came}; {words.number(held_out)} came, which is as near as chance allows."
    way = "more" if foretold > held_out else "fewer"
    return f"{came}; {words.number(held_out)} came. That is {way} than chance explains: take its sums with care."


def _most_valued(tables: Reader, most: int) -> tuple[ValuedPerson, ...]:
    rows = tables.rows(
        "customer_values", where=[("residual_value", ">", 0)], order_by=("-residual_value", "person_key"), limit=most
    )
    keys = [row["person_key"] for row in rows]
    named = (
        tables.rows(
            "standings", columns=("person_key", "full_name", "email"), where=[("person_key", "in", keys)], limit=most
        )
        if keys
        else []
    )
    names = {row["person_key"]: row["full_name"] or row["email"] for row in named}
    columns = ("person_key", "probability_alive", "expected_orders", "residual_value")
    return tuple(
        ValuedPerson(
            **{column: row[column] for column in columns},
            name=names.get(row["person_key"]) or f"Person {row['person_key']}",
            path=f"/people/{row['person_key']}",
        )
        for row in rows
    )
