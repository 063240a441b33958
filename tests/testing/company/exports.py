"""The sample company's files, read back by the standard library: slow, simple, and not how they are made."""

import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

Row = dict[str, str]
Message = dict[str, Any]


@dataclass(frozen=True)
class Exports:
    """One folder of exports. Messy rows are left out of everything but `lines`."""

    folder: Path

    def truth(self, name: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = pq.read_table(self.folder / "truth" / f"{name}.parquet").to_pylist()
        return rows

    def lines(self, file: str) -> list[str]:
        """Physical lines; the first is line 1."""
        path = self.folder / file
        data = gzip.decompress(path.read_bytes()) if file.endswith(".gz") else path.read_bytes()
        return data.decode("utf-8-sig").split("\n")

    def files(self, pattern: str) -> list[str]:
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.glob(pattern))

    @cached_property
    def messy_records(self) -> set[tuple[str, int]]:
        return {(row["file"], row["record"]) for row in self.truth("messy")}

    def rows(self, pattern: str) -> Iterator[Row]:
        """Good rows of CSV files."""
        for file in self.files(pattern):
            with (self.folder / file).open(encoding="utf-8-sig", newline="") as stream:
                reader = csv.reader(stream)
                header = next(reader)
                for record, fields in enumerate(reader, start=1):
                    if (file, record) not in self.messy_records:
                        yield dict(zip(header, fields, strict=True))

    def messages(self) -> Iterator[Message]:
        """Good messages of the web."""
        for file in self.files("segment/*.gz"):
            for record, line in enumerate(self.lines(file)[:-1], start=1):
                if (file, record) not in self.messy_records:
                    yield json.loads(line)


def instant(text: str) -> datetime:
    """Any of the instants of the exports, as naive UTC."""
    return datetime.fromisoformat(text.strip().replace(" +0000", "+00:00")).replace(tzinfo=None)


def occurred_at(message: Message) -> datetime:
    """When a message's event happened, by the clock-skew rule of the tracking spec."""
    received = instant(message["receivedAt"])
    if "timestamp" in message:
        return instant(message["timestamp"])
    try:
        original, sent = instant(message["originalTimestamp"]), instant(message["sentAt"])
    except (KeyError, ValueError):
        return received
    return received - (sent - original) if sent >= original else received


def normal_address(text: str) -> str:
    """An address without case, blanks and plus-tag."""
    local, _, host = text.strip().lower().partition("@")
    return f"{local.partition('+')[0]}@{host}" if host else ""


def normal_number(text: str) -> str:
    """A British or Irish mobile number in E.164."""
    digits = text.strip().lstrip("'").replace(" ", "")
    if digits.startswith("00"):
        return "+" + digits[2:]
    return "+44" + digits[1:] if digits.startswith("0") else digits


HALF_AN_HOUR = timedelta(minutes=30)
