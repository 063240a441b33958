import gzip
import re
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from riparian.web.app import create_app, pages
from riparian.web.guards import POLICY
from tests.web.hand_people import AS_OF
from tests.web.hand_reader import HandReader

HTML = [
    "/hourglass",
    "/hourglass?stage=5&measure=value&against=2025-11",
    "/people",
    "/people?band=3",
    "/people?segment=quality&falling=3",
    "/lists",
    "/buyers",
    "/buyers?channel=shop",
    "/cohorts",
    "/cohorts?cut=first+month&figure=annual&group=2025-12&band=4&within=30",
    "/forecast",
    "/forecast?measure=buyers&scenario=more+loyalty&band=2&monthly=demand",
    "/value",
    "/value?goal=Trust&model=markov+1&channel=Paid+Search&level=lane&year=2025-11-20",
    "/people/3",
    "/sources",
    "/today",
    "/definitions",
    "/definitions?find=dormant",
    "/definitions/customer_values",
    "/runs",
    "/sources?source=shop",
    "/api",
]


def test_the_start_leads_to_today(client: TestClient) -> None:
    assert client.get("/", follow_redirects=False).headers["location"] == "/today"


@pytest.mark.parametrize("path", HTML)
def test_a_page_is_html_in_the_frame_with_one_title_and_its_place_in_the_rail(client: TestClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text.count("<h1>") == 1
    assert answer.text.count('aria-current="page"') == 1
    assert "As of</span> 21 Nov 2026, 00:00" in answer.text


@pytest.mark.parametrize("path", HTML)
def test_a_page_has_no_inline_style_no_foreign_address_and_one_script_line(client: TestClient, path: str) -> None:
    page = client.get(path).text

    assert not re.search(r"<style|\sstyle=|\son\w+=", page)
    assert re.findall(r'(?:src|href|action)="(?!/|#)([^"]*)"', page) == []
    assert re.findall(r"<script>", page) == ["<script>"]


@pytest.mark.parametrize("path", [*HTML, "/hourglass.json", "/nowhere", "/api/nowhere"])
def test_every_answer_carries_the_policy(client: TestClient, path: str) -> None:
    headers = client.get(path).headers

    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "private, no-cache"


def test_static_files_carry_a_hash_and_are_kept_for_a_year(client: TestClient) -> None:
    page = client.get("/people").text

    named = set(re.findall(r'"(/static/[^"]+)"', page))

    assert {re.sub(r"\.[0-9a-f]{12}\.", ".", path) for path in named} == {
        "/static/riparian.css", "/static/pages.css", "/static/forms.css", "/static/riparian.js", "/static/icon.svg",
    }  # fmt: skip
    for path in named:
        assert client.get(path).headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("path", ["/static/riparian.css", "/static/..%2Fapp.py", "/static/nowhere.000000000000.css"])
def test_what_is_no_static_file_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/api/nowhere", "/people/12345.json", "/nowhere.json"])
def test_what_is_not_there_is_told_as_a_problem_where_json_was_asked_for(client: TestClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()) == {"type", "title", "status", "code", "where", "fix"}


@pytest.mark.parametrize("path", ["/nowhere", "/people/12345"])
def test_what_is_not_there_is_a_page_where_a_page_was_asked_for(client: TestClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert "Try again" in answer.text


def test_an_address_that_cannot_be_read_says_which_part(client: TestClient) -> None:
    answer = client.get("/people.json?band=77")

    assert answer.status_code == 422
    assert answer.json()["where"] == "band"
    assert client.get("/people?band=77").status_code == 422


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/hourglass.json?month=abc", "month: it is not written so (a month is 2026-10, a day 2026-10-31)"),
        ("/value.json?year=1900", "year: it is no day (2026-10-31 is one)"),
        ("/streams.json?step=a&step=b&step=c&step=d&step=e", "step: there are 5, and at most 4 are read"),
        ("/people.json?band=77", "band: it is above 5"),
        ("/people.json?band=x", "band: it is no whole number"),
    ],
)
def test_what_is_wrong_with_an_address_is_said_in_words(client: TestClient, address: str, says: str) -> None:
    assert says in client.get(address).json()["title"]


def test_before_the_first_build_every_page_says_what_to_do(unbuilt: TestClient) -> None:
    for path in ("/hourglass", "/people", "/people/3"):
        answer = unbuilt.get(path)

        assert answer.status_code == 200
        assert "<code>riparian build</code>" in answer.text
    assert unbuilt.get("/people.json").status_code == 503
    assert unbuilt.get("/api").status_code == 200


def test_a_mistake_of_ours_is_told_without_its_inside() -> None:
    def broken() -> HandReader:
        raise RuntimeError("secret of the inside")

    client = TestClient(create_app(broken), base_url="http://127.0.0.1", raise_server_exceptions=False)

    assert client.get("/people").status_code == 500
    assert "mistake of ours" in client.get("/people").text
    assert "secret" not in client.get("/people").text + client.get("/people.json").text


def test_a_form_sends_on_to_an_address_with_what_was_chosen_only(client: TestClient) -> None:
    answer = client.get("/people?band=&facet=&country=DE&search=", follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, "/people?country=DE")


def test_an_empty_part_never_sends_to_a_foreign_site(client: TestClient) -> None:
    assert client.get("http://127.0.0.1//example.org/?a=", follow_redirects=False).status_code == 404


def test_a_foreign_name_for_this_machine_is_refused(client: TestClient) -> None:
    assert client.get("/people", headers={"host": "rebound.example"}).status_code == 400
    assert client.get("/people", headers={"host": "localhost:8000"}).status_code == 200


@pytest.mark.parametrize(("days", "stale"), [(8, False), (9, True)])
def test_old_data_is_told_as_a_warning(tables: HandReader, days: int, stale: bool) -> None:
    app = create_app(lambda: tables, now=lambda: AS_OF + timedelta(days=days))

    page = TestClient(app, base_url="http://127.0.0.1").get("/people").text

    assert ("old data:" in page) is stale


@pytest.mark.parametrize("path", HTML)
def test_a_page_is_under_150_kilobytes_on_the_wire_with_everything_it_loads(client: TestClient, path: str) -> None:
    page = client.get(path)

    loaded = [client.get(one).content for one in set(re.findall(r'"(/static/[^"]+)"', page.text))]

    assert sum(len(gzip.compress(one, 5)) for one in (page.content, *loaded)) < 150_000


def test_answers_are_compressed_on_the_wire(client: TestClient) -> None:
    assert client.get("/people", headers={"accept-encoding": "gzip"}).headers["content-encoding"] == "gzip"


KINDS: dict[str, type | tuple[type, ...]] = {
    "integer": int,
    "number": (int, float),
    "string": str,
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}


def fits(value: Any, schema: dict[str, Any], types: dict[str, Any]) -> bool:  # noqa: ANN401  any JSON
    """Whether a value has the shape its schema promises, member by member."""
    if "$ref" in schema:
        return fits(value, types[schema["$ref"].rpartition("/")[2]], types)
    if "anyOf" in schema:
        return any(fits(value, one, types) for one in schema["anyOf"])
    if not isinstance(value, KINDS[schema["type"]]) or value not in schema.get("enum", [schema.get("const", value)]):
        return False
    if schema.get("format") == "date-time" and not str(value).endswith("Z"):
        return False
    if isinstance(value, dict) and "properties" in schema:
        needed = {name for name, member in schema["properties"].items() if not fits(None, member, types)}
        known = schema["properties"]
        return needed <= set(value) <= set(known) and all(fits(one, known[name], types) for name, one in value.items())
    if isinstance(value, list):
        return all(fits(one, schema["items"], types) for one in value)
    return True


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/hourglass.json", "/hourglass.json?month=2026-09&stage=3&against=2025-10"),
        ("/people.json", "/people.json?limit=7"),
        ("/people/{person_key}.json", "/people/3.json"),
        ("/buyers.json", "/buyers.json?channel=web"),
        ("/cohorts.json", "/cohorts.json?cut=first+channel"),
        ("/forecast.json", "/forecast.json?scenario=more+loyalty"),
        ("/value.json", "/value.json?measure=conversions&channel=Email"),
        ("/runs.json", "/runs.json"),
        ("/definitions.json", "/definitions.json?find=dormant"),
        ("/definitions/{name}.json", "/definitions/band_counts.json"),
        ("/today.json", "/today.json"),
        ("/lists.json", "/lists.json"),
        ("/sources.json", "/sources.json?source=help+desk"),
    ],
)
def test_answers_and_examples_fit_their_schema(client: TestClient, path: str, asked: str) -> None:
    document = client.get("/api/openapi.json").json()
    content = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]

    types = document["components"]["schemas"]
    assert fits(client.get(asked).json(), content["schema"], types)
    assert fits(content["example"], content["schema"], types)
    assert not fits({"heading": "only"}, content["schema"], types)


def test_every_page_has_a_twin_in_the_document_with_its_parameters_explained(client: TestClient) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]

    assert set(paths) == {f"{page.path}.json" for page in pages()}
    for path in paths.values():
        assert all(one["description"] for one in path["get"].get("parameters", []))


def test_the_interface_page_tells_every_operation_and_type(client: TestClient) -> None:
    page, document = client.get("/api").text, client.get("/api/openapi.json").json()

    for path in document["paths"]:
        assert f"<code>{path}</code>" in page
    for name in set(document["components"]["schemas"]) - {"HTTPValidationError", "ValidationError"}:
        assert f'id="{name}"' in page


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.path)
def test_what_a_page_shows_has_a_heading_and_a_sentence(page: Any) -> None:  # noqa: ANN401  a page of any view
    assert page.example.heading
    assert page.example.sentence.endswith((".", "?"))


def test_where_no_source_tells_it_building_again_is_not_the_advice(tables: HandReader) -> None:
    ordered = ("people", "standings", "band_counts", "band_flows", "build_steps", "source_loads")
    shop = HandReader({name: tables.tables[name] for name in ordered})
    client = TestClient(create_app(lambda: shop), base_url="http://127.0.0.1")

    page = client.get("/map").text

    assert "Add a source that does" in page
    assert 'href="/sources">What is read so far' in page
    assert "Look again" not in page


def test_where_every_row_was_rejected_each_page_says_so_and_where_the_reasons_stand() -> None:
    tables = {
        "source_rejects": [{"load": 1, "source": "shop", "line": 2}],
        "source_loads": [{"load": 1, "source": "shop", "rows_kept": 0}],
    }
    rejected = TestClient(create_app(lambda: HandReader(tables)), base_url="http://127.0.0.1")
    spend = tables | {"source_loads": [{"load": 1, "source": "ads", "rows_kept": 3}]}
    partly = TestClient(create_app(lambda: HandReader(spend)), base_url="http://127.0.0.1")

    page = rejected.get("/buyers").text

    assert "Every row that was read was rejected" in page
    assert "<code>riparian rejects</code>" in page
    assert "Every row that was read was rejected" not in partly.get("/buyers").text


def test_the_first_run_offers_a_made_up_company(unbuilt: TestClient) -> None:
    assert "<code>riparian sample</code>" in unbuilt.get("/today").text
