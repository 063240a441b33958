"""Arrays of numbers, and the few things numpy lacks for groups of them."""

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

NEVER = np.iinfo(np.int64).max
"""The instant of what did not happen, so that a minimum over instants needs no special case."""


def within_groups(sizes: Ints) -> Ints:
    """0, 1, 2 … inside each group, groups of `sizes` standing one after another."""
    ends = np.cumsum(sizes)
    return np.arange(int(ends[-1]) if len(ends) else 0, dtype=np.int64) - np.repeat(ends - sizes, sizes)


def starts_of_runs(keys: Ints) -> Flags:
    """Whether a sorted array has a new value here."""
    flags = np.ones(len(keys), dtype=np.bool_)
    flags[1:] = keys[1:] != keys[:-1]
    return flags


def first_at(groups: Ints, at: Ints, size: int) -> Ints:
    """Earliest instant of each group, shape `(size,)`; `NEVER` for a group without one."""
    earliest = np.full(size, NEVER, dtype=np.int64)
    np.minimum.at(earliest, groups, at)
    return earliest


def last_at(groups: Ints, at: Ints, size: int) -> Ints:
    """Latest instant of each group, shape `(size,)`; `-NEVER` for a group without one."""
    latest = np.full(size, -NEVER, dtype=np.int64)
    np.maximum.at(latest, groups, at)
    return latest


def second_at(groups: Ints, at: Ints, size: int) -> Ints:
    """Second instant of each group, shape `(size,)`; `NEVER` for a group with fewer than two."""
    order = np.lexsort((at, groups))
    sorted_groups, sorted_at = groups[order], at[order]
    second = np.zeros(len(order), dtype=np.bool_)
    starts = starts_of_runs(sorted_groups)
    second[1:] = starts[:-1] & ~starts[1:]
    result = np.full(size, NEVER, dtype=np.int64)
    result[sorted_groups[second]] = sorted_at[second]
    return result


def looked_up(values: Ints, rows: Ints, *, otherwise: int) -> Ints:
    """`values[rows]`; `otherwise` where a row is none, that is -1 or `NEVER`."""
    result = np.full(len(rows), otherwise, dtype=np.int64)
    there = (rows >= 0) & (rows != NEVER)
    result[there] = values[rows[there]]
    return result
