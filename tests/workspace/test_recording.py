from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from riparian.core.entries import Refused
from riparian.core.errors import LedgerConflictError
from riparian.decisions.forecast import ScenarioChange, ScenarioDropped, ScenarioSaved
from riparian.decisions.lists import ListSaved
from riparian.ledger.ledger import Appended
from riparian.workspace import lists, scenarios


def plan(factor: float = 1.1, name: str = "plan") -> ScenarioSaved:
    change = ScenarioChange(what="rebuy", segment="Average", factor=factor, reason="a try")
    return ScenarioSaved(scenario=name, changes=(change,))


def entries(done: Appended | Refused) -> list[int]:
    assert isinstance(done, Appended)
    return [one.number for one in done.entries]


def test_what_is_sent_twice_with_its_key_is_written_once(tmp_path: Path) -> None:
    first = scenarios.decided(tmp_path, plan(), by="eva", key="k1", seen=0)

    again = scenarios.decided(tmp_path, plan(), by="eva", key="k1", seen=0)

    assert entries(first) == entries(again) == [1]


def test_what_is_sent_many_times_at_once_is_written_once(tmp_path: Path) -> None:
    scenarios.decided(tmp_path, plan(name="other"), by="eva")

    def sent(round_: int) -> Appended | Refused:
        return scenarios.decided(tmp_path, plan(name=f"plan {round_}"), by="eva", key=f"k{round_}", seen=1)

    # Who loses a race, and when, is chance: many rounds.
    with ThreadPoolExecutor(4) as pool:
        for round_ in range(40):
            done = list(pool.map(sent, [round_] * 8))
            assert [entries(one) for one in done] == [[round_ + 2]] * 8


def test_a_key_does_not_bring_back_what_was_dropped_since(tmp_path: Path) -> None:
    scenarios.decided(tmp_path, plan(), by="eva", key="k1", seen=0)
    scenarios.decided(tmp_path, ScenarioDropped(scenario="plan"), by="tom")

    with pytest.raises(LedgerConflictError, match="something else was decided meanwhile, in entry 1"):
        scenarios.decided(tmp_path, plan(), by="eva", key="k1", seen=0)


def test_who_has_not_seen_the_last_word_on_a_thing_is_told(tmp_path: Path) -> None:
    scenarios.decided(tmp_path, plan(), by="eva")
    scenarios.decided(tmp_path, plan(1.2), by="tom")

    with pytest.raises(LedgerConflictError, match="in entry 2"):
        scenarios.decided(tmp_path, plan(1.3), by="eva", key="k2", seen=1)

    assert scenarios.scenarios_standing(tmp_path)["plan"].saved.changes[0].factor == 1.2


def test_news_of_another_thing_do_not_matter(tmp_path: Path) -> None:
    scenarios.decided(tmp_path, plan(), by="eva")
    scenarios.decided(tmp_path, plan(name="other"), by="tom")

    done = scenarios.decided(tmp_path, plan(1.3), by="eva", key="k2", seen=1)

    assert entries(done) == [3]


def test_the_key_of_one_thing_does_for_no_other(tmp_path: Path) -> None:
    scenarios.decided(tmp_path, plan(), by="eva", key="k1")
    kept = ListSaved(list="asleep", filter="dormant=yes", snapshot="1", as_of=datetime(2025, 1, 1), people=1)

    with pytest.raises(LedgerConflictError):
        lists.decided(tmp_path, kept, by="eva", key="k1")

    assert lists.lists_of(tmp_path) == {}
