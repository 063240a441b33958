"""Sums over people, taken out of an expression so that they can be kept from build to build."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.operations as ops
from ibis.expr.operations import Node, Value

from riparian.build.fingerprint import code_version, fingerprint
from riparian.build.separable import KEY, Separable
from riparian.core.row import Row, published
from riparian.storage.sql import TYPES
from riparian.storage.sums import ROWS, Kind, SumQuery

Text = Callable[[ibis.Table], str]


@dataclass(frozen=True, slots=True)
class Query:
    """A query, and the sums it reads as tables of their names."""

    text: str
    sums: tuple[SumQuery, ...] = ()


def parted(
    expression: ibis.Table,
    *,
    by_person: Collection[str],
    fixed: Collection[str],
    text: Text,
    landed: Collection[str] = (),
) -> Query:
    """The query of an expression, with the sums over people and over landed rows in it as queries of their own.

    A sum is an aggregate over rows that are each of one person, of which every figure can be had of what some people
    brought taken out and put back: counts, sums, means, people, and smallest and largest values as far as they go.

    Args:
        by_person: tables with a row's person in `person_key`.
        fixed: other tables that builds keep.
        text: compiles an expression.
        landed: those of the fixed ones that hold rows of sources, in files that come and go.
    """
    judge = Separable(by_person, fixed, landed)
    judge.told(expression.op())
    replaced: dict[Node, Node] = {}
    sums: dict[str, SumQuery] = {}
    within: set[Node] = set()
    for node in reversed(judge.sums):
        kept = _kept(node, judge) if node not in within else None
        if kept is None:
            continue
        within.update(node.parent.find((ops.Aggregate, ops.Distinct)))
        made, kinds, figures = kept
        rows = judge.told(node.parent).landed
        query = _query(made, kinds, groups=_groups(node), by_person=by_person, landed=rows, text=text)
        sums[query.name] = query
        replaced[node] = _rebuilt(node, query.name, made, figures)
    if not replaced:
        return Query(text(expression))
    return Query(text(expression.op().replace(replaced).to_expr()), tuple(sums.values()))


def _query(
    made: ops.Aggregate,
    kinds: dict[str, Kind],
    *,
    groups: tuple[str, ...],
    by_person: Collection[str],
    landed: Collection[str],
    text: Text,
) -> SumQuery:
    written = text(made.to_expr())
    read = sorted({one.name for one in made.find(ops.UnboundTable)})
    return SumQuery(
        name=f"sum_{fingerprint({'code': code_version(), 'text': written})}",
        text=written,
        groups=groups,
        kinds=kinds,
        schema={name: str(dtype.copy(nullable=True)) for name, dtype in made.schema.items()},
        people=tuple(name for name in read if name in by_person),
        others=tuple(name for name in read if name not in by_person and name not in landed),
        landed=tuple(name for name in read if name in landed),
    )


def _groups(node: "ops.Aggregate | ops.Distinct") -> tuple[str, ...]:
    return tuple(node.groups) if isinstance(node, ops.Aggregate) else tuple(node.schema)


def _kept(
    node: "ops.Aggregate | ops.Distinct", judge: Separable
) -> tuple[ops.Aggregate, dict[str, Kind], dict[Value, "_Figure"]] | None:
    """The aggregate to keep in place of one, the kinds of its columns, and how its reductions come of them.

    None where one of them needs the rows themselves, as a median does.
    """
    parent = node.parent
    told = judge.told(parent)
    metrics = node.metrics if isinstance(node, ops.Aggregate) else {}
    groups = {name: ops.Field(parent, name) for name in node.schema} if isinstance(node, ops.Distinct) else node.groups
    columns: dict[str, Value] = {ROWS: ops.CountStar(parent)}
    kinds: dict[str, Kind] = {ROWS: "count"}
    figures: dict[Value, _Figure] = {}
    for value in metrics.values():
        for reduction in value.find(ops.Reduction, filter=ops.Value):
            if reduction in figures:
                continue
            figure = _figure(reduction, told.keys)
            if figure is None:
                return None
            names = []
            for kind, column in figure.columns:
                names.append(f"kept_{len(columns)}")
                columns[names[-1]], kinds[names[-1]] = column, kind
            figures[reduction] = _Figure(figure.columns, figure.told, tuple(names))
    made = ops.Aggregate(parent, groups, columns)
    if any(str(dtype.copy(nullable=True)) not in TYPES for dtype in made.schema.values()):
        return None
    return made, kinds, figures


@dataclass(frozen=True, slots=True)
class _Figure:
    """Columns to keep for a reduction, what it is of them, and their names."""

    columns: tuple[tuple[Kind, Value], ...]
    told: Callable[..., Any]
    names: tuple[str, ...] = ()


def _figure(reduction: Value, keys: frozenset[str]) -> _Figure | None:
    """How a reduction is kept; None where it cannot be."""
    if isinstance(reduction, ops.CountStar | ops.Count):
        return _Figure((("count", reduction),), lambda count: count)
    if isinstance(reduction, ops.CountDistinct):
        of_people = isinstance(reduction.arg, ops.Field) and reduction.arg.name in keys
        return _Figure((("count", reduction),), lambda count: count) if of_people else None
    if type(reduction) in (ops.Sum, ops.Mean):
        return _sum(reduction)
    if type(reduction) in (ops.Any, ops.All):
        return _either(reduction)
    if type(reduction) in (ops.Min, ops.Max):
        kind: Kind = "min" if isinstance(reduction, ops.Min) else "max"
        return _Figure(((kind, reduction),), lambda value: value)
    return None


def _sum(reduction: Value) -> _Figure | None:
    if not (reduction.arg.dtype.is_integer() or reduction.arg.dtype.is_floating() or reduction.arg.dtype.is_boolean()):
        return None
    counted = ops.Count(reduction.arg, reduction.where)
    added = ops.Sum(reduction.arg, reduction.where)
    divide = isinstance(reduction, ops.Mean)
    columns: tuple[tuple[Kind, Value], ...] = (("sum", added), ("count", counted))
    if reduction.arg.dtype.is_floating():
        # What is taken out again leaves a rounding behind, and a sum of nothing but zeros is divided by nowhere.
        columns = (
            *columns,
            ("count", ops.Count(ops.NullIf(reduction.arg, ops.Literal(0.0, "float64")), reduction.where)),
        )

    def told(total: ibis.Value, count: ibis.Value, others: ibis.Value | None = None) -> ibis.Value:
        exact = total if others is None else ibis.ifelse(others > 0, total, 0.0)
        made = exact.cast("float64") / count.cast("float64").nullif(0) if divide else exact
        return ibis.ifelse(count > 0, made, ibis.null(made.type()))

    return _Figure(columns, told)


def _either(reduction: Value) -> _Figure:
    """Whether any or all of the values that are told hold: how many do, and how many are told."""
    holds = ops.Count(ops.NullIf(reduction.arg, ops.Literal(False, "boolean")), reduction.where)
    counted = ops.Count(reduction.arg, reduction.where)
    every = isinstance(reduction, ops.All)

    def told(hold: ibis.Value, count: ibis.Value) -> ibis.Value:
        return ibis.ifelse(count > 0, hold == count if every else hold > 0, ibis.null("boolean"))

    return _Figure((("count", holds), ("count", counted)), told)


def _rebuilt(
    node: "ops.Aggregate | ops.Distinct", name: str, made: ops.Aggregate, figures: dict[Value, _Figure]
) -> Node:
    """What stands in the place of an aggregate: the same columns, computed of the kept ones."""
    kept = ibis.table(made.schema, name=name)
    columns: dict[str, ibis.Value] = {one: kept[one] for one in _groups(node)}
    metrics = node.metrics if isinstance(node, ops.Aggregate) else {}
    for one, value in metrics.items():
        stands: dict[Node, Node] = {}
        for reduction in value.find(ops.Reduction, filter=ops.Value):
            figure = figures[reduction]
            said = figure.told(*(kept[column] for column in figure.names))
            stands[reduction] = said.cast(reduction.dtype).op()
        columns[one] = value.replace(stands, filter=ops.Value).to_expr().cast(value.dtype)
    return kept.select(**columns).op()


def tables_by_person(rows: Mapping[str, type[Row]]) -> frozenset[str]:
    """Of tables with their row classes, those that say whose each row is."""
    return frozenset(name for name, row in rows.items() if any(one.name == KEY for one in published(row)))
