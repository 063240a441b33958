"""Channels of visits by hand."""

from collections.abc import Mapping, Sequence

import ibis
import pyarrow as pa

from riparian.expressions.channel_rules import ChannelRule, WayIn, channel_of
from riparian.storage.compiled import compiled
from riparian.testing.tables import engine, lent

FIELDS = ("source", "medium", "campaign", "referrer", "click_id")


def channels(ways: Sequence[Mapping[str, str | None]], rules: Sequence[ChannelRule]) -> list[str]:
    """The channel of each way in; what is not given is null."""
    data = {name: pa.array([way.get(name) for way in ways], pa.string()) for name in FIELDS}
    table = lent(
        pa.table({"place": range(len(ways)), **data}),
        ibis.schema({"place": "int64", **dict.fromkeys(FIELDS, "string")}),
    )
    made = table.select("place", made=channel_of(WayIn(*(table[name] for name in FIELDS)), rules))
    rows = engine().arrow(compiled(made)).to_pylist()
    return [str(row["made"]) for row in sorted(rows, key=lambda row: int(row["place"]))]
