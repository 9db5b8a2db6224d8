"""A short way to send a proposal in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portal.core.actor import Actor
from portal.moderation import actions
from portal.moderation.models import Proposal
from tests import make
from tests.moderation.typed import TYPED


@pytest.fixture
def sent(town: make.Town, acting: Callable[[Any], Actor]) -> Callable[..., Proposal]:
    """Send a complete proposal in, by the citizen unless told otherwise."""

    def send(
        kind: str = "event", who: Any = None, organisation_id: int | None = None, **typed: Any
    ) -> Proposal:
        actor = acting(who or town.citizen)
        values = {**TYPED[kind], "place": str(town.main_library.id), **typed}
        draft = actions.start(actor, kind, typed=values, language="da")
        return actions.submit(actor, draft.uuid, organisation_id=organisation_id)

    return send
