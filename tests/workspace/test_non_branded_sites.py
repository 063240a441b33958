"""What is said once of a site reaches the derivations that ask for it."""

from pathlib import Path

import pytest

from riparian.build.discovery import discovered
from riparian.derivations.buyers.action_segments import ActionSegmentsSettings
from riparian.workspace.config import read_config

SITES = '[[sites]]\nhost = "shop.example"\n[[sites]]\nhost = "think.example"\nbranded = false\n'


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", ("think.example",)),
        ('[derivations.action_segments]\nnon_branded_sites = ["other.example"]\n', ("other.example",)),
    ],
)
def test_non_branded_sites_are_those_of_the_sites_unless_set(
    tmp_path: Path, more: str, expected: tuple[str, ...]
) -> None:
    (tmp_path / "riparian.toml").write_text(SITES + more)

    settings = read_config(tmp_path, {}, discovered()).derivations["action_segments"]

    assert isinstance(settings, ActionSegmentsSettings)
    assert settings.non_branded_sites == expected
