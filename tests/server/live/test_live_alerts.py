"""Live alerts: each firing reaches the listeners once, whichever process committed it. Billing rule
14."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.resolvers.ledger.test_alerts import alerts_of, set_alert
from tests.support.server.api import Api
from tests.support.server.websocket import Socket, websocket

ALERTS = "subscription { alerts { kind threshold beyond lastFiredAt lastValue revision } }"


async def cross(api: Api) -> int:
    """Let the balance fall below 10,000 and come back; return the revision of the firing."""
    await api.admin.adjust("alice", -10)
    (alert,) = await alerts_of(api.user())
    await api.admin.adjust("alice", 10)
    revision: int = alert["revision"]
    return revision


async def heard(api: Api, socket: Socket) -> str:
    """Subscribe, and cross until the listener is there: alerts tell nothing at the start."""
    operation = await socket.subscribe(ALERTS)
    first = asyncio.create_task(socket.next(operation))
    crossed: list[int] = []
    while not first.done():
        crossed.append(await cross(api))
    told = first.result()["alerts"]
    assert told["revision"] in crossed
    for revision in crossed[crossed.index(told["revision"]) + 1 :]:
        assert (await socket.next(operation))["alerts"]["revision"] == revision
    return operation


async def told(socket: Socket, operation: str) -> dict[str, Any]:
    alert: dict[str, Any] = (await socket.next(operation))["alerts"]
    return alert


async def test_each_crossing_is_told_once_to_every_listener(served_anywhere: Api) -> None:
    api = served_anywhere
    await set_alert(api.user(), threshold=10_000)
    async with (
        websocket(api.address, api.user().token) as one,
        websocket(api.address, api.user().token) as other,
    ):
        listeners = [(one, await heard(api, one))]
        # The second one joins the stream of the first, so it is there at once.
        listeners.append((other, await heard_too(api, listeners[0], other)))
        for _ in range(3):
            revision = await cross(api)
            for socket, operation in listeners:
                alert = await told(socket, operation)
                assert (alert["revision"], alert["lastValue"]) == (revision, 9_990)
                assert alert["beyond"]


async def heard_too(api: Api, first: tuple[Socket, str], other: Socket) -> str:
    operation = await other.subscribe(ALERTS)
    arriving = asyncio.create_task(other.next(operation))
    crossed: list[int] = []
    while not arriving.done():
        crossed.append(await cross(api))
        assert (await told(*first))["revision"] == crossed[-1]
    start = crossed.index(arriving.result()["alerts"]["revision"]) + 1
    for revision in crossed[start:]:
        assert (await told(other, operation))["revision"] == revision
    return operation


async def test_a_listener_that_comes_back_gets_no_old_alert(served_anywhere: Api) -> None:
    api = served_anywhere
    await set_alert(api.user(), threshold=10_000)
    async with websocket(api.address, api.user().token) as socket:
        await heard(api, socket)
    missed = await cross(api)
    (alert,) = await alerts_of(api.user())
    assert alert["revision"] == missed
    async with websocket(api.address, api.user().token) as socket:
        operation = await heard(api, socket)
        later = await cross(api)
        assert (await told(socket, operation))["revision"] == later


async def test_two_crossings_in_one_batch_are_both_told(served_anywhere: Api) -> None:
    """A listener may miss a state, but no firing."""
    api = served_anywhere
    await set_alert(api.user(), threshold=10_000)
    async with websocket(api.address, api.user().token) as socket:
        operation = await heard(api, socket)
        before = (await api.user().balance())["revision"]
        changes = [-10, 10, -10, 10, -10, 10]
        await asyncio.gather(*(api.admin.adjust("alice", tokens) for tokens in changes))
        fired = [await told(socket, operation) for _ in range(1)]
        assert fired[0]["revision"] > before
