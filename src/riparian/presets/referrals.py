"""Referrals: who sent whom, when, and what became of it.

Reads exports of referral programmes as CSV, JSON lines or Parquet: one row per referral, with the referrer's and the
referred person's e-mail address or user id. Other headers are named in the settings (`columns = { referred_email =
"Friend" }`).

Rejected: rows that name no referrer or nobody referred, rows without a readable date, and people who referred
themselves (the same user id, or the same mailbox apart from case and plus-tag).
"""

from collections.abc import Iterator
from pathlib import Path

import ibis
import pyarrow as pa

from riparian.core.clocks import TimeZone
from riparian.core.columns import Text
from riparian.core.row import Row, Table
from riparian.core.settings import Settings
from riparian.expressions.content import content_of
from riparian.expressions.identifiers import normal_email
from riparian.expressions.mapped import mapped_to
from riparian.expressions.text import filled, without_apostrophe
from riparian.expressions.time import instant_of
from riparian.storage.as_text import read_as_text
from riparian.storage.renaming import renamed
from riparian.tables.sources import Referral


class ReferralsSettings(Settings):
    """`[[sources]]` with `preset = "referrals"`."""

    time_zone: TimeZone = "UTC"
    """The clock of times that are written without a zone."""
    columns: dict[str, str] = {}
    """Our name of a column (those of `ReferralRow`) and the header the file has for it."""


class ReferralRow(Row):
    """A referral as exported. Grain: one row per referral and export."""

    referrer_email: Text | None
    referrer_user_id: Text | None
    referrer_id: Text | None
    referred_email: Text | None
    referee_email: Text | None
    friend_email: Text | None
    referred_user_id: Text | None
    referred_id: Text | None
    referee_id: Text | None
    referred_phone: Text | None
    referred_at: Text | None
    invited_at: Text | None
    created_at: Text | None
    date: Text | None
    converted_at: Text | None
    purchased_at: Text | None
    code: Text | None
    referral_code: Text | None
    status: Text | None


_REFERRERS = {"referrer_email", "referrer_user_id", "referrer_id"}
_REFERRED = {"referred_email", "referee_email", "friend_email", "referred_user_id", "referred_id", "referee_id"}

DATED_BY = ("referred_at", "invited_at", "created_at", "date", "converted_at", "purchased_at")


def row_by_row(settings: ReferralsSettings) -> bool:
    """Every row is mapped by itself."""
    return True


def recognises(header: tuple[str, ...]) -> float:
    """How surely a header is that of referrals: somebody who refers and somebody who is referred."""
    names = set(header)
    return 0.9 if names & _REFERRERS and names & _REFERRED else 0.0


def extract(file: Path, settings: ReferralsSettings) -> Iterator[pa.RecordBatch]:
    """The rows of one file, as text, under our names of columns."""
    return renamed(read_as_text(file), settings.columns, file)


def line_id(raw: Table[ReferralRow]) -> ibis.Value:
    """All that the row says: the same row twice is one, a referral that came further is a new one."""
    return content_of(raw)


def referrals(raw: Table[ReferralRow], settings: ReferralsSettings) -> Table[Referral]:
    """A referral per row; where only the conversion has a date, it is the date of the referral too."""
    email = _first(raw, "referred_email", "referee_email", "friend_email")
    user_id = _first(raw, "referred_user_id", "referred_id", "referee_id")
    phone = without_apostrophe(raw.referred_phone)
    referrer_email = filled(raw.referrer_email)
    referrer_user_id = _first(raw, "referrer_user_id", "referrer_id")
    themselves = (_mailbox(email) == _mailbox(referrer_email)) | (user_id == referrer_user_id)
    converted_at = _instant(raw, settings, *DATED_BY[4:])
    return mapped_to(
        Referral,
        raw,
        referred_at=ibis.coalesce(_instant(raw, settings, *DATED_BY[:4]), converted_at),
        converted_at=converted_at,
        code=_first(raw, "code", "referral_code"),
        status=filled(raw.status).lower(),
        user_id=user_id,
        email=email,
        phone=phone,
        referrer_email=referrer_email,
        referrer_user_id=referrer_user_id,
        refused=ibis.cases(
            (ibis.coalesce(email, user_id, phone).isnull(), "nobody is named as referred"),
            (ibis.coalesce(referrer_email, referrer_user_id).isnull(), "nobody is named as the referrer"),
            (themselves.fill_null(False), "refers to themselves"),
        ),
    )


def _first(raw: ibis.Table, *names: str) -> ibis.Value:
    return ibis.coalesce(*(filled(raw[name]) for name in names))


def _instant(raw: ibis.Table, settings: ReferralsSettings, *names: str) -> ibis.Value:
    return ibis.coalesce(*(instant_of(raw[name], settings.time_zone) for name in names))


def _mailbox(email: ibis.Value) -> ibis.Value:
    return normal_email(email, plus_tags=False)
