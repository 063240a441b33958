"""Templates: undefined names are an error, everything is escaped, and addresses and words are made in one way."""

import re
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request

from riparian.web import words
from riparian.web.addresses import Part, address
from riparian.web.deeds.addressed import KINDS, people_path
from riparian.web.differences import points
from riparian.web.former import gone, joined, years_joined
from riparian.web.guards import THEME_SCRIPT
from riparian.web.statics import StaticFile
from riparian.web.unbroken import unbroken
from riparian.web.years import last_day, year_before

_TICKED = re.compile(r"`+([^`]+)`+")
FOLDER = Path(__file__).parent / "templates"


def templates(files: dict[str, StaticFile]) -> Environment:
    """The environment all pages are drawn in."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals |= {
        "address": address,
        "words": words,
        "did": KINDS,
        "points": points,
        "people_path": people_path,
        "last_day": last_day,
        "year_before": year_before,
        "joined": joined,
        "gone": gone,
        "years_joined": years_joined,
        "zip": zip,
        "static": {name: file.path for name, file in files.items()},
        "theme_script": THEME_SCRIPT,
    }
    environment.filters["ticked"] = ticked
    return environment


def new_key() -> str:
    """The key of a form, so that what is sent twice is decided once."""
    return token_urlsafe(12)


def ticked(text: str) -> Markup:
    """A docstring with `names` as code, everything else escaped."""
    return Markup(_TICKED.sub(r"<code>\1</code>", str(escape(text))))


class Here:
    """The address of this request, with parts of it changed: `here(month='2026-09')`; None takes a part out."""

    def __init__(self, request: Request) -> None:
        self.path = request.url.path
        self.parts: dict[str, list[str]] = {}
        for name, value in parse_qsl(request.url.query):
            self.parts.setdefault(name, []).append(value)

    def __call__(self, **changed: Part) -> str:
        """The address as text."""
        return address(self.path, **(self.parts | changed))

    def without(self, part: str, value: str) -> str:
        """The address without one value of a part, from the start of the list."""
        left = [one for one in self.parts.get(part, []) if one != value]
        return self(**{part: left, "after": None})

    @property
    def json(self) -> str:
        """The JSON twin of this address."""
        return address(f"{self.path}.json", **self.parts)

    @property
    def csv(self) -> str:
        """The whole list of this address as CSV, whatever part of it is shown."""
        return self.whole(f"{self.path}.csv")

    def whole(self, path: str) -> str:
        """Everything chosen but the part that is shown and what it is compared with, under another path."""
        left_out = ("after", "limit", "against")
        return address(path, **{name: values for name, values in self.parts.items() if name not in left_out})

    def others(self, *parts: str) -> list[tuple[str, str]]:
        """Everything chosen but these parts, as hidden fields of a form need it."""
        return [(name, value) for name, values in self.parts.items() if name not in parts for value in values]


def draw(environment: Environment, template: str, **given: Any) -> str:
    """The HTML of a template."""
    return unbroken(environment.get_template(template).render(**given))
