from pathlib import Path
from types import ModuleType

import ibis
import pytest

from riparian.build.conform import conform_mapping
from riparian.build.preset import SOURCE_TABLES, completed, preset_of, presets_found, recognised
from riparian.core.errors import SourceError
from riparian.presets.shopify_orders import ShopifyOrderLine
from riparian.storage.looking import sample_of
from riparian.tables.sources import SourceOrder


def test_every_module_below_presets_is_a_preset_with_time_zone_and_mappings() -> None:
    found = presets_found()

    assert {"files", "shopify_orders", "segment"} <= set(found)
    for name, preset in found.items():
        assert preset.settings().model_dump()["time_zone"] == "UTC"
        assert preset.about
        assert name == "files" or set(preset.mappings(preset.settings())) <= set(SOURCE_TABLES)


def test_mappings_are_found_by_the_names_of_their_tables() -> None:
    preset = presets_found()["shopify_orders"]

    mappings = preset.mappings(preset.settings())

    assert set(mappings) == {"source_orders", "source_order_lines", "contact_records", "consent_records"}
    assert mappings["source_orders"].makes is SourceOrder


def test_a_module_that_lacks_something_is_told_on() -> None:
    with pytest.raises(SourceError, match="lacks recognises, extract, a Settings class of its name, a raw Row class"):
        preset_of(ModuleType("riparian.presets.nothing"))


def test_columns_that_a_file_lacks_are_nulls() -> None:
    raw = ibis.table({"line": "int64", "line_id": "int64", "name": "string"}, name="raw")

    whole = completed(raw, ShopifyOrderLine)

    assert whole.columns[:3] == ("line", "line_id", "name")
    assert whole.schema()["refunded_amount"] == ibis.dtype("string")


@pytest.mark.parametrize("name", ["shopify_orders", "segment"])
def test_mappings_keep_the_promises_of_their_tables_also_for_a_file_without_any_known_column(name: str) -> None:
    preset = presets_found()[name]
    raw = completed(ibis.table({"line": "int64", "line_id": "int64", "x": "string"}, name="raw"), preset.raw_row)

    for table, mapping in preset.mappings(preset.settings()).items():
        conform_mapping(mapping.expression(raw, preset.settings()), mapping.makes, where=table)

    assert preset.line_id is not None


def test_no_file_of_the_reference_data_is_recognised_by_two_presets_alike(reference: Path) -> None:
    files = sorted(file for end in ("csv", "jsonl") for file in (reference / "exports").glob(f"**/*.{end}"))
    tied = []
    for file in files:
        header = sample_of(file, rows=1).header
        sure = sorted((preset.recognises(header) for preset in presets_found().values()), reverse=True)
        tied += [file.name] if sure[0] > 0.5 and sure[0] == sure[1] else []

    assert tied == []
    assert recognised(("nothing", "known")) == ""
