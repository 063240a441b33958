"""What a contact earns, in the published examples."""

import pytest

from riparian.models.contact_economics import Acquisition, contribution, expected_gain, organic_share_of_dropped


def test_a_contact_that_costs_more_than_it_brings() -> None:
    """Hillstrom (22 February 2026): $1.30 × 40 % − $0.90."""
    assert contribution(1.30, profit_factor=0.40, cost=0.90) == pytest.approx(-0.38)


def test_a_tenth_more_of_much_is_better_than_a_third_more_of_little() -> None:
    """Rates of Hillstrom (August 2020): 4.6 % in month 2, 0.97 % in month 14; order 100, factor 40 %, cost 0.02."""
    terms = {"order_value": 100, "profit_factor": 0.40, "cost": 0.02}

    early, late = expected_gain(0.046, lift=0.10, **terms), expected_gain(0.0097, lift=0.30, **terms)

    assert (early, late) == pytest.approx((0.164, 0.0964))


def test_what_a_campaign_for_new_customers_brings_now_and_later() -> None:
    """Hillstrom (May 2023): ROAS 2.93, 1,464.09 customers, CAC $34.15, PPO $5.85, profit $8,563, later $59,806."""
    campaign = Acquisition(spend=50_000, sales=146_409, order_value=100, profit_factor=0.40, lifetime_value=35)

    assert campaign.return_on_spend == pytest.approx(2.93, abs=0.005)
    assert campaign.customers == pytest.approx(1_464.09)
    assert campaign.cost_per_customer == pytest.approx(34.15, abs=0.005)
    assert campaign.profit_per_order == pytest.approx(5.85, abs=0.005)
    assert campaign.profit == pytest.approx(8_563, abs=1)
    assert campaign.profit_with_future == pytest.approx(59_806, abs=1)
    assert campaign.break_even_cost == 40


def test_two_mailings_earn_more_than_three() -> None:
    """Hillstrom (July 2017): three of $5.00 at $0.80, or two of $6.75: $3.60, $3.80; 70 % of the third was organic."""
    three = contribution(15.00, profit_factor=0.40, cost=3 * 0.80)
    two = contribution(13.50, profit_factor=0.40, cost=2 * 0.80)

    assert (three, two) == pytest.approx((3.60, 3.80))
    assert organic_share_of_dropped(with_it=15.00, without_it=13.50, credited=5.00) == pytest.approx(0.70)
