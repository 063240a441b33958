"""What the pages may decide in a workspace: each command to its subject, and what stands of each."""

from threading import Lock
from types import TracebackType
from typing import Self

from riparian.core.entries import Recorded, Refused
from riparian.decisions import ecosystem, forecast, lists
from riparian.decisions.ecosystem import ParticipantWanted, WishDropped
from riparian.decisions.forecast import ScenarioDropped, ScenarioSaved
from riparian.decisions.lists import ListDropped, ListRenamed, ListSaved
from riparian.ledger.ledger import Ledger
from riparian.workspace import lists as kept_lists
from riparian.workspace import scenarios, wishes
from riparian.workspace.corrections import ledger_file
from riparian.workspace.workspace import Workspace

Command = ListSaved | ListRenamed | ListDropped | ScenarioSaved | ScenarioDropped | ParticipantWanted | WishDropped


class Commands:
    """The decisions of one workspace, as `riparian.web.deciding.Decide` wants them.

    What stands is read at every look at a page, so the ledger stays open for reading: opening it takes ten times as
    long as reading it. Close it, or use it in a `with` statement.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._home = workspace.home
        self._lock = Lock()
        self._ledger: Ledger | None = None
        self._opened: tuple[int, int] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        if self._ledger is not None:
            self._ledger.close()
        self._ledger, self._opened = None, None

    def __call__(self, command: Command, *, by: str, key: str, seen: int) -> int | Refused:
        """Record a command; the number of its entry, or why there is none.

        Raises:
            LedgerConflictError: it rests on what no longer stands.
        """
        match command:
            case ListSaved() | ListRenamed() | ListDropped():
                done = kept_lists.decided(self._home, command, by=by, key=key, seen=seen)
            case ScenarioSaved() | ScenarioDropped():
                done = scenarios.decided(self._home, command, by=by, key=key, seen=seen)
            case _:
                done = wishes.decided(self._home, command, by=by, key=key, seen=seen)
        return done if isinstance(done, Refused) else done.entries[0].number

    def latest(self) -> int:
        """The number of the last entry of the ledger."""
        ledger = self._open()
        return ledger.last_number() if ledger else 0

    def lists(self) -> dict[str, lists.Standing]:
        """The lists that stand."""
        return lists.standing(self._entries(ListSaved.subject))

    def scenarios(self) -> dict[str, forecast.Standing]:
        """The scenarios that stand."""
        return forecast.standing(self._entries(ScenarioSaved.subject))

    def wishes(self) -> dict[str, ecosystem.Standing]:
        """The last word on participants."""
        return ecosystem.standing(self._entries(ParticipantWanted.subject))

    def _entries(self, subject: str) -> tuple[Recorded, ...]:
        ledger = self._open()
        return ledger.entries(subject) if ledger else ()

    def _open(self) -> Ledger | None:
        """The ledger; None: nothing was ever decided, and a look at a page must not make one."""
        file = ledger_file(self._home)
        with self._lock:
            found = file.stat() if file.is_file() else None
            opened = (found.st_dev, found.st_ino) if found else None
            if opened != self._opened:
                # Another file in the place of the one that was read.
                self.close()
                self._ledger, self._opened = (Ledger.at(file) if found else None), opened
            return self._ledger
