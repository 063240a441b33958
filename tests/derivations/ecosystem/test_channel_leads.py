"""Lead and lag of channels' daily volumes: what is planted is found, nothing else, and too little is refused."""

from collections.abc import Callable
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pytest

from riparian.core.durations import AsOf, Seed
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table, schema_of
from riparian.derivations.ecosystem.channel_leads import ChannelLeadsSettings, channel_leads
from riparian.storage.arrow import arrow_schema
from riparian.tables.ecosystem import ChannelLead, Touchpoint
from riparian.testing.tables import DAY_ONE, TestingGather, lent, rows_of, table_of
from tests.derivations.ecosystem.travelling import touched

Days = np.ndarray[tuple[int], np.dtype[np.int64]]
DAYS = 400
USUAL = ChannelLeadsSettings(longest_lag=3, within=7)


def volumes(*, fed: float) -> dict[str, Days]:
    """Touches of each day: of the searches, `fed` follow each video by two days."""
    random = np.random.default_rng(4)
    video, search, direct = (random.poisson(mean, DAYS) for mean in (40, 30, 25))
    search[2:] += np.rint(fed * video[:-2]).astype(np.int64)
    return {"Video": video, "Search": search, "Direct": direct}


def touches_of(counts: dict[str, Days], source: Callable[[Days], Days] = np.zeros_like) -> Table[Touchpoint]:
    """Touches at noon, of the source that there is for each day."""
    day = np.concatenate([np.repeat(np.arange(DAYS), count) for count in counts.values()])
    channel = np.concatenate([np.repeat(name, count.sum()) for name, count in counts.items()])
    schema = arrow_schema(schema_of(Touchpoint))
    at_noon = np.datetime64(DAY_ONE, "us") + day * np.timedelta64(1, "D") + np.timedelta64(12, "h")
    values = {"occurred_at": pa.array(at_noon), "channel": pa.array(channel.tolist())}
    values["source"] = pa.array(source(day))
    columns = {field.name: values.get(field.name, pa.nulls(len(day), field.type)) for field in schema}
    return lent(pa.table(columns).cast(schema), schema_of(Touchpoint))


def leads(touches: Table[Touchpoint], settings: ChannelLeadsSettings = USUAL, days: float = DAYS) -> Table[ChannelLead]:
    return channel_leads(touches, settings, AsOf(DAY_ONE + timedelta(days=days)), Seed(1), TestingGather())


def test_what_follows_by_two_days_is_found_and_nothing_else() -> None:
    made = leads(touches_of(volumes(fed=0.5)))

    rows = rows_of(made, "leading", "following", "peak_days", "days", "found", "low", "effect", "high")
    assert len(rows) == 6
    ((leading, following, peak, days, _, low, effect, high),) = [row for row in rows if row[4]]
    assert (leading, following, peak, days) == ("Video", "Search", 2, DAYS - 2)
    assert low < 0.5 < high
    assert effect == pytest.approx(0.5, abs=0.15)
    assert all(text.startswith("Not a cause") for (text,) in rows_of(made, "caution"))


def test_without_feeding_nothing_is_found() -> None:
    made = leads(touches_of(volumes(fed=0)))

    assert [row for row in rows_of(made, "leading", "following", "found") if row[2]] == []


def test_a_day_that_is_not_over_counts_for_nothing() -> None:
    whole = rows_of(leads(touches_of(volumes(fed=0)), days=DAYS - 1), "days", "effect")
    begun = rows_of(leads(touches_of(volumes(fed=0)), days=DAYS - 0.4), "days", "effect")

    assert whole == begun
    assert {days for days, _ in whole} == {DAYS - 3}


def test_days_that_no_source_covers_are_no_days_without_touches() -> None:
    """The as-of date is a month after the last visit that was exported."""
    counts = {name: np.where(np.arange(DAYS) < DAYS - 30, count, 0) for name, count in volumes(fed=0).items()}

    made = leads(touches_of(counts))

    assert set(rows_of(made, "days", "found")) == {(DAYS - 32, False)}


def one_after_the_other(day: Days) -> Days:
    return (day >= 150).astype(np.int64)


def one_more(day: Days) -> Days:
    return np.where(np.arange(len(day)) % 2, one_after_the_other(day), 0)


@pytest.mark.parametrize("source", [one_after_the_other, one_more])
def test_the_longest_stretch_that_the_same_sources_cover_is_taken(source: Callable[[Days], Days]) -> None:
    made = leads(touches_of(volumes(fed=0), source))

    assert {row[0] for row in rows_of(made, "days")} == {DAYS - 152}


def test_weeks_that_a_source_leaves_out_are_cut_out() -> None:
    day = np.arange(DAYS)
    counts = {name: np.where((day < 120) | (day >= 140), count, 0) for name, count in volumes(fed=0).items()}

    made = leads(touches_of(counts))

    assert {row[0] for row in rows_of(made, "days")} == {DAYS - 140 - 2}


def test_channels_with_few_touches_a_day_are_left_out() -> None:
    made = leads(touches_of(volumes(fed=0)), USUAL.model_copy(update={"fewest_a_day": 28.0}))

    assert rows_of(made, "leading", "following") == [("Search", "Video"), ("Video", "Search")]


@pytest.mark.parametrize(
    ("touches", "days", "says"),
    [
        ([], 90, "no touch"),
        ([touched(1, 0, "a"), touched(2, 89, "b")], 90, "channels with 0.2 touches a day: 0"),
        ([touched(number, number % 30, name) for number in range(90) for name in "ab"], 30, "28 days are too few"),
    ],
)
def test_too_little_is_refused_with_a_sentence(touches: list[dict[str, object]], days: int, says: str) -> None:
    with pytest.raises(NotEnoughDataError, match=says):
        leads(table_of(Touchpoint, *touches), days=days)
