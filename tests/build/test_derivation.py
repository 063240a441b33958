import ibis
import pytest

from riparian.build.derivation import call, derivation_of
from riparian.core.durations import AsOf
from riparian.core.errors import DerivationError
from riparian.core.row import Table, unbound
from tests.build.toy import Basket, Buyer, Purchase, TotalSettings, baskets, totals, toy_buyers


def test_a_signature_says_what_is_read_made_set_and_asked() -> None:
    derivation = derivation_of(totals)

    assert derivation.makes.table == "totals"
    assert derivation.reads == {"toy_buyers": Buyer}
    assert derivation.settings is TotalSettings
    assert derivation.asks == {"as_of", "gather"}
    assert not derivation.per_person


def test_the_mark_says_that_a_derivation_runs_person_by_person() -> None:
    assert derivation_of(toy_buyers).per_person
    assert not derivation_of(baskets).per_person


def test_a_function_that_returns_no_table_is_refused() -> None:
    def counted(purchases: Table[Purchase]) -> int:
        return 1

    with pytest.raises(DerivationError, match="must return Table"):
        derivation_of(counted)


def test_a_function_must_be_named_after_the_table_it_makes() -> None:
    def bags(purchases: Table[Purchase]) -> Table[Basket]:
        return purchases

    with pytest.raises(DerivationError) as caught:
        derivation_of(bags)

    assert caught.value.fix == "name the function baskets"


def test_an_argument_must_be_named_after_the_table_it_reads() -> None:
    def baskets(bought: Table[Purchase]) -> Table[Basket]:
        return bought

    with pytest.raises(DerivationError) as caught:
        derivation_of(baskets)

    assert caught.value.fix == "name it purchases"


def test_an_argument_that_is_no_table_no_settings_and_no_door_is_refused() -> None:
    def baskets(purchases: Table[Purchase], as_of: int) -> Table[Basket]:
        return purchases

    with pytest.raises(DerivationError, match="argument 'as_of' is"):
        derivation_of(baskets)


def test_a_call_gives_tables_and_nothing_else_that_was_not_asked_for() -> None:
    derivation = derivation_of(baskets)

    made = call(derivation, tables={"purchases": unbound(Purchase)}, settings=None, doors={"as_of": AsOf})

    assert isinstance(made, ibis.Table)
    assert list(made.columns) == ["number", "person_key", "bought_at", "paid"]
