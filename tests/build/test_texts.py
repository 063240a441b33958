"""Query texts are compiled once for what they depend on."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from riparian.build.derivation import Derivation
from riparian.build.discovery import discovered
from riparian.build.texts import Texts, has_text
from riparian.core.durations import AsOf, Seed
from riparian.derivations.actions.sessions import SessionsSettings

DERIVATIONS = {one.name: one for one in discovered()}
SESSIONS, COVERAGE = DERIVATIONS["sessions"], DERIVATIONS["silo_coverage"]


def texts(file: Path, *, day: int = 1, minutes: int = 30) -> Texts:
    settings = {"sessions": SessionsSettings.model_validate({"idle_limit": f"{minutes} min"})}
    return Texts(settings, as_of=AsOf(datetime(2025, 1, day)), seed=Seed(1), dialect="duckdb", file=file)


def marked(file: Path, *derivations: Derivation) -> None:
    """Compile these, and leave texts in the file that tell where they are from."""
    made = texts(file)
    for one in derivations:
        made.of(one)
    made.save()
    kept = {name: [key, f"kept {name}"] for name, (key, _) in json.loads(file.read_text()).items()}
    file.write_text(json.dumps(kept))


def test_a_text_that_depends_on_the_same_is_taken_from_the_file(tmp_path: Path) -> None:
    file = tmp_path / "compiled.json"
    marked(file, SESSIONS, COVERAGE)

    assert texts(file).of(SESSIONS) == f"kept {SESSIONS.where}"
    assert texts(file).of(COVERAGE) == f"kept {COVERAGE.where}"


def test_a_changed_setting_or_as_of_date_compiles_what_depends_on_it(tmp_path: Path) -> None:
    file = tmp_path / "compiled.json"
    marked(file, SESSIONS, COVERAGE)

    other_limit, other_day = texts(file, minutes=45), texts(file, day=2)

    assert other_limit.of(SESSIONS).startswith(("SELECT", "WITH"))
    assert other_limit.of(COVERAGE) == f"kept {COVERAGE.where}"
    assert other_day.of(SESSIONS) == f"kept {SESSIONS.where}"
    assert other_day.of(COVERAGE).startswith(("SELECT", "WITH"))


def test_the_newest_text_of_each_derivation_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "compiled.json"
    marked(file, SESSIONS, COVERAGE)
    later = texts(file, minutes=45)

    text = later.of(SESSIONS)
    later.save()

    kept = {name: text for name, (_, text) in json.loads(file.read_text()).items()}
    assert kept == {SESSIONS.where: text, COVERAGE.where: f"kept {COVERAGE.where}"}


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"a": 1}', '{"a": ["k"]}', '{"a": [1, 2]}'])
def test_a_file_that_cannot_be_read_is_made_again(tmp_path: Path, damaged: str) -> None:
    file = tmp_path / "compiled.json"
    file.write_text(damaged)

    made = texts(file)
    text = made.of(SESSIONS)
    made.save()

    assert json.loads(file.read_text())[SESSIONS.where][1] == text


def test_what_gathers_rows_has_no_text_of_its_own() -> None:
    assert not has_text(DERIVATIONS["identifiers"])
    assert has_text(SESSIONS)
