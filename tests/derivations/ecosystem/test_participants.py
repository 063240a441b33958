"""Everybody of the ecosystem."""

from typing import Any

from riparian.derivations.ecosystem.participants import participants
from riparian.tables.participants import ParticipantWish
from riparian.testing.tables import at, labels_table, rows_of, table_of
from tests.derivations.ecosystem.mapping import sites_of, visit


def told(*visits: dict[str, Any], wishes: tuple[dict[str, Any], ...] = ()) -> dict[str, list[Any]]:
    sessions, _, sites = sites_of(visits)
    made = participants(sites, sessions, table_of(ParticipantWish, *wishes), labels_table())
    columns = ("participant", "kind", "visits_brought", "people_brought", "first_on", "last_on", "wanted")
    return {name: rest for name, *rest in rows_of(made, *columns)}


def test_visits_and_people_are_counted_with_whom_they_came_from() -> None:
    found = told(
        visit(1, 1, "a.forum.example"), visit(1, 9, "forum.example"), visit(2, 4, "forum.example"), visit(3, 5, None)
    )

    days = [at(days=day).date() for day in (1, 9)]
    assert found["The Forum"] == ["community", 3, 2, *days, None]
    assert found["Alder"] == ["company", 0, 0, None, None, None]


def test_the_companys_publication_brings_visits_and_the_company_none_to_itself() -> None:
    found = told(visit(1, 1, "ledger.example"), visit(1, 2, "alder.example"))

    assert (found["ledger.example"][1], found["Alder"][1]) == (1, 0)


def test_what_was_decided_stands_beside_also_for_whom_nobody_met() -> None:
    wish = {"wanted": True, "reason": "heard her speak", "decided_on": at().date(), "decided_by": "ana"}

    found = told(visit(1, 1, "forum.example"), wishes=(
        wish | {"participant": "The Forum"}, wish | {"participant": "Ada", "wanted": False},
    ))  # fmt: skip

    assert found["The Forum"][-1] is True
    assert found["Ada"] == ["other", 0, 0, None, None, False]
