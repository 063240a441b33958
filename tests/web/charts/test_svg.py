from riparian.web.charts.svg import element, picture, text, text_width


def test_what_is_drawn_from_data_is_escaped() -> None:
    assert text("<b> & “c”", 1, 2) == '<text x="1" y="2">&lt;b&gt; &amp; “c”</text>'
    assert element("a", href='/x?a=1&b="2"') == '<a href="/x?a=1&amp;b=&quot;2&quot;"/>'


def test_numbers_are_written_short_and_missing_attributes_left_out() -> None:
    assert (
        element("rect", x=1.23456, width=7.0, stroke_width=None, class_="slab")
        == '<rect x="1.23" width="7" class="slab"/>'
    )


def test_large_coordinates_keep_their_figures() -> None:
    assert element("rect", x=1234567.891) == '<rect x="1234567.89"/>'


def test_a_longer_text_is_wider_and_bold_is_wider_still() -> None:
    assert text_width("10,000", 12) < text_width("100,000", 12) < text_width("100,000", 12, bold=True)


def test_a_picture_is_an_image_with_title_and_description() -> None:
    drawn = picture(name="n", title="T & t", description="D", width=10, height=20)

    assert '<title id="n-title">T &amp; t</title><desc id="n-says">D</desc>' in drawn
    assert 'role="img" aria-labelledby="n-title" aria-describedby="n-says"' in drawn


def test_a_picture_whose_parts_are_links_is_a_group_because_an_image_hides_them() -> None:
    assert 'role="group"' in picture(name="n", title="T", description="D", width=1, height=1, interactive=True)
