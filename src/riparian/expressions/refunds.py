"""Money that was given back, as files tell it."""

from collections.abc import Mapping

import ibis


def dated_refunds(values: Mapping[str, ibis.Value]) -> dict[str, ibis.Value]:
    """The values of an order, with an instant for money that was given back and of which the file does not say when.

    It is when the order was cancelled, else when it was placed: without an instant the money would not count at all.
    """
    if "refunded" not in values or "placed_at" not in values:
        return dict(values)
    told = [values[name] for name in ("refunded_at", "cancelled_at") if name in values]
    given_back = (values["refunded"] != 0).fill_null(False)
    at = ibis.ifelse(given_back, ibis.coalesce(*told, values["placed_at"]), ibis.null("timestamp(6)"))
    return {**values, "refunded_at": ibis.coalesce(told[0], at) if "refunded_at" in values else at}
