"""`riparian map`"""

import json
from pathlib import Path

import click

import riparian
from riparian.cli.printing import echo, grid, number
from riparian.cli.writing import STDOUT, opened
from riparian.web.charts.ecosystem_map import draw_map
from riparian.web.charts.svg import with_own_colours
from riparian.workspace.map_files import as_csv, as_graphml
from riparian.workspace.mapping import EcosystemMap, ecosystem_map

_SHOWN = 20


def _target(form: str) -> str:
    return f"Write {form} to a file, or to stdout."


@click.command()
@click.option("--subject", default="all", show_default=True, metavar="JOB", help="The job whose attention is shown.")
@click.option(
    "--window", type=click.IntRange(min=0), default=0, show_default=True, help="0: the latest; 1: the one before."
)
@click.option("--graphml", is_flag=False, flag_value=STDOUT, metavar="[FILE]", help=_target("GraphML"))
@click.option("--json", is_flag=False, flag_value=STDOUT, metavar="[FILE]", help=_target("JSON"))
@click.option("--csv", is_flag=False, flag_value=STDOUT, metavar="[FILE]", help=_target("the flows as CSV"))
@click.option("--svg", is_flag=False, flag_value=STDOUT, metavar="[FILE]", help=_target("a drawing"))
@click.option("--snapshot", default="", metavar="ID", help="Of this snapshot instead of the published one.")
@click.pass_obj
def command(
    folder: Path,
    subject: str,
    window: int,
    graphml: str | None,
    json: str | None,
    csv: str | None,
    svg: str | None,
    snapshot: str,
) -> None:
    """The ecosystem as a graph: participants, and the visits that flow between them.

    Without a format, the participants of the map are listed.
    """
    drawn = ecosystem_map(riparian.open(folder).published(snapshot), subject=subject, window=window)
    forms = (("graphml", graphml, as_graphml), ("json", json, _as_json), ("csv", csv, as_csv), ("svg", svg, _as_svg))
    wanted = [(target, write(drawn)) for _, target, write in forms if target is not None]
    if sum(target == STDOUT for target, _ in wanted) > 1:
        raise click.UsageError("one format at a time goes to stdout: name files for the others")
    for target, words in wanted:
        with opened(target) as out:
            out.write(words.encode())
        if target != STDOUT:
            told = f"{number(len(drawn.nodes))} participants, {number(len(drawn.edges))} flows"
            click.echo(f"{target}: {told}", err=True)
    if not wanted:
        _show(drawn)


def _as_svg(drawn: EcosystemMap) -> str:
    return with_own_colours(draw_map(drawn))


def _as_json(drawn: EcosystemMap) -> str:
    return json.dumps(drawn.as_json(), ensure_ascii=False, indent=1) + "\n"


def _show(drawn: EcosystemMap) -> None:
    names = ("ring", "attention", "visits in", "visits out", "score")
    table = grid("participant", "kind", *names, "wanted", right=names)
    for node in drawn.nodes[:_SHOWN]:
        wanted = "" if node.wanted is None else "yes" if node.wanted else "no"
        share = "" if node.attention is None else f"{node.attention:.1%}"
        came, went = ("" if one is None else number(one) for one in (node.visits_in, node.visits_out))
        table.add_row(
            node.name, node.kind, str(node.ring), share, came, went,
            "" if node.score is None else f"{node.score:.2f}", wanted,
        )  # fmt: skip
    told = f"{number(len(drawn.nodes))} participants, {number(len(drawn.edges))} flows"
    echo(table, "", f"{told}, {drawn.window_from} to {drawn.window_to}; --svg FILE draws them")
