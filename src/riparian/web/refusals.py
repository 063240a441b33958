"""What a page raises when it cannot be shown in full; each is drawn as a state, or told as a problem document."""

from riparian.core.errors import LedgerConflictError, NotFoundError, OtherVersionError, RiparianError, StorageError
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


class NotComparableError(RiparianError):
    """The snapshot that a page is to be compared with cannot be read as this version reads."""

    code = "RIP535"


class NotSignedInError(RiparianError):
    """Nobody is known to ask: neither a session nor a key, or one that opens nothing any more."""

    code = "RIP540"


class NotAllowedError(RiparianError):
    """Whoever asks may not have this."""

    code = "RIP550"


class ForeignSiteError(RiparianError):
    """Another site tries to decide something with the session of whoever looks at it."""

    code = "RIP551"


class TooOftenError(RiparianError):
    """Too many tries to sign in."""

    code = "RIP560"


class TooLongError(RiparianError):
    """More was sent than any form of ours has."""

    code = "RIP570"


class NotNotedError(RiparianError):
    """It cannot be recorded who looks at this, so it is not shown."""

    code = "RIP580"


STATUS: dict[type[RiparianError], int] = {
    NotFoundError: 404,
    DecisionRefusedError: 409,
    LedgerConflictError: 409,
    AddressError: 422,
    NotComparableError: 422,
    SentError: 422,
    NothingYetError: 503,
    StorageError: 503,
    OtherVersionError: 503,
    NotSignedInError: 401,
    NotAllowedError: 403,
    ForeignSiteError: 403,
    TooOftenError: 429,
    TooLongError: 413,
    NotNotedError: 503,
}
"""The answer's HTTP status by error; every other error is the server's own, 500."""


def status_of(error: RiparianError) -> int:
    """The HTTP status that tells this error."""
    return STATUS.get(type(error), 500)
