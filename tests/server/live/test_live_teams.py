"""The live balance of a team's pool: for its members only, and only as long as they are members.
Billing rule 13."""

from __future__ import annotations

from tests.services.teams.asking import asking
from tests.support.clocks import TickingClock
from tests.support.server.api import Api, real_clock, served_app
from tests.support.server.documents import LIVE_BALANCE
from tests.support.server.teams import ask, founded, joined
from tests.support.server.websocket import Socket, websocket


async def barred(socket: Socket, stream: str) -> str:
    """Return the code of the last message of a stream; then it is complete."""
    message = await socket.message(stream)
    while "errors" not in message["payload"]:
        message = await socket.message(stream)
    code: str = message["payload"]["errors"][0]["extensions"]["code"]
    assert message["payload"]["data"] is None
    assert (await socket.message(stream))["type"] == "complete"
    return code


async def test_members_see_the_balance_of_the_pool_at_once(served_anywhere: Api) -> None:
    api = served_anywhere
    olga = api.user("olga")
    team = await founded(olga)
    await joined(api, olga, team, "anna")
    async with websocket(api.address, api.user("anna").token) as socket:
        stream = await socket.subscribe(LIVE_BALANCE, id=team)
        assert (await socket.next(stream))["balance"]["available"] == 0
        await api.admin.adjust(team, 70)
        balance = (await socket.next(stream))["balance"]
        assert (balance["accountId"], balance["available"]) == (team, 70)


async def test_outsiders_never_see_it(served_anywhere: Api) -> None:
    api = served_anywhere
    team = await founded(api.user("olga"))
    async with websocket(api.address, api.user("boris").token) as socket:
        for name in (team, "team:" + "x" * 20):
            stream = await socket.subscribe(LIVE_BALANCE, id=name)
            assert await barred(socket, stream) == "NOT_FOUND"


async def test_who_is_removed_or_leaves_sees_no_more_of_it(served_anywhere: Api) -> None:
    api = served_anywhere
    olga = api.user("olga")
    team = await founded(olga)
    await joined(api, olga, team, "anna", "mira")
    async with (
        websocket(api.address, api.user("anna").token) as removed,
        websocket(api.address, api.user("mira").token) as leaving,
        websocket(api.address, olga.token) as owner,
    ):
        streams = [
            (socket, await socket.subscribe(LIVE_BALANCE, id=team))
            for socket in (removed, leaving, owner)
        ]
        for socket, stream in streams:
            await socket.next(stream)
        await ask(olga, "removeFromTeam", teamId=team, accountId="anna")
        assert await barred(*streams[0]) == "NOT_FOUND"
        await ask(api.user("mira"), "leaveTeam", teamId=team)
        assert await barred(*streams[1]) == "NOT_FOUND"
        await api.admin.adjust(team, 70)
        socket, stream = streams[2]
        while (balance := (await socket.next(stream))["balance"])["available"] != 70:
            assert balance["available"] == 0
        again = await removed.subscribe(LIVE_BALANCE, id=team)
        assert await barred(removed, again) == "NOT_FOUND"


async def test_what_another_process_does_bars_too(database_url: str) -> None:
    """The heartbeat finds what no message told."""
    clock = TickingClock(real_clock())
    async with served_app(database_url) as api, asking(database_url, clock) as other:
        olga = api.user("olga")
        team = await founded(olga)
        await joined(api, olga, team, "anna")
        async with websocket(api.address, api.user("anna").token) as socket:
            stream = await socket.subscribe(LIVE_BALANCE, id=team)
            await socket.next(stream)
            await other.remove(team, "anna")
            assert await barred(socket, stream) == "NOT_FOUND"
