"""What the exports let anybody know: which identifiers belong together, and which events belong to whom.

An *entity* is what an identity resolution without mistakes would find. Entity 16 × person is all that can be tied to
the person's address, number or account; entities 16 × person + 1 … are devices (one on each site) that cannot.
Events of a shared device that carry nothing else are nobody's (`NOBODY`).
"""

from dataclasses import dataclass

import numpy as np

from riparian.testing.company.arrays import NEVER, Flags, Ints
from riparian.testing.company.buying import Purchases
from riparian.testing.company.clicks import IDENTIFY, ORDERED, SUBSCRIBED, Clicks
from riparian.testing.company.conduct import MOST_DEVICES, NOBODY, Conduct
from riparian.testing.company.people import People
from riparian.testing.company.referring import Referrals

PER_PERSON = 16
SITES = 2


@dataclass(frozen=True, slots=True)
class Knowing:
    """What can be known. One value a person where not said otherwise."""

    subscriber: Flags
    account: Flags
    web_buyer: Flags
    in_referrals: Flags
    phone: Flags
    """The number stands in an export, and where there is an address it stands beside it."""
    device_key: Ints
    """One value a click: which anonymous id it carries, as (person × MOST_DEVICES + device) × SITES + site."""
    linked: Flags
    """One value a device key: tied to the person by a row that may tie it."""
    shared: Flags
    """One value a device key: used by several people."""
    click_entity: Ints
    """One value a click, counted from the chunk's first person; `NOBODY` where nothing can tell."""
    order_entity: Ints
    """One value an order."""
    murky: Flags
    """Some of the person's events cannot be told to be theirs, or the rules leave a choice."""

    @property
    def profile(self) -> Flags:
        """Has a record at the mail tool, to which the shop's customers are copied."""
        return self.subscriber | self.account | self.web_buyer

    @property
    def address(self) -> Flags:
        """The main address stands in some export."""
        return self.profile | self.in_referrals

    @property
    def known(self) -> Flags:
        """Some export has an address, a number or an account of the person."""
        return self.address | self.phone


def knowing(
    people: People, purchases: Purchases, conduct: Conduct, clicks: Clicks, referrals: Referrals, unsubscribed_at: Ints
) -> Knowing:
    """Follow the rules of identity through everything that was emitted."""
    size = len(people)
    web_buyer = np.zeros(size, dtype=np.bool_)
    web_buyer[purchases.person[~purchases.in_store]] = True
    store_buyer = np.zeros(size, dtype=np.bool_)
    store_buyer[purchases.person[purchases.in_store]] = True
    referred = np.zeros(size, dtype=np.bool_)
    referred[referrals.referred] = referred[referrals.referrer] = True
    subscriber = (conduct.optin_touch >= 0) | (conduct.offline_optin_at != NEVER)
    account = conduct.signup_touch >= 0
    address = subscriber | account | web_buyer
    phone = people.gives_phone & (address | (store_buyer & ~referred))

    journal = conduct.on_journal[clicks.touch]
    keys = (clicks.person * MOST_DEVICES + conduct.device[clicks.touch]) * SITES + journal
    # A shared device stands under the key of the person whose device it is.
    borrowed = (conduct.shared_with[clicks.person] >= 0) & (conduct.device[clicks.touch] == 0) & ~journal
    keys = np.where(borrowed, conduct.shared_with[clicks.person] * MOST_DEVICES * SITES, keys)
    shared = np.zeros(size * MOST_DEVICES * SITES, dtype=np.bool_)
    shared[conduct.shared_with[conduct.shared_with >= 0] * MOST_DEVICES * SITES] = True

    says = clicks.with_user | (clicks.kind == SUBSCRIBED) | (clicks.kind == ORDERED)
    on_comment = conduct.comments[clicks.touch] & (clicks.kind == IDENTIFY)
    evident = says | ((clicks.kind == IDENTIFY) & ~on_comment)
    ties = np.where(journal, clicks.kind == SUBSCRIBED, evident)
    declined = conduct.declined[clicks.person, conduct.device[clicks.touch]]
    linked = np.zeros(len(shared), dtype=np.bool_)
    linked[keys[ties & ~declined]] = True
    linked &= ~shared

    own = clicks.person * PER_PERSON
    device_entity = own + 1 + keys % (MOST_DEVICES * SITES)
    entity = np.where(evident | linked[keys], own, np.where(shared[keys], NOBODY, device_entity))
    murky = conduct.declined.any(axis=1) | (conduct.on_journal_optin() & (unsubscribed_at != NEVER))
    murky[clicks.person[shared[keys] & ~evident]] = True
    murky[clicks.person[on_comment]] = True
    counted = ~purchases.in_store | phone[purchases.person]
    return Knowing(
        subscriber=subscriber,
        account=account,
        web_buyer=web_buyer,
        in_referrals=referred,
        phone=phone,
        device_key=keys,
        linked=linked,
        shared=shared,
        click_entity=entity,
        order_entity=np.where(counted, purchases.person * PER_PERSON, NOBODY),
        murky=murky,
    )
