"""Rebuy chances against the truth that the sample company was made from.

A chance is learned from who bought again, so even the right method is off by luck: a tenth of n buyers with chance p by
about √(p (1 − p) ÷ n). In the exports of 20,000 people a tenth has some 180 buyers, and that is up to 3.7 points: there
the two points that we ask for cannot be told from luck, and the test allows three standard errors beside them. Straight
from the generator come half a million people, of whom a tenth has 4,600 buyers: 0.7 points.
"""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from riparian.derivations.actions.last_actions import last_actions
from riparian.derivations.buyers.rebuy_chances import rebuy_chances
from riparian.derivations.buyers.rebuy_scores import rebuy_scores
from riparian.tables.actions import Action
from riparian.testing.tables import TestingGather, rows_of, table_of
from tests.derivations.buyers.turns import NONE_LATE
from tests.journeys.company_folder import built, frame, ran
from tests.journeys.planted_buyers import AS_OF, planted_buyers

pytestmark = pytest.mark.slow

POINTS = 0.02
PEOPLE = 20_000


def tenths(chance: NDArray[np.float64], truth: NDArray[np.float64]) -> list[tuple[float, float, float]]:
    """Of each tenth by our chance: how far its mean is off, one standard error, and its mean true chance."""
    parts = np.array_split(np.argsort(chance, kind="stable"), 10)
    means = [(float(chance[part].mean()), float(truth[part].mean()), len(part)) for part in parts]
    return [(ours - true, float(np.sqrt(true * (1 - true) / people)), true) for ours, true, people in means]


def test_chances_of_half_a_million_people_are_within_two_points_of_the_truth_in_every_tenth() -> None:
    buyers, nobody = planted_buyers(500_000, 3), table_of(Action)
    gather = TestingGather()
    scores = rebuy_scores(buyers.purchases, nobody, NONE_LATE, AS_OF, gather)

    made = rebuy_chances(buyers.purchases, nobody, last_actions(nobody), NONE_LATE, scores, AS_OF, gather)

    found = np.array(rows_of(made, "person_key", "probability"))
    told = tenths(found[:, 1], buyers.chance[found[:, 0].astype(np.int64)])
    assert len(found) > 40_000
    assert [off for off, error, _ in told if abs(off) > POINTS + error] == []
    assert told[-1][2] > 4 * told[0][2]


def test_chances_from_the_exports_are_within_two_points_and_luck_of_the_truth(tmp_path: Path) -> None:
    ran(tmp_path, "sample", "company", "--people", str(PEOPLE))
    folder = tmp_path / "company"
    configuration = (folder / "riparian.toml").read_text()
    shop_alone = configuration[: configuration.index('[[sources]]\nname = "web"')]
    (folder / "riparian.toml").write_text(shop_alone)

    company = built(folder)

    people = frame(company, "identifiers").select("kind", "value", "person_key")
    of_truth = pl.read_parquet(folder / "truth" / "identifiers.parquet").select("kind", "value", "person_id")
    whose = people.join(of_truth, on=["kind", "value"]).select("person_key", "person_id").unique().drop_nulls()
    truth = pl.read_parquet(folder / "truth" / "rebuy.parquet")
    chances = (
        frame(company, "rebuy_chances").sort("person_key").join(whose, on="person_key").join(truth, on="person_id")
    )
    chances = chances.unique("person_key", maintain_order=True).unique("person_id", maintain_order=True)
    ours, true = (chances[name].to_numpy() for name in ("probability", "annual_rebuy_chance"))
    told = tenths(ours, true)
    assert len(chances) > 0.9 * len(truth)
    assert [off for off, error, _ in told if abs(off) > POINTS + 3 * error] == []
    assert abs(ours.mean() - true.mean()) < POINTS + 3 * 0.011
