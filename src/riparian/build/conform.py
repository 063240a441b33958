"""Does an expression make what its row class promises? Asked before anything is computed."""

import ibis

from riparian.core.errors import DerivationError
from riparian.core.row import Row, mapped_schema_of, schema_of


def conform(expression: ibis.Table, row: type[Row], *, where: str) -> None:
    """Compare the schema of an expression with the promise of a row class.

    Raises:
        DerivationError: naming every column that is missing, too many, out of order or of another type.
    """
    _compare(expression.schema(), schema_of(row), where=where, ends="promised(…, " + row.__name__ + ")")


def conform_mapping(expression: ibis.Table, row: type[Row], *, where: str) -> None:
    """Compare what a preset's mapping gives with what the row class asks of mappings (order does not matter).

    `line` is required; `refused` and `slot` are allowed.

    Raises:
        DerivationError: naming every column that is missing, too many or of another type.
    """
    wanted = dict(mapped_schema_of(row).items()) | {"line": ibis.dtype("int64")}
    extra = {"refused": ibis.dtype("string"), "slot": ibis.dtype("int32")}
    given = {name: dtype for name, dtype in expression.schema().items() if name not in extra}
    _compare(
        ibis.schema({name: given[name] for name in sorted(given)}),
        ibis.schema({name: wanted[name] for name in sorted(wanted)}),
        where=where,
        ends=f"the columns of {row.__name__} and `line`",
    )


def _compare(given: ibis.Schema, wanted: ibis.Schema, *, where: str, ends: str) -> None:
    told = [f"{name} is missing" for name in wanted if name not in given]
    told += [f"{name} is not promised" for name in given if name not in wanted]
    told += [
        f"{name} is {given[name]}, promised {wanted[name]}"
        for name in wanted
        if name in given and given[name].copy(nullable=True) != wanted[name].copy(nullable=True)
    ]
    if not told and list(given) != list(wanted):
        told = ["columns stand in another order"]
    if told:
        raise DerivationError("; ".join(told), where=where, fix=f"end with {ends}")
