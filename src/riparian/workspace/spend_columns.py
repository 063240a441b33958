"""Which columns of a spend report stand for ours where they are called otherwise: a guess to correct."""

from dataclasses import dataclass

from riparian.presets.ad_spend import AdSpendSettings, lacks, recognises
from riparian.storage.looking import Look
from riparian.workspace.spend_words import currency_in, named_in_words

CHANNELS = ("source", "utm_source", "platform", "publisher", "traffic_source", "medium", "utm_medium")
"""Columns that may stand for the channel, the likeliest first."""
_SURE = 0.5


@dataclass(frozen=True, slots=True)
class SpendGuess:
    """Settings under which `ad_spend` reads a file, and what a person should look at."""

    settings: tuple[tuple[str, object], ...] = ()
    remarks: tuple[str, ...] = ()


def tells_spend(header: tuple[str, ...]) -> bool:
    """Whether a header is that of a spend report in another language than English."""
    return recognises(_in_english(header, named_in_words(header))) > _SURE >= recognises(header)


def spend_guessed(look: Look) -> SpendGuess:
    """How `ad_spend` may read a report that it recognises; no settings where it needs none, or none would help."""
    words = named_in_words(look.header) if tells_spend(look.header) else {}
    header = _in_english(look.header, words)
    written = dict(zip(look.header, look.written, strict=True)) if look.format == "delimited" else {}
    columns = {ours: written.get(theirs, theirs) for ours, theirs in words.items()}
    settings: list[tuple[str, object]] = []
    remarks = [f"{theirs!r} is taken for {ours}" for ours, theirs in columns.items()]
    # The company has a currency wherever the report has none.
    usual = AdSpendSettings(currency="EUR")
    if lacks(header, usual) and not lacks((*header, "channel"), usual):
        column = next((name for name in CHANNELS if name in look.header), "")
        if column:
            columns["channel"] = written.get(column, column)
            remarks.append(f"{columns['channel']!r} is taken for the channel of the spend")
        elif "currency_code" in words:
            settings.append(("channel", "paid_search"))
            remarks.append(
                "no column says the channel; it is taken for paid_search, as the words are those of Google Ads"
            )
    currency = currency_in(look.header)
    if currency and not {"currency", "currency_code"} & {*header}:
        settings.append(("currency", currency))
    return SpendGuess(((("columns", columns),) if columns else ()) + tuple(settings), tuple(remarks))


def _in_english(header: tuple[str, ...], words: dict[str, str]) -> tuple[str, ...]:
    ours = {theirs: name for name, theirs in words.items()}
    return tuple(ours.get(name, name) for name in header)
