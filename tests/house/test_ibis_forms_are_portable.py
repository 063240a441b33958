"""Forms that differ between engines, or fail on one, stand nowhere in derivations, expressions and presets."""

import ast

from tests.house.source import Source, dotted, keywords, method, offences_in

INSTEAD = {
    "approx_median": "the exact median",
    "approx_nunique": "nunique",
    "approx_quantile": "quantile",
    "asof_join": "an inequality join and a rank",
    "bucket": "arithmetic on the column",
    "epoch_seconds": "comparing with an interval added",
    "group_concat": "collect structs, sort, map, join",
    "hash": 'hexdigest("sha256")',
    "last": "max(where=) over a running maximum of the row number",
    "levenshtein": "a distance that counts characters on every engine",
    "mode": "group and rank",
    "sample": "a condition on the key",
    "topk": "order_by with every tie broken, then limit",
}
ORDERED = {"collect": "collect structs, then sort", "first": "argmin, or max(where=) of a flagged row"}
ASKS_THE_ENGINE = {"ibis.now", "ibis.today", "ibis.random", "ibis.uuid"}


def is_a_day(node: ast.AST) -> bool:
    """Whether an expression is a date by its form or by its name: `.date()`, or a column that ends in `_on`."""
    return dotted(node).endswith((".date()", "_on"))


def offence(call: ast.Call) -> str:
    name = method(call)
    if dotted(call.func) in ASKS_THE_ENGINE:
        return "use an argument: as_of or seed"
    if name in INSTEAD:
        return f"use {INSTEAD[name]}"
    if name in ORDERED and keywords(call) & {"order_by", "include_null"}:
        return f"use {ORDERED[name]}"
    if (
        name == "delta"
        and isinstance(call.func, ast.Attribute)
        and not all(map(is_a_day, [call.func.value, *call.args[:1]]))
    ):
        return "compare with an interval added; only dates count days alike"
    if name == "corr" and "how" not in keywords(call):
        return 'use how="pop"'
    return ""


def rule(source: Source) -> list[str]:
    if not source.below("derivations/", "expressions/", "presets/"):
        return []
    found = ((call, offence(call)) for call in source.calls)
    return [source.at(call, f"{dotted(call.func)}( differs between engines: {fix}") for call, fix in found if fix]


def test_ibis_forms_are_portable() -> None:
    assert offences_in(rule, "src") == []


def test_the_rule_finds_each_form() -> None:
    forms = [f"x.{name}(y)" for name in INSTEAD] + [f"{name}()" for name in ASKS_THE_ENGINE]
    forms += ["x.collect(order_by=y)", "x.first(order_by=y)", "x.started_at.delta(y.ended_at, unit='day')", "x.corr(y)"]

    assert [form for form in forms if not rule(Source("src/riparian/derivations/a/x.py", form))] == []


def test_the_rule_passes_the_forms_to_use() -> None:
    forms = [
        "x.collect().sort()",
        "x.first().over(w)",
        "x.date().delta(y.date(), unit='day')",
        "a.born_on.delta(b.paid_on)",
    ]
    forms += ["x.corr(y, how='pop')", "ibis.row_number() + 1", "settings.mode"]

    assert [form for form in forms if rule(Source("src/riparian/derivations/a/x.py", form))] == []
