"""What the events of the tracking specification mean, in the vocabulary of actions.

Names are compared in lower case with single blanks (`order_completed` is `Order Completed`). Sources: Segment's spec
pages for e-commerce (versions 1 and 2), e-mail, live chat, B2B, mobile, video and A/B testing; the last group has no
standard and follows the same style.
"""

from collections.abc import Mapping

import ibis

EVENTS: dict[str, tuple[str, ...]] = {
    "visit": ("application opened", "deep link opened"),
    "view": (
        "product list viewed", "viewed product category", "product viewed", "viewed product", "promotion viewed",
        "cart viewed",
    ),
    "search": ("products searched", "product list filtered"),
    "click": (
        "promotion clicked", "product clicked", "email link clicked", "push notification tapped", "deep link clicked",
    ),
    "watch": (
        "video playback started", "video playback completed", "video content started", "video content completed",
    ),
    "download": ("application installed", "file downloaded"),
    "receive": (
        "email delivered", "push notification received", "live chat message received", "survey sent", "touch sent",
    ),
    "open": ("email opened",),
    "bounce": ("email bounced", "push notification bounced"),
    "complain": ("email marked as spam",),
    "unsubscribe": ("unsubscribed",),
    "sign up": ("signed up",),
    "sign in": ("signed in",),
    "follow": ("author followed",),
    "opt in": ("subscribed", "newsletter subscribed"),
    "add to cart": ("product added", "added product", "wishlist product added to cart"),
    "remove from cart": ("product removed", "removed product"),
    "check out": (
        "checkout started", "checkout step viewed", "checkout step completed", "payment info entered",
        "order completed", "completed order",
    ),
    "refund": ("order refunded",),
    "cancel": ("order cancelled", "order canceled"),
    "redeem": ("coupon applied",),
    "try": ("trial started", "sample requested"),
    "open case": ("live chat conversation started", "ticket created", "ticket reopened"),
    "message": ("live chat message sent", "ticket replied"),
    "solve case": ("live chat conversation ended", "ticket solved"),
    "talk": ("conversation started",),
    "answer": ("survey responded", "feedback submitted"),
    "review": ("product reviewed", "review posted"),
    "share": ("product shared", "cart shared"),
    "refer": ("invite sent", "referral invited"),
    "referred": ("referral visited", "referral converted"),
    "account": ("account created", "account deleted", "account added user", "account removed user"),
    "test seen": ("experiment viewed",),
    "suggest idea": ("idea submitted",),
    "idea accepted": ("idea accepted",),
    "idea shipped": ("idea shipped",),
}  # fmt: skip
"""Kind of action to the names of its events. Every other event is `other`, under its own name.

Of a video's many signals only its start and its end are watching; a message that the person receives is not one they
send.
"""


def event_name(written: ibis.Value) -> ibis.Value:
    """An event's name in the form in which names are compared."""
    return written.strip().re_replace(r"[\s_]+", " ").lower()


def kind_of_event(name: ibis.Value, own: Mapping[str, str]) -> ibis.Value:
    """The kind of action that an event is, by its compared name; `own` are the company's own names and their kinds."""
    mine = {" ".join(event.replace("_", " ").split()).lower(): kind for event, kind in own.items()}
    branches = [(name == event, ibis.literal(kind)) for event, kind in mine.items()]
    branches += [(name.isin(events), ibis.literal(kind)) for kind, events in EVENTS.items()]
    return ibis.cases(*branches, else_="other")
