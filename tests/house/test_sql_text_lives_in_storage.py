"""SQL text stands in storage and the ledger; everybody else writes expressions."""

import ast
import re

from tests.house.source import Source, offences_in

SQL = re.compile(
    r"\s*(select\b.*\bfrom\b|insert\s+into\b|delete\s+from\b|update\s+\w+\s+set\b|with\s+\w+\s+as\s*\(|copy\s*\("
    r"|(create|drop|alter)\s+(or\s+replace\s+)?(temp(orary)?\s+)?(table|view|index|macro)\b|attach\s+'|pragma\s)",
    re.IGNORECASE | re.DOTALL,
)


def rule(source: Source) -> list[str]:
    if source.below("storage/", "ledger/"):
        return []
    docstrings = {id(node.value) for node in source.nodes if isinstance(node, ast.Expr)}
    texts = (node for node in source.nodes if isinstance(node, ast.Constant) and id(node) not in docstrings)
    return [source.at(text, "SQL text") for text in texts if isinstance(text.value, str) and SQL.match(text.value)]


def test_sql_text_lives_in_storage() -> None:
    assert offences_in(rule, "src") == []


def test_the_rule_finds_plain_and_formatted_text() -> None:
    bad = Source(
        "src/riparian/build/x.py", 'a = "SELECT 1 FROM t"\nb = f"copy ({a}) to x"\nc = "with t as (select 1)"\n'
    )

    assert len(rule(bad)) == 3


def test_the_rule_passes_sentences_docstrings_and_storage() -> None:
    sentence = Source("src/riparian/cli/x.py", '"""Select rows from a table."""\nfix = "choose one from the list"\n')
    storage = Source("src/riparian/storage/x.py", 'a = "SELECT 1 FROM t"\n')

    assert rule(sentence) == []
    assert rule(storage) == []
