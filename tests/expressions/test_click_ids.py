"""Click ids in addresses."""

from riparian.expressions.click_ids import click_id_in
from tests.expressions.columns import each


def test_the_surest_click_id_of_an_address_is_named_and_its_value_is_not() -> None:
    addresses = ["https://a.example/?fbclid=1&gclid=2", "https://a.example/?ScCid=x", "https://a.example/", None]

    assert each(addresses, click_id_in) == ["gclid", "ScCid", None, None]
