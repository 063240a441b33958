"""Web events: what happens inside each visit, click by click."""

from dataclasses import dataclass

import numpy as np

from riparian.testing.company.arrays import Flags, Ints, starts_of_runs, within_groups
from riparian.testing.company.baskets import Baskets
from riparian.testing.company.buying import Purchases
from riparian.testing.company.catalogue import ARTICLES, DEPARTMENTS, SEARCHES, drawn_products
from riparian.testing.company.conduct import Conduct
from riparian.testing.company.letters import LONGEST_VISIT
from riparian.testing.company.links import (
    ARTICLE_PAGES,
    CART,
    CHECKOUT,
    COLLECTION_PAGES,
    HOME,
    JOURNAL_HOME,
    PRODUCT_PAGES,
    REGISTER,
    SAMPLES,
    SEARCH_PAGE,
)
from riparian.testing.company.people import People
from riparian.testing.company.seasons import MINUTE, SECOND
from riparian.testing.company.touches import Touches

KINDS = (
    "page", "Products Searched", "Product List Viewed", "Product Viewed", "Product Added", "Checkout Started",
    "Sample Requested", "Signed Up", "Newsletter Subscribed", "Order Completed", "Article Read", "Author Followed",
    "Comment Posted", "identify", "group", "alias", "Product Reviewed", "Idea Submitted", "Idea Accepted",
    "Idea Shipped",
)  # fmt: skip
(
    PAGE, SEARCHED, LISTED, VIEWED, ADDED, CHECKED_OUT, SAMPLED, SIGNED_UP, SUBSCRIBED, ORDERED, READ, FOLLOWED,
    COMMENTED, IDENTIFY, GROUP, ALIAS, REVIEWED, SUGGESTED, ACCEPTED, SHIPPED,
) = range(len(KINDS))  # fmt: skip

NO_ADDRESS, MAIN_ADDRESS, SECOND_ADDRESS = range(3)
_AT_ONCE = (IDENTIFY, GROUP, ALIAS)
_MOST_STEPS = 45


@dataclass(frozen=True, slots=True)
class Clicks:
    """Web events of one chunk, one value an event; in order of touch and instant, server-side ones after them."""

    person: Ints
    touch: Ints
    """Row of `Touches`; -1 for server-side events, which belong to no visit."""
    at: Ints
    kind: Ints
    """Row of `KINDS`."""
    path: Ints
    """Row of `PATHS`."""
    item: Ints
    """Product, order, article, department or search, as the kind has it; -1 for none."""
    landing: Flags
    """The first event of its visit, which carries the way in."""
    with_user: Flags
    address: Ints
    """Which address the event carries: none, the main or the second one."""


class _Sheet:
    """Collects events of visits by kind; they are put in order of `rank` inside each visit at the end."""

    def __init__(self) -> None:
        self.columns: list[tuple[Ints, Ints, Ints, Ints, Ints]] = []

    def add(self, touch: Ints, rank: int | Ints, kind: int, *, path: int | Ints = HOME, item: int | Ints = -1) -> None:
        filled = (np.broadcast_to(np.asarray(value, dtype=np.int64), touch.shape) for value in (rank, kind, path, item))
        rank_, kind_, path_, item_ = filled
        self.columns.append((touch, rank_, kind_, path_, item_))


def drawn_clicks(
    chance: np.random.Generator,
    people: People,
    purchases: Purchases,
    baskets: Baskets,
    touches: Touches,
    conduct: Conduct,
) -> Clicks:
    """All events of all visits, timed."""
    sheet = _Sheet()
    _look_round(sheet, chance, people, touches, conduct)
    _act(sheet, chance, touches, conduct)
    _buy(sheet, touches, conduct, baskets)
    touch, rank, kind, path, item = (np.concatenate(column) for column in zip(*sheet.columns, strict=True))
    order = np.lexsort((rank, touch))
    touch, rank, kind, path, item = (column[order] for column in (touch, rank, kind, path, item))
    person = touches.person[touch]
    signing = conduct.signs_up()[touch]
    second = conduct.second_address_touch[person]
    switched = (second >= 0) & (touch >= second)
    named = (kind == SUBSCRIBED) | (kind == IDENTIFY)
    return Clicks(
        person=person,
        touch=touch,
        at=_timed(chance, touches, purchases, touch, kind),
        kind=kind,
        path=path,
        item=item,
        landing=starts_of_runs(touch),
        with_user=conduct.logged_in[touch] | (signing & (rank >= 65)),
        # Only an identify call with a user id says the second address: so the two can be told to be one person.
        address=np.where(
            named,
            np.where(switched & conduct.says_who[touch] & (kind == IDENTIFY), SECOND_ADDRESS, MAIN_ADDRESS),
            NO_ADDRESS,
        ),
    )


def _look_round(sheet: _Sheet, chance: np.random.Generator, people: People, touches: Touches, conduct: Conduct) -> None:
    """The landing page and what is looked at next. Long visits are rare and of few people."""
    visits = np.arange(len(touches))
    journal = conduct.on_journal
    favourite = people.person_id[touches.person] % len(DEPARTMENTS)
    product = drawn_products(chance, touches.at, favourite)
    luck = chance.random(len(visits))
    article = chance.integers(0, len(ARTICLES), len(visits))
    landing = np.where(luck < 0.25, HOME, np.where(luck < 0.6, COLLECTION_PAGES + favourite, PRODUCT_PAGES + product))
    sheet.add(visits, 0, PAGE, path=np.where(journal, ARTICLE_PAGES + article, landing))

    appetite = people.depth[touches.person] * chance.gamma(0.8, 1.25, len(visits))
    steps = np.minimum(chance.poisson(0.9 * appetite), _MOST_STEPS) + ((touches.order >= 0) & (luck < 0.7))
    touch = np.repeat(visits, steps)
    rank = 10 + np.minimum(within_groups(steps), 30)
    shop = ~journal[touch]
    looks = drawn_products(chance, touches.at[touch], favourite[touch])
    word = chance.integers(0, len(SEARCHES), len(touch))
    read = chance.integers(0, len(ARTICLES), len(touch))
    step = chance.random(len(touch))
    department = looks % len(DEPARTMENTS)
    for kind, which, path, item in (
        (VIEWED, shop & (step < 0.56), PRODUCT_PAGES + looks, looks),
        (LISTED, shop & (step >= 0.56) & (step < 0.72), COLLECTION_PAGES + department, department),
        (SEARCHED, shop & (step >= 0.72) & (step < 0.8), np.full(len(touch), SEARCH_PAGE), word),
        (PAGE, shop & (step >= 0.8), COLLECTION_PAGES + department, np.full(len(touch), -1)),
        (READ, ~shop & (step < 0.45), ARTICLE_PAGES + read, read),
        (PAGE, ~shop & (step >= 0.45), ARTICLE_PAGES + read, np.full(len(touch), -1)),
    ):
        sheet.add(touch[which], rank[which], kind, path=path[which], item=item[which])


def _act(sheet: _Sheet, chance: np.random.Generator, touches: Touches, conduct: Conduct) -> None:
    """What moves people on: identify, follow, comment, subscribe, try, open an account."""
    luck = chance.random((4, len(touches)))
    article = ARTICLE_PAGES + np.arange(len(touches)) % len(ARTICLES)
    idle_shop = ~conduct.on_journal & (touches.order < 0)
    sheet.add(np.flatnonzero(conduct.by_mail_link | conduct.says_who), 1, IDENTIFY)
    follows = np.flatnonzero(conduct.on_journal & (luck[0] < 0.03))
    sheet.add(follows, 50, FOLLOWED, path=article[follows])
    comments = np.flatnonzero(conduct.comments)
    sheet.add(comments, 51, IDENTIFY, path=article[comments])
    sheet.add(comments, 52, COMMENTED, path=article[comments], item=comments % len(ARTICLES))
    subscribes = np.flatnonzero(conduct.opts_in())
    page = np.where(conduct.on_journal[subscribes], JOURNAL_HOME, HOME)
    sheet.add(subscribes, 54, IDENTIFY, path=page)
    sheet.add(subscribes, 55, SUBSCRIBED, path=page)
    sampled = np.flatnonzero(idle_shop & (luck[1] < 0.006))
    sheet.add(sampled, 58, SAMPLED, path=SAMPLES, item=sampled % 7)
    carted = np.flatnonzero(idle_shop & (luck[2] < 0.06))
    product = drawn_products(chance, touches.at[carted], touches.person[carted] % len(DEPARTMENTS))
    sheet.add(carted, 60, ADDED, path=PRODUCT_PAGES + product, item=product)
    started = carted[luck[3][carted] < 0.35]
    sheet.add(started, 70, CHECKED_OUT, path=CHECKOUT)
    opened = np.flatnonzero(conduct.signs_up())
    sheet.add(opened, 65, SIGNED_UP, path=REGISTER)
    sheet.add(opened, 66, IDENTIFY, path=REGISTER)
    sheet.add(opened[luck[0][opened] < 0.03], 67, GROUP, path=REGISTER)
    sheet.add(opened[luck[1][opened] < 0.08], 68, ALIAS, path=REGISTER)


def _buy(sheet: _Sheet, touches: Touches, conduct: Conduct, baskets: Baskets) -> None:
    """Every line of the order is looked at, then put in the basket."""
    visit_of = np.full(len(baskets.lines), -1, dtype=np.int64)
    buying = np.flatnonzero(touches.order >= 0)
    visit_of[touches.order[buying]] = buying
    on_web = visit_of[baskets.line_order] >= 0
    touch, product = visit_of[baskets.line_order][on_web], baskets.line_product[on_web]
    line = within_groups(baskets.lines)[on_web]
    sheet.add(touch, 42 + 0 * line, VIEWED, path=PRODUCT_PAGES + product, item=product)
    sheet.add(touch, 60 + 0 * line, ADDED, path=CART, item=product)
    sheet.add(buying, 70, CHECKED_OUT, path=CHECKOUT, item=touches.order[buying])
    guests = np.flatnonzero(conduct.gives_address)
    sheet.add(guests, 75, IDENTIFY, path=CHECKOUT)
    tracked = np.flatnonzero(conduct.order_tracked)
    sheet.add(tracked, 80, ORDERED, path=CHECKOUT, item=touches.order[tracked])


def _timed(chance: np.random.Generator, touches: Touches, purchases: Purchases, touch: Ints, kind: Ints) -> Ints:
    """An instant for each event, in milliseconds. Pauses inside a visit stay below ten minutes.

    A visit that ends in an order is timed backwards from it, so that the order's web event stands at its instant.
    """
    pauses = 900 + (chance.exponential(45.0, len(touch)) * SECOND).astype(np.int64)
    pauses = np.where(np.isin(kind, _AT_ONCE), 5 + pauses % 90, np.minimum(pauses, 10 * MINUTE))
    first = starts_of_runs(touch)
    pauses[first] = 0
    elapsed = np.cumsum(pauses)
    visit = np.cumsum(first) - 1
    elapsed -= elapsed[first][visit]
    spans = np.maximum.reduceat(elapsed, np.flatnonzero(first)) if len(touch) else elapsed
    shrunk = np.minimum(1.0, (LONGEST_VISIT - 5 * MINUTE) / np.maximum(spans, 1))
    elapsed = (elapsed * shrunk[visit]).astype(np.int64)
    order = touches.order[touch]
    ends = np.maximum.reduceat(elapsed, np.flatnonzero(first)) if len(touch) else elapsed
    at: Ints = np.where(order >= 0, purchases.at[order] - ends[visit] + elapsed, touches.at[touch] + elapsed)
    return at
