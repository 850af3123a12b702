"""Real servers: several workers send an event once, and one that is killed loses none."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.support.server.api import Api
from tests.support.server.documents import CREATE_ENDPOINT, PAUSE_ENDPOINT, SEND_TEST
from tests.support.server.server_process import api_of, server_process
from tests.support.webhooks.receiver import OK, Received, Receiver, receiving

ACCOUNTS = 12
GIVE = 50_000


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as one:
        yield one


async def endpoint(api: Api, receiver: Receiver, **given: Any) -> dict[str, Any]:
    made = await api.admin.data(CREATE_ENDPOINT, input={"url": receiver.url, **given})
    result: dict[str, Any] = made["createWebhookEndpoint"]
    return result


async def deplete(api: Api, account: str, times: int = 1) -> None:
    """Let an account lose its last tokens, and get new ones before each further time."""
    user = api.user(account)
    for number in range(times):
        if number:
            await api.admin.adjust(account, GIVE)
        left = (await user.balance())["available"]
        await user.record(inputTokens=left // 5, outputTokens=0)
        assert (await user.balance())["available"] == 0


def accounts_of(requests: list[Received]) -> Counter[str]:
    return Counter(one.content["data"]["accountId"] for one in requests)


async def test_workers_send_each_event_once_and_in_order(
    postgres_url: str, receiver: Receiver
) -> None:
    """Also the first endpoint of all, which one of them just made, misses no event of another
    one."""
    with server_process(postgres_url, workers=3) as server:
        async with api_of(server) as api:
            await endpoint(api, receiver, events=["balance.depleted"])
            await asyncio.gather(*(deplete(api, f"a-{n}", 3) for n in range(ACCOUNTS)))
            await receiver.until(ACCOUNTS * 3, seconds=60)
    own = receiver.requests
    assert accounts_of(own) == {f"a-{n}": 3 for n in range(ACCOUNTS)}
    assert len({one.id for one in own}) == len(own)
    for name in accounts_of(own):
        mine = [one.content["data"] for one in own if one.content["data"]["accountId"] == name]
        revisions = [one["revision"] for one in mine]
        assert revisions == sorted(set(revisions))


@pytest.mark.parametrize("answers_before_it_dies", [False, True])
async def test_a_killed_server_loses_no_event(
    database_url: str, answers_before_it_dies: bool
) -> None:
    """It is killed while a request is under way: before the answer, or before the result is
    stored. The next one sends the same event again, with the same id."""
    arrived, released = asyncio.Event(), asyncio.Event()
    is_first = True

    def answer(_: Received) -> bytes | None:
        nonlocal is_first
        arrived.set()
        if is_first and not answers_before_it_dies:
            is_first = False
            return None
        return OK

    async with receiving(answer) as receiver:
        with server_process(database_url) as server:
            async with api_of(server) as api:
                await endpoint(api, receiver)
                await deplete(api, "alice")
                async with asyncio.timeout(180):
                    await arrived.wait()
                server.process.kill()
                server.process.wait()
        released.set()
        count = len(receiver.requests)
        with server_process(database_url) as server:
            async with api_of(server) as api:
                [found] = (await api.admin.data(PENDING))["webhookEndpoints"]
                [one] = found["deliveries"]["nodes"]
                if one["status"] == "PENDING":
                    # The lease of the dead process ends first.
                    await receiver.until(count + 1)
    assert {one.id for one in receiver.requests} == {one["id"]}
    assert {one.type for one in receiver.requests} == {"balance.depleted"}


async def test_a_server_that_is_killed_before_it_sends_loses_no_event(
    database_url: str, receiver: Receiver
) -> None:
    with server_process(database_url) as server:
        async with api_of(server) as api:
            made = await endpoint(api, receiver)
            given = {"endpointId": made["endpoint"]["id"]}
            await api.admin.data(PAUSE_ENDPOINT, input=given)
            await deplete(api, "alice")
            server.process.kill()
            server.process.wait()
    with server_process(database_url) as server:
        async with api_of(server) as api:
            assert receiver.requests == []
            await api.admin.data(RESUME, input=given)
            [told] = await receiver.until(1)
    assert told.verified(made["secret"])["data"]["accountId"] == "alice"


async def test_a_dead_receiver_delays_no_other(database_url: str, receiver: Receiver) -> None:
    """One endpoint never answers. The other one gets every event, although there are many."""
    async with receiving(lambda _: None) as silent:
        with server_process(database_url) as server:
            async with api_of(server) as api:
                for one in (silent, receiver):
                    made = await endpoint(api, one)
                    given = {"endpointId": made["endpoint"]["id"]}
                    for _ in range(20):
                        await api.admin.data(SEND_TEST, input=given)
                await receiver.until(20, seconds=9)
                # One attempt at the silent one takes longer than all of these.
                assert len({one.id for one in receiver.requests}) == 20


PENDING = "{ webhookEndpoints { deliveries { nodes { id status } } } }"
RESUME = """mutation ($input: ResumeWebhookEndpointInput!) { resumeWebhookEndpoint(input: $input) {
  __typename } }"""
