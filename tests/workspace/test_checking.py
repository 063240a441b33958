from pathlib import Path

from riparian.workspace.checking import checked
from riparian.workspace.drafting import drafted
from riparian.workspace.proposing import proposed
from tests.workspace.exports import EVENTS, ORDERS, written


def folder_with(tmp_path: Path, toml: str) -> Path:
    written(tmp_path, orders=ORDERS, app=EVENTS)
    (tmp_path / "riparian.toml").write_text(toml)
    return tmp_path


def told(folder: Path) -> list[str]:
    return [str(mistake) for mistake in checked(folder).mistakes]


def test_every_mistake_of_the_file_is_told_at_once(tmp_path: Path) -> None:
    folder = folder_with(
        tmp_path,
        '[company]\ncurency = "EUR"\n[derivations.session]\n[[sources]]\nname = "a"\npreset = "shopify"\nfiles = "*"\n',
    )

    mistakes = told(folder)

    assert [("did you mean 'currency'?" in one) for one in mistakes].count(True) == 1
    assert [("did you mean 'sessions'?" in one) for one in mistakes].count(True) == 1
    assert [("no preset named 'shopify'" in one) for one in mistakes].count(True) == 1


def test_globs_headers_and_formulas_are_looked_at_in_all_sources(tmp_path: Path) -> None:
    folder = folder_with(
        tmp_path,
        """
        [[sources]]
        name = "gone"
        preset = "zendesk"
        files = "tickets*.csv"
        [[sources]]
        name = "shop"
        preset = "shopify_orders"
        files = "orders.csv"
        [[sources]]
        name = "app"
        preset = "files"
        files = "app.csv"
        [sources.tables.source_events]
        occurred_at = "instant(timestam)"
        kind = "value_map(event, 'kinds')"
        email = "email + 1"
        [sources.values.kind]
        """,
    )

    gone, shop, *formulas = told(folder)

    assert "no file matches 'tickets*.csv'" in gone
    assert "orders.csv does not look like shopify_orders" in shop
    assert [one.split("\n")[1].split()[-1] for one in formulas] == ["occurred_at", "kind", "email"]
    assert "timestamp" in formulas[0]


def test_a_file_of_another_tool_is_told_apart(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, '[[sources]]\nname = "nps"\npreset = "zendesk"\nfiles = "s.csv"\n')
    written(folder, s="response_id,answered_at,email,question,scale,score,comment\n1,2025-01-01,a@b.test,q,nps,9,\n")

    (mistake,) = told(folder)

    assert "fix:   it looks like surveys" in mistake


def test_no_configuration_is_one_mistake(tmp_path: Path) -> None:
    (mistake,) = told(tmp_path)

    assert "riparian init" in mistake


def test_what_is_right_has_no_mistakes_and_names_its_files(tmp_path: Path) -> None:
    written(tmp_path, orders=ORDERS, app=EVENTS)
    (tmp_path / "riparian.toml").write_text(drafted(proposed(tmp_path)))

    found = checked(tmp_path)

    assert (found.mistakes, found.files) == ((), {"app": (tmp_path / "app.csv",), "orders": (tmp_path / "orders.csv",)})
