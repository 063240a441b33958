"""The mail tool's list of who was given which group of its holdout tests."""

import numpy as np
import pyarrow as pa

from riparian.testing.company.chunk import Chunk
from riparian.testing.company.files import Rows
from riparian.testing.company.letter_tests import TESTS
from riparian.testing.company.text import csv_lines, picked, seconds

COLUMNS = ("email", "test", "group", "assigned_at")
_FIRST_GROUP = np.cumsum([0, *(len(test.groups) for test in TESTS)])
_GROUPS = tuple(group for test in TESTS for group in test.groups)


def letter_test_rows(chunk: Chunk) -> Rows:
    """A row for each customer and test."""
    assigned = chunk.assigned
    given_at = np.array([test.given_at for test in TESTS])[assigned.test]
    columns = (
        chunk.addresses.email.take(pa.array(assigned.person)),
        picked([test.name for test in TESTS], assigned.test),
        picked(_GROUPS, _FIRST_GROUP[assigned.test] + assigned.group),
        seconds(given_at),
    )
    return Rows(
        file_of=lambda _: "letter_tests.csv",
        header=",".join(COLUMNS),
        lines=csv_lines(columns),
        period=np.zeros(len(assigned.person), dtype=np.int64),
    )
