"""What of an expression can be told person by person, and where it begins to speak of everybody.

A relation is of people when what it holds of a person follows from that person's rows alone: then it may be computed
for a few people, and what they brought to a sum can be taken out of it and put back. So it is with what is told row by
row of tables that landed: files that came since bring their rows, and those that are gone take theirs away.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import singledispatchmethod
from typing import Final, Literal

import ibis.expr.operations as ops
from ibis.expr.operations import Node, Relation, Value
from ibis.expr.operations.relations import JoinLink, Reference

KEY: Final = "person_key"
"""The column of a table that says whose row it is."""

_SUBQUERIES: Final = (ops.ScalarSubquery, ops.ExistsSubquery, ops.InSubquery)
_KEEPS_THE_LEFT: Final = ("inner", "left", "semi", "anti", "cross", "any_inner", "any_left")
"""Joins whose rows are each of one row of the left."""
_GIVES_THE_RIGHT: Final = ("inner", "cross", "any_inner", "right")
_LEFT_ALONE: Final = ("semi", "anti")


@dataclass(frozen=True, slots=True)
class Told:
    """How a relation stands to people, and by which of its columns: none where the key was left out.

    `rows`: each row is of one row of the `landed` tables. `fixed`: other tables that are not by person. `summed`: made
    of sums over people, and fixed tables. `mixed`: all else.
    """

    kind: Literal["people", "rows", "fixed", "summed", "mixed"]
    keys: frozenset[str] = frozenset()
    landed: frozenset[str] = frozenset()


_FIXED, _SUMMED, _MIXED = Told("fixed"), Told("summed"), Told("mixed")
_ASKED: Final = {"rows", "fixed"}
"""What is asked whole where it is not the rows themselves that count."""


class Separable:
    """Judges the relations of one expression, each once."""

    def __init__(self, by_person: Collection[str], fixed: Collection[str], landed: Collection[str] = ()) -> None:
        """`by_person` and `fixed` name the tables read; what has another name was made of rows on the way.

        `landed`: those of the fixed ones that hold rows of sources, in files that come and go.
        """
        self._by_person, self._named_fixed, self._landed = by_person, fixed, landed
        self._told: dict[Node, Told] = {}
        self.sums: list[ops.Aggregate | ops.Distinct] = []
        """Where rows become rows of everybody: aggregates without a person's key, and those of landed rows."""

    def told(self, node: Node) -> Told:
        """How a relation stands to people."""
        if node not in self._told:
            self._told[node] = self._judge(node)
        return self._told[node]

    @singledispatchmethod
    def _judge(self, node: Node) -> Told:
        """Anything not named below, such as a limit: the more of it is of people, the less can be said."""
        below = {self.told(one).kind for one in node.__children__ if isinstance(one, Relation)}
        if below <= _ASKED:
            return _FIXED
        return _SUMMED if below <= {*_ASKED, "summed"} else _MIXED

    @_judge.register
    def _(self, node: ops.UnboundTable) -> Told:
        if node.name in self._by_person:
            return Told("people", frozenset({KEY}))
        if node.name in self._landed:
            return Told("rows", landed=frozenset({node.name}))
        return _FIXED if node.name in self._named_fixed else _SUMMED

    @_judge.register
    def _(self, node: Reference) -> Told:
        return self.told(node.parent)

    @_judge.register
    def _(self, node: ops.Sort) -> Told:
        return self._with(self.told(node.parent), node.keys)

    @_judge.register
    def _(self, node: ops.Filter) -> Told:
        return self._with(self.told(node.parent), node.predicates)

    @_judge.register
    def _(self, node: ops.Project) -> Told:
        told = self._with(self.told(node.parent), node.values.values())
        kept = {name for name, value in node.values.items() if _is_key(value, told.keys)}
        return Told(told.kind, frozenset(kept), told.landed)

    @_judge.register
    def _(self, node: ops.FillNull) -> Told:
        return self.told(node.parent)

    @_judge.register
    def _(self, node: ops.DropNull) -> Told:
        return self.told(node.parent)

    @_judge.register
    def _(self, node: ops.DropColumns) -> Told:
        told = self.told(node.parent)
        return Told(told.kind, told.keys - set(node.columns_to_drop), told.landed)

    @_judge.register
    def _(self, node: ops.Aggregate) -> Told:
        told = self._with(self.told(node.parent), node.values.values())
        if told.kind != "people":
            return self._of_rows(node) if told.kind == "rows" else told
        kept = {name for name, value in node.groups.items() if _is_key(value, told.keys)}
        return Told("people", frozenset(kept)) if kept else self._summed(node)

    @_judge.register
    def _(self, node: ops.Distinct) -> Told:
        told = self.told(node.parent)
        if told.kind == "rows":
            return self._of_rows(node)
        return self._summed(node) if told.kind == "people" and not told.keys else told

    @_judge.register
    def _(self, node: ops.Union) -> Told:
        left, right = self.told(node.left), self.told(node.right)
        if left.kind == right.kind == "people":
            keys = left.keys & right.keys
            return Told("people", keys) if keys or not node.distinct else _MIXED
        kinds = {left.kind, right.kind}
        if kinds == {"rows"} and not node.distinct:
            return Told("rows", landed=left.landed | right.landed)
        return _FIXED if kinds <= _ASKED else _SUMMED if kinds <= {*_ASKED, "summed"} else _MIXED

    @_judge.register
    def _(self, node: ops.JoinChain) -> Told:
        told = self.told(node.first)
        keyed = {(node.first, name) for name in told.keys}
        for link in node.rest:
            told, keyed = self._joined(told, keyed, link)
        kept = {
            name
            for name, value in node.values.items()
            if isinstance(value, ops.Field) and (value.rel, value.name) in keyed
        }
        return Told(told.kind, frozenset(kept), told.landed)

    def _joined(
        self, told: Told, keyed: set[tuple[Relation, str]], link: JoinLink
    ) -> tuple[Told, set[tuple[Relation, str]]]:
        """The chain so far with one more table: of people where its rows are still each of one person."""
        other = self._with(self.told(link.table), link.predicates)
        brought = {(link.table, name) for name in other.keys}
        if told.kind != "people" and other.kind != "people":
            if told.kind == "rows" and other.kind == "fixed" and link.how in _KEEPS_THE_LEFT:
                looked_up = {one.name for one in link.table.find(ops.UnboundTable)}
                return _FIXED if looked_up & told.landed else told, set()
            return Separable._worse(told, other), set()
        if told.kind == "people" and other.kind in _ASKED and link.how in _KEEPS_THE_LEFT:
            return told, keyed
        if told.kind in _ASKED and other.kind == "people" and link.how in _GIVES_THE_RIGHT:
            return other, brought
        same = any(_same_person(one, keyed, brought) for one in link.predicates)
        if told.kind == other.kind == "people" and same and link.how in _KEEPS_THE_LEFT:
            return told, keyed if link.how in _LEFT_ALONE or link.how.endswith("left") else keyed | brought
        return _MIXED, set()

    def _with(self, told: Told, values: Iterable[Value]) -> Told:
        """A relation with values computed of it: queries in them, windows over several people, and dice count."""
        for value in values:
            for one in value.find((*_SUBQUERIES, ops.WindowFunction, ops.Impure), filter=ops.Value):
                if isinstance(one, ops.WindowFunction):
                    if told.kind == "people" and not any(_is_key(by, told.keys) for by in one.group_by):
                        return _MIXED
                    told = _FIXED if told.kind == "rows" else told
                elif isinstance(one, _SUBQUERIES):
                    asked = self.told(one.rel)
                    if told.kind == "rows" or asked.kind not in _ASKED:
                        told = _MIXED if told.kind == "people" else Separable._worse(told, asked)
                elif not isinstance(one, ops.ScalarUDF):  # Functions of the engine are named by one, and throw no dice.
                    return _MIXED
        return told

    def _summed(self, node: "ops.Aggregate | ops.Distinct") -> Told:
        self.sums.append(node)
        return _SUMMED

    def _of_rows(self, node: "ops.Aggregate | ops.Distinct") -> Told:
        """A sum over landed rows, which stays what is asked whole: by a key it has too many groups to be kept."""
        groups = node.schema if isinstance(node, ops.Distinct) else node.groups
        if not any(name.endswith("_key") for name in groups):
            self.sums.append(node)
        return _FIXED

    @staticmethod
    def _worse(one: Told, other: Told) -> Told:
        kinds = {one.kind, other.kind}
        return _MIXED if kinds & {"mixed", "people"} else _SUMMED if "summed" in kinds else _FIXED


def _is_key(value: Value, keys: frozenset[str]) -> bool:
    return isinstance(value, ops.Field) and value.name in keys


def _same_person(predicate: Value, keyed: set[tuple[Relation, str]], brought: set[tuple[Relation, str]]) -> bool:
    if not isinstance(predicate, ops.Equals):
        return False
    sides = {(side.rel, side.name) for side in (predicate.left, predicate.right) if isinstance(side, ops.Field)}
    return bool(sides & keyed) and bool(sides & brought)
