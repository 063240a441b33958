from pathlib import Path

from riparian.storage.duckdb import DuckDB
from riparian.storage.registers import label_file, label_files, register_labels
from riparian.storage.sql import scan
from riparian.tables.actions import KINDS

FIRST = len(KINDS)


def codes(rows: list[tuple[object, ...]]) -> dict[object, object]:
    return {row[0]: row[1] for row in rows}


def texts(*labels: str) -> str:
    return " UNION ALL ".join(f"SELECT '{label}' AS label" for label in labels)


def test_codes_follow_the_fixed_vocabulary_and_never_change(tmp_path: Path) -> None:
    with DuckDB(threads=1, memory_limit="200MB", temporary=tmp_path / "t") as engine:
        next_key = register_labels(engine, tmp_path, texts=texts("shop", "blog", "order"), next_key=FIRST)
        before = codes(engine.rows(f"SELECT label, label_key FROM {scan(label_files(tmp_path, next_key))}"))

        next_key = register_labels(engine, tmp_path, texts=texts("apple", "shop"), next_key=next_key)

        after = codes(engine.rows(f"SELECT label, label_key FROM {scan(label_files(tmp_path, next_key))}"))

    assert before["order"] == KINDS.index("order")
    assert (before["blog"], before["shop"]) == (FIRST, FIRST + 1)
    assert after == before | {"apple": FIRST + 2}


def test_numbers_of_a_load_that_was_never_committed_are_given_again(tmp_path: Path) -> None:
    with DuckDB(threads=1, memory_limit="200MB", temporary=tmp_path / "t") as engine:
        register_labels(engine, tmp_path, texts=texts("lost", "never"), next_key=FIRST)

        next_key = register_labels(engine, tmp_path, texts=texts("shop"), next_key=FIRST)

        found = codes(engine.rows(f"SELECT label, label_key FROM {scan(label_files(tmp_path, next_key))}"))

    assert next_key == FIRST + 1
    assert found["shop"] == FIRST
    assert "lost" not in found
    assert label_file(tmp_path, FIRST).exists()
