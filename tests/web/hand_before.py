"""The company by hand with an earlier snapshot in which what pages compare was about half as large."""

from dataclasses import replace
from typing import Any

from tests.web.hand_people import Rows
from tests.web.hand_reader import HandReader

KEYS: dict[str, tuple[str, ...]] = {
    "re_ledgers": (), "top_heaviness": (), "channel_credits": (), "credit_disagreements": (), "channel_economics": (),
    "reignitions": ("months_from", "months_to"), "referred_first_orders": (), "referral_economics": (),
    "response_curves": (), "budget_shifts": (), "holdout_verdicts": (), "contact_frequencies": ("contacts",),
    "segment_counts": ("rank",), "action_segments": ("person_key", "rank"), "rebuy_cells": ("orders", "months"),
    "repurchase_modes": (), "channel_migrations": (), "file_accounts": (), "comp_segments": (), "winning_items": (),
    "new_item_shares": (), "mini_assortments": ("place",), "value_models": (), "customer_values": ("person_key",),
    "contract_periods": ("period",), "period_models": (), "five_year_forecasts": ("year",),
    "forecast_scores": ("year",), "forecast_assumptions": (), "band_projections": ("month", "band"),
    "monthly_forecasts": (), "monthly_scores": (), "channel_profiles": (), "channel_feeds": (),
    "channel_diagnoses": (), "channel_leads": (), "participant_influence": ("ring", "rank"),
    "traffic_flows": ("window", "rank", "ring"), "attention_shares": ("window",), "return_on_attention": (),
    "life_tables": ("months",), "band_conversions": ("from_band", "to_band", "within_days"),
    "band_counts": ("place",), "band_flows": ("from_band", "to_band"), "times_in_band": ("band",),
    "band_rates": ("from_band", "to_band", "months_in_band"), "recommend_scores": (), "ecosystem_size": (),
    "channel_transitions": (), "paths": (), "channel_funnels": ("step",), "journey_differences": (),
}  # fmt: skip
"""Tables that were otherwise before, and their whole numbers that name rows, which were not."""


def half_as_large(tables: HandReader) -> HandReader:
    """The company, whose snapshot of before, of the same as-of date, had half of every figure of these tables."""
    before = tables.before[0]
    former = {name: _halved(rows, KEYS[name]) if name in KEYS else rows for name, rows in tables.tables.items()}
    former["visitor_states"] = tables.tables["visitor_states"][::2]
    return replace(tables, before=(replace(before, tables=former, as_of=tables.as_of),))


def _halved(rows: Rows, keys: tuple[str, ...]) -> Rows:
    def half(name: str, value: Any) -> Any:  # noqa: ANN401  whatever a cell holds
        if name in keys or isinstance(value, bool) or not isinstance(value, int | float):
            return value
        return value // 2 if isinstance(value, int) else value / 2

    return [{name: half(name, value) for name, value in row.items()} for row in rows]
