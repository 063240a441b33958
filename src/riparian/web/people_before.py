"""The same filters in another snapshot: how many fulfilled them then, and who came and left since."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Query

from riparian.core.errors import NotFoundError
from riparian.tables.hourglass import BANDS
from riparian.web import words
from riparian.web.compare import Against, Former
from riparian.web.formerly import formerly, part_of
from riparian.web.reader import Condition, Reader

MOST = 20_000
"""People on either side up to whom it is told who came and left."""
NAMED = 24


Came = Annotated[
    str | None,
    Query(
        max_length=40, description="Did not fulfil the other filters in this kept snapshot yet.", examples=["000006"]
    ),
]


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who came or left."""

    person_key: int
    name: str
    path: str
    """Empty where this snapshot does not know them."""


@dataclass(frozen=True, slots=True)
class PeopleBefore:
    """What the filters found then: with `came` and without `left` and `joined` it is what they find now.

    `came` and `left` are None where there are too many to be told apart.
    """

    found: int
    came: int | None
    left: int | None
    joined: int
    """By how many fewer they are because several of those then were found to be one person who fulfils it now."""
    renamed: int
    """Of those who still fulfil it, people who go by another key now; they have neither come nor left."""
    who_came: tuple[Named, ...]
    """The first of them, by name."""
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


Found = Callable[[Reader, int], list[dict[str, Any]]]
"""At most so many people who fulfil the filters in a snapshot, with `person_key`, `full_name`, `email` and `known`."""
COLUMNS = ("person_key", "full_name", "email", "known")


def people_before(now: Reader, then: Reader, found: Found, counted: Callable[[Reader], int]) -> PeopleBefore:
    """Then against now: by person, and who was found since to be part of somebody who is still here has not left."""
    before, after = counted(then), counted(now)
    if max(before, after) > MOST:
        return PeopleBefore(before, None, None, 0, 0, (), ())
    were, are = ({row["person_key"]: row for row in found(one, MOST)} for one in (then, now))
    merged = part_of(now, were.keys() - are.keys())
    here = [merged.get(key, key) for key in were if merged.get(key, key) in are]
    still = set(here)
    came = are.keys() - still
    left = {key for key in were if merged.get(key, key) not in are}
    known = _known(now, left)
    return PeopleBefore(
        found=before,
        came=len(came),
        left=len(left),
        joined=len(here) - len(still),
        renamed=len(still - were.keys()),
        who_came=_named([are[key] for key in came], are),
        who_left=_named([were[key] for key in left], known),
    )


def came_since(now: Reader, snapshot: str | None, found: Found) -> list[Condition]:
    """Conditions on who fulfils the filters now and did not in another snapshot, as whoever; none without one.

    Raises:
        NotFoundError: the snapshot is not kept, a filter means nothing there, or too many fulfilled them.
    """
    if not snapshot:
        return []
    were = {row["person_key"] for row in found(Former(now.other(snapshot)), MOST + 1)}
    if len(were) > MOST:
        what = f"Who came since snapshot {words.clip(snapshot)} is told where up to {words.number(MOST)} were there."
        raise NotFoundError(what, where="came", fix="Filter further, or leave it out.")
    merged = part_of(now, were)
    still: list[Condition] = [("person_key", "in", sorted({merged.get(key, key) for key in were}))]
    return [("person_key", "not found in", ("people", still))] if were else []


def _known(now: Reader, keys: Collection[int]) -> Collection[int]:
    """Those whom this snapshot has a page of, if only as part of another."""
    if not keys:
        return ()
    where: list[Condition] = [("person_key", "in", sorted(keys))]
    rows = now.rows("people", columns=("person_key",), where=where, limit=len(keys))
    return {row["person_key"] for row in rows} | part_of(now, keys).keys()


def name_of(row: dict[str, Any]) -> str:
    """Name, else e-mail, else a word that tells there is neither."""
    return row["full_name"] or row["email"] or ("No name" if row["known"] else "Browser")


def _named(rows: Sequence[dict[str, Any]], known: Collection[int]) -> tuple[Named, ...]:
    def told(row: dict[str, Any]) -> Named:
        key, name = row["person_key"], name_of(row)
        named = name if row["full_name"] or row["email"] else f"{name} {key}"
        return Named(key, named, f"/people/{key}" if key in known else "")

    people = sorted(map(told, rows), key=lambda one: (one.name.casefold(), one.person_key))
    return tuple(people[:NAMED])


def listed_before(now: Reader, then: Reader, keys: Sequence[int]) -> tuple[ListedBefore, ...]:
    """People as they stood then, by their keys of now, in no order; who had done nothing yet is left out."""
    columns = ("band", "dormant", "orders", "spent")
    return tuple(
        ListedBefore(key, **{name: one.row[name] for name in columns}, band_name=BANDS[one.row["band"]], was=one.was)
        for key, one in formerly(now, then, keys, columns).items()
    )


def before_says(now: int, then: PeopleBefore, against: Against) -> str:
    """`812 of them now, 790 then (as of …): 40 came and 18 left since.`"""
    when = against.chosen.says if against.chosen else ""
    told = f"{words.people(now)} now, {words.number(then.found)} then ({when})"
    if then.came is None or then.left is None:
        return f"{told}: {words.signed(now - then.found)}. Who came and left is told of up to {words.number(MOST)}."
    parts = [f"{words.number(then.came)} came", f"{words.number(then.left)} left"]
    if then.joined:
        were = "was" if then.joined == 1 else "were"
        parts.append(f"{words.people(then.joined)} {were} found to be part of others")
    renamed = f" {_renamed(then.renamed)}" if then.renamed else ""
    return f"{told}: {words.listed(parts)} since.{renamed}"


def _renamed(people: int) -> str:
    return f"{words.people(people)} {'goes' if people == 1 else 'go'} by another key now, and neither came nor left."
