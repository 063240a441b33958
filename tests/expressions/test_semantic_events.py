from riparian.expressions.semantic_events import EVENTS, event_name, kind_of_event
from riparian.tables.actions import KINDS
from tests.expressions.columns import each


def kinds(*names: str | None, **own: str) -> list[str]:
    """The kinds of some events."""
    return each(names, lambda name: kind_of_event(event_name(name), own))


def test_names_are_compared_without_regard_to_case_blanks_and_underscores() -> None:
    assert kinds("Order Completed", " order_completed", "ORDER  COMPLETED") == ["check out"] * 3


def test_an_unknown_event_is_other() -> None:
    assert kinds("Report Submitted", "", None) == ["other"] * 3


def test_a_company_can_say_what_its_own_events_are_and_overrule_ours() -> None:
    assert kinds(
        "Brochure Ordered", "Product Viewed", **{"brochure_ordered": "download", "Product  Viewed": "click"}
    ) == [
        "download",
        "click",
    ]


def test_every_event_has_one_kind_of_the_vocabulary() -> None:
    names = [name for group in EVENTS.values() for name in group]

    assert set(EVENTS) <= set(KINDS)
    assert len(names) == len(set(names))
    assert [name for name in names if name != " ".join(name.lower().split())] == []
