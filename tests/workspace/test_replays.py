from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from riparian.workspace.replays import keep_replay, replayed, replays_of


def test_replays_are_numbered_per_source_and_say_what_they_are(tmp_path: Path) -> None:
    for source in ("shop", "shop", "shop 2/3"):
        keep_replay(tmp_path, source, ".csv", b"a\n1\n", [("orders.csv", 4), ("orders.csv", 9)])

    assert [file.name for file in replays_of(tmp_path, "shop")] == ["0001.csv", "0002.csv"]
    assert [file.name for file in replays_of(tmp_path, "shop 2/3")] == ["0001.csv"]
    assert replayed(tmp_path, "shop") == {("orders.csv", 4), ("orders.csv", 9)}


def test_a_source_without_replays_has_none(tmp_path: Path) -> None:
    assert (replays_of(tmp_path, "shop"), replayed(tmp_path, "shop")) == ([], frozenset())


def test_of_replays_at_once_each_has_a_number_of_its_own(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        files = list(
            pool.map(lambda line: keep_replay(tmp_path, "shop", ".csv", b"%d" % line, [("a.csv", line)]), range(200))
        )

    assert sorted(file.read_bytes() for file in files) == sorted(b"%d" % line for line in range(200))
    assert replayed(tmp_path, "shop") == {("a.csv", line) for line in range(200)}


def test_a_replay_that_was_cut_off_before_its_rows_were_written_is_none(tmp_path: Path) -> None:
    keep_replay(tmp_path, "shop", ".csv", b"a", [("a.csv", 1)])
    (replays_of(tmp_path, "shop")[0].parent / "0002.json").write_text("[[")

    third = keep_replay(tmp_path, "shop", ".csv", b"b", [("a.csv", 2)])

    assert third.name == "0003.csv"
    assert replayed(tmp_path, "shop") == {("a.csv", 1), ("a.csv", 2)}
