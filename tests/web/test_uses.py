import ast
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from riparian.web import definitions, uses
from riparian.web.uses import UsedOn, pages_reading


def test_a_table_is_used_where_its_page_or_what_the_page_imports_reads_it() -> None:
    used = pages_reading()

    assert UsedOn("Hourglass", "/hourglass") in used["band_flows"]
    assert UsedOn("Sources", "/sources") in used["source_weeks"]


def test_the_page_of_one_person_is_told_as_that_of_people() -> None:
    assert pages_reading()["facet_entries"] == (UsedOn("People", "/people"),)


def test_what_people_did_is_read_by_the_page_of_people_and_not_by_those_that_link_to_it() -> None:
    used = pages_reading()

    assert used["purchases"] == used["band_passages"] == (UsedOn("People", "/people"),)
    assert UsedOn("Today", "/today") not in used["band_entries"]


def test_code_is_read_by_one_thread_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page is asked for while another thread reads the same ahead; CPython may fail where two parse at once."""
    at_once: list[int] = []
    parsing: list[str] = []
    parse = ast.parse

    def slow(source: str, *rest: Any, **named: Any) -> ast.AST:
        parsing.append(source)
        at_once.append(len(parsing))
        time.sleep(0.001)
        parsing.remove(source)
        made: ast.AST = parse(source, *rest, **named)
        return made

    for cached in (definitions.definitions, definitions._told, uses.pages_reading, uses._tables_of, uses._parsed):
        cached.cache_clear()
    monkeypatch.setattr(ast, "parse", slow)

    with ThreadPoolExecutor(4) as threads:
        told = [one.result() for one in [threads.submit(definitions.definitions) for _ in range(4)]]

    assert set(at_once) == {1}
    assert all(one is told[0] for one in told)
