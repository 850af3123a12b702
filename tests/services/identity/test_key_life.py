"""The expiry of keys, their last use, and the end of their connections."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest

from db.identity import find_keys, mark_used
from gateways.identity.jwt_verifier import TokenVerifier, issue_token
from services.identity import key_uses
from services.identity.api_keys import create_key, list_keys, revoke_key
from services.identity.caller import Caller, CallerKind
from services.identity.identity import Identity, Unauthenticated
from services.identity.key_watch import CROWD
from services.identity.refusals import KeyExpired, Revoked
from tests.services.identity.test_identity import NOW, SECRET
from tests.support.clocks import Clock
from tests.support.engine.statements import counting_statements

PATIENCE_SECONDS = 180
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def identity(clock: Clock) -> Identity:
    return Identity(TokenVerifier(secret=SECRET, clock=clock), clock=clock)


async def make_key(clock: Callable[[], object], **restrictions: object) -> tuple[str, str]:
    """Return the id of a new key and its header."""
    key, plain = await create_key("gateway", ["admin"], clock=clock, **restrictions)  # type: ignore[arg-type]
    return key.id, f"Bearer {plain}"


async def caller_of(identity: Identity, header: str) -> Caller:
    caller = await identity.authenticate(header)
    assert caller is not None
    return caller


async def test_a_key_has_the_expiry_and_the_restrictions_it_was_made_with(
    database: str, identity: Identity, clock: Clock
) -> None:
    given = {"models": ["gpt-4o", "gpt-4"], "account_prefixes": ["b:", "ä 🦊"]}
    key_id, header = await make_key(clock, expires_at=NOW + MINUTE, **given)
    assert await caller_of(identity, header) == Caller(
        f"key:{key_id}",
        CallerKind.API_KEY,
        None,
        frozenset({"admin"}),
        NOW + MINUTE,
        models=frozenset({"gpt-4o", "gpt-4"}),
        account_prefixes=("b:", "ä 🦊"),
        api_key_id=key_id,
    )


async def test_a_key_is_refused_from_its_expiry_on(
    database: str, identity: Identity, clock: Clock
) -> None:
    _, header = await make_key(clock, expires_at=NOW + MINUTE)
    clock.now = NOW + MINUTE - SECOND
    await caller_of(identity, header)
    clock.now = NOW + MINUTE
    with pytest.raises(KeyExpired):
        await identity.authenticate(header)


@asynccontextmanager
async def running(work: Callable[[], object]) -> AsyncIterator[None]:
    task = asyncio.create_task(work(), name="key uses")  # type: ignore[arg-type]
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def assert_last_use_becomes(expected: object) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (await list_keys())[0].last_used_at != expected:
            await asyncio.sleep(0)


async def test_the_last_use_is_stored_at_most_once_a_minute(
    database: str, identity: Identity, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []

    async def counted(ids: set[str], at: object, **options: object) -> None:
        written.append(at)
        await mark_used(ids, at, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(key_uses, "mark_used", counted)
    _, header = await make_key(clock)
    async with running(identity.uses.run):
        for later in (timedelta(0), SECOND, MINUTE - SECOND, MINUTE, MINUTE + SECOND, 2 * MINUTE):
            clock.now = NOW + later
            for _ in range(3):
                await caller_of(identity, header)
            await assert_last_use_becomes(NOW + later // MINUTE * MINUTE)
    assert written == [NOW, NOW + MINUTE, NOW + 2 * MINUTE]


async def test_a_use_that_another_process_has_just_stored_is_not_stored_again(
    database: str, identity: Identity, clock: Clock
) -> None:
    key_id, header = await make_key(clock)
    await mark_used([key_id], NOW, unless_after=NOW - MINUTE)
    await mark_used([key_id], NOW + SECOND, unless_after=NOW + SECOND - MINUTE)
    assert (await find_keys([key_id]))[key_id].last_used_at == NOW
    clock.now = NOW + MINUTE - SECOND
    async with running(identity.uses.run):
        with counting_statements() as statements:
            await caller_of(identity, header)
    assert len(statements) == 1


async def test_a_request_does_not_wait_for_the_last_use_nor_fail_with_it(
    database: str, identity: Identity, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = asyncio.Event()

    async def refuses(*_: object, **__: object) -> None:
        tried.set()
        raise OSError("the disk is full")

    monkeypatch.setattr(key_uses, "mark_used", refuses)
    _, header = await make_key(clock)
    async with running(identity.uses.run):
        await caller_of(identity, header)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await tried.wait()
        monkeypatch.undo()
        clock.now = NOW + MINUTE
        await caller_of(identity, header)
        await assert_last_use_becomes(NOW + MINUTE)


async def test_a_refused_key_is_not_used(database: str, identity: Identity, clock: Clock) -> None:
    key_id, header = await make_key(clock)
    await revoke_key(key_id, clock=clock)
    with pytest.raises(Revoked):
        await identity.authenticate(header)
    with pytest.raises(Unauthenticated):
        await identity.authenticate(header[:-1] + ("A" if header[-1] != "A" else "B"))
    assert identity.uses._due == set()


class Connections:
    """Connections of one key that note why they were ended."""

    def __init__(self, identity: Identity, caller: Caller, number: int) -> None:
        self.ended: list[Unauthenticated] = []
        self.leave = [identity.follow(caller, self.ended.append) for _ in range(number)]


async def test_all_connections_of_a_key_end_once_with_it_and_others_stay(
    database: str, identity: Identity, clock: Clock
) -> None:
    revoked_id, revoked = await make_key(clock)
    expiring = (await make_key(clock, expires_at=NOW + MINUTE))[1]
    headers = (revoked, expiring, (await make_key(clock))[1])
    one, two, three = [
        Connections(identity, await caller_of(identity, header), CROWD + 1) for header in headers
    ]
    await identity.watch.look()
    assert one.ended == two.ended == three.ended == []
    one.leave.pop()()
    await revoke_key(revoked_id, clock=clock)
    clock.now = NOW + MINUTE
    for _ in range(2):
        await identity.watch.look()
    assert [type(reason) for reason in one.ended] == [Revoked] * CROWD
    assert [type(reason) for reason in two.ended] == [KeyExpired] * (CROWD + 1)
    assert three.ended == []
    for leave in (*one.leave, *two.leave, *three.leave, *three.leave):
        leave()
    assert len(identity.watch) == 0


async def test_a_look_is_one_statement_and_none_without_connections(
    database: str, identity: Identity, clock: Clock
) -> None:
    with counting_statements() as statements:
        await identity.watch.look()
    assert statements == []
    for _ in range(2):
        Connections(identity, await caller_of(identity, (await make_key(clock))[1]), 3)
    with counting_statements() as statements:
        await identity.watch.look()
    assert len(statements) == 1


async def test_a_users_connection_is_not_watched(identity: Identity) -> None:
    user = Caller("alice", CallerKind.USER, "alice", frozenset(), NOW)
    identity.follow(user, lambda _: None)()
    assert len(identity.watch) == 0


async def test_long_headers_with_the_same_credentials_are_not_remembered(
    database: str, identity: Identity, clock: Clock
) -> None:
    _, key = await make_key(clock)
    token = f"Bearer {issue_token(SECRET, account='alice', scope=None, ttl=60, now=NOW)}"
    for header in (key, token):
        padded = header.replace(" ", " " * 10_000)
        for text in (padded, f"{header}\t"):
            assert await caller_of(identity, text) == await caller_of(identity, header)
            assert identity.seen(text) is None
        assert identity.seen(header) is not None
