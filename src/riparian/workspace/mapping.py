"""The map of the ecosystem, from published tables: who takes part, and what flows between them in one window."""

from dataclasses import asdict, dataclass
from typing import Any

from riparian.core.errors import NotFoundError
from riparian.storage.reading import Published
from riparian.tables.participants import EVERYTHING

_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class MapNode:
    """A participant on the map."""

    name: str
    kind: str
    own: bool
    wanted: bool | None
    ring: int
    """0 for the company."""
    attention: float | None
    """Its share of the subject's attention in visits; None: unknown."""
    score: float | None
    """On the subject; None: it has none there, as its attention on that job is unknown."""
    visits_in: int | None
    """None: nobody measured it."""
    visits_out: int | None
    page_rank: float
    betweenness: float
    removal: float | None
    shapley: float | None
    """On the subject, as `score`."""


@dataclass(frozen=True, slots=True)
class MapEdge:
    """A flow on the map."""

    giver: str
    receiver: str
    visits: int
    minutes: float | None
    change: int | None
    """Against the window before."""
    rank: int
    """1 is the largest flow into the receiver."""
    ring: int
    told: str
    source: str


@dataclass(frozen=True, slots=True)
class EcosystemMap:
    """Nodes in order of their rank on the subject, those without one last; edges by receiver and rank."""

    subject: str
    window_from: str
    window_to: str
    nodes: tuple[MapNode, ...]
    edges: tuple[MapEdge, ...]

    def as_json(self) -> dict[str, Any]:
        """The map as plain values."""
        return asdict(self)


def ecosystem_map(tables: Published, *, subject: str = EVERYTHING, window: int = 0) -> EcosystemMap:
    """The map of a published snapshot.

    Args:
        tables: of the snapshot.
        subject: `all`, or a job: whose attention colours the map, and whose scores rank it. The network is one for all.
        window: 0 for the latest; of an earlier one the flows are, but not what is said of the participants.

    Raises:
        NotFoundError: no flows in that window, or no such job.
    """
    where = f"snapshot {tables.snapshot.name}"
    if "traffic_flows" not in tables.tables():
        raise NotFoundError("the snapshot has no map", where=where, fix="riparian build")
    jobs = sorted(tables.counts("participant_influence", by="job"))
    if subject not in (EVERYTHING, *jobs):
        raise NotFoundError(f"no job {subject!r}", where=where, fix=f"one of {', '.join(map(repr, jobs))}")
    used = [("window", "=", window), ("used", "=", True), ("visits", ">", 0)]
    flows = tables.rows("traffic_flows", where=used, order_by=("receiver", "rank"), limit=_MOST)
    if not flows:
        raise NotFoundError(f"nothing flows in window {window}", where=where, fix="riparian show traffic_flows")
    said = tables.rows("participant_influence", where=[("job", "=", EVERYTHING)], order_by=("rank",), limit=_MOST)
    of_job = tables.rows("participant_influence", where=[("job", "=", subject)], order_by=("rank",), limit=_MOST)
    ranks = {row["participant"]: place for place, row in enumerate(of_job)}
    on_subject = {row["participant"]: row for row in of_job}
    of_subject = [("subject", "=", subject), ("unit", "=", "visits"), ("window", "=", window)]
    shares = tables.rows("attention_shares", where=of_subject, limit=_MOST)
    attention = {row["participant"]: row["share"] for row in shares}
    nodes = tuple(
        MapNode(
            name=row["participant"],
            attention=attention.get(row["participant"]),
            score=on_subject.get(row["participant"], {}).get("score"),
            shapley=on_subject.get(row["participant"], {}).get("shapley"),
            **{name: row[name] for name in _SAME_OF_NODES},
        )
        for row in sorted(said, key=lambda row: ranks.get(row["participant"], len(ranks)))
    )
    edges = tuple(MapEdge(**{name: row[name] for name in _SAME_OF_EDGES}) for row in flows)
    first = flows[0]
    return EcosystemMap(subject, first["window_from"].isoformat(), first["window_to"].isoformat(), nodes, edges)


_SAME_OF_NODES = (
    "kind", "own", "wanted", "ring", "visits_in", "visits_out", "page_rank", "betweenness", "removal",
)  # fmt: skip
_SAME_OF_EDGES = ("giver", "receiver", "visits", "minutes", "change", "rank", "ring", "told", "source")
