"""Who asks: told by the doors in front of the pages, or whoever sits at this machine where there are none."""

from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request

from riparian.decisions.access import ROLES, KeyMade, LinkMade, Role, shows_people

MEANINGS = "/definitions"
"""What figures mean is open, with all below it, to whoever sees a page: it names nobody, and of the company it tells no
more than how long its tables are."""

By = Literal["machine", "network", "account", "link", "key", "nobody"]
"""How somebody came in."""


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who asks for a page or sends a command."""

    name: str
    """Goes into the ledger beside what they decide."""
    role: Role
    by: By = "machine"
    beneath: str = "/"
    """They see this page and what lies below it; `/`: every page."""
    people: bool = True
    """Whether they see people by name."""
    reads: bool = True
    """Whether they see anything; a key may only send commands."""

    def may(self, role: Role) -> bool:
        """Whether they may do what a role may."""
        return ROLES.index(self.role) >= ROLES.index(role)

    def opens(self, path: str) -> bool:
        """Whether they may read an address: its path, decoded, without its query."""
        if path.startswith("/access") and not self.may("admin"):
            return False
        return self._among(path) and (self.people if shows_people(path) else self.reads)

    def writes(self, path: str) -> bool:
        """Whether they may send a command to an address, as far as it is about people by name."""
        return self.people or not shows_people(path)

    def _among(self, path: str) -> bool:
        if self.beneath == "/":
            return True
        # A path that climbs is answered by no page; it is refused here so that this need not be known.
        climbs = "//" in path or {".", ".."} & set(path.split("/"))
        return not climbs and any(
            path == page or path.startswith((f"{page}/", f"{page}.")) for page in (self.beneath, MEANINGS)
        )


AT_THIS_MACHINE = Who("whoever sits at this machine", "admin")
"""Without accounts the server answers only this machine, and whoever sits at it owns the folder anyway."""

ON_THE_NETWORK = Who("somebody on the network", "viewer", by="network")
"""Where the pages were opened to everybody, everybody reads, and only this machine decides."""


NOBODY = Who("nobody", "viewer", by="nobody", people=False, reads=False)
"""Whoever has yet to sign in."""


def through(made: LinkMade | KeyMade) -> Who:
    """Who comes with a share link or a key."""
    if isinstance(made, LinkMade):
        return Who(made.link, "viewer", by="link", beneath=made.path, people=made.people)
    role: Role = "editor" if "write" in made.scopes else "viewer"
    name = f"{made.key} ({made.name})"
    return Who(name, role, by="key", people="people" in made.scopes, reads="read" in made.scopes)


def told_of(who: Who) -> str:
    """How they came in, as the frame of every page says it; empty: they have not."""
    return {
        "machine": "Only this machine is answered; there is no password.",
        "network": "Open to everybody on the network, who may read; only this machine decides.",
        "account": f"Signed in as {who.name}, {who.role}.",
        "link": "You came with a share link, which only reads.",
        "key": f"Asked with {who.name}.",
        "nobody": "",
    }[who.by]


def who_asks(request: Request) -> Who:
    """The one who sent a request."""
    who: Who = getattr(request.state, "who", AT_THIS_MACHINE)
    return who
