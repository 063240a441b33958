"""What a source's own word for an event most likely means, as a kind of action: a guess, for a person to correct."""

import re
from collections.abc import Iterable

from riparian.expressions.semantic_events import EVENTS

KNOWN = {name: kind for kind, names in EVENTS.items() for name in names}

_CART = r"\b(cart|basket|bag|trolley)\b"

# The first that is found counts, so the narrow ones stand before the wide.
WORDS: tuple[tuple[str, str], ...] = (
    (r"unsubscri|opt(ed)? ?out", "unsubscribe"),
    (r"error|bug|fail|lost|exception|404", "other"),
    (r"\bpages?$|page view", "view"),
    (r"refund|return(ed)?\b|chargeback", "refund"),
    (r"cancel", "cancel"),
    (rf"(remove|delete)\w* .*{_CART}|{_CART} remove", "remove from cart"),
    (r"wish ?list|favou?rite|save for later", "click"),
    # A page of the cart is no adding: most carts are looked at more often than they are filled.
    (
        rf"\badd(s|ed|ing)? ((\w+ ){{0,3}}(in)?to (\w+ ){{0,2}})?{_CART}|^addtocart$"
        rf"|{_CART} ((item|product) )?add(s|ed|ing)?\b",
        "add to cart",
    ),
    (rf"^((shopping|my|open|opened) )?{_CART}( open(ed)?)?$", "view"),
    (
        r"(payment|checkout|order) (done|complete\w*|success\w*|confirm\w*|placed)"
        r"|purchase|\bbought\b|^buy$|^order(ed)?$|\bpaid\b",
        "order",
    ),
    (r"check ?out|payment|billing|shipping|deliver(y|y \w+)$|delivery (choice|courier|pickup)|pickup", "check out"),
    (r"search|filter|\bfind\b|\bsort", "search"),
    (r"sign(ed)? ?up|regist(er|ration)|create\w* account|account creat", "sign up"),
    (r"log(ged)? ?in|sign(ed)? ?in", "sign in"),
    (r"subscrib|opt(ed)? ?in|newsletter", "opt in"),
    (r"\bfollow", "follow"),
    (r"\bopen(ed)?\b.*(mail|letter|message)|(mail|letter) open", "open"),
    (r"bounce", "bounce"),
    (r"spam|complain|abuse", "complain"),
    (r"\b(sent|delivered|received|impression|dropped|deferred)\b", "receive"),
    (r"review|rating|\brated\b", "review"),
    (r"\brefer|invit", "refer"),
    (r"survey|\bnps\b|feedback|answer|questionnaire", "answer"),
    (r"(ticket|case|issue) (solved|closed|resolved)", "solve case"),
    (r"support|ticket|\bcase\b|complaint|help ?desk", "open case"),
    (r"chat|message|contact ?us|\breply", "message"),
    (r"redeem|redemption|coupon|voucher|promo ?code", "redeem"),
    (r"trial|\bdemo\b|try ?on|sample request|\btry\b", "try"),
    (r"onboard|tutorial|welcome", "onboard"),
    (r"idea|suggest|feature request", "suggest idea"),
    (r"experiment|variant|ab ?test", "test seen"),
    (r"\bshare", "share"),
    (r"download|install", "download"),
    (r"video|\bwatch|\bplay|stream", "watch"),
    (r"click|\btap\b|press|select|\bchoose\b", "click"),
    (r"session start|\bvisit|\bvisited\b|landing|first open|app open", "visit"),
    (
        r"view|page|catalog|product|\bmain\b|\bhome\b|\blist\b|detail|screen|scroll|compare|categor|browse|account",
        "view",
    ),
)
"""Pattern over the words of an event, and its kind."""


OF_MAIL = re.compile(r"e?mails?|newsletters?|mailings?")
"""Words in the name of a file of what became of e-mails."""
OF_MAIL_ONLY = re.compile(r"((hard|soft) )?bounced?s?|spam( ?report(ed)?)?|complain\w*|unsubscrib\w*")
"""Events of which one alone says that a file is about e-mails."""
IN_MAIL: dict[str, tuple[str, ...]] = {
    "open": ("open", "opens", "opened", "unique open", "unique opened", "first open", "first opening"),
    "click": ("click", "clicks", "clicked", "unique click", "unique clicked"),
    "receive": ("send", "sent", "deliver", "delivered", "delivery"),
    # What the sender kept back, or what may yet arrive, nobody received.
    "other": ("dropped", "deferred", "blocked", "processed", "queued", "scheduled"),
}
"""Words that mean something else of e-mails than of anything else, or nothing without them."""


def guessed_kinds(events: Iterable[str], *, stem: str = "") -> dict[str, str]:
    """The kind of each event of a file; a bare `open` is one of an e-mail where the file is about e-mails.

    >>> guessed_kinds(["open", "bounce"]), guessed_kinds(["open", "close"])
    ({'open': 'open', 'bounce': 'bounce'}, {'open': 'other', 'close': 'other'})
    """
    written = {event: _words(event) for event in events}
    mail = OF_MAIL.search(stem.lower()) or any(OF_MAIL_ONLY.fullmatch(words) for words in written.values())
    of_mail = {word: kind for kind, words in IN_MAIL.items() for word in words} if mail else {}
    return {event: of_mail.get(words) or guessed_kind(event) for event, words in written.items()}


def guessed_kind(event: str) -> str:
    """The kind of action that an event most likely is; `other` where no word of it is known.

    >>> guessed_kind("payment_done"), guessed_kind("Product Added"), guessed_kind("catalog"), guessed_kind("xyz")
    ('order', 'add to cart', 'view', 'other')
    """
    words = _words(event)
    if words in KNOWN:
        return KNOWN[words]
    return next((kind for pattern, kind in WORDS if re.search(pattern, words)), "other")


def _words(event: str) -> str:
    """The words of an event in lower case, with single blanks."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", event)
    return " ".join(re.sub(r"[\W_]+|(?<=[a-z])(?=\d)", " ", parted).lower().split())
