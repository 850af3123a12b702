"""The attacks. Each entry says who sends what, and every answer that is right."""

from __future__ import annotations

from tests.abuse import bodies, connections, documents, live
from tests.abuse.attack import Attack

ATTACKS: tuple[Attack, ...] = (
    *documents.ATTACKS,
    *bodies.ATTACKS,
    *live.ATTACKS,
    *connections.ATTACKS,
)
