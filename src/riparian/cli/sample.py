"""`riparian sample`"""

import re
import time
from pathlib import Path
from typing import Final

import click

from riparian.cli.printing import number
from riparian.core.errors import StorageError
from riparian.testing.company import write_company

CONFIGURATION = """\
# The sample company: {people:,} people, seed {seed}. `truth/` beside this file holds what its data were made from.

[company]
name = "Alder & Reed"
currency = "GBP"
time_zone = "UTC"
region = "GB"

[[sites]]
host = "alderandreed.example"

# A thought-leadership site: its readers stay anonymous until they opt in.
[[sites]]
host = "gardenledger.example"
branded = false

[[sources]]
name = "shop"
preset = "shopify_orders"
files = "shopify_orders.csv"
site = "alderandreed.example"

[[sources]]
name = "web"
preset = "segment"
files = "segment/*.jsonl.gz"

[[sources]]
name = "email"
preset = "klaviyo_events"
files = "klaviyo_events.csv"

[[sources]]
name = "subscribers"
preset = "klaviyo"
files = "klaviyo_profiles.csv"

[[sources]]
name = "support"
preset = "zendesk"
files = "zendesk_tickets.csv"

[[sources]]
name = "surveys"
preset = "surveys"
files = "surveys.csv"

[[sources]]
name = "referrals"
preset = "referrals"
files = "referrals.csv"

[[sources]]
name = "google ads"
preset = "ad_spend"
files = "google_ads_campaign_stats.csv"

[[sources]]
name = "other ads"
preset = "ad_spend"
files = "ad_spend.csv"

# What a market panel says of sites that are not the company's.
[[sources]]
name = "panel"
preset = "files"
files = "traffic_readings.csv"
[sources.tables.traffic_readings]
read_on = "day(day)"
site = "site"
referrer = "referrer"
topic = "coalesce(topic, '')"
visits = "number(visits)"
minutes = "number(minutes)"

# Who was given which group of the holdout tests of letters.
[[sources]]
name = "letter tests"
preset = "files"
files = "letter_tests.csv"
[sources.tables.source_events]
occurred_at = "instant(assigned_at)"
kind = "'test seen'"
content = "test"
name = "group"
email = "email"

# How many letters each group got within six weeks, and what writing and sending one costs for each customer, in pence.
[derivations.holdout_verdicts]
cost_of_contact = 20
[derivations.holdout_verdicts.contacts]
"March letters 2024" = {{ "every third week" = 2, weekly = 6, "every second day" = 21 }}
"September letters 2024" = 6
"March letters 2025" = {{ "every third week" = 2, weekly = 6, "every second day" = 21 }}
"September letters 2025" = 6
"March letters 2026" = {{ "every third week" = 2, weekly = 6, "every second day" = 21 }}
"September letters 2026" = 6

# Who takes part in the ecosystem; all other hosts that visits come from stand under their own name.
[[derivations.participant_sites.participants]]
name = "The Potting Shed"
kind = "thought leader"
sites = ["thepottingshed.example"]

[[derivations.participant_sites.participants]]
name = "Allotment Forum"
kind = "community"
sites = ["allotment-forum.example"]

[[derivations.participant_sites.participants]]
name = "Spade & Soil"
kind = "competitor"
sites = ["spadeandsoil.example"]

# What customers want to get done, and the words by which content is known to serve it.
[[derivations.content_aspects.jobs]]
name = "a garden in a small space"
aspects = [
    {{ name = "planning", keywords = ["small gardens", "winter gardens"] }},
    {{ name = "pots and furniture", keywords = ["planter*", "terracotta", "bistro", "furniture"] }},
]

[[derivations.content_aspects.jobs]]
name = "food from one's own soil"
aspects = [
    {{ name = "soil", keywords = ["soil*", "compost*", "seaweed"] }},
    {{ name = "growing", keywords = ["growing food", "herb*", "planting"] }},
]

[[derivations.content_aspects.jobs]]
name = "a garden that lives"
aspects = [{{ name = "wildlife", keywords = ["wildlife", "bird*", "bee", "bat", "hedgehog*", "wildflower*"] }}]

# What money is spent for, by words in its source, channel, campaign or ad group. The shop's campaigns are to win new
# customers; of what nobody names it is only assumed.
[[derivations.re_ledgers.purposes]]
way = "re-ignited"
matches = "win-back"

[[derivations.re_ledgers.purposes]]
way = "referral"
matches = "referral"

[[derivations.re_ledgers.purposes]]
way = "repeat"
matches = "newsletter"

[[derivations.re_ledgers.purposes]]
way = "new"
matches = "brand|generic|gifts|new-season|lookalike|retargeting|how-to-prune|alder-farm"
"""
_FILES: Final = re.compile(r'^files = "(.+)"$', re.MULTILINE)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--people", type=click.IntRange(min=1), default=20_000, show_default=True, help="Who can appear; three in four do."
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="Decides everything: the same seed, the same bytes.",
)
@click.option("--force", is_flag=True, help="Write into a folder that holds something already.")
def command(folder: Path, people: int, seed: int, force: bool) -> None:
    """Write the exports of a made-up company whose truth is known.

    Three years of orders, web events, e-mail, tickets, surveys, referrals, ad spend and traffic, in the formats of the
    tools that write them, with rows that are messy on purpose; a riparian.toml that reads them; and truth/ beside them.
    """
    if not force and folder.is_dir() and any(folder.iterdir()):
        raise StorageError("the folder is not empty", where=str(folder), fix="name another, or say --force")
    started = time.perf_counter()
    written = write_company(folder, people=people, seed=seed)
    configuration = _of_files_there(CONFIGURATION.format(people=people, seed=seed), folder)
    (folder / "riparian.toml").write_text(configuration, encoding="utf-8")
    seconds = time.perf_counter() - started
    click.echo(f"{folder}: {number(written.rows)} rows in {len(written.exports)} files, {seconds:.1f} s")


def _of_files_there(configuration: str, folder: Path) -> str:
    """The configuration without sources of which nothing was written: few people answer no survey, or buy nothing."""
    blocks = configuration.split("\n\n")
    return "\n\n".join(block for block in blocks if not (own := _FILES.search(block)) or any(folder.glob(own[1])))
