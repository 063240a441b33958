"""What a page raises when it cannot be shown in full; each is drawn as a state, or told as a problem document."""

from riparian.core.errors import LedgerConflictError, NotFoundError, RiparianError
from riparian.web.deciding import DecisionRefusedError, SentError


class NothingYetError(RiparianError):
    """There is nothing to show before something is done; `fix` is the command that does it."""

    code = "RIP510"


class MovedError(RiparianError):
    """What was asked for is now under the address in `where`."""

    code = "RIP520"


class AddressError(RiparianError):
    """A part of the address has a value it cannot have."""

    code = "RIP530"


STATUS: dict[type[RiparianError], int] = {
    NotFoundError: 404,
    DecisionRefusedError: 409,
    LedgerConflictError: 409,
    AddressError: 422,
    SentError: 422,
    NothingYetError: 503,
}
"""The answer's HTTP status by error; every other error is the server's own, 500."""


def status_of(error: RiparianError) -> int:
    """The HTTP status that tells this error."""
    return STATUS.get(type(error), 500)
