from riparian.web.addresses import address


def test_an_address_holds_only_what_was_chosen() -> None:
    assert address("/people", band=3, search=None, country="", dormant=False) == "/people?band=3"


def test_several_values_of_a_part_stand_one_after_another() -> None:
    assert address("/people", facet=["loyalty", "support"]) == "/people?facet=loyalty&facet=support"


def test_what_was_typed_is_encoded() -> None:
    assert address("/people", search="a&b=é") == "/people?search=a%26b%3D%C3%A9"
