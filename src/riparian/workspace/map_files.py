"""The map as text: GraphML for graph programs, CSV of its flows."""

import csv
import io
from dataclasses import asdict, fields
from xml.sax.saxutils import escape, quoteattr

from riparian.core.cells import inert
from riparian.workspace.mapping import EcosystemMap, MapEdge, MapNode

_KINDS = {bool: "boolean", int: "int", float: "double", str: "string"}


def as_graphml(drawn: EcosystemMap) -> str:
    """The map in GraphML 1.0; what is unknown is left out."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    for what, row in (("node", MapNode), ("edge", MapEdge)):
        for field in fields(row):
            if field.name not in ("name", "giver", "receiver"):
                kind = next((word for one, word in _KINDS.items() if one.__name__ in str(field.type)), "string")
                said = f'for="{what}" attr.name="{field.name}" attr.type="{kind}"'
                lines.append(f'  <key id="{what}_{field.name}" {said}/>')
    about = f"{drawn.subject}, {drawn.window_from} to {drawn.window_to}"
    lines += [f"  <graph id={quoteattr(about)} edgedefault={quoteattr('directed')}>"]
    for node in drawn.nodes:
        lines += [f"    <node id={quoteattr(node.name)}>", *_data("node", node), "    </node>"]
    for edge in drawn.edges:
        ends = f"source={quoteattr(edge.giver)} target={quoteattr(edge.receiver)}"
        lines += [f"    <edge {ends}>", *_data("edge", edge), "    </edge>"]
    return "\n".join([*lines, "  </graph>", "</graphml>", ""])


def _data(what: str, row: MapNode | MapEdge) -> list[str]:
    told = {name: value for name, value in asdict(row).items() if name not in ("name", "giver", "receiver")}
    return [
        f'      <data key="{what}_{name}">{escape(_written(value))}</data>'
        for name, value in told.items()
        if value is not None
    ]


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def as_csv(drawn: EcosystemMap) -> str:
    """One line a flow; texts that a spreadsheet would take for a formula have an apostrophe before them."""
    written = io.StringIO()
    # With a bare line feed a carriage return within a text would stand unquoted, and begin a row of its own.
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([field.name for field in fields(MapEdge)])
    for edge in drawn.edges:
        writer.writerow([inert(value) for value in asdict(edge).values()])
    return written.getvalue()
