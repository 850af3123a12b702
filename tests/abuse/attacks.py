"""The attacks. Each entry says who sends what, and every answer that is right."""

from __future__ import annotations

from tests.abuse import (
    addresses,
    bodies,
    callers,
    connections,
    documents,
    floods,
    live,
    messages,
    named,
    payloads,
    shapes,
    sockets,
    texts,
    values,
    wires,
)
from tests.abuse.attack import Attack

ATTACKS: tuple[Attack, ...] = (
    *documents.ATTACKS,
    *bodies.ATTACKS,
    *live.ATTACKS,
    *connections.ATTACKS,
    *floods.ATTACKS,
    *texts.ATTACKS,
    *shapes.ATTACKS,
    *named.ATTACKS,
    *payloads.ATTACKS,
    *values.ATTACKS,
    *callers.ATTACKS,
    *addresses.ATTACKS,
    *messages.ATTACKS,
    *sockets.ATTACKS,
    *wires.ATTACKS,
)
