from riparian.web.charts.spark import Spark, draw_spark


def test_the_last_value_has_the_dot_and_those_before_the_shaded_room() -> None:
    drawn = draw_spark(Spark("line-1", "New buyers", "Three months", (2, 4, 8)))

    assert 'cx="215"' in drawn
    assert drawn.count("<rect") == 1
    assert 'role="img"' in drawn


def test_equal_values_and_none_at_all_are_drawn() -> None:
    assert "polyline" in draw_spark(Spark("line-1", "New buyers", "Even", (0, 0, 0)))
    assert "polyline" not in draw_spark(Spark("line-1", "New buyers", "None", ()))
