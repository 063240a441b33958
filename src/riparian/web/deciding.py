"""The door through which pages decide: commands go out, and what stands comes back. The workspace implements it."""

from collections.abc import Mapping
from typing import Protocol

from riparian.core.entries import Refused
from riparian.core.errors import RiparianError
from riparian.decisions import ecosystem, forecast, lists
from riparian.decisions.ecosystem import ParticipantWanted, WishDropped
from riparian.decisions.forecast import ScenarioDropped, ScenarioSaved
from riparian.decisions.lists import ListDropped, ListRenamed, ListSaved

Command = ListSaved | ListRenamed | ListDropped | ScenarioSaved | ScenarioDropped | ParticipantWanted | WishDropped


class DecisionRefusedError(RiparianError):
    """A command leads to no entry; the error says why."""

    code = "RIP590"


class SentError(RiparianError):
    """What a form or a body sent cannot be read."""

    code = "RIP595"


class Decide(Protocol):
    """Records what is decided on a page, and tells what stands."""

    def __call__(self, command: Command, *, by: str, key: str, seen: int) -> int | Refused:
        """Record a command; the number of its entry, or why there is none.

        Args:
            command: what is to be decided.
            by: who decides.
            key: a command sent again with its key writes nothing, and gives the number it gave.
            seen: number of the last entry that stood on the page where it was decided.

        Raises:
            LedgerConflictError: something newer stands than was seen.
        """
        ...

    def latest(self) -> int:
        """The number of the last entry, whatever it is about; 0: nothing was ever decided."""
        ...

    def lists(self) -> Mapping[str, lists.Standing]:
        """The lists of people that stand, by name, the earliest first."""
        ...

    def scenarios(self) -> Mapping[str, forecast.Standing]:
        """The scenarios that stand, by name."""
        ...

    def wishes(self) -> Mapping[str, ecosystem.Standing]:
        """The last word on participants, by name."""
        ...


class _Nowhere:
    """Where nothing can be decided: pages are read only, and tell of nothing but their snapshot."""

    def __call__(self, command: Command, *, by: str, key: str, seen: int) -> int | Refused:
        return Refused("these pages are for reading only")

    def latest(self) -> int:
        return 0

    def lists(self) -> Mapping[str, lists.Standing]:
        return {}

    def scenarios(self) -> Mapping[str, forecast.Standing]:
        return {}

    def wishes(self) -> Mapping[str, ecosystem.Standing]:
        return {}


NOWHERE: Decide = _Nowhere()
