"""Links followed one after another, against the plain meaning of it."""

from dataclasses import dataclass

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from riparian.models.components import components
from riparian.models.link_limits import FOLLOWED, SPLIT, contested, followed

NODES = 14
USER, EMAIL, DEVICE = 0, 1, 2


@dataclass(frozen=True)
class Case:
    links: list[tuple[int, int]]
    kinds: list[int]
    limits: list[int]
    decided: list[bool]
    apart: list[tuple[int, int]]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    node = st.integers(0, NODES - 1)
    pairs = st.tuples(node, node).filter(lambda pair: pair[0] < pair[1])
    links = draw(st.lists(pairs, max_size=25, unique=True))
    return Case(
        links,
        draw(st.lists(st.sampled_from([USER, EMAIL, DEVICE]), min_size=NODES, max_size=NODES)),
        [1, draw(st.integers(1, 3)), 1000],
        draw(st.lists(st.integers(0, 9).map(lambda n: n == 0), min_size=len(links), max_size=len(links))),
        draw(st.lists(pairs, max_size=3)),
    )


def plainly(case: Case) -> list[bool]:
    """Whether each link is followed: every link of the whole graph in turn, people as sets."""
    person = {node: frozenset([node]) for node in range(NODES)}
    answers = []
    for (one, other), by_person in zip(case.links, case.decided, strict=True):
        mine, theirs = person[one], person[other]
        split = any((a in mine and b in theirs) or (b in mine and a in theirs) for a, b in case.apart)
        counts = [[sum(case.kinds[n] == kind for n in side) for side in (mine, theirs)] for kind in range(3)]
        breaks = any(a and b and a + b > limit for (a, b), limit in zip(counts, case.limits, strict=True))
        follow = mine is theirs or not (split or (breaks and not by_person))
        answers.append(follow)
        if follow:
            person.update(dict.fromkeys(mine | theirs, mine | theirs))
    return answers


def by_components(case: Case) -> list[int]:
    """The same through components: only contested ones are walked."""
    left, right = (np.array([link[side] for link in case.links], np.int32) for side in (0, 1))
    apart = tuple(np.array([pair[side] for pair in case.apart], np.int32) for side in (0, 1))
    kinds, limits = np.array(case.kinds, np.int16), np.array(case.limits, np.int64)
    group = components(left, right, NODES)
    walked = np.flatnonzero(contested(group, kinds, limits, (apart[0], apart[1]))[group[left]])
    reasons = np.full(len(left), FOLLOWED, np.int16)
    reasons[walked] = followed(
        left[walked],
        right[walked],
        kinds=kinds,
        limits=limits,
        decided=np.array(case.decided, np.bool_)[walked],
        apart=case.apart,
    )
    return [int(reason) for reason in reasons]


@given(cases())
def test_walking_contested_components_alone_is_the_same_as_walking_every_link(case: Case) -> None:
    reasons = by_components(case)

    assert [reason == FOLLOWED for reason in reasons] == plainly(case)


@given(cases())
def test_what_is_refused_lies_between_two_people_in_the_end_where_nobody_decided(case: Case) -> None:
    case = Case(case.links, case.kinds, case.limits, [False] * len(case.links), case.apart)

    reasons = by_components(case)

    kept = [link for link, reason in zip(case.links, reasons, strict=True) if reason == FOLLOWED]
    left, right = (np.array([link[side] for link in kept], np.int32) for side in (0, 1))
    person = components(left, right, NODES)
    refused = [link for link, reason in zip(case.links, reasons, strict=True) if reason != FOLLOWED]
    assert all(person[one] != person[other] for one, other in refused)


def test_the_reason_is_the_kind_whose_limit_would_break() -> None:
    case = Case([(0, 1), (1, 2)], [USER, DEVICE, USER] + [DEVICE] * 11, [1, 5, 1000], [False, False], [])

    assert by_components(case) == [FOLLOWED, USER]


def test_a_person_may_decide_beyond_a_limit_and_others_still_join_what_they_decided() -> None:
    kinds = [USER, USER, DEVICE, USER] + [DEVICE] * 10
    case = Case([(0, 1), (1, 2), (2, 3)], kinds, [1, 5, 1000], [True, False, False], [])

    assert by_components(case) == [FOLLOWED, FOLLOWED, USER]


def test_a_split_pair_stays_apart_whatever_links_it_and_whoever_decides() -> None:
    case = Case([(0, 1), (1, 2), (0, 2)], [DEVICE] * NODES, [1, 5, 1000], [False, False, True], [(0, 2)])

    assert by_components(case) == [FOLLOWED, SPLIT, SPLIT]
