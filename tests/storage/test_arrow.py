import subprocess
import sys

LETS_PANDAS_BE = """
import sys
from riparian.storage.arrow import let_pandas_be
paths = list(sys.path)
let_pandas_be()
import pyarrow as pa
values = pa.array([1, None, 3])
print("pandas" in sys.modules, sys.path == paths, pa.table({"a": values}).to_pandas()["a"].sum())
"""
"""In a process of its own: the tests' has loaded pandas long ago."""


def test_arrow_makes_values_without_pandas_and_still_gives_it_tables() -> None:
    told = subprocess.run([sys.executable, "-c", LETS_PANDAS_BE], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "True", "4.0"]
