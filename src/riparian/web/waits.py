"""Waits: who typed a wrong password too often has to wait, longer each time. Kept in memory, and only so much of it."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

FIRST = timedelta(seconds=30)
LONGEST = timedelta(minutes=15)
FORGOTTEN = timedelta(hours=1)
"""After so long without a failure, failures count no more."""
MOST_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class _Failures:
    count: int
    last_at: datetime


class Waits:
    """Failures by one word, such as a name or an address; `free` of them cost nothing."""

    def __init__(self, *, free: int, most: int = MOST_KEPT) -> None:
        self._free = free
        self._most = most
        self._failures: OrderedDict[str, _Failures] = OrderedDict()

    def left(self, of: str, now: datetime) -> timedelta:
        """How long they still have to wait; zero: not at all."""
        found = self._failures.get(of)
        if found is None or found.count < self._free or now - found.last_at >= FORGOTTEN:
            return timedelta()
        wait = min(FIRST * (1 << min(found.count - self._free, 10)), LONGEST)
        return max(found.last_at + wait - now, timedelta())

    def count(self, of: str, now: datetime) -> None:
        """Count a try as failed, before it is known: of many sent at once, none is free because it was early."""
        found = self._failures.pop(of, None)
        before = found.count if found and now - found.last_at < FORGOTTEN else 0
        self._failures[of] = _Failures(before + 1, now)
        if len(self._failures) > self._most:
            self._failures.popitem(last=False)

    def took_back(self, of: str) -> None:
        """The last try did not fail."""
        found = self._failures.pop(of, None)
        if found and found.count > 1:
            self._failures[of] = _Failures(found.count - 1, found.last_at)

    def forget(self, of: str) -> None:
        """Failures of this one count no more."""
        self._failures.pop(of, None)

    def __len__(self) -> int:
        return len(self._failures)


def plain(address: str) -> IPv4Address | IPv6Address | None:
    """An address, one of IPv4 that came as IPv6 as what it is; None: it is none."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def neighbourhood(address: str) -> str:
    """An address as it is counted: of IPv6 the network that one household or office has."""
    found = plain(address)
    return str(ip_network((found, 64), strict=False)) if found and found.version == 6 else str(found or address[:100])
