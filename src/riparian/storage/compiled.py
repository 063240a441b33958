"""Query texts of expressions: writing one takes longer than running it on few rows, so none is written twice."""

from functools import lru_cache

import ibis
from ibis.expr.operations import Node

KEPT = 2_048
"""Texts a process keeps: those of a few builds."""


def compiled(expression: ibis.Expr, dialect: str = "duckdb") -> str:
    """The text of an expression for an engine."""
    return _text(expression.op(), dialect)


@lru_cache(maxsize=KEPT)
def _text(operation: Node, dialect: str) -> str:
    return str(ibis.to_sql(operation.to_expr(), dialect=dialect))
