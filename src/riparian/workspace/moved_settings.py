"""Settings that stand in another section now: a file that was written before is told where."""

from collections.abc import Mapping
from typing import Any, Final

from riparian.core.errors import SettingsError

MOVED: Final[Mapping[str, Mapping[str, str]]] = {
    "reignitions": {"months": "dormancy_spans", "written_within": "dormancy_spans"},
    "holdout_verdicts": {"held_out": "holdout_people", "window": "holdout_people"},
    "return_on_attention": {"lookback": "attention_gains"},
    "referred_first_orders": {"entry_within": "beginnings", "soon": "beginnings"},
    "comp_segments": {"definitions": "comp_people"},
}
"""By derivation and the setting's name the derivation it is now of; the name is the same."""


def moved_settings(sections: Mapping[str, Any], *, where: str) -> tuple[dict[str, Any], list[SettingsError]]:
    """The sections of derivations without what moved away from them, and a mistake for each that did.

    A section of which nothing is left is left out too: its derivation may have no settings now.
    """
    left: dict[str, Any] = {}
    mistakes: list[SettingsError] = []
    for section, given in sections.items():
        away = MOVED.get(section, {}) if isinstance(given, dict) else {}
        gone = [name for name in given if name in away] if away else []
        mistakes += [
            SettingsError(
                f"{name} is now [derivations.{away[name]}] {name}",
                where=f"{where} [derivations.{section}]",
                fix=f"write it under [derivations.{away[name]}]",
            )
            for name in gone
        ]
        stays = {name: value for name, value in given.items() if name not in gone} if gone else given
        if stays or not gone:
            left[section] = stays
    return left, mistakes
