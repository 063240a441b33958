"""`riparian forecast`"""

import getpass
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

import riparian
from riparian.cli.printing import echo, grid, number
from riparian.core.entries import Refused
from riparian.decisions.forecast import ScenarioDropped
from riparian.web.words import whole_money
from riparian.workspace.forecasting import BandBeside, Beside, bands_side_by_side, side_by_side
from riparian.workspace.scenarios import band_changes_of, decided, refusal, scenario_in, scenarios_of

_Told = Callable[[float], str]
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--scenario", "file", type=_FILE, metavar="FILE", help="Try the scenario of a TOML file, and save it.")
@click.option("--dry-run", is_flag=True, help="Show what the scenario does; save nothing.")
@click.option("--list", "listed", is_flag=True, help="List the scenarios that are saved.")
@click.option("--drop", metavar="NAME", help="Take a saved scenario back.")
@click.option("--by", default=getpass.getuser, metavar="NAME", help="Who decides. [default: who is logged in]")
@click.pass_obj
def command(folder: Path, file: Path | None, dry_run: bool, listed: bool, drop: str | None, by: str) -> None:
    """The customer file in five years, as it is and under a scenario.

    A scenario is a TOML file: `scenario = "more loyalty"`, and for each change a [[changes]] with `what` (rebuy, new
    buyers, reactivated buyers, spend, price), `segment` (one of the eight, or all), `factor` (1.1 is ten per cent more)
    and `reason`. For a move on the hourglass it has a [[bands]] with `move` ("like -> trust", "outside -> know",
    "buy -> dormant", "dormant -> buy"), `factor` and `reason`. It is kept in the ledger under its name, and the next
    build publishes it in five_year_forecasts and band_projections.
    """
    if sum((file is not None, listed, drop is not None)) > 1:
        raise click.UsageError("--scenario, --list and --drop are three things: say one")
    workspace = riparian.open(folder)
    if listed:
        _list(scenarios_of(workspace.home), band_changes_of(workspace.home))
    elif drop is not None:
        done = decided(workspace.home, ScenarioDropped(scenario=drop), by=by)
        if isinstance(done, Refused):
            raise click.UsageError(done.reason)
        click.echo(f"ledger entry {done.entries[0].number}; the next riparian build leaves {drop} out")
    elif file is None:
        tables = workspace.published()
        _show(side_by_side(tables, ()), "", tables.snapshot.notes.get("currency", ""))
    else:
        scenario = scenario_in(file)
        why = refusal(workspace.home, scenario)
        if why and not why.endswith("says so already"):
            raise click.UsageError(why)
        tables = workspace.published()
        if scenario.changes:
            _show(side_by_side(tables, scenario.changes), scenario.scenario, tables.snapshot.notes.get("currency", ""))
        if scenario.bands:
            _show_bands(
                bands_side_by_side(tables, scenario.bands), scenario.scenario, tables.snapshot.notes.get("currency", "")
            )
        if dry_run:
            click.echo("dry run: nothing was saved")
        elif why:
            click.echo(f"saved before: {why}")
        else:
            saved = decided(workspace.home, scenario, by=by)
            if isinstance(saved, Refused):
                raise click.UsageError(saved.reason)
            click.echo(f"ledger entry {saved.entries[0].number}; riparian build publishes it")


def _show(rows: tuple[Beside, ...], scenario: str, currency: str) -> None:
    names = ("as it is", "90 %", *((scenario, "90 %", "change") if scenario else ()))
    table = grid("measure", "year to", *names, right=names)
    for one in rows:
        told = _people if one.measure == "buyers" else partial(_money, currency=currency)
        low, value, high = one.as_it_is
        cells = [one.measure if one.year == 0 else "", one.year_to.isoformat(), told(value), _between(told, low, high)]
        if scenario:
            low, planned, high = one.scenario
            change = f"{(planned - value) / abs(value):+.1%}" if value and one.year else ""
            cells += [told(planned), _between(told, low, high), change]
        table.add_row(*cells)
    echo(table, "The first year of each measure is the one that ended.")


def _show_bands(rows: tuple[BandBeside, ...], scenario: str, currency: str) -> None:
    names = [f"{figure}{which}" for figure in ("people", "reached", "demand") for which in ("", f", {scenario}")]
    table = grid("until", "band", *names, right=names)
    last = None
    for one in rows:
        money = partial(_money, currency=currency)
        pairs = ((_people, one.people), (_people, one.reached), (money, one.value))
        cells = [cell for told, (now, plan) in pairs for cell in (told(now), _with_change(told, now, plan))]
        table.add_row("" if one.month_to == last else one.month_to.isoformat(), one.band, *cells)
        last = one.month_to
    echo(table, "Expected values. Reached: this band or a further one. Demand: of all months until then.")


def _list(changes: list[dict[str, object]], moves: list[dict[str, object]]) -> None:
    if not changes and not moves:
        echo("no scenario is saved; riparian forecast --scenario FILE")
        return
    table = grid("scenario", "what", "segment", "factor", "reason", "decided", "by", right=("factor",))
    rows = [*changes, *(one | {"what": one["move"], "segment": ""} for one in moves)]
    told_of = None
    for row in sorted(rows, key=lambda one: str(one["scenario"])):
        first = str(row["scenario"]) if row["scenario"] != told_of else ""
        told_of = row["scenario"]
        told = [str(row[name]) for name in ("what", "segment", "factor", "reason", "decided_on", "decided_by")]
        table.add_row(first, *told)
    echo(table)


def _with_change(told: _Told, now: float, planned: float) -> str:
    # Nothing is added so that what rounds to nothing has no minus before it.
    return f"{told(planned)} ({round(planned / now - 1, 3) + 0.0:+.1%})" if now else told(planned)


def _between(told: _Told, low: float, high: float) -> str:
    return f"{told(low)} – {told(high)}" if low < high else ""


def _people(value: float) -> str:
    return number(round(value))


def _money(value: float, currency: str) -> str:
    return whole_money(round(value), currency)
