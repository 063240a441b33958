"""The same filters in another snapshot: how many fulfilled them then, and who came, was set apart and left since."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from riparian.tables.hourglass import BANDS
from riparian.web import words
from riparian.web.compare import Against
from riparian.web.formerly import formerly, part_of
from riparian.web.people_since import Since
from riparian.web.reader import Condition, Reader

NAMED = 24
COLUMNS = ("person_key", "full_name", "email", "known")
BY_NAME = ("full_name", "email", "person_key")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who came or left."""

    person_key: int
    name: str
    path: str
    """Empty where this snapshot does not know them."""


@dataclass(frozen=True, slots=True)
class PeopleBefore:
    """What the filters found then: with `came` and `apart` and without `left` and `joined` it is what they find now."""

    found: int
    came: int
    apart: int
    """Who are people of their own since, and were part of somebody then who fulfilled it."""
    left: int
    joined: int
    """By how many fewer they are because several of those then were found to be one person who fulfils it now."""
    renamed: int
    """Of those who still fulfil it, people who go by another key now; they have neither come nor left."""
    who_came: tuple[Named, ...]
    """The first of them, by name."""
    who_is_apart: tuple[Named, ...]
    who_left: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class ListedBefore:
    """Where somebody on the list stood then; `spent` in minor units, less refunds."""

    person_key: int
    band: int
    band_name: str
    dormant: bool
    orders: int
    spent: int
    was: str = ""
    """Goes on from "was" where they were known otherwise: by another key, as several people, or as part of somebody."""


@dataclass(frozen=True, slots=True)
class ListedNow:
    """Where somebody who left stands now; `spent` in minor units, less refunds."""

    person_key: int
    """Of then."""
    key_now: int
    """Another where they were found to be part of somebody."""
    band: int
    band_name: str
    dormant: bool
    orders: int
    spent: int


def people_before(both: Since, found_now: int) -> PeopleBefore:
    """Then against now: by person, and who was found since to be part of somebody who is still here has not left.

    `found_now`: how many fulfil the filters now.
    """
    now, then = both.now, both.then
    fresh, otherwise = (now.count("standings", where=where) for where in (both.fresh, both.by_no_such_key))
    apart = now.count("standings", where=both.apart) if fresh else 0
    left = then.count("standings", where=both.left)
    leavers = _first(then, both.left) if left else []
    return PeopleBefore(
        found=both.found,
        came=fresh - apart,
        apart=apart,
        left=left,
        joined=(both.found - left) - (found_now - fresh),
        renamed=otherwise - fresh,
        who_came=_named(_first(now, both.came) if fresh > apart else []),
        who_is_apart=_named(_first(now, both.apart) if apart else []),
        who_left=_named(leavers, known_now(now, {row["person_key"] for row in leavers})),
    )


def _first(tables: Reader, where: Sequence[Condition]) -> list[dict[str, Any]]:
    return tables.rows("standings", columns=COLUMNS, where=where, order_by=BY_NAME, limit=NAMED)


def known_now(now: Reader, keys: Collection[int]) -> Collection[int]:
    """Those whom this snapshot has a page of, if only as part of another."""
    if not keys:
        return ()
    where: list[Condition] = [("person_key", "in", sorted(keys))]
    rows = now.rows("people", columns=("person_key",), where=where, limit=len(keys))
    return {row["person_key"] for row in rows} | part_of(now, keys).keys()


def name_of(row: dict[str, Any]) -> str:
    """Name, else e-mail, else a word that tells there is neither."""
    return row["full_name"] or row["email"] or ("No name" if row["known"] else "Browser")


def _named(rows: Sequence[dict[str, Any]], known: Collection[int] | None = None) -> tuple[Named, ...]:
    """People by their names; those who are not among the `known` have no page."""

    def told(row: dict[str, Any]) -> Named:
        key, name = row["person_key"], name_of(row)
        named = name if row["full_name"] or row["email"] else f"{name} {key}"
        return Named(key, named, f"/people/{key}" if known is None or key in known else "")

    return tuple(sorted(map(told, rows), key=lambda one: (one.name.casefold(), one.person_key)))


def listed_before(now: Reader, then: Reader, keys: Sequence[int]) -> tuple[ListedBefore, ...]:
    """People as they stood then, by their keys of now, in no order; who had done nothing yet is left out."""
    columns = ("band", "dormant", "orders", "spent")
    return tuple(
        ListedBefore(key, **{name: one.row[name] for name in columns}, band_name=BANDS[one.row["band"]], was=one.was)
        for key, one in formerly(now, then, keys, columns).items()
    )


def listed_now(now: Reader, keys: Sequence[int]) -> tuple[ListedNow, ...]:
    """Where people of a former snapshot stand now, by their keys of then; who does nowhere is left out."""
    merged = part_of(now, keys)
    key_of = {key: merged.get(key, key) for key in keys}
    columns = ("person_key", "band", "dormant", "orders", "spent")
    where: list[Condition] = [("person_key", "in", sorted(set(key_of.values())))]
    rows = now.rows("standings", columns=columns, where=where, limit=len(keys)) if keys else []
    by_key = {row["person_key"]: row for row in rows}
    return tuple(
        ListedNow(key, **{("key_now" if name == "person_key" else name): by_key[key_now][name] for name in columns},
                  band_name=BANDS[by_key[key_now]["band"]])
        for key, key_now in key_of.items() if key_now in by_key
    )  # fmt: skip


def before_says(now: int, then: PeopleBefore, against: Against) -> str:
    """`812 of them now, 790 then (as of …): 40 came and 18 left since.`"""
    when = against.chosen.says if against.chosen else ""
    told = f"{words.people(now)} now, {words.number(then.found)} then ({when})"
    parts = [f"{words.number(then.came)} came"]
    if then.apart:
        parts.append(f"{words.number(then.apart)} {_were(then.apart)} set apart from others")
    parts.append(f"{words.number(then.left)} left")
    if then.joined:
        parts.append(f"{words.people(then.joined)} {_were(then.joined)} found to be part of others")
    renamed = f" {_renamed(then.renamed)}" if then.renamed else ""
    return f"{told}: {words.listed(parts, most=4)} since.{renamed}"


def _were(people: int) -> str:
    return "was" if people == 1 else "were"


def _renamed(people: int) -> str:
    return f"{words.people(people)} {'goes' if people == 1 else 'go'} by another key now, and neither came nor left."
