"""Identity links: the evidence that is followed."""

from riparian.core.row import Table, promised
from riparian.tables.identity import IdentityLink, LinkEvidence, RefusedLink


def identity_links(link_evidence: Table[LinkEvidence], refused_links: Table[RefusedLink]) -> Table[IdentityLink]:
    """Keep the evidence that was not refused: two identifiers of one row here are one person."""
    followed = link_evidence.anti_join(refused_links, ["left_key", "right_key"])
    return promised(followed, IdentityLink)
