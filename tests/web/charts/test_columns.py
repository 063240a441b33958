from riparian.web.charts.columns import Column, ColumnPicture, draw_columns
from tests.web.charts.drawn import SVG, collisions, outside, read, words_of


def shown(*columns: Column, series: tuple[str, ...] = ("Retained", "New")) -> ColumnPicture:
    return ColumnPicture("x", "Buyers", "By year.", columns, series, lambda value: f"{value:,.0f}")


def test_parts_stand_on_one_another_in_one_scale() -> None:
    drawn = read(draw_columns(shown(Column("2025", (30, 70), "100", "2025"), Column("2026", (50, 50), "100", "2026"))))

    columns = [node for node in drawn.iter(f"{SVG}g") if node.get("class") == "column"]
    tops = [min(float(rect.attrib["y"]) for rect in column.iter(f"{SVG}rect")) for column in columns]
    assert tops[0] == tops[1]


def test_a_legend_is_there_only_where_there_are_several_parts() -> None:
    one = draw_columns(shown(Column("1", (0.4,), "40 %", "1"), series=("chance",)))
    two = draw_columns(shown(Column("1", (3, 4), "7", "1")))

    assert "chance" not in {word.says for word in words_of(one)}
    assert {"Retained", "New"} <= {word.says for word in words_of(two)}


def test_many_columns_drop_words_rather_than_lay_them_over_each_other() -> None:
    many = [Column(f"to Nov 20{year}", (year, 9), f"{year * 1000:,}", "x", f"rebuy {year} %") for year in range(10, 40)]

    drawn = draw_columns(shown(*many), width=326)

    assert collisions(drawn) == []
    assert outside(drawn) == []


def test_no_column_is_still_a_drawing() -> None:
    assert read(draw_columns(shown())).findtext(f"{SVG}title") == "Buyers"
