"""The ways on to a page: referrers and campaign parameters by channel, and the paths of both sites."""

from dataclasses import dataclass

import numpy as np

from riparian.testing.company.arrays import Ints
from riparian.testing.company.catalogue import ARTICLES, DEPARTMENTS, JOURNAL_HOST, SHOP_HOST, SLUGS
from riparian.testing.company.letters import LETTER_SLUGS
from riparian.testing.company.planted import (
    CHANNELS,
    DIRECT,
    DISPLAY,
    EMAIL,
    JOURNAL,
    PAID_SEARCH,
    PAID_SOCIAL,
    REFERRAL,
    SEARCH,
    SOCIAL,
    VIDEO,
)


@dataclass(frozen=True, slots=True)
class Link:
    """One way in. Empty text: not there."""

    channel: int
    share: float
    referrer: str
    source: str = ""
    medium: str = ""
    campaign: str = ""


_GOOGLE, _BING = "https://www.google.com/", "https://www.bing.com/"

_WAYS = (
    Link(SEARCH, 0.86, _GOOGLE),
    Link(SEARCH, 0.09, _BING),
    Link(SEARCH, 0.05, "https://duckduckgo.com/"),
    Link(PAID_SEARCH, 0.40, _GOOGLE, "google", "cpc", "generic-tools"),
    Link(PAID_SEARCH, 0.32, _GOOGLE, "google", "cpc", "gifts"),
    Link(PAID_SEARCH, 0.28, _GOOGLE, "google", "cpc", "brand"),
    Link(PAID_SOCIAL, 0.55, "https://l.facebook.com/", "facebook", "paid_social", "lookalike-gardeners"),
    Link(PAID_SOCIAL, 0.45, "https://l.instagram.com/", "instagram", "paid_social", "new-season"),
    Link(SOCIAL, 0.48, "https://www.instagram.com/"),
    Link(SOCIAL, 0.32, "https://www.pinterest.co.uk/"),
    Link(SOCIAL, 0.20, "https://m.facebook.com/"),
    Link(VIDEO, 0.60, "https://www.youtube.com/", "youtube", "video", "how-to-prune"),
    Link(VIDEO, 0.40, "https://www.youtube.com/", "youtube", "video", "a-year-at-alder-farm"),
    Link(JOURNAL, 0.46, _GOOGLE),
    Link(JOURNAL, 0.26, ""),
    Link(JOURNAL, 0.14, "https://www.pinterest.co.uk/"),
    Link(JOURNAL, 0.08, "https://thepottingshed.example/reading/"),
    Link(JOURNAL, 0.06, "https://chatgpt.com/"),
    Link(REFERRAL, 0.55, "https://thepottingshed.example/reviews/"),
    Link(REFERRAL, 0.45, "https://allotment-forum.example/threads/tools/"),
    Link(DIRECT, 1.0, ""),
    Link(DISPLAY, 1.0, "https://adserver.example/", "displaynet", "display", "retargeting-baskets"),
)

_FRIEND = Link(REFERRAL, 0.0, "", "refer-a-friend", "referral", "friend")
_SPONSOR = Link(REFERRAL, 0.0, f"https://{JOURNAL_HOST}/", "gardenledger", "referral", "sponsor")
_WELCOME = Link(EMAIL, 0.0, "", "klaviyo", "email", "welcome")
_LETTERS = tuple(Link(EMAIL, 0.0, "", "klaviyo", "email", slug) for slug in LETTER_SLUGS)

LINKS = (*_WAYS, _FRIEND, _SPONSOR, _WELCOME, *_LETTERS)
FRIEND = len(_WAYS)
SPONSOR = FRIEND + 1
WELCOME_LINK = SPONSOR + 1
"""Row of the welcome letter's link; those of the letters follow."""


def query_of(link: Link) -> str:
    """What stands behind the path: campaign parameters, and an advertising click id where the tool adds one."""
    if not link.source:
        return ""
    text = f"?utm_source={link.source}&utm_medium={link.medium}&utm_campaign={link.campaign}"
    return text + "&gclid=Cj0KCQ" if link.channel == PAID_SEARCH else text


QUERIES = tuple(query_of(link) for link in LINKS)


def drawn_links(chance: np.random.Generator, channel: Ints) -> Ints:
    """A link for each channel. E-mail is left to the letter that was clicked, and gets the welcome letter's here."""
    result = np.full(len(channel), WELCOME_LINK, dtype=np.int64)
    for one in range(len(CHANNELS)):
        rows = np.array([row for row, link in enumerate(_WAYS) if link.channel == one], dtype=np.int64)
        here = np.flatnonzero(channel == one)
        if len(rows) and len(here):
            shares = np.cumsum([_WAYS[row].share for row in rows])
            result[here] = rows[
                np.searchsorted(shares / shares[-1], chance.random(len(here)), side="right").clip(0, len(rows) - 1)
            ]
    return result


_SHOP_PATHS = ("/", "/search", "/cart", "/checkout", "/account/register", "/samples")
HOME, SEARCH_PAGE, CART, CHECKOUT, REGISTER, SAMPLES = range(len(_SHOP_PATHS))
COLLECTION_PAGES = len(_SHOP_PATHS)
PRODUCT_PAGES = COLLECTION_PAGES + len(DEPARTMENTS)
JOURNAL_HOME = PRODUCT_PAGES + len(SLUGS)
ARTICLE_PAGES = JOURNAL_HOME + 1

PATHS = (
    *_SHOP_PATHS,
    *("/collections/" + name.lower().replace(" ", "-") for name in DEPARTMENTS),
    *("/products/" + slug for slug in SLUGS),
    "/",
    *("/articles/" + slug for slug, _ in ARTICLES),
)
"""Paths of the shop, then of the journal; where each kind begins is named above."""

HOSTS = tuple(JOURNAL_HOST if row >= JOURNAL_HOME else SHOP_HOST for row in range(len(PATHS)))
URLS = tuple(f"https://{host}{path}" for host, path in zip(HOSTS, PATHS, strict=True))
