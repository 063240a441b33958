"""An engine in memory that reads what was published."""

import duckdb

from riparian.storage.functions import DUCKDB


def in_memory(threads: int, memory_limit: str) -> duckdb.DuckDBPyConnection:
    """An engine of its own, with the functions that compiled expressions call."""
    made = duckdb.connect(":memory:", config={"threads": threads, "memory_limit": memory_limit})
    # Files of a snapshot never change, so what their footers say is read once.
    made.execute("SET GLOBAL parquet_metadata_cache = true").fetchall()
    for signature, body in DUCKDB.items():
        made.execute(f"CREATE MACRO {signature} AS {body}").fetchall()
    return made
