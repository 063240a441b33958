from datetime import date
from pathlib import Path
from typing import Any

import pytest

from riparian.presets import ad_spend
from riparian.presets.ad_spend import AdSpendSettings, SpendRow, spend
from riparian.workspace.checking import checked
from riparian.workspace.drafting import drafted
from riparian.workspace.proposing import Proposal, proposed
from riparian.workspace.spend_columns import tells_spend
from riparian.workspace.spend_words import WORDS, currency_in, named_in_words
from tests.presets.by_hand import good, made, raw_from

GERMAN = """Kampagnenbericht
"1. September 2026 - 3. September 2026"
Tag;Kampagne;Währungscode;Kosten;Impr.;Klicks;Conversions
01.09.2026;Dach Frühling;USD;1.234,56;12.345;120;3,00
02.09.2026;Dach Frühling;USD;99,90;900;9;0,50
23.09.2026;Dach Frühling;USD;1.250;1.000.900;9;1.250
Gesamt: Konto;--;USD;2.584,46;1.014.145;138;3,50
"""
FRENCH = """Rapport sur les campagnes
"1 sept. 2026 - 2 sept. 2026"
Jour;Campagne;Code de la devise;Coût;Impr.;Clics;Conversions
2026-09-01;Toitures;CAD;12,34;1\u00a0234;7;1,00
2026-09-02;Toitures;CAD;1\u00a0020,50;10\u202f500;88;2,50
Total : compte;--;CAD;1\u00a0032,84;11\u00a0734;95;3,50
"""
SPANISH = """Informe de campañas
04 ago 2026 - 04 ago 2026
Día,Campaña,Impr.,Clics,Coste,Código de moneda
2026-08-01,Marbella,1.240,86,"48,20",EUR
2026-08-02,Marbella,1.310,92,"1.051,05",EUR
Total: Cuenta,--,2.550,178,"1.099,25",EUR
"""
DUTCH = """Dag;Campagnenaam;Naam advertentieset;Weergaven;Linkkliks;Besteed bedrag (EUR)
2026-10-01;Herfst;Breed;1.200;24;12,50
2026-10-02;Herfst;Breed;900;9;7,00
"""
ITALIAN = """Giorno,Nome della campagna,Importo speso (EUR),Impression,Clic sul link
2026-10-01,Autunno,"12,50","10.000",24
"""
IMPRESSIONS = """Tag,Kampagne,Kosten,Klicks,Impressionen,Währungscode
2026-09-01,Brand,"1,50",3,40,EUR
"""


def read(folder: Path, text: str) -> tuple[Proposal, list[dict[str, Any]], list[str]]:
    """What init proposes for a report, the rows it gives, and why others are refused."""
    (folder / "report.csv").write_text(text, encoding="utf-8")
    found = proposed(folder)
    (source,) = found.sources
    (folder / "riparian.toml").write_text(drafted(found), encoding="utf-8")
    assert [str(mistake) for mistake in checked(folder).mistakes] == []
    settings = AdSpendSettings.model_validate(
        dict(source.settings) | {"currency": dict(source.settings).get("currency", "")}
    )
    rows = made(spend, raw_from(folder / "report.csv", ad_spend, settings, SpendRow), settings)
    return source, good(rows), [row["refused"] for row in rows if row["refused"]]


def told(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    names = ("spent_on", "channel", "campaign", "amount", "currency", "clicks", "impressions")
    return sorted(tuple(row[name] for name in names) for row in rows)


def test_a_german_report_of_google_ads_is_read_with_its_dates_commas_and_total(tmp_path: Path) -> None:
    source, rows, refused = read(tmp_path, GERMAN)

    assert source.preset == "ad_spend"
    assert dict(source.settings) == {
        "columns": {
            "day": "Tag",
            "campaign": "Kampagne",
            "currency_code": "Währungscode",
            "cost": "Kosten",
            "clicks": "Klicks",
        },
        "day_pattern": "%d.%m.%Y",
    }
    assert "'Kosten' is taken for cost" in source.remarks
    assert told(rows) == [
        (date(2026, 9, 1), "paid_search", "Dach Frühling", 123456, "USD", 120, 12345),
        (date(2026, 9, 2), "paid_search", "Dach Frühling", 9990, "USD", 9, 900),
        (date(2026, 9, 23), "paid_search", "Dach Frühling", 125000, "USD", 9, 1000900),
    ]
    assert sorted(row["conversions"] for row in rows if row["conversions"] is not None) == [0.5, 3.0, 1250.0]
    assert refused == ["a total of other rows"]


@pytest.mark.parametrize(
    ("text", "rows", "refused"),
    [
        (FRENCH, [(date(2026, 9, 1), "paid_search", "Toitures", 1234, "CAD", 7, 1234),
                  (date(2026, 9, 2), "paid_search", "Toitures", 102050, "CAD", 88, 10500)], 1),
        (SPANISH, [(date(2026, 8, 1), "paid_search", "Marbella", 4820, "EUR", 86, 1240),
                   (date(2026, 8, 2), "paid_search", "Marbella", 105105, "EUR", 92, 1310)], 1),
        (DUTCH, [(date(2026, 10, 1), "paid_social", "Herfst", 1250, "EUR", 24, 1200),
                 (date(2026, 10, 2), "paid_social", "Herfst", 700, "EUR", 9, 900)], 0),
        (ITALIAN, [(date(2026, 10, 1), "paid_social", "Autunno", 1250, "EUR", 24, 10000)], 0),
        (IMPRESSIONS, [(date(2026, 9, 1), "paid_search", "Brand", 150, "EUR", 3, 40)], 0),
    ],
)  # fmt: skip
def test_reports_in_other_languages_are_read(
    tmp_path: Path, text: str, rows: list[tuple[Any, ...]], refused: int
) -> None:
    _, found, wrong = read(tmp_path, text)

    assert told(found) == rows
    assert wrong == ["a total of other rows"] * refused


def test_words_for_two_columns_or_none_are_left_alone() -> None:
    assert named_in_words(("day", "tag", "kosten", "coste", "notiz")) == {"cost": "kosten"}
    assert currency_in(("tag", "kosten")) == ""
    assert not tells_spend(("datum", "kosten", "produkt"))
    assert not tells_spend(("day", "campaign", "cost", "clicks"))


def test_every_word_is_of_one_column_that_the_preset_reads() -> None:
    words = [word for known in WORDS.values() for word in known]

    assert len(words) == len(set(words))
    assert set(WORDS) <= set(SpendRow.__annotations__)
