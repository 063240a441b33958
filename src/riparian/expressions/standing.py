"""Standing corrections: of all that people decided about two identifiers, the last word."""

import ibis

from riparian.expressions.sequence import firsts


def standing(identity_corrections: ibis.Table) -> ibis.Table:
    """The last decision on each pair, the smaller key left.

    Columns: left_key, right_key, decision, entry, decided_at.
    """
    pairs = identity_corrections.select(
        "decision",
        "entry",
        "decided_at",
        left_key=ibis.least(identity_corrections.left_key, identity_corrections.right_key),
        right_key=ibis.greatest(identity_corrections.left_key, identity_corrections.right_key),
        newness=-identity_corrections.entry,
    ).distinct()
    return firsts(pairs, by=("left_key", "right_key"), order=("newness",)).drop("newness")
