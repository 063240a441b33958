import pytest

from riparian.build.derivation import derivation_of
from riparian.build.graph import needed, ordered
from riparian.core.errors import DerivationError
from riparian.core.row import Row, Table
from tests.build.toy import Basket, Buyer, Purchase, Total, baskets, totals, toy_buyers

GIVEN: dict[str, type[Row]] = {"purchases": Purchase}


def test_derivations_stand_after_what_they_read() -> None:
    order = ordered([derivation_of(function) for function in (totals, toy_buyers, baskets)], GIVEN)

    assert [derivation.name for derivation in order] == ["baskets", "toy_buyers", "totals"]


def test_a_table_that_nothing_makes_is_an_error_with_a_near_name() -> None:
    with pytest.raises(DerivationError) as caught:
        ordered([derivation_of(toy_buyers)], {"basket": Basket})

    assert caught.value.what == "nothing makes 'baskets'"
    assert caught.value.fix == "did you mean 'basket'?"


def test_a_ring_is_an_error_with_the_addresses_of_its_members() -> None:
    def baskets(toy_buyers: Table[Buyer]) -> Table[Basket]:
        return toy_buyers

    with pytest.raises(DerivationError, match=r"wait for one another: .*toy_buyers"):
        ordered([derivation_of(baskets), derivation_of(toy_buyers)], GIVEN)


def test_a_table_of_a_source_cannot_be_made_as_well() -> None:
    with pytest.raises(DerivationError, match="comes from sources or ledger already"):
        ordered([derivation_of(baskets)], GIVEN | {"baskets": Basket})


def test_a_table_read_as_another_row_class_is_an_error() -> None:
    class OtherBasket(Row):
        """Grain: one row per basket."""

        table = "baskets"

    def totals(baskets: Table[OtherBasket]) -> Table[Total]:
        return baskets

    with pytest.raises(DerivationError, match="is Basket, read as OtherBasket"):
        ordered([derivation_of(baskets), derivation_of(totals)], GIVEN)


def test_what_a_table_needs_is_all_it_is_made_of() -> None:
    order = ordered([derivation_of(function) for function in (totals, toy_buyers, baskets)], GIVEN)

    assert needed(order, ["toy_buyers"]) == {"toy_buyers", "baskets", "purchases"}
