"""Modules are loaded ahead by another thread, and what is missing is left to whoever needs it."""

import subprocess
import sys

AHEAD = """
import sys
from riparian.core.loading import load_ahead
assert "colorsys" not in sys.modules
load_ahead("no_such_module", "colorsys").join()
load_ahead("colorsys").join()
print("colorsys" in sys.modules)
"""


def test_modules_are_there_once_they_were_loaded_ahead_and_a_missing_one_says_nothing() -> None:
    done = subprocess.run([sys.executable, "-c", AHEAD], capture_output=True, text=True, check=True)

    assert (done.stdout.strip(), done.stderr) == ("True", "")
