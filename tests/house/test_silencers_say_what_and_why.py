"""`# type: ignore` and `# noqa` name what they silence and say why."""

import io
import re
import tokenize

from tests.house.source import Source, offences_in

SILENCER = re.compile(r"#\s*(type:\s*ignore|noqa)\b")
COMPLETE = re.compile(r"#\s*(type:\s*ignore\[[\w, -]+\]|noqa:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*)\s+(#\s*)?[A-Za-z`].{4}")


def rule(source: Source) -> list[str]:
    comments = (
        token for token in tokenize.generate_tokens(io.StringIO(source.text).readline) if token.type == tokenize.COMMENT
    )
    return [
        f"{source.path}:{comment.start[0]}: a silencer without a code or a reason"
        for comment in comments
        if SILENCER.search(comment.string) and not COMPLETE.search(comment.string)
    ]


def test_silencers_say_what_and_why() -> None:
    assert offences_in(rule, "src", "tests", "benchmarks") == []


def test_the_rule_finds_silencers_without_code_or_reason() -> None:
    for silencer in ("type: ignore", "type: ignore[arg-type]", "noqa", "noqa: E501", "type: ignore  # because"):
        assert len(rule(Source("src/riparian/x.py", f"x = 1  # {silencer}\n"))) == 1


def test_the_rule_passes_a_code_and_a_reason() -> None:
    for silencer in ("type: ignore[arg-type]  # numpy's stubs miss it", "noqa: E501  a table in a comment"):
        assert rule(Source("src/riparian/x.py", f"x = 1  # {silencer}\n")) == []
