from riparian.web.charts.weekly import Weekly, draw_weekly


def test_every_week_is_a_bar_or_a_mark_and_young_sources_begin_late() -> None:
    drawn = draw_weekly(Weekly("weeks-1", "Rows of shop", "Three weeks", (4, 0, 8), room=5))

    assert drawn.count("<rect") == 3
    assert drawn.count("--bad") == 1
    assert 'x="12"' in drawn
    assert 'role="img"' in drawn
    assert "<title" in drawn


def test_no_week_at_all_is_an_empty_line() -> None:
    drawn = draw_weekly(Weekly("weeks-1", "Rows of shop", "None", (), room=5))

    assert "<rect" not in drawn
    assert "<line" in drawn
