from riparian.web.segments import SEGMENTS, ChosenBuyers, segment_called


def test_nothing_chosen_asks_for_nothing() -> None:
    assert ChosenBuyers().conditions == []
    assert list(ChosenBuyers().sentences()) == []
    assert ChosenBuyers().path == "/people"


def test_all_that_is_chosen_holds_at_once_and_stands_in_the_address() -> None:
    chosen = ChosenBuyers("lapsed spend", "minus", 3)

    assert chosen.conditions == [
        (
            "person_key",
            "found in",
            (
                "action_segments",
                [("segment", "=", "Lapsed Spend"), ("minus", "=", True), ("months_until_fall", "<=", 3)],
            ),
        )
    ]
    assert chosen.path == "/people?segment=lapsed+spend&sign=minus&falling=3"
    assert [part for part, _, _ in chosen.sentences()] == ["segment", "sign", "falling"]


def test_every_segment_is_found_by_its_name_in_tables() -> None:
    assert [segment_called(name) for name in SEGMENTS.values()] == list(SEGMENTS)
