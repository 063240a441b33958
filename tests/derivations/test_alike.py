import pyarrow as pa

from tests.derivations.alike import Near, alike


def test_the_order_of_a_sum_makes_no_other_number_and_anything_else_does() -> None:
    assert Near(0.1 + 0.2 + 454_100.8) == 454_100.8 + 0.2 + 0.1
    assert Near(-1e-17) == 0.0
    assert Near("nan") == Near("nan")
    assert Near(0.5) != 0.500001
    assert Near(454_100.8) != 454_100.81
    assert Near(1.0) != 1


def test_rows_are_found_in_whatever_order_they_came() -> None:
    one = pa.table({"share": [0.3, 0.7, 0.7], "key": [1, 2, 3]})
    other = pa.table({"share": [0.7, 0.1 + 0.2, 0.7], "key": [3, 1, 2]})

    assert alike(one) == alike(other)
    assert alike(one) != alike(one.set_column(0, "share", pa.array([0.3, 0.7, 0.71])))
