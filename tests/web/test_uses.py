from riparian.web.uses import UsedOn, pages_reading


def test_a_table_is_used_where_its_page_or_what_the_page_imports_reads_it() -> None:
    used = pages_reading()

    assert UsedOn("Hourglass", "/hourglass") in used["band_flows"]
    assert UsedOn("Sources", "/sources") in used["source_weeks"]


def test_the_page_of_one_person_is_told_as_that_of_people() -> None:
    assert pages_reading()["facet_entries"] == (UsedOn("People", "/people"),)


def test_what_people_did_is_read_by_the_page_of_people_and_not_by_those_that_link_to_it() -> None:
    used = pages_reading()

    assert used["purchases"] == used["band_passages"] == (UsedOn("People", "/people"),)
    assert UsedOn("Today", "/today") not in used["band_entries"]
