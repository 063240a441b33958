"""The order in which derivations run."""

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

from riparian.build.derivation import Derivation
from riparian.core.errors import DerivationError
from riparian.core.row import Row
from riparian.core.settings import did_you_mean


def ordered(derivations: Iterable[Derivation], given: dict[str, type[Row]]) -> tuple[Derivation, ...]:
    """The derivations, each after those it reads; ties by name.

    `given` are the tables that no derivation makes: those of the sources and of the ledger.

    Raises:
        DerivationError: a table that nothing makes, a table made twice, one read under another row class, or a ring.
    """
    makers = {derivation.name: derivation for derivation in derivations}
    made = given | {name: derivation.makes for name, derivation in makers.items()}
    for derivation in makers.values():
        if derivation.name in given:
            raise DerivationError(f"{derivation.name!r} comes from sources or ledger already", where=derivation.where)
        for name, row in derivation.reads.items():
            if name not in made:
                raise DerivationError(
                    f"nothing makes {name!r}", where=derivation.where, fix=did_you_mean(name, list(made))
                )
            if made[name] is not row:
                raise DerivationError(
                    f"{name!r} is {made[name].__name__}, read as {row.__name__}", where=derivation.where
                )
    sorter = TopologicalSorter(
        {name: {read for read in makers[name].reads if read in makers} for name in sorted(makers)}
    )
    try:
        sorter.prepare()
    except CycleError as error:
        ring = [makers[name].where for name in error.args[1]]
        raise DerivationError(f"derivations wait for one another: {' -> '.join(ring)}") from None
    order: list[Derivation] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        order += [makers[name] for name in ready]
        sorter.done(*ready)
    return tuple(order)


def needed(order: tuple[Derivation, ...], wanted: Iterable[str]) -> frozenset[str]:
    """The names of `wanted` and of everything they are made of."""
    makers = {derivation.name: derivation for derivation in order}
    found: set[str] = set()
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += list(makers[name].reads) if name in makers else []
    return frozenset(found)
