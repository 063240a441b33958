"""A call of the tracking specification as it lies in an archive: where each of its fields is found."""

import itertools
from typing import Annotated, Final, get_args, get_type_hints

import ibis

from riparian.core.columns import Text
from riparian.core.row import Row, promises
from riparian.expressions.text import filled


class SegmentCall(Row):
    """A call as archived, each column with its path. Grain: one row per call, each message as often as it was sent."""

    type: Annotated[Text, "type|action"] | None
    message_id: Annotated[Text, "messageId|message_id"] | None
    user_id: Annotated[Text, "userId|user_id"] | None
    anonymous_id: Annotated[Text, "anonymousId|anonymous_id"] | None
    previous_id: Annotated[Text, "previousId|previous_id"] | None
    merged_value: Annotated[Text, "mergeProperties[0].value"] | None
    merged_into_value: Annotated[Text, "mergeProperties[1].value"] | None
    event: Annotated[Text, "event"] | None
    name: Annotated[Text, "name|properties.name"] | None
    timestamp: Annotated[Text, "timestamp"] | None
    original_timestamp: Annotated[Text, "originalTimestamp|original_timestamp"] | None
    sent_at: Annotated[Text, "sentAt|sent_at"] | None
    received_at: Annotated[Text, "receivedAt|received_at"] | None
    url: Annotated[Text, "context.page.url|properties.url"] | None
    path: Annotated[Text, "context.page.path|properties.path"] | None
    referrer: Annotated[Text, "context.page.referrer|properties.referrer|context.referrer.url"] | None
    app: Annotated[Text, "context.app.namespace|context.app.name"] | None
    utm_source: Annotated[Text, "context.campaign.source"] | None
    medium: Annotated[Text, "context.campaign.medium"] | None
    campaign: Annotated[Text, "context.campaign.name|properties.campaign_name"] | None
    device_id: Annotated[Text, "context.device.id"] | None
    locale: Annotated[Text, "context.locale"] | None
    category_preferences: Annotated[Text, "context.consent.categoryPreferences|properties.categoryPreferences"] | None
    email: (
        Annotated[Text, "traits.email|context.traits.email|properties.email|traits.Email|context.traits.Email"] | None
    )
    phone: (
        Annotated[Text, "traits.phone|context.traits.phone|properties.phone|traits.Phone|context.traits.Phone"] | None
    )
    full_name: Annotated[Text, "traits.name"] | None
    first_name: Annotated[Text, "traits.firstName|traits.first_name|traits.firstname"] | None
    last_name: Annotated[Text, "traits.lastName|traits.last_name|traits.lastname"] | None
    company: Annotated[Text, "traits.company.name"] | None
    city: Annotated[Text, "traits.address.city"] | None
    country: Annotated[Text, "traits.address.country"] | None
    category: Annotated[Text, "properties.topic|category|properties.category|properties.genre"] | None
    title: Annotated[Text, "properties.title|properties.email_subject|properties.query"] | None
    product: Annotated[Text, "properties.product_id|properties.sku|properties.id"] | None
    thing: Annotated[Text, "properties.list_id|properties.experiment_id|properties.ticket_id"] | None
    variation: Annotated[Text, "properties.variation_name|properties.variation_id"] | None
    video: Annotated[Text, "properties.content_asset_id|properties.asset_id"] | None
    link_url: Annotated[Text, "properties.link_url"] | None
    revenue: Annotated[Text, "properties.revenue"] | None
    total: Annotated[Text, "properties.total"] | None
    value: Annotated[Text, "properties.value"] | None
    currency: Annotated[Text, "properties.currency"] | None
    shipping: Annotated[Text, "properties.shipping"] | None
    tax: Annotated[Text, "properties.tax"] | None
    discount: Annotated[Text, "properties.discount"] | None
    coupon: Annotated[Text, "properties.coupon"] | None
    affiliation: Annotated[Text, "properties.affiliation"] | None
    order_id: Annotated[Text, "properties.order_id|properties.orderId"] | None
    score: Annotated[Text, "properties.score|properties.rating"] | None
    seconds: Annotated[Text, "properties.conversation_duration"] | None


ITEM: Final = {
    "id": "product_id|sku|id",
    "name": "name",
    "category": "category",
    "brand": "brand",
    "price": "price",
    "quantity": "quantity",
}
"""What is taken over of each item, and where in the item it lies."""


def fields(items: int) -> dict[str, str]:
    """The path of every raw column; items are `item_0_id` … `item_8_quantity`, one more than are taken over.

    The last one tells that an order has more.
    """
    hints = get_type_hints(SegmentCall, include_extras=True)
    paths = {promise.name: get_args(hints[promise.name])[0].__metadata__[1] for promise in promises(SegmentCall)}
    for place, (name, keys) in itertools.product(range(items + 1), ITEM.items()):
        paths[f"item_{place}_{name}"] = "|".join(f"properties.products[{place}].{key}" for key in keys.split("|"))
    return paths


def places(raw: ibis.Table) -> int:
    """How many items of an order the file was read with, not counting the one that tells that there are more."""
    return max(1, len([name for name in raw.columns if name.startswith("item_") and name.endswith("_id")])) - 1


def item_of(calls: ibis.Table, place: int, name: str) -> ibis.Value:
    """What a call says of the item in one place, counted from 0; null where the file was read with fewer."""
    column = f"item_{place}_{name}"
    return filled(calls[column]) if column in calls.columns else ibis.null("string")
