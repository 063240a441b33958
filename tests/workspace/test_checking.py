from pathlib import Path

import pytest

from riparian.core.errors import SettingsError
from riparian.workspace.checking import checked
from riparian.workspace.drafting import drafted
from riparian.workspace.proposing import proposed
from riparian.workspace.workspace import Workspace
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


def test_a_name_given_twice_is_told_whatever_else_is_wrong_with_the_source(tmp_path: Path) -> None:
    one, other = 'name = "a"\npreset = "zendesk"\n', 'name = "a"\npreset = "shopify"\n'
    folder = folder_with(tmp_path, f'[[sources]]\n{one}files = "*"\n[[sources]]\n{other}files = "*"\n')

    mistakes = told(folder)

    assert [("two sources are named 'a'" in mistake) for mistake in mistakes].count(True) == 1
    assert [("no preset named 'shopify'" in mistake) for mistake in mistakes].count(True) == 1


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


def test_a_region_and_a_currency_that_are_none_are_mistakes_with_a_suggestion(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, '[company]\ncurrency = "EURO"\nregion = "ZZ"\n')

    currency, region = told(folder)

    assert "'EURO' is no currency; did you mean 'EUR'?" in currency
    assert "no phone numbers belong to a region 'ZZ'" in region
    assert "Value error" not in currency + region


def test_a_region_written_another_way_is_suggested(tmp_path: Path) -> None:
    (mistake,) = told(folder_with(tmp_path, '[company]\nregion = "UK"\n'))

    assert "did you mean 'GB'?" in mistake


def test_mistakes_of_the_configuration_hide_none_in_files_and_formulas(tmp_path: Path) -> None:
    folder = folder_with(
        tmp_path,
        """
        [compny]
        [[sources]]
        name = "shop"
        preset = "shopfy_orders"
        files = "orders.csv"
        [[sources]]
        name = "app"
        preset = "files"
        files = "app.csv"
        [sources.tables.source_orderss]
        total = "1"
        [sources.tables.source_events]
        occurred_at = "instant(timestam)"
        kind = "'vew'"
        """,
    )

    first = [one.splitlines()[0] for one in told(folder)]

    assert first == [
        "RIP100: no section named [compny]",
        "RIP100: no preset named 'shopfy_orders'",
        "RIP110: no source table is named 'source_orderss'",
        "RIP110: 'vew' is no kind",
        "RIP110: the file has no column 'timestam' in 'instant(timestam)'",
    ]


def test_two_sources_with_the_same_mistake_are_both_named(tmp_path: Path) -> None:
    source = """
        [[sources]]
        name = "{name}"
        preset = "files"
        files = "app.csv"
        [sources.tables.source_events]
        occurred_at = "instant(timestamp)"
        kind = "'vew'"
        """

    mistakes = told(folder_with(tmp_path, source.format(name="app") + source.format(name="till")))

    assert [one.splitlines()[1].split()[3] for one in mistakes] == ["app", "till"]


def spend_of(tmp_path: Path, text: str, settings: str = "") -> list[str]:
    folder = folder_with(tmp_path, f'[[sources]]\nname = "ads"\npreset = "ad_spend"\nfiles = "ads.csv"\n{settings}')
    written(folder, ads=text)
    return told(folder)


def test_spend_needs_no_campaign(tmp_path: Path) -> None:
    assert spend_of(tmp_path, "Day,Channel,Amount\n2024-05-01,radio,12.50\n") == []


def test_spend_without_a_column_that_it_needs_says_which(tmp_path: Path) -> None:
    (mistake,) = spend_of(tmp_path, "Day,Campaign,Amount,Clicks\n2024-05-01,Spring,12.50,3\n")

    assert "ads.csv lacks a channel (channel," in mistake
    assert "or the setting `channel`); its columns: day, campaign, amount, clicks" in mistake


def test_columns_that_the_settings_rename_are_looked_at_under_our_names(tmp_path: Path) -> None:
    text = "When,Where,Amount\n2024-05-01,radio,12.50\n"

    assert spend_of(tmp_path, text, 'columns = { day = "When", channel = "Where" }\n') == []


def test_a_renamed_column_that_is_none_is_told_on_either_side(tmp_path: Path) -> None:
    ours, theirs = spend_of(
        tmp_path, "When,Channel,Amount\n2024-05-01,radio,1\n", 'columns = { dy = "When", day = "Whn" }\n'
    )

    assert "ad_spend reads no column 'dy'\n  where: riparian.toml [[sources]] ads columns\n  fix:   did you" in ours
    assert "no column 'Whn'\n  where: riparian.toml [[sources]] ads columns\n  fix:   did you mean 'when'" in theirs


def test_a_survey_whose_headings_are_named_in_the_settings_is_right(tmp_path: Path) -> None:
    folder = folder_with(
        tmp_path,
        """
        [[sources]]
        name = "fft"
        preset = "surveys"
        files = "fft.csv"
        scale = "csat"
        columns = { score = "FFT categorical answer", comment = "FFT answer" }
        """,
    )
    written(folder, fft="Comment ID,Trust,Date,FFT categorical answer,FFT answer\n1,NHFT,2021-06-02,1,Kind\n")

    assert told(folder) == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("files = 3", "files must be a glob"),
        ('files = ["app.csv", 3]', "files must be a glob"),
        ('files = "/exports/*.csv"', "does not begin in this folder"),
        ('files = "**app.csv"', "finds no files"),
        ('files = "app.csv"\nname = 3', "name must be a text"),
    ],
)
def test_files_and_names_of_another_kind_are_mistakes_and_no_crashes(tmp_path: Path, line: str, what: str) -> None:
    name = "" if "name" in line else 'name = "app"\n'

    (mistake,) = told(folder_with(tmp_path, f'[[sources]]\n{name}preset = "zendesk"\n{line}\n'))

    assert what in mistake


def test_what_is_right_has_no_mistakes_and_names_its_files(tmp_path: Path) -> None:
    written(tmp_path, orders=ORDERS, app=EVENTS)
    (tmp_path / "riparian.toml").write_text(drafted(proposed(tmp_path)))

    found = checked(tmp_path)

    assert (found.mistakes, found.files) == ((), {"app": (tmp_path / "app.csv",), "orders": (tmp_path / "orders.csv",)})


def test_a_configuration_without_sources_is_a_mistake_and_builds_nothing(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, '[company]\ncurrency = "EUR"\n')

    (mistake,) = told(folder)
    with pytest.raises(SettingsError) as refused:
        Workspace(folder).build()

    assert "no source is set up, so there is nothing to build from" in mistake
    assert str(refused.value) == mistake
    assert Workspace(folder).snapshots.names() == []


@pytest.mark.parametrize(
    ("settings", "place", "said"),
    [
        ('preset = "files"\ntime_zone = "Mars/Phobos"', "time_zone", "'Mars/Phobos' is no time zone"),
        ('preset = "zendesk"\ntime_zone = "Europe/Berlni"', "time_zone", "did you mean 'Europe/Berlin'?"),
        ('preset = "surveys"\ntime_pattern = "%Q"', "time_pattern", "'%Q' in '%Q' stands for no part of a time"),
        ('preset = "ad_spend"\nday_pattern = "dd.mm.yyyy"', "day_pattern", "says nothing of the day"),
        (
            'preset = "files"\ndelimiter = "||"',
            "delimiter",
            "a delimiter is one character, as ';' is, and '||' is none",
        ),
    ],
)
def test_a_setting_that_no_build_could_use_is_told(tmp_path: Path, settings: str, place: str, said: str) -> None:
    (mistake,) = told(folder_with(tmp_path, f'[[sources]]\nname = "shop"\nfiles = "orders.csv"\n{settings}\n'))

    assert said in mistake
    assert place in mistake
    assert "riparian.toml [[sources]] shop" in mistake


@pytest.mark.parametrize("formula", ["instant(date, '%Q')", "day(date, 'yyyy-mm-dd')"])
def test_a_pattern_in_a_formula_that_reads_nothing_is_told(tmp_path: Path, formula: str) -> None:
    source = '[[sources]]\nname = "shop"\npreset = "files"\nfiles = "orders.csv"\n[sources.tables.contact_records]\n'
    toml = f'{source}record_id = "order_id"\nrecorded_at = "{formula}"\nemail = "e_mail"\n'

    first = told(folder_with(tmp_path, toml))[0].splitlines()

    assert formula in first[0]
    assert first[1:] == [
        "  where: riparian.toml [[sources]] shop [sources.tables.contact_records] recorded_at",
        "  fix:   write it as '%d/%m/%Y %H:%M'",
    ]


def test_every_mistake_of_a_section_is_told_by_itself_in_plain_words_with_its_own_fix(tmp_path: Path) -> None:
    folder = folder_with(
        tmp_path,
        """
        [identity]
        plus_tags = "yes"
        unknown_consent_join = true
        [engine]
        threads = 0
        memory_limit = "lots"
        buckets = "many"
        [[sources]]
        name = "nps"
        preset = "surveys"
        files = "app.csv"
        scale = "stars"
        """,
    )

    found = [(one.splitlines()[0], one.splitlines()[-1]) for one in told(folder)]

    assert found == [
        ("RIP100: plus_tags cannot be 'yes'", "  fix:   write true or false, without quotes"),
        ("RIP100: there is no setting 'unknown_consent_join'", "  fix:   did you mean 'unknown_consent_joins'?"),
        ("RIP100: threads cannot be 0", "  fix:   it is at least 1"),
        ("RIP100: memory_limit cannot be 'lots'", "  fix:   write it as '4GB'"),
        ("RIP100: buckets cannot be 'many'", "  fix:   write a whole number, without quotes"),
        ("RIP100: scale cannot be 'stars'", "  fix:   one of '', 'nps', 'csat', 'ces' or 'text'"),
    ]


def test_one_mistake_of_several_files_is_told_once_with_their_names(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, '[[sources]]\nname = "shop"\npreset = "zendesk"\nfiles = "part*.csv"\n')
    written(folder, part1="a,b\n1,2\n", part2="a,b\n3,4\n", part3="a,b\n5,6\n")

    (mistake,) = told(folder)

    assert "part1.csv does not look like zendesk; its columns: a, b; so it is of part2.csv, part3.csv" in mistake


PARTS = """
[[sources]]
name = "shop"
preset = "files"
files = "o*.csv"
[sources.tables.contact_records]
record_id = "id"
recorded_at = "instant(at)"
email = "email"
"""


def test_a_mistake_of_a_mapping_names_every_file_that_it_is_in_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "riparian.toml").write_text(PARTS)
    good, without = "id,at,email\n1,2024-05-01,a@b.test\n", "id,at\n1,2024-05-01\n"
    written(tmp_path, o1=without, o2=good, o3=without, o4="id,at,phone\n1,2024-05-01,1\n")

    first, *others = (one.splitlines()[0] for one in told(tmp_path))

    assert first.endswith("in 'email'; in o1.csv, o3.csv")
    assert [one.endswith("; in o4.csv") for one in others] == [True]


def test_a_mistake_of_a_mapping_in_all_files_names_none(tmp_path: Path) -> None:
    (tmp_path / "riparian.toml").write_text(PARTS)
    written(tmp_path, o1="id,at\n1,2024-05-01\n", o2="id,at\n2,2024-05-01\n")

    (mistake,) = told(tmp_path)

    assert mistake.splitlines()[0].endswith("in 'email'")
