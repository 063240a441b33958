"""Which of some texts are dates that a build can read: asked of the engine, whose reading it is."""

import duckdb
import ibis
import pyarrow as pa
import pyarrow.compute as pc

from riparian.expressions.time import instant_of
from riparian.storage.compiled import compiled
from riparian.storage.functions import DUCKDB


def unread_dates(texts: pa.Array, pattern: str) -> list[str]:
    """The texts that say no instant, as written year first or in a pattern of `strptime`. Blanks and nulls are none."""
    written = pa.table({"written": pc.utf8_trim_whitespace(texts)})
    rows = ibis.table({"written": "string"}, name="written_dates")
    unread = rows.filter(rows.written != "", instant_of(rows.written, "UTC", pattern).isnull())
    with duckdb.connect(":memory:", config={"autoinstall_known_extensions": False}) as connection:
        for signature, body in DUCKDB.items():
            connection.execute(f"CREATE MACRO {signature} AS {body}")
        connection.register("written_dates", written)
        return [str(text) for (text,) in connection.execute(compiled(unread)).fetchall()]
