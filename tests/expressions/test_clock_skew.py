from datetime import datetime

import ibis
import pytest

from riparian.expressions.clock_skew import happened_at
from riparian.expressions.time import instant_of
from tests.expressions.columns import each

AT_TEN = datetime(2024, 1, 1, 10)
NOON = "2024-01-01 12:00:00Z"


@pytest.mark.parametrize(
    ("said", "made", "sent", "received", "happened"),
    [
        # The device is two hours slow and waited ten minutes: specs of rudder-server's transformer.
        (None, "2024-01-01 09:50Z", "2024-01-01 10:00Z", NOON, datetime(2024, 1, 1, 11, 50)),
        ("2024-01-01 10:00Z", "2024-01-01 09:50Z", "2024-01-01 10:00Z", NOON, AT_TEN),
        (None, None, "2024-01-01 10:00Z", NOON, datetime(2024, 1, 1, 12)),
        (None, None, "2024-01-01 13:00Z", NOON, datetime(2024, 1, 1, 12)),
        (None, "2024-01-01 10:00Z", "2024-01-01 09:00Z", NOON, datetime(2024, 1, 1, 12)),
        ("2024-01-01 12:05:00Z", None, None, NOON, datetime(2024, 1, 1, 12, 5)),
        ("2030-01-01 00:00Z", None, None, NOON, datetime(2024, 1, 1, 12, 5)),
        (None, "2024-01-01 10:00Z", "2024-01-01 10:10Z", None, AT_TEN),
        (None, None, "2024-01-01 10:00Z", None, AT_TEN),
        (None, None, None, None, None),
    ],
)
def test_a_call_happened_when_it_was_received_less_what_the_device_waited(
    said: str | None, made: str | None, sent: str | None, received: str | None, happened: datetime | None
) -> None:
    def at(written: str | None) -> ibis.Value:
        return instant_of(ibis.literal(written, "string"), "UTC")

    found = each(["x"], lambda _: happened_at(said=at(said), made=at(made), sent=at(sent), received=at(received)))

    assert found == [happened]
