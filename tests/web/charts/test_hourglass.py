from dataclasses import replace
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.tables.hourglass import PLACES
from riparian.web import words
from riparian.web.charts.hourglass import draw_hourglass
from riparian.web.charts.hourglass_layout import NARROW, WIDE, HourglassPicture, Layout, Slab, Stream, rows_of, scale_of
from tests.web.charts.drawn import SVG, collisions, outside, read, words_of

COUNTS = (13_263, 4_671, 4_082, 1_617, 4_368, 572, 836, 137, 7)


def slab(number: int, amount: int, *, before: int | None = None, asleep: float = 0) -> Slab:
    return Slab(
        number=number,
        name=PLACES[number],
        amount=amount,
        says=f"{number} {PLACES[number]}: {amount} people",
        label=words.short(amount),
        entered=f"+{words.short(amount / 9)} in",
        left=f"−{words.short(amount / 11)} on",
        asleep_share=asleep,
        asleep=f"{words.short(amount * asleep)} asleep" if asleep else "",
        direct=f"{words.short(amount / 50)} direct" if 1 < number < 6 else "",
        before=before,
        href=f"/hourglass?stage={number}",
    )


def shown(amounts: tuple[int, ...] = COUNTS, befores: tuple[int | None, ...] = (None,) * 9) -> HourglassPicture:
    slabs = tuple(
        slab(number, amount, before=before, asleep=0.3 if number in (3, 4, 5) else 0)
        for number, (amount, before) in enumerate(zip(amounts, befores, strict=True), start=1)
    )
    streams = tuple(
        Stream(band, amounts[band - 1] / 9, f"{words.short(amounts[band - 1] / 9)} moved on") for band in range(1, 6)
    )
    return HourglassPicture("Hourglass of A & B", "Nine places.", slabs, streams)


@pytest.mark.parametrize("layout", [WIDE, NARROW])
def test_it_is_xml_with_a_title_and_a_description(layout: Layout) -> None:
    drawn = read(draw_hourglass(shown(), layout))

    assert drawn.findtext(f"{SVG}title") == "Hourglass of A & B"
    assert drawn.findtext(f"{SVG}desc") == "Nine places."


@pytest.mark.parametrize("layout", [WIDE, NARROW])
@given(
    amounts=st.tuples(*[st.integers(0, 9_000_000)] * 9),
    befores=st.one_of(st.just((None,) * 9), st.tuples(*[st.integers(0, 9_000_000)] * 9)),
)
def test_whatever_the_numbers_texts_are_legible_inside_and_apart(
    layout: Layout, amounts: tuple[int, ...], befores: tuple[int | None, ...]
) -> None:
    drawn = draw_hourglass(shown(amounts, befores), layout)

    assert min(one.size for one in words_of(drawn)) >= 11
    assert outside(drawn) == []
    assert collisions(drawn) == []


@given(amounts=st.tuples(*[st.integers(1, 9_000_000)] * 9))
def test_widths_are_the_square_root_on_one_scale_and_fit_the_room(amounts: tuple[int, ...]) -> None:
    picture = shown(amounts)
    scale, waist = scale_of(picture, WIDE)

    rows = rows_of(picture.slabs, scale, waist, WIDE)

    assert [row.half * 2 for row in rows] == pytest.approx([max(scale * sqrt(amount), 3) for amount in amounts])
    assert max(row.half + abs(row.lean) for row in rows) * 2 <= WIDE.width
    assert waist <= WIDE.room


def test_bands_narrow_towards_buy_and_facets_widen_from_it() -> None:
    picture = shown()

    leans = [row.lean for row in rows_of(picture.slabs, *scale_of(picture, WIDE), WIDE)]

    assert all(lean > 0 for lean in leans[:4])
    assert leans[4] == 0
    assert all(lean < 0 for lean in leans[5:])


def test_nobody_anywhere_is_still_a_drawing() -> None:
    drawn = draw_hourglass(shown((0,) * 9))

    assert len(read(drawn).findall(f"{SVG}a")) == 9


def test_a_place_is_a_link_whose_name_begins_with_what_is_seen() -> None:
    places = read(draw_hourglass(shown())).findall(f"{SVG}a")

    assert [place.attrib["href"] for place in places] == [f"/hourglass?stage={number}" for number in PLACES]
    for place in places:
        assert (place.findtext(f"{SVG}title") or "").startswith(place.findtext(f"{SVG}text") or "?")


def test_every_place_is_a_target_of_the_whole_row_however_few_stand_there() -> None:
    drawn = read(draw_hourglass(shown((9_000_000, 1, 1, 1, 1, 1, 1, 1, 1)), NARROW))

    targets = [place.find(f"{SVG}rect") for place in drawn.findall(f"{SVG}a")]

    assert all(target is not None and float(target.attrib["width"]) > 300 for target in targets)
    assert all(target is not None and float(target.attrib["height"]) >= 44 for target in targets)


def test_without_addresses_it_is_an_image_for_reports_and_notebooks() -> None:
    picture = shown()
    still = replace(picture, slabs=tuple(replace(one, href="") for one in picture.slabs))

    drawn = read(draw_hourglass(still))

    assert drawn.attrib["role"] == "img"
    assert drawn.findall(f"{SVG}a") == []


def test_who_is_asleep_is_hatched_and_told_in_words() -> None:
    drawn = draw_hourglass(shown())

    assert drawn.count('class="asleep"') == 3
    assert sum(one.says.endswith(" asleep") for one in words_of(drawn)) == 3


@pytest.mark.parametrize("layout", [WIDE, NARROW])
@pytest.mark.parametrize("asleep", [0.02, 0.3, 0.79])
def test_the_number_of_all_stands_in_the_middle_of_a_slab_of_two_parts(layout: Layout, asleep: float) -> None:
    picture = shown()
    parted = replace(
        picture, slabs=tuple(replace(one, asleep_share=asleep, asleep="9 asleep") for one in picture.slabs)
    )

    places = read(draw_hourglass(parted, layout)).findall(f"{SVG}a")

    for place in places[:3]:  # the three that are wide enough for it, in either layout
        amount = next(one for one in place.findall(f"{SVG}text") if one.get("class") == "amount")
        slip = next(one for one in place.findall(f"{SVG}rect") if one.get("class") == "slip")
        assert (amount.attrib["text-anchor"], float(amount.attrib["x"])) == ("middle", layout.middle)
        assert float(slip.attrib["x"]) + float(slip.attrib["width"]) / 2 == pytest.approx(layout.middle, abs=0.01)


@pytest.mark.parametrize("layout", [WIDE, NARROW])
def test_who_is_asleep_is_told_in_the_same_column_at_every_place(layout: Layout) -> None:
    asleep = [one for one in words_of(draw_hourglass(shown(), layout)) if one.says.endswith(" asleep")]

    assert len(asleep) == 3
    assert {one.left for one in asleep} == {layout.width - layout.right + 10}


def test_another_month_is_an_outline_on_the_same_scale() -> None:
    drawn = draw_hourglass(shown(befores=(9_000, 4_000, 3_000, 1_000, 3_500, 400, 700, 100, 5)))

    assert drawn.count('class="before"') == 2 * 9
