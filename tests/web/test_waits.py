from datetime import datetime, timedelta

import pytest

from riparian.web.waits import MOST_KEPT, Waits, neighbourhood

NOW = datetime(2026, 11, 21, 9)


def failed(times: int, *, free: int = 5) -> Waits:
    waits = Waits(free=free)
    for _ in range(times):
        waits.count("ana", NOW)
    return waits


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (9, 480), (10, 900), (5_000, 900)]
)
def test_the_wait_doubles_with_every_failure_up_to_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    assert failed(failures).left("ana", NOW) == timedelta(seconds=seconds)


def test_the_wait_passes_and_failures_are_forgotten_after_an_hour() -> None:
    waits = failed(6)

    assert waits.left("ana", NOW + timedelta(seconds=59)) == timedelta(seconds=1)
    assert waits.left("ana", NOW + timedelta(seconds=60)) == timedelta()
    waits.count("ana", NOW + timedelta(hours=1))
    assert waits.left("ana", NOW + timedelta(hours=1)) == timedelta()


def test_others_do_not_wait() -> None:
    assert failed(9).left("eva", NOW) == timedelta()


def test_a_try_that_did_not_fail_is_taken_back() -> None:
    waits = failed(5)

    waits.took_back("ana")

    assert waits.left("ana", NOW) == timedelta()
    waits.count("ana", NOW)
    assert waits.left("ana", NOW) == timedelta(seconds=30)


def test_any_number_of_failures_takes_only_so_much_memory_and_the_latest_stay() -> None:
    waits = Waits(free=1)
    for number in range(3 * MOST_KEPT):
        waits.count(f"user {number}", NOW)

    assert len(waits) == MOST_KEPT
    assert waits.left(f"user {3 * MOST_KEPT - 1}", NOW) == timedelta(seconds=30)
    assert waits.left("user 0", NOW) == timedelta()


@pytest.mark.parametrize(("address", "counted"), [
    ("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"), ("2001:db8::1", "2001:db8::/64"),
    ("2001:db8::ffff:1", "2001:db8::/64"), ("fe80::1%eth0", "fe80::/64"), ("testclient", "testclient"), ("", ""),
])  # fmt: skip
def test_an_address_counts_as_the_network_that_one_household_has(address: str, counted: str) -> None:
    assert neighbourhood(address) == counted
