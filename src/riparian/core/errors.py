"""Every error that is raised on purpose: what happened, where, and how to mend it."""


class RiparianError(Exception):
    """An error a person can act on.

    Codes are stable: `RIP1xx` configuration, `RIP2xx` sources, `RIP3xx` build, `RIP4xx` storage, `RIP5xx` reading.
    """

    code = "RIP000"

    def __init__(self, what: str, *, where: str = "", fix: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.fix = fix

    def __str__(self) -> str:
        lines = [f"{self.code}: {self.what}"]
        if self.where:
            lines.append(f"  where: {self.where}")
        if self.fix:
            lines.append(f"  fix:   {self.fix}")
        return "\n".join(lines)


class SettingsError(RiparianError):
    """A setting is unknown, missing, or has a value it cannot have."""

    code = "RIP100"


class FormulaError(RiparianError):
    """An expression in a mapping cannot be read, or has the wrong type."""

    code = "RIP110"


class SourceError(RiparianError):
    """A source cannot be read at all (single rows that cannot be used are rejected, never raised)."""

    code = "RIP200"


class DerivationError(RiparianError):
    """A derivation is declared wrongly: unknown table, two makers, a ring, a broken promise."""

    code = "RIP300"


class TooManyRowsError(RiparianError):
    """More rows would enter Python than the derivation said."""

    code = "RIP310"


class NotEnoughDataError(RiparianError):
    """There is too little data to answer; the table stays empty and the build step carries this sentence."""

    code = "RIP320"


class StorageError(RiparianError):
    """A snapshot, landing or ledger file is missing, locked or damaged."""

    code = "RIP400"


class OtherVersionError(StorageError):
    """A file is whole, and was written by a version of Riparian that keeps its tables otherwise."""

    code = "RIP401"


class LedgerConflictError(RiparianError):
    """Somebody else decided meanwhile, so what was decided rests on what no longer stands."""

    code = "RIP410"


class NotFoundError(RiparianError):
    """What was asked for by name is not there."""

    code = "RIP500"


class SeveralErrors(RiparianError):  # noqa: N818  it is several
    """All mistakes of one kind at once."""

    code = "RIP000"

    def __init__(self, errors: tuple[RiparianError, ...]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = errors

    def __str__(self) -> str:
        return self.what
