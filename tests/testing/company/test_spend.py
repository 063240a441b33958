from collections import Counter

from tests.testing.company.exports import Exports


def paid_visits(exports: Exports) -> Counter[tuple[str, str]]:
    """Landings by campaign parameters."""
    campaigns = (message["context"].get("campaign") for message in exports.messages())
    return Counter((campaign["medium"], campaign["name"]) for campaign in campaigns if campaign)


def test_paid_search_has_clicks_for_every_visit_it_brought(exports: Exports) -> None:
    clicks = Counter[str]()
    for row in exports.rows("google_ads_campaign_stats.csv"):
        clicks[row["campaign_name"]] += int(row["clicks"])
        assert int(row["cost_micros"]) > 0
        assert int(row["impressions"]) >= int(row["clicks"])

    visits = {name: count for (medium, name), count in paid_visits(exports).items() if medium == "cpc"}
    assert visits.keys() == clicks.keys()
    assert all(visits[name] <= clicks[name] <= 1.5 * visits[name] for name in visits)


def test_other_paid_channels_have_clicks_for_every_visit_they_brought(exports: Exports) -> None:
    clicks = Counter[str]()
    for row in exports.rows("ad_spend.csv"):
        clicks[row["campaign"]] += int(row["clicks"])
        assert float(row["amount"]) > 0
        assert row["currency"] == "GBP"

    paid = ("paid_social", "video", "display")
    visits = {name: count for (medium, name), count in paid_visits(exports).items() if medium in paid}
    assert visits.keys() == clicks.keys()
    assert all(visits[name] <= clicks[name] <= 1.6 * visits[name] for name in visits)
