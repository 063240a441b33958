"""Page: an address, what it reads and shows, and how it is drawn; the object it shows is also its JSON twin."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, Protocol, TypeVar

Group = Literal["See", "Act", "Set up"]
GROUPS: tuple[Group, ...] = ("See", "Act", "Set up")


class View(Protocol):
    """What a page shows: a frozen dataclass with at least these two."""

    @property
    def heading(self) -> str:
        """The title on the page."""
        ...

    @property
    def sentence(self) -> str:
        """One sentence that says what to read."""
        ...


V = TypeVar("V", bound=View)


@dataclass(frozen=True, slots=True)
class Page(Generic[V]):
    """One page. `show` takes a `Reader` and then what the address may say, as keyword parameters.

    `group` empty: the page has no place in the rail (`beneath` then names the page it belongs to).
    """

    path: str
    title: str
    says: str
    template: str
    show: Callable[..., V]
    example: V
    """What the OpenAPI document shows as the answer."""
    pictures: Mapping[str, Callable[[V], str | Mapping[str, str]]] = field(default_factory=dict)
    """SVG by name, drawn from what is shown; where a page draws one for each of many, those by key."""
    group: Group | None = None
    place: int = 0
    icon: str = ""
    beneath: str = ""


AnyPage = Page[Any]
"""A page, whatever it shows."""
