"""`riparian map` on a hand-made snapshot: listed, drawn, and as GraphML, JSON and CSV."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from riparian.tables.participants import AttentionShare, ParticipantInfluence, TrafficFlow
from riparian.workspace.map_files import as_csv
from riparian.workspace.mapping import EcosystemMap, MapEdge
from tests.cli.published import publish, riparian

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def company(tmp_path: Path) -> Path:
    someone = {"job": "all", "own": False, "score": 0.5, "measures": 2, "proposed": False, "page_rank": 0.2}
    someone |= {"betweenness": 0.1, "visits_in": 10, "visits_out": 40, "people": 0, "value": 0, "activity": 1}
    people = [
        someone | {"participant": "Alder & Reed", "kind": "company", "own": True, "ring": 0, "rank": 1},
        someone | {"participant": "=The <Forum>", "kind": "community", "ring": 1, "rank": 2, "wanted": True},
        someone | {"participant": "far.example", "kind": "other", "ring": 2, "rank": 3, "shapley": 0.25},
    ]
    people.append(people[2] | {"job": "grow", "rank": 1, "score": 0.9, "shapley": 0.1})
    flow = {"window": 0, "window_from": date(2025, 4, 2), "window_to": date(2025, 7, 1), "told": "measured"}
    flow |= {"source": "referrers", "used": True, "rank": 1, "visits": 40, "change": 5}
    flows = [
        flow | {"giver": "=The <Forum>", "receiver": "Alder & Reed", "ring": 1},
        flow | {"giver": "far.example", "receiver": "=The <Forum>", "ring": 2, "told": "imported", "change": None},
        flow | {"giver": "far.example", "receiver": "=The <Forum>", "ring": 2, "told": "by hand", "used": False},
        flow | {"giver": "far.example", "receiver": "Alder & Reed", "ring": 1, "window": 1},
    ]
    share = {"subject_kind": "all", "subject": "all", "unit": "visits", "window": 0, "participant": "Alder & Reed"}
    publish(tmp_path, {ParticipantInfluence: people, TrafficFlow: flows, AttentionShare: [share | {"share": 0.25}]})
    return tmp_path


def test_without_a_format_the_participants_are_listed(company: Path) -> None:
    shown = riparian(company, "map").output

    assert "25.0%" in shown
    assert "3 participants, 2 flows, 2025-04-02 to 2025-07-01" in shown


def test_graphml_is_what_graph_programs_read(company: Path) -> None:
    graph = ElementTree.fromstring(riparian(company, "map", "--graphml").output)

    nodes = {one.get("id"): {d.get("key"): d.text for d in one} for one in graph.iter(f"{GRAPHML}node")}
    edges = [(one.get("source"), one.get("target")) for one in graph.iter(f"{GRAPHML}edge")]
    assert set(nodes) == {"Alder & Reed", "=The <Forum>", "far.example"}
    assert nodes["Alder & Reed"]["node_attention"] == "0.25"
    assert nodes["=The <Forum>"]["node_wanted"] == "true"
    assert "node_attention" not in nodes["far.example"]
    assert edges == [("far.example", "=The <Forum>"), ("=The <Forum>", "Alder & Reed")]
    kinds = {one.get("id"): one.get("attr.type") for one in graph.iter(f"{GRAPHML}key")}
    assert (kinds["node_attention"], kinds["node_own"], kinds["edge_visits"]) == ("double", "boolean", "int")


def test_json_holds_nodes_and_edges(company: Path) -> None:
    told = json.loads(riparian(company, "map", "--json").output)

    assert (told["subject"], len(told["nodes"]), len(told["edges"])) == ("all", 3, 2)
    assert told["edges"][0] | {"minutes": None} == told["edges"][0]
    assert {one["name"]: one["shapley"] for one in told["nodes"]}["far.example"] == 0.25


def test_csv_is_safe_to_open_in_a_spreadsheet(company: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(riparian(company, "map", "--csv").output)))

    assert [row["giver"] for row in rows] == ["far.example", "'=The <Forum>"]
    assert rows[0]["change"] == ""


@pytest.mark.parametrize("name", ["=1", "+1", "-1", "@sum", "\tx", "\rx", "\nx", "'=1"])
def test_no_name_on_the_map_is_a_formula(name: str) -> None:
    edge = MapEdge(name, "x", visits=1, minutes=None, change=-1, rank=1, ring=1, told="measured", source="referrers")

    (row,) = csv.DictReader(io.StringIO(as_csv(EcosystemMap("all", "", "", (), (edge,))), newline=""))

    assert (row["giver"], row["change"]) == (f"'{name}", "-1")


def test_the_drawing_stands_alone(company: Path) -> None:
    written = riparian(company, "map", "--svg", "map.svg")
    drawing = (company / "map.svg").read_text()

    assert "map.svg: 3 participants, 2 flows" in written.stderr
    assert "var(" not in drawing
    words = [one.text for one in ElementTree.fromstring(drawing).iter(f"{SVG}text")]
    assert {"Alder & Reed", "=The <Forum> (wanted)", "far.example"} <= set(words)


def test_an_earlier_window_has_flows_of_its_own(company: Path) -> None:
    told = json.loads(riparian(company, "map", "--json", "--window", "1").output)

    assert [(edge["giver"], edge["receiver"]) for edge in told["edges"]] == [("far.example", "Alder & Reed")]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--window", "7"), "nothing flows in window 7"),
        (("--subject", "soil"), "no job 'soil'"),
        (("--json", "--csv"), "one format at a time goes to stdout"),
    ],
)
def test_what_cannot_be_drawn_is_said(company: Path, arguments: tuple[str, ...], why: str) -> None:
    said = riparian(company, "map", *arguments)

    assert said.exit_code == 2
    assert why in said.output


def test_of_a_job_the_score_and_order_are_those_of_the_job(company: Path) -> None:
    told = json.loads(riparian(company, "map", "--subject", "grow", "--json").output)["nodes"]

    assert [(one["name"], one["score"], one["shapley"]) for one in told] == [
        ("far.example", 0.9, 0.1),
        ("Alder & Reed", None, None),
        ("=The <Forum>", None, None),
    ]
    listed = riparian(company, "map", "--subject", "grow").output.splitlines()
    assert [line.split()[-1] for line in listed if line.startswith("far.example")] == ["0.90"]
