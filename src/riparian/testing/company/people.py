"""The people of one chunk before anything happens: who they are, and the latent traits that decide what they do."""

import unicodedata
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from riparian.testing.company.arrays import Flags, Floats, Ints
from riparian.testing.company.names import CITIES, FIRST_NAMES, IRISH_CITIES, LAST_NAMES, MAIL_DOMAINS
from riparian.testing.company.planted import APPEARING, COHORT_QUALITY, RECOMMENDED
from riparian.testing.company.seasons import DAY, END, START, YEARS, instant_of, season_time

IRISH_SHARE = 0.03
EARLIEST = START + 2 * DAY
"""Nobody enters before: room for the path that leads up to the very first orders."""

DEVICES = np.cumsum([0.6, 0.32, 0.08])
"""Share of people with one, two and three devices."""


@dataclass(frozen=True, slots=True)
class People:
    """One chunk of people, in order of `person_id`; every array has one value a person."""

    person_id: Ints
    appears: Flags
    entered_at: Ints
    """When the person may first be seen; meaningless for those who do not appear."""
    quality: Floats
    """How good a cohort the person belongs to: multiplies chances to buy and to buy again."""
    keenness: Floats
    """How often the person visits: lognormal, mean 1."""
    depth: Floats
    """How much the person looks at in a visit: lognormal, mean 1."""
    content: Floats
    """How pleased with the shop: standard normal; moves scores, recommending and rebuying."""
    recommended: Flags
    brought: Ints
    """Row of `CHANNELS` whose spend brought the person, or -1 for who comes anyway."""
    irish: Flags
    gives_phone: Flags
    devices: Ints
    first_name: Ints
    last_name: Ints
    city: Ints
    """Rows of `names`."""

    def __len__(self) -> int:
        """Number of people."""
        return len(self.person_id)


def drawn_people(chance: np.random.Generator, *, first: int, size: int) -> People:
    """`size` people, numbered from `first`, all of whom come anyway."""
    appears = chance.random(size) < APPEARING
    # A tenth were customers of old and are seen again soon after the exports begin; the rest come with growth.
    year = np.searchsorted(np.cumsum([0.29, 0.33]), chance.random(size)).astype(np.float64)
    season = year + chance.random(size)
    old = chance.random(size) < 0.10
    season = np.where(old, 0.15 * chance.random(size), season)
    earliest = season_time(np.array([EARLIEST]))[0]
    season = earliest + season * (YEARS - earliest) / YEARS
    irish = chance.random(size) < IRISH_SHARE
    return People(
        person_id=np.arange(first, first + size, dtype=np.int64),
        appears=appears,
        entered_at=np.minimum(instant_of(season), END - DAY),
        quality=cohort_quality(season),
        keenness=chance.lognormal(-0.5 * 1.1**2, 1.1, size),
        depth=chance.lognormal(-0.5 * 0.9**2, 0.9, size),
        content=chance.standard_normal(size),
        recommended=appears & (chance.random(size) < RECOMMENDED),
        brought=np.full(size, -1, dtype=np.int64),
        irish=irish,
        gives_phone=chance.random(size) < 0.55,
        devices=1 + np.searchsorted(DEVICES, chance.random(size)).clip(0, 2),
        first_name=chance.integers(0, len(FIRST_NAMES), size),
        last_name=chance.integers(0, len(LAST_NAMES), size),
        city=np.where(irish, chance.integers(0, len(IRISH_CITIES), size), chance.integers(0, len(CITIES), size)),
    )


def cohort_quality(season: Floats) -> Floats:
    """Quality of who enters at this season time."""
    quarter = np.minimum((season * len(COHORT_QUALITY) / YEARS).astype(np.int64), len(COHORT_QUALITY) - 1)
    return COHORT_QUALITY[quarter]


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in decomposed if letter.isascii() and letter.isalnum())


def texts(words: tuple[str, ...], codes: Ints) -> pa.Array:
    """The word of each code, as an Arrow array of text."""
    return pa.array(words, pa.string()).take(pa.array(codes))


def email_addresses(people: People) -> pa.Array:
    """Everybody's main address in normal form. No two people share one."""
    return pc.binary_join_element_wise(
        texts(tuple(_plain(name) for name in FIRST_NAMES), people.first_name),
        ".",
        texts(tuple(_plain(name) for name in LAST_NAMES), people.last_name),
        pa.array(people.person_id).cast(pa.string()),
        "@",
        texts(MAIL_DOMAINS, people.person_id * 7 % len(MAIL_DOMAINS)),
        "",
    )


def second_addresses(people: People) -> pa.Array:
    """Everybody's other address, as if at work; used by few."""
    return pc.binary_join_element_wise(
        texts(tuple(_plain(name)[:1] for name in FIRST_NAMES), people.first_name),
        texts(tuple(_plain(name) for name in LAST_NAMES), people.last_name),
        "-",
        pa.array(people.person_id).cast(pa.string()),
        "@office.example",
        "",
    )


def phone_numbers(people: People) -> pa.Array:
    """Everybody's mobile number in E.164. No two people share one (below 10 million people)."""
    british = 10**8 + (people.person_id * 48_271 + 7_919) % 10**8
    irish = 10**7 + (people.person_id * 48_271 + 7_919) % 10**7
    return pc.if_else(
        pa.array(people.irish),
        pc.binary_join_element_wise("+35385", pc.utf8_slice_codeunits(pa.array(irish).cast(pa.string()), 1), ""),
        pc.binary_join_element_wise("+4473", pc.utf8_slice_codeunits(pa.array(british).cast(pa.string()), 1), ""),
    )


def user_ids(people: People) -> pa.Array:
    """Everybody's number as an account holder of the shop; real only for those who have an account."""
    return pc.binary_join_element_wise("ar-", pa.array(people.person_id + 100_000).cast(pa.string()), "")


def profile_ids(people: People) -> pa.Array:
    """Everybody's number at the mail tool; real only for those who have a profile there."""
    scrambled = (people.person_id * 2_654_435_761 + 97) % 2**40 + 2**40
    return pc.binary_join_element_wise("01J8", pa.array(scrambled).cast(pa.string()), "")
