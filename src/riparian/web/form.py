"""Forms as browsers send them: a bounded body of names and values."""

from urllib.parse import parse_qsl

from starlette.requests import Request

from riparian.web.refusals import AddressError, TooLongError

MOST_BYTES = 16_384
MOST_FIELDS = 100
URLENCODED = "application/x-www-form-urlencoded"


async def fields_of(request: Request) -> dict[str, str]:
    """The fields of a form, the last of those that have one name.

    Raises:
        TooLongError: more was sent than a form has.
        AddressError: it is no form.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != URLENCODED:
        raise AddressError("What was sent is no form.", fix=f"Send it as {URLENCODED}.")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise TooLongError(f"More than {MOST_BYTES:,} bytes were sent.", fix="Send less.")
    try:
        return dict(
            parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
        )
    except ValueError as error:
        raise AddressError("What was sent cannot be read.", fix="Send the form of the page.") from error
