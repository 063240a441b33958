"""What a company decided about identifiers, and what of a row it asks."""

from collections.abc import Callable
from dataclasses import dataclass

from riparian.core.row import Row
from riparian.storage.sql import quoted

SITE = "regexp_replace(lower(trim(rows.site)), '^www[.]|:[0-9]+$', '', 'g')"
"""The host of a row, however it is written."""

STATEMENTS = "consent_records"
"""The table whose rows are statements of consent."""

TOLD_BY_SITES = ("source_events", "contact_records", STATEMENTS)
"""Tables whose rows a site may have told: those of a non-branded one are a reader's, until an opt-in."""


@dataclass(frozen=True, slots=True)
class IdentifierRules:
    """What a company decided about identifiers."""

    blocked: tuple[str, ...]
    """Regular expressions over whole normal forms: placeholders that stand for nobody."""
    unbranded_sites: tuple[str, ...]
    unknown_consent_joins: bool
    """Whether anonymous events that say nothing about consent may join a person later."""
    plus_tags: bool
    """Whether `ana+shop@…` and `ana@…` are different addresses."""
    normal_forms: Callable[[], str]
    """Gives a query over the table `identifiers_given` (kind, given) that gives kind, given and value."""
    region: str
    """Country of phone numbers that are written without one."""
    normal_phones: Callable[[list[str], str], list[str | None]]


def by_site(row: type[Row], rules: IdentifierRules) -> bool:
    """Whether rows of a table may come from a non-branded site."""
    return row.table in TOLD_BY_SITES and bool(rules.unbranded_sites)


def unbranded(rules: IdentifierRules) -> str:
    """Whether a row comes from a non-branded site, or from a host below it, however its name is written."""
    hosts = [f"{SITE} = {quoted(host)} OR ends_with({SITE}, {quoted('.' + host)})" for host in rules.unbranded_sites]
    return f"coalesce({' OR '.join(hosts)}, false)" if hosts else "false"


def blocked(value: str, rules: IdentifierRules) -> str:
    """Whether a value in its normal form stands for nobody; SQL."""
    patterns = "|".join(f"(?:{pattern})" for pattern in rules.blocked)
    return f"regexp_full_match({value}, {quoted(patterns)})" if patterns else "false"
