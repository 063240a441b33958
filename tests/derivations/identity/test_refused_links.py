"""What would glue two people together is not followed, and says why."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riparian.core.errors import SettingsError
from riparian.core.settings import read_settings
from riparian.derivations.identity.refused_links import RefusedLinksSettings
from riparian.tables.identity import RefusedLink
from riparian.testing.tables import at, rows_of
from tests.derivations.identity.resolving import Company, Said, person, told


def test_a_shared_device_never_glues_two_people() -> None:
    company = told("user:ana - device:tablet", "user:ben - device:tablet", "user:ana - email:ana@x")

    assert company.people() == {person("user:ana", "email:ana@x"), person("user:ben"), person("device:tablet")}
    assert set(company.refusals().values()) == {"shared by too many"}


def test_an_order_number_that_two_shops_count_joins_nobody_and_is_nobody() -> None:
    company = Company(
        [
            Said("email:ana@x", "order:1001", source="web", day=1),
            Said("shop order:1001 of till", "order:1001", source="till", day=30),
            Said("anon:a1", "order:1001", source="site", day=1),
            Said("email:ana@x", "order:1002", source="web", day=2),
            Said("anon:a2", "order:1002", source="site", day=2),
        ],
        orders=[("web", "1001", 1), ("till", "1001", 30), ("web", "1002", 2), ("books", "'#1002", 3)],
    )

    assert company.people() == {
        person("email:ana@x", "order:1002", "anon:a2"), person("shop order:1001 of till"), person("anon:a1")
    }  # fmt: skip
    assert set(company.refusals().values()) == {"order number of two shops"}


def test_a_person_may_say_whose_an_order_of_two_shops_is() -> None:
    company = Company(
        [Said("email:ana@x", "order:1", source="web"), Said("shop order:1 of till", "order:1", source="till", day=9)],
        corrections=[("join", "email:ana@x", "order:1")],
        orders=[("web", "1", 0), ("till", "1", 9)],
    )

    assert company.people() == {person("email:ana@x", "order:1"), person("shop order:1 of till")}


def test_an_order_number_of_two_shops_that_says_whose_a_row_is_stays_somebody() -> None:
    company = Company(
        [Said("email:ana@x", "order:1", source="web"), Said("order:1", "device:d", source="desk", day=9)],
        orders=[("web", "1", 0), ("till", "1", 9)],
    )

    assert company.people() == {person("email:ana@x"), person("order:1"), person("device:d")}


def test_an_order_number_that_two_addresses_share_is_nobody() -> None:
    company = told("email:ana@x - order:7", "email:ben@x - order:7")

    assert company.people() == {person("email:ana@x"), person("email:ben@x")}


@pytest.mark.parametrize("kind", ["anon", "device", "reader"])
def test_what_two_addresses_share_joins_neither(kind: str) -> None:
    company = told(f"email:ana@x - {kind}:7", f"email:ben@x - {kind}:7")

    assert company.people() == {person("email:ana@x"), person("email:ben@x"), person(f"{kind}:7")}


def test_a_device_of_one_person_joins_all_that_is_theirs() -> None:
    company = told("user:ana - email:ana@x", "email:ana@x - anon:a1", "user:ana - anon:a1", "user:ana - device:d1")

    assert company.people() == {person("user:ana", "email:ana@x", "anon:a1", "device:d1")}
    assert company.refusals() == {}


def test_a_placeholder_address_never_glues_whoever_it_stands_for() -> None:
    company = told(*(f"user:u{number} - email:none@shop" for number in range(5)), "user:u1 - email:real@x")

    assert person("user:u1", "email:real@x") in company.people()
    assert all(len([name for name in one if name.startswith("user")]) <= 1 for one in company.people())
    assert set(company.refusals().values()) == {"shared by too many"}


def test_a_placeholder_that_landing_blocked_joins_nobody() -> None:
    company = Company(
        [
            Said("user:ana", "email:test@test", refused="blocked value"),
            Said("user:ben", "email:test@test", refused="blocked value"),
        ]
    )

    assert company.people() == {person("user:ana"), person("user:ben"), person("email:test@test")}
    assert set(company.refusals().values()) == {"blocked value"}


def test_two_user_ids_are_never_one_person() -> None:
    company = told("user:ana - email:family@x", "user:ben - email:family@x")

    assert company.people() == {person("user:ana", "email:family@x"), person("user:ben")}
    assert company.refusals() == {person("user:ben", "email:family@x"): "second user_id"}


def test_a_limit_above_one_is_named_in_the_reason() -> None:
    company = told(*(f"user:ana - email:{number}@x" for number in range(6)))

    assert company.refusals() == {person("user:ana", "email:5@x"): "more than 5 email"}


def test_the_stronger_link_is_followed_first_and_of_equal_ones_the_earlier() -> None:
    links = [
        Said("user:ana", "phone:1", day=1),
        Said("email:home@x", "phone:1", day=9),
        Said("user:ben", "email:home@x", day=8),
    ]

    company = Company(links)

    assert company.people() == {person("user:ana", "phone:1"), person("user:ben", "email:home@x")}
    assert company.refusals() == {person("email:home@x", "phone:1"): "second user_id"}


def test_too_many_partners_of_every_kind_together_are_too_many() -> None:
    rules = RefusedLinksSettings(most_links=2)
    links = [f"email:ana@x - braze:{number}" for number in range(3)]

    assert told(*links, "braze:0 - order:1", settings=rules).refusals() == {}
    assert told(*links, "braze:0 - order:1", "braze:0 - order:2", settings=rules).refusals() == {
        person("email:ana@x", "braze:0"): "shared by too many",
        person("braze:0", "order:1"): "shared by too many",
        person("braze:0", "order:2"): "shared by too many",
    }


def test_a_reader_joins_by_an_opt_in_alone() -> None:
    refused = Said("email:ana@x", "reader:r1", refused="non-branded site without opt-in")

    without = Company([refused, Said("email:ana@x", "anon:a1")])
    opted_in = Company([refused, Said("email:ana@x", "anon:a1"), Said("email:ana@x", "reader:r1", day=3)])

    assert without.people() == {person("email:ana@x", "anon:a1"), person("reader:r1")}
    assert without.refusals() == {person("email:ana@x", "reader:r1"): "non-branded site without opt-in"}
    assert opted_in.people() == {person("email:ana@x", "anon:a1", "reader:r1")}
    assert opted_in.refusals() == {}


def test_an_identifier_whose_consent_was_denied_joins_nobody_not_even_by_decision() -> None:
    company = told(
        "email:ana@x - withheld:w1", "email:ana@x - anon:a1", corrections=[("join", "anon:a1", "withheld:w1")]
    )

    assert company.people() == {person("email:ana@x", "anon:a1"), person("withheld:w1")}
    assert set(company.refusals().values()) == {"no consent"}


def test_a_split_is_followed_through_third_identifiers() -> None:
    company = told(
        "email:ana@x - phone:1", "email:ben@x - phone:1", corrections=[("split", "email:ana@x", "email:ben@x")]
    )

    assert company.people() == {person("email:ana@x", "phone:1"), person("email:ben@x")}
    assert company.refusals() == {person("email:ben@x", "phone:1"): "split by a person"}


def test_a_split_of_a_linked_pair_refuses_the_link_itself() -> None:
    company = told("email:ana@x - phone:1", corrections=[("split", "phone:1", "email:ana@x")])

    assert company.people() == {person("email:ana@x"), person("phone:1")}


def test_a_join_is_followed_beyond_a_limit_and_says_which_entry() -> None:
    company = told("user:ana - email:a@x", "user:anna - email:b@x", corrections=[("join", "user:ana", "user:anna")])

    assert company.people() == {person("user:ana", "email:a@x", "user:anna", "email:b@x")}
    assert (-1,) in rows_of(company.followed, "row_key")


def test_a_join_does_not_make_others_join_beyond_the_limit() -> None:
    company = told(
        "user:ana - email:a@x",
        "user:anna - email:b@x",
        "user:ben - email:b@x",
        corrections=[("join", "user:ana", "user:anna")],
    )

    assert person("user:ben") in company.people()


def test_a_refused_link_keeps_its_evidence() -> None:
    company = told("user:ana - email:family@x", "user:ben - email:family@x")

    found = rows_of(company.refused, "left_key", "right_key", "source", "row_key", "linked_at", row=RefusedLink)

    assert found == [(2, 3, "shop", 1, at(days=1))]


def test_settings_that_name_one_kind_leave_the_others_as_they_are() -> None:
    given = {"limits": {"email": 2}, "most_partners": {"device_id": {"user_id": 4}}}

    rules = read_settings(RefusedLinksSettings, given, where="riparian.toml")

    assert (rules.limits["email"], rules.limits["user_id"]) == (2, 1)
    assert rules.most_partners["device_id"] == {"user_id": 4}
    assert rules.most_partners["anonymous_id"]["user_id"] == 1
    with pytest.raises(SettingsError):
        read_settings(RefusedLinksSettings, {"limits": {"email": 0}}, where="riparian.toml")


IDENTIFIERS = ("user:1", "user:2", "user:3", "email:1", "email:2", "phone:1", "anon:1", "anon:2", "order:1", "braze:1")
LINKS = st.lists(
    st.builds(Said, st.sampled_from(IDENTIFIERS), st.sampled_from(IDENTIFIERS), day=st.integers(0, 3)), max_size=14
)


@given(LINKS, st.permutations(IDENTIFIERS), st.data())
@settings(max_examples=15)
def test_the_order_of_landing_decides_names_alone(
    links: list[Said], landed: Sequence[str], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(links))

    one = Company(links, landed=IDENTIFIERS)
    other = Company(shuffled, landed=landed)

    assert one.people() == other.people()
    assert one.refusals() == other.refusals()


def test_identifiers_of_one_value_are_told_apart_by_their_kind_where_links_are_of_one_time() -> None:
    links = [
        Said("user:1", "order:1"),
        Said("order:1", "phone:1"),
        Said("user:2", "phone:1"),
        Said("user:2", "braze:1", day=2),
    ]
    orders = [IDENTIFIERS, IDENTIFIERS[::-1], (*IDENTIFIERS[5:], *IDENTIFIERS[:5])]

    people = [Company(links, landed=landed).people() for landed in orders]

    assert people[0] == people[1] == people[2]


@given(LINKS)
@settings(max_examples=15)
def test_no_person_has_more_of_a_kind_than_its_limit(links: list[Said]) -> None:
    company = Company(links, landed=IDENTIFIERS)

    assert all(len([name for name in one if name.startswith("user:")]) <= 1 for one in company.people())
    assert (
        company.refusals()
        .keys()
        .isdisjoint({frozenset(pair) for pair in company.rows(company.followed, "left_key", "right_key")})
    )
