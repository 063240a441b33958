"""Figures that open into nobody lead to what they mean, from their heading or from themselves."""

import re

import pytest
from starlette.testclient import TestClient

from riparian.web.definitions import definitions

DEFINED = {
    "/sources?source=shop": (
        "source_loads#file", "silo_coverage#rows", "silo_overlaps#share", "source_loads#first_at",
        "source_loads#last_at",
    ),
    "/runs?against=20261114-0600": ("build_steps#rows", "build_steps#bytes", "standings#band"),
    "/map?view=sites&node=Alder+%26+Reed": ("participant_influence#ring", "traffic_flows#share"),
    "/map?view=sites&node=Garden+Post": ("traffic_flows#rank",),
    "/forecast": ("forecast_scores#method", "forecast_scores#error"),
    "/buyers": ("comp_segments#change_by_rebuy",),
    "/cohorts": ("life_tables#cumulative", "band_conversions#rate"),
}  # fmt: skip


@pytest.mark.parametrize("path", DEFINED)
def test_figures_without_people_lead_to_their_definition(client: TestClient, path: str) -> None:
    page = client.get(path).text

    linked = set(re.findall(r'<a class="(?:defines|opens)" href="/definitions/([a-z_#]+)"', page))

    assert set(DEFINED[path]) - linked == set()


@pytest.mark.parametrize("path", DEFINED)
def test_every_definition_that_a_page_leads_to_is_there(client: TestClient, path: str) -> None:
    page = client.get(path).text
    known = definitions()

    led_to = set(re.findall(r'href="/definitions/([a-z_]+)#([a-z_]+)"', page))

    assert led_to
    assert [(table, name) for table, name in led_to if name not in {one.name for one in known[table].columns}] == []
