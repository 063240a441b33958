"""A short text of what an expression says: the same in every process, and found far sooner than its query."""

import hashlib
from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum

import ibis
import ibis.expr.datatypes as dt
from ibis.common.graph import Graph, Node
from ibis.expr.datashape import DataShape
from ibis.expr.operations.relations import Namespace, Reference

_PLAIN = (
    str,
    int,
    float,
    bool,
    bytes,
    date,
    time,
    timedelta,
    Decimal,
    Enum,
    dt.DataType,
    ibis.Schema,
    Namespace,
    type(None),
)


def digest(expression: ibis.Expr) -> str:
    """What an expression says, in 64 characters; empty where it holds something that has no text of its own."""
    graph, _ = Graph.from_bfs(expression.op()).toposort()
    numbers: dict[Node, str] = {}
    told = hashlib.sha256()
    try:
        for node in graph:
            numbers[node] = f"#{len(numbers)}"
            # What tells two readings of one table apart is counted up by a process, and says nothing in itself.
            arguments = (node.parent,) if isinstance(node, Reference) else node.__args__
            told.update(f"{type(node).__name__}{_text(arguments, numbers)}\n".encode())
    except TypeError:
        return ""
    return told.hexdigest()


def _text(value: object, numbers: Mapping[Node, str]) -> str:
    if isinstance(value, Node):
        return numbers[value]
    if isinstance(value, _PLAIN):
        return repr(value)
    if isinstance(value, DataShape):
        return type(value).__name__
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{name}:{_text(one, numbers)}" for name, one in value.items()) + "}"
    if isinstance(value, frozenset):
        value = tuple(sorted(value))
    if isinstance(value, tuple | list):
        return "(" + ",".join(_text(one, numbers) for one in value) + ")"
    raise TypeError(f"{type(value)} has no text of its own")
