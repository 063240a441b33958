"""What people decided about identity, from the ledger, as rows of `identity_corrections`."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from riparian.decisions.identity import Joined, corrections
from riparian.ledger.ledger import Ledger
from riparian.workspace.decided import LEDGER


def ledger_file(home: Path) -> Path:
    """Where the decisions of a workspace lie."""
    return home / LEDGER


def corrections_of(home: Path) -> list[dict[str, Any]]:
    """The corrections in the ledger of a workspace; none where there is no ledger."""
    file = ledger_file(home)
    if not file.is_file():
        return []
    with Ledger.at(file) as ledger:
        return [asdict(one) for one in corrections(ledger.entries(Joined.subject))]
