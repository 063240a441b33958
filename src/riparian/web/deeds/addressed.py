"""Deeds in addresses: `did=entered~2026-09~3`; the kind, then the fields in their order, left out from the end."""

from dataclasses import fields
from urllib.parse import quote, unquote

from pydantic import TypeAdapter, ValidationError

from riparian.web.addresses import Part, address
from riparian.web.deeds.answers import Recommended
from riparian.web.deeds.beginnings import Compared
from riparian.web.deeds.comps import Belonged
from riparian.web.deeds.contracts import Contracted
from riparian.web.deeds.deed import Deed
from riparian.web.deeds.dormancy import Dormant
from riparian.web.deeds.fitted import Fitted, Foretold
from riparian.web.deeds.gains import Gained
from riparian.web.deeds.journeys import Credited, Folded, Journeyed, Met
from riparian.web.deeds.merges import Merged
from riparian.web.deeds.moves import Entered, Followed, Left, Passed, Reached, Slept, Stood
from riparian.web.deeds.nearness import Near
from riparian.web.deeds.orders import Bought, Came, CameBy, Ordered, Placed
from riparian.web.deeds.referrals import Brought
from riparian.web.deeds.sources import KnownTo
from riparian.web.deeds.stays import Stayed
from riparian.web.deeds.tests import HeldOut
from riparian.web.deeds.visits import BroughtBy, Trusting, Visited
from riparian.web.deeds.waits import Stepped, Waited
from riparian.web.refusals import AddressError

KINDS: dict[str, type[Deed]] = {
    deed.kind: deed
    for deed in (
        Entered, Left, Stood, Slept, Followed, Passed, Reached, Journeyed, Met, BroughtBy, Bought, Came, CameBy, Placed,
        KnownTo, Waited, Dormant, HeldOut, Near, Brought, Compared, Belonged, Gained, Stayed,
        Contracted, Visited, Ordered, Recommended, Stepped, Folded, Fitted, Credited, Foretold, Trusting,
        Merged,
    )
}  # fmt: skip
_BETWEEN = "~"
_KEPT = " !\"#$&'()*+,/:;<=>?@[\\]^`{|}"
"""What needs no escape between the marks; letters of other scripts are escaped, and read back."""


def told(deed: Deed) -> str:
    """A deed as it stands in an address.

    >>> told(Entered("2026-09", place=3))
    'entered~2026-09~3'
    """
    values = [getattr(deed, one.name) for one in fields(deed)]  # type: ignore[arg-type]  # every deed is a dataclass
    parts = ["" if one is None else quote(str(one), safe=_KEPT).replace(_BETWEEN, "%7E") for one in values]
    while parts and not parts[-1]:
        parts.pop()
    return _BETWEEN.join([deed.kind, *parts])


def read(text: str) -> Deed:
    """The deed that an address tells.

    Raises:
        AddressError: there is no such deed.
    """
    kind, *parts = text.split(_BETWEEN)
    shape = KINDS.get(kind)
    names = [one.name for one in fields(shape)] if shape else []  # type: ignore[arg-type]  # every deed is a dataclass
    if shape is None or len(parts) > len(names):
        raise _unreadable(text)
    given = {name: unquote(part) for name, part in zip(names, parts, strict=False) if part}
    try:
        deed: Deed = TypeAdapter(shape).validate_python(given)
    except ValidationError as error:
        raise _unreadable(text) from error
    return deed


def people_path(*deeds: Deed, **others: Part) -> str:
    """Where the people are listed who did all of this."""
    return address("/people", did=[told(one) for one in deeds], **others)


def _unreadable(text: str) -> AddressError:
    return AddressError(
        f"{text!r} is nothing that people can have done.",
        where="did",
        fix="Take it from a link, or leave it out.",
    )
