"""Ibis is a compiler: nothing asks it to run anything, and only storage and the ledger run text."""

import re

from tests.house.source import Source, dotted, method, offences_in

RUNS_TEXT = {"execute", "executemany", "raw_sql", "sql"}
FETCHES = {"to_pandas", "to_pyarrow", "to_pyarrow_batches", "to_polars"}
CLIENT = re.compile(r"ibis\.(connect|duckdb|pyspark|polars|sqlite|postgres|set_backend|get_backend|read_\w+)\b")


def rule(source: Source) -> list[str]:
    found = []
    for node in source.calls:
        runs_text = method(node) in RUNS_TEXT and not source.below("storage/", "ledger/")
        if runs_text or method(node) in FETCHES or CLIENT.match(dotted(node.func)):
            found.append(source.at(node, f"{dotted(node.func)}( runs a query"))
    return found


def test_ibis_executes_nowhere() -> None:
    assert offences_in(rule, "src") == []


def test_the_rule_finds_what_runs_a_query() -> None:
    bad = Source(
        "src/riparian/web/x.py", "t.execute()\nt.agg().to_pandas()\nibis.read_csv('x')\nibis.duckdb.connect()\n"
    )

    assert [offence.split(": ")[0] for offence in rule(bad)] == [
        f"src/riparian/web/x.py:{line}" for line in (1, 2, 3, 4)
    ]


def test_the_rule_lets_storage_run_text_but_not_ibis() -> None:
    runner = Source("src/riparian/storage/duckdb.py", "connection.execute(text).fetchall()\nibis.to_sql(table)\n")
    client = Source("src/riparian/storage/duckdb.py", "ibis.duckdb.connect()\n")

    assert rule(runner) == []
    assert len(rule(client)) == 1
