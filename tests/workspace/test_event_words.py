import pytest

from riparian.tables.actions import KINDS
from riparian.workspace.event_words import IN_MAIL, WORDS, guessed_kind, guessed_kinds


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ("Order Completed", "check out"),  # of the tracking specification: the shop tells the order
        ("order_completed_successfully", "order"),
        ("payment_done", "order"),
        ("purchase", "order"),
        ("payment_card", "check out"),
        ("delivery_choice", "check out"),
        ("email delivered", "receive"),
        ("addToCart", "add to cart"),
        ("item added to the shopping bag", "add to cart"),
        ("cart item added", "add to cart"),
        ("cart", "view"),  # the page, unless it says that something was added
        ("cart page view", "view"),
        ("view_cart", "view"),
        ("cart_address", "other"),
        ("cart_abandoned", "other"),
        ("removed_from_basket", "remove from cart"),
        ("removed from bag", "remove from cart"),
        ("product_view", "view"),
        ("product1", "view"),
        ("main", "view"),
        ("review_page", "view"),
        ("wrote review", "review"),
        ("unsubscribe", "unsubscribe"),
        ("newsletter_subscribe", "opt in"),
        ("user_registered", "sign up"),
        ("login", "sign in"),
        ("checkout_bug", "other"),
        ("page_view", "view"),
        ("coupon_redemptions redemption_date", "redeem"),
        ("xyz", "other"),
        ("", "other"),
    ],
)
def test_the_words_of_an_event_tell_its_kind(event: str, kind: str) -> None:
    assert guessed_kind(event) == kind


def test_only_kinds_of_the_vocabulary_are_guessed() -> None:
    assert {kind for _, kind in WORDS} | set(IN_MAIL) <= set(KINDS)


def test_bare_words_of_e_mails_are_their_kinds() -> None:
    words = {
        "sent": "receive", "delivered": "receive", "Delivery": "receive", "open": "open", "Opened": "open",
        "click": "click", "bounce": "bounce", "soft_bounce": "bounce", "unsubscribed": "unsubscribe",
        "spam": "complain", "dropped": "other",
    }  # fmt: skip

    assert guessed_kinds(words) == words


def test_an_open_is_of_a_letter_only_in_a_file_about_letters() -> None:
    named, unnamed = guessed_kinds(["open", "click"], stem="newsletter_2025"), guessed_kinds(["open", "click"])

    assert named == {"open": "open", "click": "click"}
    assert unnamed == {"open": "other", "click": "click"}
