"""What people decide, as entries of the ledger: what a decision gives, what the ledger keeps."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, JsonValue


class Entry(BaseModel):
    """Something decided: the subject it belongs to, what kind of decision it is, and its content as fields.

    An entry stays for good, so it holds keys, never names, addresses or other words that identify a person.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: ClassVar[str]
    kind: ClassVar[str]


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a command leads to no entry."""

    reason: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry as the ledger keeps it."""

    number: int
    """Place among all entries, from 1; later entries have larger numbers."""
    subject: str
    stream: str
    """What was decided about: `identity`, or one board, plan or test."""
    version: int
    """Place among the entries of the stream, from 1."""
    kind: str
    content: Mapping[str, JsonValue]
    at: datetime
    """Naive UTC."""
    by: str
