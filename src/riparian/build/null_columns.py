"""Columns of an expression that are null in every row, as far as the expression itself says."""

import ibis
import ibis.expr.operations as ops


def null_columns(table: ibis.Table) -> frozenset[str]:
    """Names of the columns that hold nothing, whatever the tables below hold.

    A column that is not named may be empty all the same: only written nulls, their casts and columns taken from such
    ones are seen.
    """
    return frozenset(name for name in table.columns if _is_null(table.op(), name))


def _is_null(relation: ops.Node, name: str) -> bool:
    if isinstance(relation, ops.Project):
        return _is_null_value(relation.values[name])
    if isinstance(relation, ops.Union):
        return _is_null(relation.left, name) and _is_null(relation.right, name)
    if isinstance(relation, ops.Filter | ops.Sort | ops.Limit | ops.Distinct):
        return _is_null(relation.parent, name)
    return False


def _is_null_value(value: ops.Node) -> bool:
    if isinstance(value, ops.Literal):
        return value.value is None
    if isinstance(value, ops.Cast):
        return _is_null_value(value.arg)
    if isinstance(value, ops.Field):
        return _is_null(value.rel, value.name)
    return False
