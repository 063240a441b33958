"""Contracts: from when to when each person was bound, by what they did."""

from typing import Annotated, Self

import ibis
from pydantic import Field, model_validator

from riparian.core.doors import per_person
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.action_kinds import ActionKind
from riparian.expressions.calendar import seconds_between
from riparian.expressions.sequence import in_order, position
from riparian.tables.actions import Action, codes_of
from riparian.tables.contracts import Contract
from riparian.tables.landing import KnownLabel

_IN_TURN = (["person_key"], ["occurred_at", "action_key"])


Kinds = Annotated[tuple[ActionKind, ...], Field(min_length=1)]


class ContractsSettings(Settings):
    """`[derivations.contracts]`"""

    begins: Kinds = ("opt in",)
    """Kinds of action that begin a contract. As they stand, a contract is a subscription to e-mail."""
    ends: Kinds = ("unsubscribe",)
    """Kinds that end one."""
    leave_out: tuple[str, ...] = ("sms", "phone", "post", "web")
    """Names of actions, as their source gives them, that are about something else: of consent, the other channels."""

    @model_validator(mode="after")
    def _beginning_is_no_end(self) -> Self:
        both = sorted(set(self.begins) & set(self.ends))
        if both:
            raise ValueError(f"{both[0]!r} cannot both begin and end a contract")
        return self


@per_person
def contracts(actions: Table[Action], labels: Table[KnownLabel], settings: ContractsSettings) -> Table[Contract]:
    """A contract goes from a beginning to the next end; another beginning meanwhile changes nothing.

    An end without a beginning before it ends nothing: nobody knows since when that contract ran. What happens at one
    instant stands in order of `action_key`.
    """
    other = labels.filter(labels.label.isin(list(settings.leave_out))).select(name="label_key")
    told = actions.filter(actions.kind.isin(codes_of((*settings.begins, *settings.ends)))).anti_join(other, "name")
    marked = told.mutate(begins=told.kind.isin(codes_of(settings.begins)))
    before = marked.begins.lag().over(in_order(*_IN_TURN)).fill_null(False)
    turns = marked.mutate(turns=marked.begins != before).filter(ibis._.turns)
    spans = turns.mutate(ended_at=turns["occurred_at"].lead().over(in_order(*_IN_TURN)))
    begun = spans.filter(spans.begins)
    made = begun.mutate(
        number=position(*_IN_TURN),
        began_at=begun["occurred_at"],
        seconds=seconds_between(begun["occurred_at"], begun["ended_at"]),
    )
    return promised(made, Contract)
