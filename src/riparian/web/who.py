"""Who asks: told by the doors in front of the pages, or whoever sits at this machine where there are none."""

from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request

Role = Literal["viewer", "editor", "admin"]
ROLES: tuple[Role, ...] = ("viewer", "editor", "admin")
"""From the one who may least to the one who may all."""


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who asks for a page or sends a command."""

    name: str
    """Goes into the ledger beside what they decide."""
    role: Role

    def may(self, role: Role) -> bool:
        """Whether they may do what a role may."""
        return ROLES.index(self.role) >= ROLES.index(role)


AT_THIS_MACHINE = Who("whoever sits at this machine", "admin")
"""Without accounts the server answers only this machine, and whoever sits at it owns the folder anyway."""


def who_asks(request: Request) -> Who:
    """The one who sent a request."""
    who: Who = getattr(request.state, "who", AT_THIS_MACHINE)
    return who
