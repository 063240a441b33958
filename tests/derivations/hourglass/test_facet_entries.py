"""Support, loyalty, advocacy and innovation."""

from riparian.core.durations import AsOf
from riparian.derivations.hourglass.facet_entries import FacetEntriesSettings, facet_entries
from riparian.tables.hourglass import FacetEntry, Milestone
from riparian.testing.tables import at, rows_of, table_of
from tests.derivations.hourglass.histories import done, history

SPELLS = ("facet", "entered_at", "left_at", "first", "times")


def test_a_facet_runs_out_twelve_months_after_the_last_time() -> None:
    made = history(done(1, 0, "order"), done(1, 10, "refer"), done(1, 31, "refer"), as_of_day=1000)

    # 2024 has a 29th of February: from 1 February 2024 to 1 February 2025.
    assert made.told(FacetEntry, *SPELLS) == [(8, at(days=10), at(days=397), True, 2)]


def test_met_at_the_instant_it_would_run_out_the_spell_goes_on() -> None:
    made = history(done(1, 0, "order"), done(1, 1, "refer"), done(1, 367, "refer"), as_of_day=400)

    assert made.told(FacetEntry, *SPELLS) == [(8, at(days=1), None, True, 2)]


def test_met_later_a_second_spell_begins() -> None:
    made = history(done(1, 0, "order"), done(1, 1, "refer"), done(1, 368, "refer"), as_of_day=400)

    assert made.told(FacetEntry, *SPELLS) == [
        (8, at(days=1), at(days=367), True, 1),
        (8, at(days=368), None, False, 1),
    ]


def test_facets_are_facets_of_customers() -> None:
    made = history(done(1, 0, "refer"), done(1, 1, "order"), done(2, 0, "order"), done(2, 0, "refer"), as_of_day=10)

    assert made.told(FacetEntry, "person_key", "facet") == [(2, 8)]


def test_they_are_everybodys_where_the_settings_say_so() -> None:
    milestones = table_of(
        Milestone,
        {"person_key": 1, "place": 1, "occurred_at": at(), "action_key": 16},
        {"person_key": 1, "place": 8, "occurred_at": at(days=1), "action_key": 32},
    )

    made = facet_entries(milestones, FacetEntriesSettings(from_band=1), AsOf(at(days=9)))

    assert rows_of(made, "facet", "entered_at") == [(8, at(days=1))]


def test_loyalty_begins_with_the_second_order_and_is_renewed_by_every_later_one() -> None:
    made = history(*(done(1, day, "order") for day in (0, 100, 200)), as_of_day=300)

    assert made.told(FacetEntry, "facet", "entered_at", "times") == [(7, at(days=100), 2)]
