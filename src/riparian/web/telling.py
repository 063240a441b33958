"""How refusals are told: a problem document (RFC 9457) where JSON was asked for, a drawn state where a page was."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from riparian.core.errors import RiparianError, StorageError
from riparian.web.refusals import MovedError, NothingYetError, status_of


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem document: what happened, where, and how to mend it."""

    type: str
    title: str
    status: int
    code: str
    where: str
    fix: str


def wants_json(request: Request) -> bool:
    """Whether a refusal of this request is told as JSON."""
    path = request.url.path
    if path.endswith(".json") or path.startswith(("/api/", "/static/")):
        return True
    return request.method == "POST" and "application/json" in request.headers.get("accept", "")


_WRONG: Final = {
    "string_pattern_mismatch": "it is not written so (a month is 2026-10, a day 2026-10-31)",
    "date_from_datetime_inexact": "it is no day (2026-10-31 is one)",
    "date_from_datetime_parsing": "it is no day (2026-10-31 is one)",
    "date_parsing": "it is no day (2026-10-31 is one)",
    "int_parsing": "it is no whole number",
    "float_parsing": "it is no number",
    "bool_parsing": "it is neither true nor false",
    "string_too_long": "it is longer than {max_length} characters",
    "too_long": "there are {actual_length}, and at most {max_length} are read",
    "greater_than_equal": "it is below {ge}",
    "less_than_equal": "it is above {le}",
    "literal_error": "it is none of {expected}",
    "missing": "it is missing",
}
"""What is wrong with a value, by the type of error that Pydantic gives it; of any other in Pydantic's words."""


def _wrong(error: Mapping[str, Any]) -> str:
    said = _WRONG.get(error["type"])
    return said.format(**error.get("ctx", {})) if said else str(error["msg"])


Tell = Callable[[Request, Problem], Response]
"""Tells a problem the way it was asked."""


def problem_of(error: RiparianError, request: Request) -> Problem:
    """The document of an error."""
    # Where a file lies on this machine is nobody's business but its own.
    where = "" if isinstance(error, StorageError) else error.where
    return Problem("about:blank", error.what, status_of(error), error.code, where or request.url.path, error.fix)


def tell_refusals(app: FastAPI, render: Callable[..., Response]) -> Tell:
    """Add the handlers, and give what they tell with; `render(request, template, status=, …)` draws a page."""

    def told(request: Request, problem: Problem, *, empty: bool = False) -> Response:
        if wants_json(request):
            return JSONResponse(asdict(problem), status_code=problem.status, media_type="application/problem+json")
        if empty:
            # A page that says what to do first is a page, not a failure.
            return render(request, "empty.html", problem=problem)
        return render(request, "refused.html", status=problem.status, problem=problem)

    @app.exception_handler(RiparianError)
    def riparian_error(request: Request, error: RiparianError) -> Response:
        if isinstance(error, MovedError):
            suffix = ".json" if wants_json(request) else ""
            return RedirectResponse(error.where + suffix, status_code=308)
        return told(request, problem_of(error, request), empty=isinstance(error, NothingYetError))

    @app.exception_handler(RequestValidationError)
    def bad_address(request: Request, error: RequestValidationError) -> Response:
        parts = "; ".join(f"{one['loc'][-1]}: {_wrong(one)}" for one in error.errors())
        where = ", ".join(dict.fromkeys(str(one["loc"][-1]) for one in error.errors()))
        if any(one["loc"][0] in ("body", "header") for one in error.errors()):
            fix = "Correct what is sent; /api tells what is taken."
            return told(
                request, Problem("about:blank", f"What was sent cannot be read. {parts}.", 422, "RIP595", where, fix)
            )
        fix = "Correct the address, or start again from the page without it."
        return told(request, Problem("about:blank", f"The address cannot be read. {parts}.", 422, "RIP530", where, fix))

    @app.exception_handler(HTTPException)
    def http_error(request: Request, error: HTTPException) -> Response:
        title = "There is no page here." if error.status_code == 404 and error.detail == "Not Found" else error.detail
        problem = Problem(
            "about:blank", title, error.status_code, "RIP500", request.url.path, "Choose a page from the list."
        )
        answer = told(request, problem)
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(Exception)
    def our_mistake(request: Request, error: Exception) -> Response:
        title = "Something went wrong here, and it is a mistake of ours."
        fix = "The terminal that runs riparian serve shows what happened; please report it."
        return told(request, Problem("about:blank", title, 500, "RIP000", request.url.path, fix))

    return told
