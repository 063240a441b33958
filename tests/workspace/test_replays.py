from pathlib import Path

from riparian.workspace.replays import keep_replay, next_replay, replayed, replays_of


def test_replays_are_numbered_per_source_and_say_what_they_are(tmp_path: Path) -> None:
    for source in ("shop", "shop", "shop 2/3"):
        keep_replay(next_replay(tmp_path, source, ".csv"), b"a\n1\n", [("orders.csv", 4), ("orders.csv", 9)])

    assert [file.name for file in replays_of(tmp_path, "shop")] == ["0001.csv", "0002.csv"]
    assert [file.name for file in replays_of(tmp_path, "shop 2/3")] == ["0001.csv"]
    assert replayed(tmp_path, "shop") == {("orders.csv", 4), ("orders.csv", 9)}


def test_a_source_without_replays_has_none(tmp_path: Path) -> None:
    assert (replays_of(tmp_path, "shop"), replayed(tmp_path, "shop")) == ([], frozenset())
