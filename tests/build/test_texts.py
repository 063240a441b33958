"""Query texts are compiled once for what they depend on."""

import json
from datetime import datetime
from pathlib import Path

import ibis
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
    kept = {name: [key, f"kept {name}", []] for name, (key, _, _) in json.loads(file.read_text()).items()}
    file.write_text(json.dumps(kept))


def test_a_text_that_depends_on_the_same_is_taken_from_the_file(tmp_path: Path) -> None:
    file = tmp_path / "compiled.json"
    marked(file, SESSIONS, COVERAGE)

    assert texts(file).of(SESSIONS).text == f"kept {SESSIONS.where}"
    assert texts(file).of(COVERAGE).text == f"kept {COVERAGE.where}"


def test_a_changed_setting_or_as_of_date_compiles_what_depends_on_it(tmp_path: Path) -> None:
    file = tmp_path / "compiled.json"
    marked(file, SESSIONS, COVERAGE)

    other_limit, other_day = texts(file, minutes=45), texts(file, day=2)

    assert other_limit.of(SESSIONS).text.startswith(("SELECT", "WITH"))
    assert other_limit.of(COVERAGE).text == f"kept {COVERAGE.where}"
    assert other_day.of(SESSIONS).text == f"kept {SESSIONS.where}"
    assert other_day.of(COVERAGE).text.startswith(("SELECT", "WITH"))


def test_the_newest_text_of_each_derivation_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "compiled.json"
    marked(file, SESSIONS, COVERAGE)
    later = texts(file, minutes=45)

    text = later.of(SESSIONS).text
    later.save()

    kept = {name: text for name, (_, text, _) in json.loads(file.read_text()).items()}
    assert kept == {SESSIONS.where: text, COVERAGE.where: f"kept {COVERAGE.where}"}


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"a": 1}', '{"a": ["k"]}', '{"a": [1, 2]}'])
def test_a_file_that_cannot_be_read_is_made_again(tmp_path: Path, damaged: str) -> None:
    file = tmp_path / "compiled.json"
    file.write_text(damaged)

    made = texts(file)
    text = made.of(SESSIONS).text
    made.save()

    assert json.loads(file.read_text())[SESSIONS.where][1] == text


def test_what_is_asked_on_the_way_is_kept_by_what_it_says(tmp_path: Path) -> None:
    file, gatherer = tmp_path / "compiled.json", DERIVATIONS["life_tables"]
    orders = ibis.table({"person_key": "int64", "paid": "int64"}, name="purchases")
    first, again, other = (orders.filter(orders.paid > least).agg(n=ibis._.count()) for least in (1, 1, 2))
    made = texts(file)
    made.asked(gatherer, first, summing=False)
    made.save()
    kept = {name: [key, "kept", sums] for name, (key, _, sums) in json.loads(file.read_text()).items()}
    file.write_text(json.dumps(kept))

    later = texts(file)

    assert later.asked(gatherer, again, summing=False).text == "kept"
    assert later.asked(gatherer, other, summing=False).text.startswith("SELECT")
    assert later.asked(gatherer, again, summing=True).sums


def test_what_was_asked_in_a_former_build_alone_is_not_kept_for_ever(tmp_path: Path) -> None:
    file, gatherer = tmp_path / "compiled.json", DERIVATIONS["life_tables"]
    orders = ibis.table({"person_key": "int64", "paid": "int64"}, name="purchases")
    for least in (1, 2):
        made = texts(file)
        made.asked(gatherer, orders.filter(orders.paid > least), summing=False)
        made.save()

    assert len(json.loads(file.read_text())) == 1


def test_what_gathers_rows_has_no_text_of_its_own() -> None:
    assert not has_text(DERIVATIONS["identifiers"])
    assert has_text(SESSIONS)
