"""Years as the tables count them: twelve months that end at the as-of date, or whole years before it."""

from calendar import monthrange
from datetime import date, datetime, timedelta

from riparian.core.errors import NotFoundError
from riparian.web import words

_MOST = 200


def years_before(moment: datetime, years: int) -> datetime:
    """The same day and clock so many years earlier; 28 February for a 29th that the year has not.

    >>> years_before(datetime(2024, 2, 29), 1)
    datetime.datetime(2023, 2, 28, 0, 0)
    """
    year = moment.year - years
    return moment.replace(year=year, day=min(moment.day, monthrange(year, moment.month)[1]))


def last_day(as_of: datetime, back: int) -> date:
    """The last day of the year so many years back; 0 ends at the as-of date."""
    return (years_before(as_of, back) - timedelta.resolution).date()


def year_before(as_of: datetime, last: date) -> date:
    """The last day of the year before that whose last day this is.

    Raises:
        NotFoundError: no year ends on that day.
    """
    return (year_to(as_of, last)[1] - timedelta.resolution).date()


def years_ago(as_of: datetime, last: date) -> int:
    """How many years before the as-of date the year ended whose last day this is.

    Raises:
        NotFoundError: no year ends on that day.
    """
    back = next((one for one in range(min(_MOST, as_of.year - 2)) if last_day(as_of, one) == last), None)
    if back is None:
        fix = f"Years end on {last_day(as_of, 0)}, {last_day(as_of, 1)} and so on."
        raise NotFoundError(f"No year ends on {words.day(last)}.", where="/people", fix=fix)
    return back


def year_to(as_of: datetime, last: date) -> tuple[datetime, datetime, datetime]:
    """The beginning of the year before, the beginning and the end of the year whose last day this is.

    Raises:
        NotFoundError: no year ends on that day.
    """
    back = years_ago(as_of, last)
    return years_before(as_of, back + 2), years_before(as_of, back + 1), years_before(as_of, back)
