"""Lists of sources and referrers that channel rules name, shipped beside this file (`channel_data/LICENCES.md`)."""

from functools import cache, reduce
from importlib.resources import files
from typing import Final, Literal, get_args

import ibis

SourceList = Literal["ga4_search", "ga4_social", "ga4_shopping", "ga4_video", "ai", "email", "search", "social"]
"""A list of sites. Those of GA4 hold names of sources and hosts; the others hold hosts."""

SOURCE_LISTS: Final[tuple[SourceList, ...]] = get_args(SourceList)

_LABELS_ABOVE: Final = 3
"""How many hosts above one are looked for in a list: `a.b.c.example.com` is below `.example.com`."""
_ONE_LABEL: Final = r"^[^.]+\."
_COUNTRY_ENDING: Final = r"\.(?:(?:com?|org|net|gov|ac|ne)\.)?[a-z]{2,3}$"


def channel_data(name: str) -> str:
    """The text of a shipped file."""
    return files("riparian.expressions").joinpath("channel_data", name).read_text(encoding="utf-8")


@cache
def sites_in(kind: SourceList) -> tuple[str, ...]:
    """The entries of a list, in lower case and sorted.

    `.example.com` is that host and every host below it; `example.*` the same name under any country's ending.
    """
    rows = (line.rsplit(",", 1) for name in ("ga4_sources.csv", "referrers.csv") for line in _lines(name))
    return tuple(sorted({site for site, of in rows if of == kind}))


def source_is_in(source: ibis.Value, lists: tuple[SourceList, ...]) -> ibis.Value:
    """Whether a source, in lower case, is itself an entry of one of these lists. Null where there is none."""
    return _stands_in(source, {site.removeprefix(".") for kind in lists for site in sites_in(kind)})


def host_is_in(host: ibis.Value, lists: tuple[SourceList, ...]) -> ibis.Value:
    """Whether a host, in lower case and without `www.`, belongs to one of these lists. Null where there is none.

    GA4's lists of social, video and shopping sites hold for the hosts below theirs too (`lm.facebook.com`). Its list of
    search engines does not: a map or a help page of a search engine is no search.
    """
    exact: set[str] = set()
    below: set[str] = set()
    endings: set[str] = set()
    for kind in lists:
        for site in sites_in(kind):
            if site.startswith("."):
                below.add(site.removeprefix("."))
            elif site.endswith(".*"):
                endings.add(site)
            elif kind.startswith("ga4_") and kind != "ga4_search" and "." in site:
                below.add(site)
            else:
                exact.add(site)
    above = [host]
    for _ in range(_LABELS_ABOVE):
        above.append(above[-1].re_replace(_ONE_LABEL, ""))
    tests = [_stands_in(host, exact)] if exact else []
    tests += [_stands_in(one, below) for one in above] if below else []
    tests += [_stands_in(host.re_replace(_COUNTRY_ENDING, ".*"), endings)] if endings else []
    return reduce(lambda one, other: one | other, tests)


def _stands_in(text: ibis.Value, entries: set[str]) -> ibis.Value:
    # One long text instead of hundreds of literals, which take seconds to compile.
    listed = ibis.literal(f"|{'|'.join(sorted(entries))}|")
    return listed.contains(ibis.literal("|") + text.replace("|", " ") + "|")


def _lines(name: str) -> list[str]:
    return channel_data(name).splitlines()[1:]
