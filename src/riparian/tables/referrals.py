"""Who brought whom, what that is worth, and how those who were brought differ from others.

Money is demand, what was ordered before returns, in minor units of the company's own currency.
"""

from riparian.core.columns import Count, Flag, Instant, Money, Number, PersonKey, Probability, Text, Whole
from riparian.core.row import Row


class ReferralPlace(Row):
    """A person's place among those who brought one another. Grain: one row per person who referred or was referred.

    Whoever was referred first by somebody before their first order was brought by them. Who refers a person that had
    ordered already, or that somebody else had referred before, brought nobody.
    """

    table = "referral_tree"
    key = ("person_key",)
    sorted_by = ("root_key", "generation", "person_key")

    person_key: PersonKey
    referrer_key: PersonKey | None
    """Who brought them; null at the root."""
    root_key: PersonKey
    """Where their line begins; the person themselves at the root."""
    generation: Count
    """0 at the root, else one more than the referrer's."""
    referred_at: Instant | None
    """When they were first referred by whom brought them."""
    customer: Flag
    """Ordered at least once."""
    brought: Count
    """People whom they brought themselves."""
    customers_brought: Count
    """Of those, customers."""
    descendants: Count
    """People who came of them over all generations."""
    customers_descended: Count
    """Of those, customers."""
    value: Money
    """Demand of their own."""
    value_brought: Money
    """Demand of all who came of them, without their own."""
    ring: Flag
    """Whoever brought them is left out here, because people brought one another in a ring: it is cut at its last
    referral."""


class ReferralCohort(Row):
    """What customers brought on. Grain: one row per month of first orders, and one for all of them together.

    K is what came of the cohort up to the as-of date: younger cohorts had less time, so do not compare their K.
    """

    table = "referral_economics"
    key = ("period",)

    period: Text
    """`all`, or the month of the first order as `2024-03`."""
    first_month: Whole | None
    """Of the first order; January 2015 is 1001. Null for all."""
    customers: Count
    """Customers who first ordered in the period."""
    referrers: Count
    """Customers who brought somebody, be it only to look."""
    referred: Count
    """People whom they brought; whom two referred counts with the one who was first."""
    converted: Count
    """Of those, people who ordered."""
    referring: Probability | None
    """Referrers over customers."""
    referrals_each: Number | None
    """Referred over referrers."""
    conversion: Probability | None
    """Converted over referred."""
    k: Number | None
    """Customers that a customer brings, directly: `referring × referrals_each × conversion`. Null where nobody
    referred anybody: nothing is known of conversion then."""
    k_low: Number | None
    """95 % interval of K, from how unequally customers bring; null where fewer than ten were converted."""
    k_high: Number | None
    multiplier: Number | None
    """Customers for one from the ordinary entry, over all generations: `1 ÷ (1 − K)`; null where K is 1 or more."""
    self_sustaining: Flag | None
    """K is 1 or more: every generation is at least as large as the one before."""
    value_brought: Money
    """Demand of all who came of the cohort's customers, over all generations, each once."""


class ReferralComparison(Row):
    """Referred customers beside others whose first order was in the same month. Grain: one row per measure.

    A difference is no effect of referring: who is recommended may be like who recommends. It is measured, not assumed.
    """

    table = "referral_comparisons"
    key = ("measure",)

    measure: Text
    """`demand`, `orders` or `bought again`, of the months after the first order that are set."""
    months: Count
    """How long after the first order was looked at."""
    cohorts: Count
    """Months of first orders in which there were customers of both kinds."""
    referred: Count
    """Customers who were brought, in those months."""
    others: Count
    """Customers of the same months who were not brought."""
    mean_referred: Number
    """Mean of the measure over the referred."""
    mean_others: Number
    """Weighted as the referred ones are over the months."""
    difference: Number
    """mean_referred − mean_others."""
    low: Number
    """95 % interval of the difference."""
    high: Number
