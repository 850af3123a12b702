"""The rate limits over websockets: who is refused, what they are told, and who is not."""

from __future__ import annotations

from tests.server.rate_limits.asking import PACKS, Time, exhaust, refused
from tests.support.server.api import served_app
from tests.support.server.documents import LIVE_BALANCE, RECORD
from tests.support.server.websocket import raw_socket, websocket


async def test_operations_of_a_socket_have_the_same_limits(sqlite_url: str) -> None:
    async with served_app(sqlite_url, RATE_PER_USER="20", RATE_BURST_SECONDS="1") as api:
        time, alice = Time(api), api.user()
        for query in (LIVE_BALANCE, RECORD):
            await api.user("reader").post({"query": query})
            time.advance(1)
        async with (
            websocket(api.address, alice.token) as socket,
            websocket(api.address, api.user("bob").token) as other,
        ):
            subscription = await socket.subscribe(LIVE_BALANCE)
            await socket.next(subscription)
            await exhaust(alice, 17)
            answer = await socket.execute(PACKS)
            assert answer["errors"][0]["extensions"] == {
                "code": "RATE_LIMITED",
                "retryAfterSeconds": 1,
            }
            refusal = await socket.message(await socket.subscribe(LIVE_BALANCE))
            assert refusal["type"] == "error"
            assert refusal["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
            assert "errors" not in await other.execute(PACKS)
            time.advance(1)
            assert "errors" not in await socket.execute(PACKS)
            await alice.record()
            await socket.next(subscription)


async def test_a_socket_of_a_limited_address_is_closed_with_a_code_to_try_again(
    sqlite_url: str,
) -> None:
    async with served_app(sqlite_url, RATE_PER_ADDRESS="5", RATE_BURST_SECONDS="1") as api:
        Time(api)
        await exhaust(api.anonymous, 5)
        async with raw_socket(api.address) as socket:
            await socket.send({"type": "connection_init"})
            assert await socket.closed() == (1013, "Too many requests: try again in 1 s")


async def test_guesses_on_sockets_count_as_those_over_http(sqlite_url: str) -> None:
    async with served_app(sqlite_url, RATE_FAILED_SIGN_INS="3", RATE_BURST_SECONDS="1") as api:
        Time(api)
        codes = []
        for _ in range(5):
            async with raw_socket(api.address) as socket:
                payload = {"authorization": "Bearer wrong"}
                await socket.send({"type": "connection_init", "payload": payload})
                codes.append(await socket.close_code())
        assert codes == [4403, 4403, 4403, 4403, 1013]
        refused(await api.bearing("wrong").post({"query": PACKS}), "sign-in")
