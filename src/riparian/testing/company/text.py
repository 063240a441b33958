"""Columns of text, joined to lines of CSV and JSON without a loop over rows."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from riparian.testing.company.arrays import Flags, Ints


def joined(*parts: pa.Array | str) -> pa.Array:
    """The parts one behind another, row by row; nulls are empty text."""
    return pc.binary_join_element_wise(*parts, "", null_handling="replace", null_replacement="")


def numbers(values: Ints) -> pa.Array:
    """Whole numbers as text."""
    return pa.array(values).cast(pa.string())


def amounts(minor: Ints) -> pa.Array:
    """Minor units as `12.50`."""
    cents = pc.utf8_lpad(numbers(minor % 100), width=2, padding="0")
    return joined(numbers(minor // 100), ".", cents)


def spread(values: pa.Array, rows: Ints, where: Flags) -> pa.Array:
    """`values[rows]`, null where not `where`."""
    return values.take(pa.array(np.where(where, rows, 0), mask=~where))


def where(condition: Flags, yes: pa.Array | str, no: pa.Array | str | None) -> pa.Array:
    """Row by row the one or the other."""
    return pc.if_else(pa.array(condition), yes, pa.scalar(None, pa.string()) if no is None else no)


def picked(words: Sequence[str], codes: Ints) -> pa.Array:
    """The word of each code."""
    return pa.array(words, pa.string()).take(pa.array(codes))


def days(at: Ints) -> pa.Array:
    """`2024-05-01`."""
    return pc.utf8_slice_codeunits(
        pa.array(at, pa.timestamp("ms")).cast(pa.timestamp("s"), safe=False).cast(pa.string()), 0, 10
    )


def seconds(at: Ints, *, between: str = " ", after: str = "", known: Flags | None = None) -> pa.Array:
    """`2024-05-01 09:58:12` with other text between day and time or after it; null where not `known`."""
    text = pa.array(at // 1000, pa.timestamp("s")).cast(pa.string())
    if between != " ":
        text = pc.replace_substring(text, " ", between)
    return joined(text, after) if known is None else where(known, joined(text, after), None)


def milliseconds(at: Ints) -> pa.Array:
    """`2024-05-01T09:58:12.123Z`."""
    return joined(pc.replace_substring(pa.array(at, pa.timestamp("ms")).cast(pa.string()), " ", "T"), "Z")


def quoted(values: pa.Array) -> pa.Array:
    """Values as a CSV field, in quotes where they need them."""
    needs = pc.match_substring_regex(values, '[",;\r\n]')
    if not pc.any(needs).as_py():
        return values
    return pc.if_else(needs, joined('"', pc.replace_substring(values, '"', '""'), '"'), values)


def as_json(words: Sequence[str]) -> tuple[str, ...]:
    """Words as they stand between the quotes of JSON."""
    return tuple(word.replace("\\", "\\\\").replace('"', '\\"') for word in words)


def csv_lines(columns: Sequence[pa.Array | str]) -> pa.Array:
    """Lines without their line end. Columns that may need quotes must have them."""
    return pc.binary_join_element_wise(*columns, ",", null_handling="replace", null_replacement="")


def hex_texts(chance: np.random.Generator, size: int, digits: int) -> pa.Array:
    """Random texts of hexadecimal digits (an even number of them)."""
    offsets = np.arange(size + 1, dtype=np.int32) * digits
    text = chance.bytes(size * digits // 2).hex().encode()
    return pa.StringArray.from_buffers(size, pa.py_buffer(offsets.tobytes()), pa.py_buffer(text))


def uuids(chance: np.random.Generator, size: int) -> pa.Array:
    """Random texts in the shape of version 4 UUIDs."""
    digits = hex_texts(chance, size, 32)
    parts = (
        pc.utf8_slice_codeunits(digits, start, stop) for start, stop in ((0, 8), (8, 12), (13, 16), (17, 20), (20, 32))
    )
    first, second, third, fourth, last = parts
    return joined(first, "-", second, "-4", third, "-a", fourth, "-", last)


def spelt(chance: np.random.Generator, addresses: pa.Array) -> pa.Array:
    """Addresses as people and tools write them: some in capitals, some with a blank behind."""
    luck = chance.random(len(addresses))
    written = where(luck < 0.03, pc.utf8_upper(addresses), addresses)
    written = where((luck >= 0.03) & (luck < 0.05), pc.utf8_capitalize(addresses), written)
    return where((luck >= 0.05) & (luck < 0.06), joined(addresses, " "), written)


def tagged(addresses: pa.Array) -> pa.Array:
    """Addresses with a plus-tag."""
    return pc.replace_substring(addresses, "@", "+garden@", max_replacements=1)
