"""Normal forms of identifiers."""

import ibis
import pyarrow as pa
import pytest

from riparian.expressions.identifiers import normal_identifier
from riparian.testing.tables import lent, rows_of


def normal(kind: str, written: str | None, *, plus_tags: bool = False) -> str | None:
    given = lent(
        pa.table({"kind": pa.array([kind]), "given": pa.array([written], pa.string())}),
        ibis.schema({"kind": "string", "given": "string"}),
    )
    ((value,),) = rows_of(given.select(value=normal_identifier(given.kind, given.given, plus_tags=plus_tags)))
    return value if value is None else str(value)


@pytest.mark.parametrize(
    "written",
    [
        "ana@x.example",
        " Ana@X.Example ",
        "mailto:ana@x.example",
        "Ana <ana@x.example>",
        "ana@x.example\u00a0",
        "'ana@x.example",
    ],
)
def test_an_address_is_one_however_it_is_written(written: str) -> None:
    assert normal("email", written) == "ana@x.example"


@pytest.mark.parametrize("written", ["ana", "@x.example", "ana@", "ana@x", "a@b.c,d@e.f", "ana@x.example.", ""])
def test_what_cannot_be_an_address_is_null(written: str) -> None:
    assert normal("email", written) is None


def test_plus_tags_are_left_out_unless_they_count() -> None:
    assert normal("email", "Ana+shop@x.example") == "ana@x.example"
    assert normal("email", "Ana+shop@x.example", plus_tags=True) == "ana+shop@x.example"


@pytest.mark.parametrize(
    ("written", "value"),
    [(" U-7 ", "U-7"), ("'0042", "0042"), ("12345.0", "12345"), ("v1.0", "v1.0"), ("10.05", "10.05"), ("aB", "aB")],
)
def test_an_id_is_trimmed_and_keeps_its_case(written: str, value: str) -> None:
    assert normal("user_id", written) == value


def test_an_anonymous_id_keeps_the_blank_that_parts_it_from_its_site() -> None:
    assert normal("reader_id", "think.example  a1 ") == "think.example  a1"


@pytest.mark.parametrize("written", ["#1001", "1001", "'#1001", " 1001.0"])
def test_an_order_id_is_without_its_sign(written: str) -> None:
    assert normal("order_id", written) == "1001"


@pytest.mark.parametrize("written", ["#1001 of till", "1001 of till", "'#1001 of till", "1001.0 of till"])
def test_an_order_of_a_shop_is_its_number_and_the_shop(written: str) -> None:
    assert normal("shop_order", written) == "1001 of till"


def test_an_order_of_a_shop_without_a_number_is_none() -> None:
    assert normal("shop_order", "# of till") is None


def test_a_card_is_without_blanks() -> None:
    assert normal("loyalty_card", " 6338 1234 5678 ") == "633812345678"


def test_a_device_id_is_in_lower_case() -> None:
    assert normal("device_id", "6D92078A-8246-4BA4-AE5B-76104861E7DC") == "6d92078a-8246-4ba4-ae5b-76104861e7dc"


def test_a_declared_kind_stands_before_its_value() -> None:
    assert normal("other", " Braze_ID : 'X7 ") == "braze_id:X7"
    assert normal("other", "braze:a:b") == "braze:a:b"


@pytest.mark.parametrize("written", ["X7", ":X7", "braze:", "braze: "])
def test_a_declared_identifier_without_kind_or_value_is_null(written: str) -> None:
    assert normal("other", written) is None


@pytest.mark.parametrize("kind", ["email", "user_id", "order_id", "loyalty_card", "device_id", "other"])
def test_nothing_is_null(kind: str) -> None:
    assert normal(kind, None) is None
    assert normal(kind, " ") is None
