"""Leave to be measured."""

import pytest

from riparian.expressions.measuring import consent_of_categories
from tests.expressions.columns import each


@pytest.mark.parametrize(
    ("preferences", "consent"),
    [
        ('{"Analytics": true, "Advertising": false}', "granted"),
        ('{"Analytics":"false"}', "denied"),
        ('{"Web (all)": true, "Analytics": 0}', "denied"),
        ('{"Web (all)":1}', "granted"),
        ('{"Advertising": true}', None),
        ("{}", "denied"),
        (" { } ", "denied"),
        (None, None),
    ],
)
def test_one_no_of_the_categories_named_is_a_no(preferences: str | None, consent: str | None) -> None:
    categories = ("Analytics", "Web (all)")

    assert each([preferences], lambda value: consent_of_categories(value, categories)) == [consent]
