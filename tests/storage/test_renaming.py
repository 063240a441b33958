from pathlib import Path

import pyarrow as pa
import pytest

from riparian.core.errors import SettingsError
from riparian.storage.renaming import renamed

BATCH = pa.RecordBatch.from_pydict({"line": [2], "malformed": [None], "raw": [None], "when": ["x"], "day": ["y"]})


def test_a_column_that_had_our_name_gives_way() -> None:
    (batch,) = renamed(iter([BATCH]), {"day": "When"}, Path("a.csv"))

    assert batch.schema.names == ["line", "malformed", "raw", "day", "day_as_written"]


@pytest.mark.parametrize("theirs", ["qqqq", "line", "raw"])
def test_a_column_that_the_file_lacks_is_told_with_those_of_the_file_alone(theirs: str) -> None:
    with pytest.raises(SettingsError) as told:
        list(renamed(iter([BATCH]), {"score": theirs}, Path("a.csv")))

    assert told.value.what == f"a.csv has no column {theirs!r}"
    assert told.value.fix == "known are: day, when"
