"""What people decided about identity, from the ledger, as rows of `identity_corrections`."""

from pathlib import Path
from typing import Any


def corrections_of(home: Path) -> list[dict[str, Any]]:
    """The corrections in the ledger of a workspace; none where there is no ledger."""
    return []
