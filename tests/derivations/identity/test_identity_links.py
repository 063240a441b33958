"""The evidence that is followed."""

from riparian.tables.identity import IdentityLink
from riparian.testing.tables import at, rows_of
from tests.derivations.identity.resolving import told


def test_evidence_that_was_not_refused_is_followed_as_it_stands() -> None:
    company = told("user:ana - email:family@x", "user:ben - email:family@x", "user:ben - phone:1")

    assert rows_of(company.followed, row=IdentityLink) == [
        (1, 2, "shop", 0, at(days=0), 1),
        (3, 4, "shop", 2, at(days=2), 1),
    ]
