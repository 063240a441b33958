from datetime import date, datetime

import click
import pytest

from riparian.cli.conditions import condition
from riparian.core.row import Row
from riparian.storage.reading import Condition
from riparian.tables.hourglass import BandCount, Standing


@pytest.mark.parametrize(
    ("text", "row", "wanted"),
    [
        ("band >= 3", Standing, ("band", ">=", 3)),
        ("band==3", Standing, ("band", "=", 3)),
        ("band <> 3", Standing, ("band", "!=", 3)),
        ("dormant = yes", Standing, ("dormant", "=", True)),
        ("country in GB, 'DE'", Standing, ("country", "in", ("GB", "DE"))),
        ("band in (1, 2)", Standing, ("band", "in", (1, 2))),
        ("email contains Ana@", Standing, ("email", "contains", "Ana@")),
        ("way_in = 'direct'", Standing, ("way_in", "=", "direct")),
        ("last_at < 2025-01-02", Standing, ("last_at", "<", datetime(2025, 1, 2))),
        ("month_on = 2025-01-01", BandCount, ("month_on", "=", date(2025, 1, 1))),
        ("email is null", Standing, ("email", "is null", None)),
        ("email IS NOT NULL", Standing, ("email", "not null", None)),
        ("email not null", Standing, ("email", "not null", None)),
    ],
)
def test_what_is_typed_becomes_a_condition(text: str, row: type[Row], wanted: Condition) -> None:
    assert condition(text, row) == wanted


@pytest.mark.parametrize(
    "text", ["", "band", ">= 3", "band >=", "band is null 3", "band three", "bend = 3", "band = three"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter):
        condition(text, Standing)


def test_a_number_that_no_row_can_hold_is_refused() -> None:
    with pytest.raises(click.BadParameter, match="band holds whole numbers up to 2,147,483,647, and 9999999999 is"):
        condition("band in 1, 9999999999", Standing)
    assert condition("person_key = 9999999999", Standing) == ("person_key", "=", 9_999_999_999)


@pytest.mark.parametrize(("column", "least"), [("band", -(2**31)), ("person_key", -(2**63))])
def test_the_least_number_that_a_column_holds_is_taken_and_one_below_it_refused(column: str, least: int) -> None:
    assert condition(f"{column} = {least}", Standing) == (column, "=", least)
    with pytest.raises(click.BadParameter, match="beyond"):
        condition(f"{column} = {least - 1}", Standing)
