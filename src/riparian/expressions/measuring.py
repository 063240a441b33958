"""Leave to be measured, as consent tools write it beside an event."""

import re

import ibis


def consent_of_categories(preferences: ibis.Value, categories: tuple[str, ...]) -> ibis.Value:
    """`denied` where one of the categories is false, else `granted` where one is true, else null.

    An empty object is a no to every category, no object says nothing (Segment's consent pages).

    Args:
        preferences: JSON text such as `{"Analytics": true, "Advertising": false}`.
        categories: those that mean leave to measure.
    """
    named = "|".join(re.escape(category) for category in categories)
    return ibis.cases(
        (preferences.re_search(rf'^\s*{{\s*}}\s*$|"({named})"\s*:\s*"?(false|0)'), "denied"),
        (preferences.re_search(rf'"({named})"\s*:\s*"?(true|1)'), "granted"),
    )
