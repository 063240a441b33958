"""The exports of service and of word of mouth: Zendesk tickets, survey answers, referrals."""

import numpy as np
import pyarrow as pa

from riparian.testing.company.aftercare import NPS, SUBJECTS
from riparian.testing.company.arrays import NEVER, Ints
from riparian.testing.company.chunk import Chunk
from riparian.testing.company.files import KNOWN, REJECTED, Defects, Rows
from riparian.testing.company.mess import copied, how_many, placed
from riparian.testing.company.referring import STATUSES
from riparian.testing.company.seasons import END, HOUR, MINUTE
from riparian.testing.company.text import csv_lines, joined, numbers, picked, quoted, seconds, spelt, where

TICKET_COLUMNS = (
    "id", "created_at", "updated_at", "solved_at", "status", "priority", "via_channel", "subject", "requester_id",
    "requester_email", "satisfaction_score", "reopens", "replies", "group", "tags",
)  # fmt: skip
ANSWER_COLUMNS = ("response_id", "answered_at", "email", "question", "scale", "score", "comment")
REFERRAL_COLUMNS = ("referral_id", "referrer_email", "referred_email", "referred_at", "code", "status", "converted_at")

_QUESTIONS = (
    "How likely are you to recommend Alder & Reed to a friend or colleague?",
    "How satisfied are you with the answer you got?",
)
_COMMENTS = (
    "",
    "",
    "",
    "Lovely tools",
    "Slow delivery, but friendly",
    'They said "tomorrow"; it came in a week',
    "Très bien",
    "",
)
_FOREVER = "2025-02-11T10:04:00Z"


def zendesk_tickets(chunk: Chunk) -> Rows:
    """All tickets of a chunk."""
    tickets = chunk.tickets
    size, person = len(tickets.person), pa.array(tickets.person)
    solved = tickets.solved_at != NEVER
    solved_at = np.where(solved, tickets.solved_at, 0)
    luck = tickets.luck
    rated = solved & (luck[:, 0] < 0.35)
    touched = np.where(
        solved, np.minimum(solved_at + 4 * HOUR, END - MINUTE), np.minimum(tickets.opened_at + 3 * HOUR, END - MINUTE)
    )
    number = numbers(20_000 + chunk.first_order_number * 2 + np.arange(size))
    columns: dict[str, pa.Array | str] = {
        "id": number,
        "created_at": seconds(tickets.opened_at, between="T", after="Z"),
        "updated_at": seconds(touched, between="T", after="Z"),
        "solved_at": seconds(solved_at, between="T", after="Z", known=solved),
        "status": where(
            solved, where(luck[:, 1] < 0.8, "closed", "solved"), where(luck[:, 1] < 0.5, "open", "pending")
        ),
        "priority": picked(("low", "normal", "high", "urgent"), np.searchsorted([0.2, 0.85, 0.97], luck[:, 2])),
        "via_channel": picked(("email", "web", "chat", "phone"), np.searchsorted([0.5, 0.8, 0.93], luck[:, 3])),
        "subject": quoted(pa.array(SUBJECTS)).take(pa.array(tickets.subject)),
        "requester_id": numbers(380_000_000_000 + chunk.people.person_id[tickets.person]),
        "requester_email": spelt(chunk.luck, chunk.addresses.email.take(person)),
        "satisfaction_score": where(rated, where(tickets.good, "good", "bad"), where(solved, "offered", "unoffered")),
        "reopens": numbers((luck[:, 0] * 997 % 1 < 0.07).astype(np.int64)),
        "replies": numbers(1 + (luck[:, 1] * 5).astype(np.int64)),
        "group": "Customer care",
        "tags": where(luck[:, 2] < 0.1, '"returns,vip"', None),
    }
    lines = csv_lines([columns[name] for name in TICKET_COLUMNS])
    texts = {
        "unreadable_date": "9{n},tomorrow,,,open,low,web,Lost,,lost{n}@example.com,unoffered,0,1,Customer care,",
        "missing_id": f",{_FOREVER},,,open,low,web,Lost,,lost{{n}}@example.com,unoffered,0,1,Customer care,",
        "wrong_column_count": f"9{{n}},{_FOREVER},,,open,low",
    }
    return _single_file(chunk, "zendesk_tickets.csv", TICKET_COLUMNS, lines, texts, tickets.opened_at)


def surveys(chunk: Chunk) -> Rows:
    """All survey answers of a chunk."""
    answers = chunk.answers
    size = len(answers.at)
    address = spelt(chunk.luck, chunk.addresses.email.take(pa.array(answers.person)))
    columns: dict[str, pa.Array | str] = {
        "response_id": joined("r", numbers(chunk.first_order_number * 2 + np.arange(size))),
        "answered_at": seconds(answers.at, between="T", after="Z"),
        "email": where(answers.anonymous, None, address),
        "question": quoted(pa.array(_QUESTIONS)).take(pa.array(answers.scale)),
        "scale": where(answers.scale == NPS, "nps", "csat"),
        "score": numbers(answers.score),
        "comment": quoted(pa.array(_COMMENTS)).take(pa.array((answers.luck * len(_COMMENTS)).astype(np.int64))),
    }
    lines = csv_lines([columns[name] for name in ANSWER_COLUMNS])
    texts = {
        "unreadable_date": "bad{n},soon,voter{n}@example.com,Recommend?,nps,9,",
        "missing_id": f",{_FOREVER},voter{{n}}@example.com,Recommend?,nps,9,",
        "score_out_of_range": f"far{{n}},{_FOREVER},voter{{n}}@example.com,Recommend?,nps,14,",
        "wrong_column_count": f"short{{n}},{_FOREVER},voter{{n}}@example.com",
    }
    return _single_file(chunk, "surveys.csv", ANSWER_COLUMNS, lines, texts, answers.at)


def referral_rows(chunk: Chunk) -> Rows:
    """All referrals of a chunk."""
    referrals = chunk.referrals
    size = len(referrals.at)
    came = referrals.converted_at != NEVER
    address = chunk.addresses.email
    columns: dict[str, pa.Array | str] = {
        "referral_id": joined("ref-", numbers(chunk.first_order_number + np.arange(size))),
        "referrer_email": spelt(chunk.luck, address.take(pa.array(referrals.referrer))),
        "referred_email": spelt(chunk.luck, address.take(pa.array(referrals.referred))),
        "referred_at": seconds(referrals.at),
        "code": joined("FRIEND-", numbers(chunk.people.person_id[referrals.referrer])),
        "status": picked(STATUSES, referrals.status),
        "converted_at": seconds(np.where(came, referrals.converted_at, 0), known=came),
    }
    lines = csv_lines([columns[name] for name in REFERRAL_COLUMNS])
    texts = {
        "unreadable_date": "ref-bad{n},pal{n}@example.com,friend{n}@example.com,last summer,FRIEND-X,invited,",
        "missing_id": "ref-none{n},pal{n}@example.com,,2025-02-11 10:04:00,FRIEND-X,invited,",
        "wrong_column_count": "ref-short{n},pal{n}@example.com",
    }
    return _single_file(chunk, "referrals.csv", REFERRAL_COLUMNS, lines, texts, referrals.at)


def _single_file(
    chunk: Chunk, name: str, columns: tuple[str, ...], lines: pa.Array, texts: dict[str, str], at: Ints
) -> Rows:
    """Rows in order of instant, with rejected rows made of `texts` and some repeats."""
    order = np.argsort(at, kind="stable")
    lines, count = lines.take(pa.array(order)), how_many(chunk, len(lines))
    period = np.zeros(len(lines), dtype=np.int64)
    defects: list[Defects] = [
        placed(
            chunk.luck, kind, REJECTED,
            pa.array([text.format(n=f"{chunk.number}{row:03}") for row in range(count)], pa.string()), period,
        )
        for kind, text in texts.items()
    ]  # fmt: skip
    defects.append(copied(chunk.luck, "duplicate", KNOWN, lines, period, np.arange(len(lines)), count))
    return Rows(lambda _: name, ",".join(columns), lines, period, tuple(defects))
