from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from riparian.core.errors import NotFoundError
from riparian.web import words
from riparian.web.app import create_app
from riparian.web.pages.sources import show
from riparian.web.refusals import NothingYetError
from riparian.web.unbroken import unbroken
from tests.web.hand_reader import HandReader


def test_rows_read_are_kept_rejected_or_known_in_every_source(tables: HandReader) -> None:
    view = show(tables)

    assert [one.source for one in view.sources] == ["web", "newsletter", "shop", "help desk", "survey", "referrals"]
    assert all(one.rows_read == one.rows_kept + one.rows_rejected + one.rows_known for one in view.sources)


def test_without_a_choice_the_first_source_with_a_trouble_is_told(tables: HandReader) -> None:
    view = show(tables)

    assert view.troubled == ("newsletter", "help desk")
    assert view.told.silo.source == "newsletter"
    assert view.sentence.endswith("“newsletter” has no row from 29 Aug 2026 to 25 Sep 2026. 2 more troubles.")


def test_reject_reasons_come_from_the_largest_with_raw_rows_and_a_command_for_the_shell(tables: HandReader) -> None:
    told = show(tables, source="help desk").told

    (reason,) = told.reasons
    assert (reason.rows, len(reason.examples), reason.examples[0].raw) == (41, 3, '{"id":"<b>7</b>"}')
    assert reason.export == (
        "riparian rejects export mended.jsonl --source 'help desk' --reason 'opened_at is missing or unreadable'"
    )
    assert told.replay == "riparian rejects replay mended.jsonl"


def test_a_source_that_shares_nobody_says_so(client: TestClient) -> None:
    assert "Nobody it knows is known to another source" in client.get("/sources?source=survey").text


def test_raw_rows_are_text_never_markup(client: TestClient) -> None:
    page = client.get("/sources", params={"source": "help desk"}).text

    assert "<b>7</b>" not in page
    assert "&lt;b&gt;7&lt;/b&gt;" in page


def test_an_unknown_source_is_refused_with_those_there_are(tables: HandReader) -> None:
    with pytest.raises(NotFoundError) as refused:
        show(tables, source="till")

    assert "web, newsletter, shop" in refused.value.fix


def test_before_anything_was_read_there_is_nothing_yet() -> None:
    with pytest.raises(NothingYetError):
        show(HandReader())


def test_a_snapshot_without_a_row_is_told(tables: HandReader) -> None:
    amounts = dict.fromkeys(("rows_read", "rows_kept", "rows_rejected", "rows_known"), 0)
    load = {"load": 1, "source": "shop", "file": "orders.csv", "first_at": None, "last_at": None, "bytes": 40} | amounts
    empty = HandReader({"source_loads": [load], "silo_coverage": [], "source_weeks": [], "source_rejects": [],
                        "silo_overlaps": [], "people": []}, as_of=tables.as_of)  # fmt: skip
    page = TestClient(create_app(lambda: empty), base_url="http://127.0.0.1").get("/sources")

    assert page.status_code == 200
    assert show(empty).sentence.startswith("0 rows were read from 1 source; 0 could not be used.")


def test_each_source_is_told_as_another_snapshot_knew_it(tables: HandReader, client: TestClient) -> None:
    earlier = replace(
        tables.before[0],
        tables=dict(tables.tables) | {"source_loads": [
            row | {"rows_read": row["rows_read"] - 1, "rows_kept": row["rows_kept"] - 1}
            for row in tables.tables["source_loads"] if row["source"] != "survey"
        ]},
    )  # fmt: skip
    now = replace(tables, before=(earlier,))

    view = show(now, against=earlier.snapshot)

    files = [row for row in tables.tables["source_loads"] if row["source"] == "shop"]
    assert view.before is not None
    assert "survey" not in view.before
    shop = next(one for one in view.sources if one.source == "shop")
    assert shop.rows_read - view.before["shop"].rows_read == len(files)
    assert view.before["shop"].only_here == shop.only_here
    assert "not read then" not in client.get(f"/sources?against={earlier.snapshot}").text


def test_the_source_told_in_full_is_laid_over_what_another_snapshot_knew_of_it(tables: HandReader) -> None:
    rejects = tables.tables["source_rejects"]
    kept = [row for row in rejects if row["source"] != "shop"] + [row for row in rejects if row["source"] == "shop"][1:]
    halved = [row | {"share": row["share"] / 2} for row in tables.tables["silo_overlaps"]]
    former = replace(tables.before[0], tables=dict(tables.tables) | {"source_rejects": kept, "silo_overlaps": halved})
    now = replace(tables, before=(former,))

    view = show(now, source="shop", against=former.snapshot)
    html = (
        TestClient(create_app(lambda: now), base_url="http://127.0.0.1")
        .get(f"/sources?source=shop&against={former.snapshot}")
        .text
    )

    then = view.told_before
    assert then is not None
    assert then.overlaps == {one.other: one.share / 2 for one in view.told.overlaps}
    assert sum(one.rows - then.reasons.get(one.reason, 0) for one in view.told.reasons) == 1
    assert all(unbroken(f"then {words.share(share)}") in html for share in then.overlaps.values())
    assert show(now).told_before is None


def test_reasons_that_differ_by_their_numbers_are_one_with_an_example_and_open_together(tables: HandReader) -> None:
    told = ("total -5 is below 0", "total -12.50 is below 0", "total -5 is below 0; tax -1 is below 0")
    rejects = [
        {"load": 1, "source": "shop", "file": "orders.csv", "line": line, "reason": told[line % 3], "raw": f"{line}"}
        for line in range(9)
    ]
    now = replace(tables, tables=dict(tables.tables) | {"source_rejects": rejects})
    then = replace(tables.before[0], tables=dict(tables.tables) | {"source_rejects": rejects[:1]})
    both = replace(now, before=(then,))

    found = show(now, source="shop").told.reasons
    against = show(both, source="shop", against=then.snapshot)
    html = TestClient(create_app(lambda: now), base_url="http://127.0.0.1").get("/sources?source=shop").text

    assert [(one.reason, one.wordings, one.rows) for one in found] == [("total … is below 0", 2, 6), (told[2], 1, 3)]
    assert found[0].example == told[0]
    assert [row.line for row in found[0].examples] == [0, 1, 3]
    assert found[0].export.endswith("--reason 'total … is below 0'")
    assert against.told_before is not None
    assert against.told_before.reasons == {"total … is below 0": 1}
    assert "told in 2 ways, as “total -5 is below 0”" in html


def test_words_that_only_the_rest_of_a_value_map_takes_are_told(tables: HandReader, client: TestClient) -> None:
    maps = show(tables, source="web").told.value_maps
    html = " ".join(client.get("/sources?source=web").text.split())

    assert [(one.name, one.becomes, one.rows, one.further) for one in maps] == [
        ("kind", "other", 37, 2),
        ("states", "paid", 1, 0),
    ]
    assert [(one.word, one.rows) for one in maps[0].words] == [("pos", 31), ("kiosk <b>", 4)]
    assert "37 rows hold words that <code>[sources.values.kind]</code> does not name" in html
    assert "takes them for “other”: pos (31), kiosk &lt;b&gt; (4) and 2 rows of others." in html
    assert "1 row holds a word that" in html
    assert "Words without a name" not in client.get("/sources?source=shop").text


def test_the_most_frequent_words_are_listed_and_the_rest_counted(tables: HandReader) -> None:
    many = [
        {"source": "web", "value_map": "kind", "word": f"w{number}", "becomes": "other", "rows": number}
        for number in range(1, 13)
    ]

    (told,) = show(replace(tables, tables={**tables.tables, "unnamed_words": many}), source="web").told.value_maps

    assert [one.word for one in told.words] == [f"w{number}" for number in range(12, 4, -1)]
    assert (told.rows, told.further) == (78, 10)
