"""What of an answer is put on record: views of one person, and lists of people that leave as a file or as data."""

from collections.abc import Iterable

from starlette.types import Scope

from riparian.decisions.audit import Exported, PersonViewed, Seen

LISTS = ("/people.json",)
"""Routes that hand out people in numbers though they are no file."""


def seen(scope: Scope) -> Seen | None:
    """What is put on record once the route of a request has answered; None: nothing is."""
    route = scope.get("route")
    path = str(getattr(route, "path", ""))
    if "person_key" in scope.get("path_params", {}):
        return PersonViewed(person_key=int(scope["path_params"]["person_key"]))
    if path.endswith(".csv") or path in LISTS:
        # Only names that the route declares: anything can stand in an address.
        asked = {pair.partition("=")[0] for pair in scope["query_string"].decode("latin-1").split("&")}
        return Exported(what=path, filters=tuple(sorted(asked & set(_declared(route)))))
    return None


def _declared(route: object) -> Iterable[str]:
    dependant = getattr(route, "dependant", None)
    return (one.alias for one in getattr(dependant, "query_params", ()))
