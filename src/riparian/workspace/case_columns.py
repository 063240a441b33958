"""A first mapping of requests for help that no preset knows, a case per row, for a person to correct."""

import re

from riparian.presets.zendesk import SATISFACTION
from riparian.storage.looking import Look
from riparian.workspace.column_roles import (
    WHEN,
    kind_of,
    order_of_days,
    roles_of,
    values_of,
    words_of_cells,
    written_column,
    written_instant,
    written_text,
)
from riparian.workspace.guessing import Guess

_ID = r"(id|no|nr|num|number|key|ref)"
_AT = r"(_(at|on|date|time))?"
OWN_NUMBER = rf"(ticket|case)(_{_ID})?"
OF_CASES = re.compile(r"tickets?|cases|support|help_?desk|zendesk|freshdesk")
"""Words in the name of a file that is of requests for help."""
TIMES: dict[str, tuple[str, ...]] = {
    "opened_at": (rf"(created|opened){_AT}|date_(created|opened)", rf"(submitted|requested|reported|received){_AT}"),
    "first_replied_at": (rf"first_(reply|replied|response|responded){_AT}",),
    "solved_at": (rf"solved{_AT}|date_solved", rf"resolved{_AT}|date_resolved", rf"closed{_AT}|date_closed"),
}
TEXTS: dict[str, tuple[str, ...]] = {
    "status": (r"(ticket_|case_)?(status|state)",),
    "channel": (r"via(_channel)?|channel",),
    "priority": (r"(ticket_|case_)?priority",),
    "subject": (r"subject", r"title|summary"),
}
"""Column of a case to the names of columns that tell it, the surest first."""
SATISFIED = r"(customer_)?satisfaction(_(rating|score))?|csat(_(rating|score))?"
WORDS = SATISFACTION | {
    "satisfied": "good", "very satisfied": "good", "happy": "good",
    "dissatisfied": "bad", "very dissatisfied": "bad", "unsatisfied": "bad", "unhappy": "bad",
}  # fmt: skip
"""What tools write of satisfaction, in lower case, and our word."""
_STAFF = re.compile(
    r"(.*_)?(assign\w*|agent|owner|staff|submitter|resolver|collaborators?|cc|group|from|support)(_.*)?"
)
_ASKS = re.compile(r"(requester|customer|contact|client|user|reporter)(_.*)?")


def cases_guessed(look: Look, *, stem: str) -> Guess | None:
    """A mapping to cases; None where a file does not say that each of its rows is a request of somebody for help.

    It has to have a number per row, who asked and when, and two more of what cases have: a status, a subject, when they
    were solved, and the like. Those who work on a case are nobody's askers.
    """
    number, who = _number(look, stem), _who(look)
    times = {ours: found for ours, names in TIMES.items() if (found := _first(look, names, WHEN))}
    texts = {ours: found for ours, names in TEXTS.items() if (found := _first(look, names, ("text",)))}
    satisfaction = _first(look, (SATISFIED,), ())
    telling = len(texts) + ("solved_at" in times) + bool(satisfaction)
    if not (number and who and "opened_at" in times) or telling < 2:
        return None
    rated = _rated(look, satisfaction) if satisfaction else {}
    lower = {ours: f"lower({written_column(name)})" for ours, name in texts.items() if ours != "subject"}
    case = {
        "case_number": written_text(look, number),
        **{ours: written_instant(look, name) for ours, name in times.items()},
        **lower,
        **({"subject": written_column(texts["subject"])} if "subject" in texts else {}),
        **({"satisfaction": f"value_map({written_text(look, satisfaction)}, 'satisfaction')"} if rated else {}),
        **{role: written_text(look, column) for role, column in who.items()},
    }
    remarks = ["every row is taken for one request for help"]
    if "solved_at" not in times:
        remarks.append("no column says when a case was solved, so none counts as solved")
    if satisfaction and not rated:
        remarks.append(f"{satisfaction} is not read: what it says is neither good and bad nor 1 to 5")
    remarks += [told for name in times.values() for told in order_of_days(look, name)]
    return Guess({"support_cases": case}, {"satisfaction": rated} if rated else {}, tuple(remarks))


def _number(look: Look, stem: str) -> str:
    """The column that tells cases apart: by its own name, or a plain number in a file that is of cases."""
    of_cases = OF_CASES.search(stem.lower()) or any(name.startswith("requester") for name in look.header)
    number = _first(look, (OWN_NUMBER, *((_ID,) if of_cases else ())), ())
    values = values_of(look, number) if number else []
    return number if values and len(set(values)) > 0.95 * len(values) else ""


def _who(look: Look) -> dict[str, str]:
    """Who asked, by role; columns about those who answer are left out."""
    asking = [name for name in look.header if not _STAFF.fullmatch(name)]
    addresses = [name for name in asking if kind_of(look, name) == "e-mail"]
    email = next((name for name in addresses if _ASKS.fullmatch(name)), next(iter(addresses), ""))
    roles = {role: name for role, name in roles_of(look).items() if name in asking}
    return {
        **({"user_id": roles["user_id"]} if "user_id" in roles and roles["user_id"] not in addresses else {}),
        **({"email": email} if email else {}),
        **({"phone": roles["phone"]} if "phone" in roles else {}),
    }


def _first(look: Look, names: tuple[str, ...], kinds: tuple[str, ...]) -> str:
    """The first column of the surest name whose cells look like one of the kinds; no kinds: like anything."""
    fitting = [name for name in look.header if look.kinds[name] != "empty"]
    fitting = [name for name in fitting if not kinds or kind_of(look, name) in kinds]
    return next((name for pattern in names for name in fitting if re.fullmatch(pattern, name)), "")


def _rated(look: Look, column: str) -> dict[str, str]:
    """The file's words for good and bad; none where its numbers are of another scale than 1 to 5."""
    words = sorted(words_of_cells(look, column))
    if any(re.fullmatch(r"-?\d+([.,]\d+)?", word.strip()) and word.strip() not in "12345" for word in words):
        return {}
    return {word: WORDS[word.strip().lower()] for word in words if word.strip().lower() in WORDS}
