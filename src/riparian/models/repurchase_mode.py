"""Repurchase modes: whether a business lives on finding customers or on keeping them."""

from enum import StrEnum

from riparian.models.rebuy_curve import YEAR

HYBRID_FROM = 0.40
RETENTION_FROM = 0.60
ORDERS_OF_ACQUISITION = 1.75


class RepurchaseMode(StrEnum):
    """What to do first: find customers cheaply, either, or sell more to those there are."""

    ACQUISITION = "acquisition"
    HYBRID = "hybrid"
    RETENTION = "retention"


def repurchase_mode(annual_rebuy_rate: float) -> RepurchaseMode:
    """Acquisition below 40 %, Hybrid from 40 %, Retention from 60 %.

    Args:
        annual_rebuy_rate: share of the buyers of twelve months who buy in the next twelve.

    Source: Hillstrom (March 2009), "Mega metrics: annual repurchase rate".
    """
    if not 0 <= annual_rebuy_rate <= 1:
        raise ValueError("a share is from 0 to 1")
    if annual_rebuy_rate >= RETENTION_FROM:
        return RepurchaseMode.RETENTION
    return RepurchaseMode.HYBRID if annual_rebuy_rate >= HYBRID_FROM else RepurchaseMode.ACQUISITION


def orders_suggest_acquisition(orders_per_buyer: float) -> bool:
    """Whether fewer than 1.75 orders a buyer and year suggest Acquisition, where the rebuy rate is not known."""
    return orders_per_buyer < ORDERS_OF_ACQUISITION


def annual_retention(monthly_churn: float) -> float:
    """Share kept through twelve months of this churn."""
    return float((1 - monthly_churn) ** YEAR)


def monthly_churn(annual_retention: float) -> float:
    """The steady monthly churn that keeps this share through twelve months."""
    return float(1 - annual_retention ** (1 / YEAR))
