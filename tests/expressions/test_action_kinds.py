from typing import Any

import pytest
from pydantic import ValidationError

from riparian.core.settings import Settings
from riparian.derivations.buyers.action_segments import ActionSegmentsSettings
from riparian.derivations.buyers.contracts import ContractsSettings
from riparian.derivations.ecosystem.journeys import JourneysSettings
from riparian.derivations.ecosystem.visitor_states import VisitorStatesSettings


@pytest.mark.parametrize(
    ("settings", "given"),
    [
        (ActionSegmentsSettings, {"raised_by": ["ordr"]}),
        (ContractsSettings, {"begins": ["ordr"]}),
        (JourneysSettings, {"goals": [{"goal": "order", "kinds": ["ordr"]}]}),
        (VisitorStatesSettings, {"two_way": ["ordr"]}),
    ],
)
def test_a_setting_of_kinds_refuses_what_is_none(settings: type[Settings], given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="'ordr' is no kind of action; did you mean 'order'"):
        settings.model_validate(given)
