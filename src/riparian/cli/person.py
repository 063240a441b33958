"""`riparian person`"""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
from rich.text import Text

import riparian
from riparian.cli.printing import cell, echo, grid, instant
from riparian.cli.writing import print_json
from riparian.core.columns import Column
from riparian.core.errors import NotFoundError
from riparian.tables.hourglass import FACETS, PLACES
from riparian.web.evidence import Origin, origins, row_key_of
from riparian.web.words import money
from riparian.workspace.serving import PublishedReader

ALL = 1_000_000
"""More rows than one person has."""


@dataclass(frozen=True, slots=True)
class Known:
    """Everything known of one person."""

    person: dict[str, Any]
    place: dict[str, Any]
    bands: list[dict[str, Any]]
    facets: list[dict[str, Any]]
    identifiers: list[dict[str, Any]]
    links: list[dict[str, Any]]
    refused: list[dict[str, Any]]
    actions: list[dict[str, Any]]


@click.command()
@click.argument("who", metavar="ID-OR-EMAIL")
@click.option("--json", "as_json", is_flag=True, help="As one JSON document.")
@click.option("--snapshot", default="", metavar="ID", help="In this snapshot instead of the published one.")
@click.pass_obj
def command(folder: Path, who: str, as_json: bool, snapshot: str) -> None:
    """Everything known of one person, with the evidence.

    ID-OR-EMAIL is an e-mail address or any other identifier, written `kind:value` where several people have the value
    (`user_id:42`), or a person key.
    """
    tables = PublishedReader(riparian.open(folder).published(snapshot))
    known = _known(tables, found(tables, who))
    if as_json:
        print_json(asdict(known))
    else:
        _print(tables, known)


def found(tables: PublishedReader, who: str) -> int:
    """The person key of whoever an identifier, or a person key, names.

    Raises:
        NotFoundError: nobody, or several people under identifiers of different kinds.
    """
    written = who.strip()
    kind, _, value = written.partition(":")
    columns = ("kind", "value", "person_key")
    rows = tables.rows("identifiers", columns=columns, where=[("value", "in", (written, written.lower()))], limit=50)
    if not rows and value:
        of_kind = [("kind", "=", kind), ("value", "in", (value.strip(), value.strip().lower()))]
        rows = tables.rows("identifiers", columns=columns, where=of_kind, limit=50)
    people = sorted({row["person_key"] for row in rows})
    if len(people) > 1:
        kinds = ", ".join(sorted(f"{row['kind']}:{row['value']}" for row in rows))
        raise NotFoundError(f"{len(people)} people have the identifier {who!r}", fix=f"say which: {kinds}")
    if people:
        return int(people[0])
    if written.isdecimal() and tables.count("people", where=[("person_key", "=", int(written))]):
        return int(written)
    raise NotFoundError(
        f"nobody has the identifier {who!r}",
        where=f"snapshot {tables.snapshot}",
        fix="riparian show identifiers --where 'value contains …'",
    )


def _known(tables: PublishedReader, key: int) -> Known:
    mine = [("person_key", "=", key)]
    identifiers = tables.rows("identifiers", where=mine, order_by=["identifier_key"], limit=ALL)
    called = {row["identifier_key"]: f"{row['kind']} {row['value']}" for row in identifiers}
    (person,) = tables.rows("people", where=mine, limit=1) or [{"person_key": key}]
    (place,) = tables.rows("standings", where=mine, limit=1) or [{}]
    actions = tables.rows("actions", where=mine, order_by=["occurred_at", "action_key"], limit=ALL)
    links, refused = _evidence(tables, "identity_links", called), _evidence(tables, "refused_links", called)
    bands = tables.rows("band_entries", where=mine, order_by=["band"], limit=ALL)
    facets = tables.rows("facet_entries", where=mine, order_by=["entered_at"], limit=ALL)
    keys = {one["row_key"] for one in (*links, *refused)} | {row_key_of(one["action_key"]) for one in actions}
    where = origins(tables, keys)
    for one in (*links, *refused):
        one["from"] = _told(where[one["row_key"]])
    for one in actions:
        one["from"] = _told(where[row_key_of(one["action_key"])])
    return Known(person, place, bands, facets, identifiers, links, refused, actions)


def _evidence(tables: PublishedReader, table: str, called: dict[int, str]) -> list[dict[str, Any]]:
    """Links at either end of these identifiers, each end with its name."""
    ends = [
        row
        for side in ("left_key", "right_key")
        for row in tables.rows(table, where=[(side, "in", list(called))], order_by=["linked_at"], limit=ALL)
    ]
    links = {(row["left_key"], row["right_key"]): row for row in ends}
    strangers = {key for pair in links for key in pair} - set(called)
    names = called | {
        row["identifier_key"]: f"{row['kind']} {row['value']} (person {row['person_key']})"
        for row in tables.rows("identifiers", where=[("identifier_key", "in", sorted(strangers))], limit=ALL)
    }
    for (left, right), row in links.items():
        row["left"], row["right"] = names.get(left, str(left)), names.get(right, str(right))
    return sorted(links.values(), key=lambda row: row["linked_at"])


def _told(origin: Origin) -> str:
    if origin.ledger_entry is not None:
        return f"ledger entry {origin.ledger_entry}"
    return f"{origin.file or 'a file no longer configured'}, line {origin.line}"


def _print(tables: PublishedReader, known: Known) -> None:
    person, place = known.person, known.place
    names = [str(person[name]) for name in ("full_name", "email", "company", "country") if person.get(name)]
    echo(Text(" · ".join((*names, f"person {person['person_key']}")), "bold"))
    if place:
        echo(*_placed(tables, place))
    for title, rows, columns in (
        (
            "Bands",
            [{**one, "entered": PLACES[one["band"]]} for one in known.bands],
            ("entered", "entered_at", "left_at", "rule", "source"),
        ),
        (
            "Facets",
            [{**one, "entered": PLACES[one["facet"]]} for one in known.facets],
            ("entered", "entered_at", "left_at", "times"),
        ),
        ("Identifiers", known.identifiers, ("kind", "value", "first_at", "sources")),
        ("Why they are one person", known.links, ("left", "right", "source", "linked_at", "from")),
        ("Evidence that was not followed", known.refused, ("left", "right", "reason", "source", "linked_at", "from")),
        (
            "Actions",
            [_stream(one) for one in known.actions],
            ("at", "kind", "source", "what", "where", "amount", "from"),
        ),
    ):
        if rows:
            table = grid(*columns)
            for row in rows:
                table.add_row(*(Text(cell(name, Column("string"), row[name])) for name in columns))
            echo("", Text(title, "bold"), table)


def _placed(tables: PublishedReader, place: dict[str, Any]) -> list[str]:
    active = [FACETS[facet] for facet in FACETS if place[FACETS[facet].lower()]]
    told = [
        f"{PLACES[place['band']]} since {instant(place['band_since'])}"
        + (", dormant" if place["dormant"] else ", awake again" if place["reignited"] else "")
        + (f"; active: {', '.join(active)}" if active else "")
    ]
    told.append(
        f"{place['actions']:,} actions, {place['visits']:,} visits, {place['orders']:,} orders, "
        f"{money(place['spent'], tables.currency)} spent; known in {place['sources']} "
        f"{'source' if place['sources'] == 1 else 'sources'}"
    )
    return told


def _stream(action: dict[str, Any]) -> dict[str, Any]:
    amount = "" if action["amount"] is None else money(action["amount"], action["currency"] or "")
    score = "" if action["score"] is None else f"{action['score']:g}"
    parts = (action["name"], action["content"], action["topic"])
    return {
        "at": action["occurred_at"],
        "kind": action["kind"],
        "source": action["source"],
        "what": " · ".join(str(part) for part in parts if part) or None,
        "where": action["site"],
        "amount": amount or score or None,
        "from": action["from"],
    }
