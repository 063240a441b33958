import errno
import importlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from riparian.cli import main as command_line
from riparian.cli import version
from riparian.cli.main import COMMANDS, main
from riparian.core.errors import SettingsError, SeveralErrors
from tests.docs.documents import ROOT

ABOUT = {name: about for section in COMMANDS.values() for name, about in section.items()}
BESIDE_COMMANDS = {"__init__", "main", "conditions", "printing", "writing", "reference"}


@pytest.fixture
def raising(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Lets `riparian version` end with an error."""

    def arrange(error: BaseException) -> None:
        def fail() -> None:
            raise error

        monkeypatch.setattr(version, "command", click.Command("version", callback=fail))

    return arrange


def test_every_command_is_a_file_and_every_file_a_command() -> None:
    files = {file.stem for file in (ROOT / "src/riparian/cli").glob("*.py")}

    assert files - BESIDE_COMMANDS == set(ABOUT)


@pytest.mark.parametrize("name", ABOUT)
def test_the_list_says_of_a_command_what_its_own_help_says(name: str) -> None:
    command: click.Command = importlib.import_module(f"riparian.cli.{name}").command

    assert (command.help or "").partition("\n")[0] == ABOUT[name]


def test_help_names_every_command() -> None:
    shown = CliRunner().invoke(main, ["--help"]).output

    assert [name for name in ABOUT if f"\n  {name} " not in shown] == []


def test_a_near_name_is_suggested_for_a_command() -> None:
    ended = CliRunner().invoke(main, ["shwo"])

    assert (ended.exit_code, "did you mean 'show'?" in ended.stderr) == (2, True)


def test_an_error_raised_on_purpose_is_three_lines(raising: Callable[[BaseException], None]) -> None:
    raising(SettingsError("no such thing", where="riparian.toml", fix="look again"))

    ended = CliRunner().invoke(main, ["version"])

    assert ended.exit_code == 2
    assert ended.stderr == "RIP100: no such thing\n  where: riparian.toml\n  fix:   look again\n"


def test_a_wrong_setting_is_told_and_nothing_else(tmp_path: Path) -> None:
    toml = '[[sources]]\nname = "shop"\npreset = "files"\nfiles = "*.csv"\ncurrency = "EURO"\n'
    (tmp_path / "riparian.toml").write_text(toml)

    ended = subprocess.run(
        [sys.executable, "-m", "riparian", "-C", str(tmp_path), "build"], capture_output=True, text=True, check=False
    )

    assert ended.returncode == 2
    assert "'EURO' is no currency" in ended.stderr
    assert "leaked" not in ended.stderr


def test_several_errors_are_all_told(raising: Callable[[BaseException], None]) -> None:
    raising(SeveralErrors((SettingsError("one"), SettingsError("two"))))

    ended = CliRunner().invoke(main, ["version"])

    assert (ended.exit_code, ended.stderr) == (2, "RIP100: one\nRIP100: two\n")


def test_a_bug_keeps_its_traceback(raising: Callable[[BaseException], None]) -> None:
    raising(ZeroDivisionError("a bug"))

    with pytest.raises(ZeroDivisionError):
        CliRunner().invoke(main, ["version"], catch_exceptions=False)


def test_what_the_system_refuses_is_a_sentence_with_the_path_and_a_fix(
    raising: Callable[[BaseException], None],
) -> None:
    raising(OSError(errno.EROFS, "Read-only file system", "/exports/.riparian"))

    ended = CliRunner().invoke(main, ["version"])

    assert ended.exit_code == 2
    assert ended.stderr == (
        "RIP400: cannot be written: Read-only file system\n  where: /exports/.riparian\n"
        "  fix:   make the folder writable, or work on a copy of it that is\n"
    )


@pytest.mark.parametrize(
    "bug",
    [
        OSError(errno.EBADF, "Bad file descriptor"),
        FileNotFoundError(errno.ENOENT, "No such file or directory"),
        FileNotFoundError(errno.ENOENT, "No such file or directory", "/exports/.riparian/landing/raw/000001.parquet"),
        OSError("no number"),
    ],
)
def test_a_refusal_that_nobody_can_mend_keeps_its_traceback(
    raising: Callable[[BaseException], None], bug: OSError
) -> None:
    raising(bug)

    with pytest.raises(OSError, match=str(bug.args[-1])):
        CliRunner().invoke(main, ["version"], catch_exceptions=False)


def test_an_interrupt_is_quiet(raising: Callable[[BaseException], None]) -> None:
    raising(KeyboardInterrupt())

    ended = CliRunner().invoke(main, ["version"])

    assert (ended.exit_code, ended.output) == (130, "")


def test_a_reader_who_has_seen_enough_is_no_error() -> None:
    command = f"{sys.executable} -c 'from riparian.cli.main import main; main()' version"

    ended = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{command} | true"], capture_output=True, text=True, check=False
    )

    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    ended = CliRunner().invoke(main, ["-C", str(tmp_path / "gone"), "version"])

    assert (ended.exit_code, "does not exist" in ended.stderr) == (2, True)


def test_paths_are_meant_from_the_folder_and_the_process_stays_where_it_is(tmp_path: Path) -> None:
    here = Path.cwd()

    CliRunner().invoke(main, ["-C", str(tmp_path), "sample", "company", "--people", "5"])

    assert (tmp_path / "company" / "riparian.toml").exists()
    assert Path.cwd() == here


@pytest.mark.parametrize("name", ["build", "check", "snapshots"])
def test_a_folder_behind_a_command_that_takes_none_is_told_where_it_belongs(tmp_path: Path, name: str) -> None:
    (tmp_path / "my exports").mkdir()

    ended = CliRunner().invoke(main, ["-C", str(tmp_path), name, "my exports"])

    assert ended.exit_code == 2
    assert f"to be in that folder: riparian -C 'my exports' {name}" in ended.stderr


def test_what_is_no_folder_gets_no_such_hint(tmp_path: Path) -> None:
    ended = CliRunner().invoke(main, ["-C", str(tmp_path), "build", "nowhere"])

    assert (ended.exit_code, "unexpected extra argument (nowhere)" in ended.stderr) == (2, True)
    assert "riparian -C" not in ended.stderr


@pytest.mark.parametrize("module", [command_line.__name__, "riparian"])
def test_help_of_the_module_works_too(module: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", module, "--help"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "100"},
    )

    assert ended.stdout.startswith("Usage:")


@pytest.mark.parametrize(("word", "code"), [("version", 0), ("nothing", 2)])
def test_a_process_that_ends_at_once_has_printed_all_of_it(word: str, code: int) -> None:
    inside = CliRunner().invoke(main, [word], prog_name="riparian")
    command = [sys.executable, "-m", "riparian.cli.main", word]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stdout, ended.stderr) == (code, inside.stdout, inside.stderr)
    assert inside.stdout or inside.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
@pytest.mark.parametrize("words", [("version",), ("--help",), ("build", "--help")])
def test_a_process_says_that_what_it_prints_cannot_be_written(words: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "riparian.cli.main", *words]
    with open("/dev/full", "w") as full:
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)

    assert (ended.returncode, "cannot be written" in ended.stderr) == (2, True)
