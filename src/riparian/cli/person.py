"""`riparian person`"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import click
from rich.text import Text

import riparian
from riparian.cli.printing import cell, echo, grid, instant, said
from riparian.cli.writing import print_json
from riparian.core.columns import Column
from riparian.core.errors import NotFoundError
from riparian.tables.hourglass import FACETS, PLACES
from riparian.web.evidence import Origin, origins, row_key_of
from riparian.web.words import money
from riparian.workspace.finding import Match, people_meant
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
@click.pass_context
def command(ctx: click.Context, who: str, as_json: bool, snapshot: str) -> None:
    """Everything known of one person, with the evidence.

    ID-OR-EMAIL is an e-mail address, a phone number in any way of writing it, an order number or any other identifier,
    written `kind:value` where several people have the value (`user_id:42`), or a person key (`person:17`). Several
    people are listed; they end with 1, as nobody does.
    """
    workspace = riparian.open(ctx.obj)
    opened = workspace.published(snapshot)
    tables = PublishedReader(workspace, opened)
    matches = people_meant(opened, who)
    if len(matches) == 1:
        known = _known(tables, matches[0].person_key)
        if as_json:
            print_json(asdict(known))
        else:
            _print(tables, known)
        return
    if not matches:
        nobody = NotFoundError(
            f"nobody has the identifier {said(who)!r}",
            where=f"snapshot {tables.snapshot}",
            fix="riparian show identifiers --where 'value contains …'",
        )
        click.echo(str(nobody), err=True)
    elif as_json:
        print_json({"matches": [asdict(match) for match in matches]})
    else:
        _list(tables, matches, who)
    ctx.exit(1)


def _list(tables: PublishedReader, matches: Sequence[Match], who: str) -> None:
    """Who may be meant, with how to say each."""
    keys = [match.person_key for match in matches]
    people = {
        row["person_key"]: row for row in tables.rows("people", where=[("person_key", "in", keys)], limit=len(keys))
    }
    table = grid("person", "by", "name", "e-mail", "country")
    for match in matches:
        row = people.get(match.person_key, {})
        cells = (match.by, *(row.get(name) for name in ("full_name", "email", "country")))
        table.add_row(f"person:{match.person_key}", *(Text(cell("", Column("string"), one)) for one in cells))
    one = f"riparian person person:{matches[0].person_key}"
    echo(table, "", f"{len(matches)} people may be meant by {said(who)!r}: {one} shows one")


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
    names = [said(str(person[name])) for name in ("full_name", "email", "company", "country") if person.get(name)]
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
        f"{_counted(place['actions'], 'action')}, {_counted(place['visits'], 'visit')}, "
        f"{_counted(place['orders'], 'order')}, "
        f"{money(place['spent'], tables.currency)} spent; known in {_counted(place['sources'], 'source')}"
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


def _counted(many: int, one: str) -> str:
    return f"{many:,} {one}" if many == 1 else f"{many:,} {one}s"
