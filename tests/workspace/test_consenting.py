"""A denial that another file or source tells, whenever it comes, and one that is taken back."""

from contextlib import suppress
from pathlib import Path

from riparian.storage.landing import Landed
from riparian.workspace.forgetting import forget
from riparian.workspace.sources import load_all
from riparian.workspace.workspace import Workspace

EVENTS = """
[[sources]]
name = "web"
preset = "files"
files = "events-*.csv"
[sources.tables.source_events]
occurred_at = "instant(at)"
kind = "'view'"
anonymous_id = "visitor"
email = "email"
"""
CONSENTS = """
[[sources]]
name = "banner"
preset = "files"
files = "banner-*.csv"
[sources.tables.consent_records]
stated_at = "instant(at)"
channel = "'web'"
purpose = "'measuring'"
state = "state"
anonymous_id = "visitor"
"""
HEADER = "at,visitor,email\n"
JANUARY = HEADER + "2025-01-01 08:00,v1,\n2025-01-01 08:10,v1,\n2025-01-01 08:20,v1,ana@alder.test\n"
FEBRUARY = HEADER + "2025-02-01 08:00,v2,\n2025-02-01 08:10,v2,ben@alder.test\n"
DENIAL = "at,visitor,state\n2025-01-01 08:05,v1,denied\n"
PEOPLE = ("person_key", "kind", "value")


def company(folder: Path, *, banner: bool) -> Workspace:
    folder.mkdir(exist_ok=True)
    (folder / "riparian.toml").write_text(EVENTS + (CONSENTS if banner else ""))
    (folder / "events-1.csv").write_text(JANUARY)
    (folder / "events-2.csv").write_text(FEBRUARY)
    if banner:
        (folder / "banner-1.csv").write_text(DENIAL)
    return Workspace(folder)


def whose(workspace: Workspace) -> dict[str, set[str]]:
    """The identifiers of each person, by the first of them in order of name."""
    people: dict[object, set[str]] = {}
    for row in workspace.published().rows("identifiers", columns=PEOPLE, limit=99):
        people.setdefault(row["person_key"], set()).add(f"{row['kind']} {row['value']}")
    return {min(names): names for names in people.values()}


def views_of(workspace: Workspace, name: str) -> int:
    kind, value = name.split(" ")
    published = workspace.published()
    (owner,) = published.rows("identifiers", where=[("kind", "=", kind), ("value", "=", value)], limit=1)
    return len(published.rows("actions", where=[("person_key", "=", owner["person_key"])], limit=99))


def states(workspace: Workspace) -> list[tuple[str, str]]:
    """What became of each file, in order."""
    told: list[tuple[str, str]] = []

    def report(done: object) -> None:
        load = getattr(done, "load", None)
        if isinstance(load, Landed):
            told.append((load.file, str(getattr(done, "state", ""))))

    with workspace._engine(workspace.config()) as engine:
        load_all(engine, workspace.landing, workspace.config(), report)
    return told


def test_a_denial_of_another_source_parts_what_the_browser_did_later_from_its_person(tmp_path: Path) -> None:
    workspace = company(tmp_path, banner=True)

    workspace.build()

    assert whose(workspace) == {
        "anonymous_id v1": {"anonymous_id v1"},
        "email ana@alder.test": {"email ana@alder.test"},
        "withheld_id v1": {"withheld_id v1"},
        "anonymous_id v2": {"anonymous_id v2", "email ben@alder.test"},
    }
    assert views_of(workspace, "withheld_id v1") == 1


def test_a_denial_that_comes_late_gives_what_a_build_of_all_at_once_gives(tmp_path: Path) -> None:
    late, at_once = company(tmp_path / "late", banner=False), company(tmp_path / "once", banner=True)
    late.build()
    assert whose(late)["anonymous_id v1"] == {"anonymous_id v1", "email ana@alder.test"}
    company(tmp_path / "late", banner=True)

    late.build()
    at_once.build()

    assert whose(late) == whose(at_once)
    for table in ("actions", "refused_links", "milestones"):
        mine, theirs = (len(one.published().rows(table, limit=999)) for one in (late, at_once))
        assert mine == theirs


def test_only_files_that_a_late_word_concerns_are_mapped_again_with_those_read_beside_them(tmp_path: Path) -> None:
    workspace = company(tmp_path, banner=False)
    states(workspace)
    for number, browser in ((3, "v1"), (4, "v3")):
        (tmp_path / f"events-{number}.csv").write_text(HEADER + f"2025-01-02 08:00,{browser},\n")
        states(workspace)
    company(tmp_path, banner=True)

    told = states(workspace)

    assert told == [
        ("banner-1.csv", "read"),
        ("events-1.csv", "mapped again"),
        ("events-2.csv", "mapped again"),
        ("events-3.csv", "mapped again"),
    ]
    assert states(workspace) == []


def test_a_build_that_ends_before_the_rows_have_heard_is_made_good_by_the_next(tmp_path: Path) -> None:
    workspace = company(tmp_path, banner=False)
    states(workspace)
    company(tmp_path, banner=True)
    commit, commits = workspace.landing.commit, []

    def commit_once(manifest: object) -> None:
        commits.append(manifest)
        commit(manifest)  # type: ignore[arg-type]  # reason: a manifest, seen as anything
        raise KeyboardInterrupt

    workspace.landing.commit = commit_once  # type: ignore[method-assign]  # reason: a build that is stopped here
    with suppress(KeyboardInterrupt):
        states(workspace)

    after = states(Workspace(tmp_path))

    assert len(commits) == 1
    assert ("banner-1.csv", "read") in after
    assert ("events-1.csv", "mapped again") in after


def test_files_without_rows_among_others_do_not_keep_them_from_hearing(tmp_path: Path) -> None:
    workspace = company(tmp_path, banner=True)
    (tmp_path / "events-1b.csv").write_text(HEADER)
    (tmp_path / "events-2b.csv").write_text(HEADER)
    (tmp_path / "events-3.csv").write_text(HEADER)
    web = (tmp_path / "riparian.toml").read_text().replace("email = ", 'consent = "said"\nemail = ', 1)
    (tmp_path / "riparian.toml").write_text(web)
    for file in tmp_path.glob("events-*.csv"):
        header, *lines = file.read_text().splitlines()
        file.write_text("\n".join([f"{header},said", *(f"{line}," for line in lines)]))
    with (tmp_path / "events-3.csv").open("a") as file_3:
        file_3.write("\n2025-02-01 08:05,v2,,denied\n")

    told = states(workspace)

    assert ("events-2.csv", "mapped again") in told
    assert all(load.mapping for load in workspace.landing.manifest().loads)
    assert [state for _, state in states(workspace)] == ["already known"]


def test_words_that_are_lost_are_told_again(tmp_path: Path) -> None:
    workspace = company(tmp_path, banner=True)
    states(workspace)
    (words,) = tmp_path.glob(".riparian/landing/mapped/*/consent_words.parquet")
    words.unlink()

    told = states(workspace)

    assert ("banner-1.csv", "mapped again") in told
    assert words.is_file()


def test_a_denial_that_is_forgotten_counts_no_more(tmp_path: Path) -> None:
    workspace = company(tmp_path, banner=True)
    (tmp_path / "banner-2.csv").write_text("at,visitor,state\n2025-01-01 08:05,v9,denied\n")
    workspace.build()
    (tmp_path / "banner-1.csv").unlink()

    forget(workspace, "banner", "banner-1.csv")
    workspace.build()

    assert whose(workspace)["anonymous_id v1"] == {"anonymous_id v1", "email ana@alder.test"}


def test_a_denial_of_a_source_that_is_not_configured_any_more_counts_no_more_until_it_is_again(tmp_path: Path) -> None:
    workspace = company(tmp_path, banner=True)
    states(workspace)
    company(tmp_path, banner=False)

    without = states(workspace)
    company(tmp_path, banner=True)
    again = states(workspace)

    assert without == [("events-1.csv", "mapped again"), ("events-2.csv", "mapped again")]
    assert again == [
        ("banner-1.csv", "mapped again"),
        ("events-1.csv", "mapped again"),
        ("events-2.csv", "mapped again"),
    ]
