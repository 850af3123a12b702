"""Tokens of a provider. Its keys are fetched over real HTTP, are rotated, and may be
unavailable."""

import asyncio

import pytest

from gateways.identity.jwks import FETCHES, MAX_AGE, FetchBudget, Jwks
from gateways.identity.jwt_verifier import InvalidToken, TokenVerifier
from tests.gateways.identity.provider import (
    NOW,
    PATIENCE,
    SECRET,
    claims,
    ec_key,
    jwk,
    rsa_key,
    running_provider,
    sign,
)
from tests.support.clocks import Clock


@pytest.fixture
async def provider():
    async with running_provider() as provider:
        provider.publish(jwk(rsa_key("a"), kid="a"))
        yield provider


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def verifier(provider, clock) -> TokenVerifier:
    return TokenVerifier(jwks_url=provider.url, clock=clock, timer=clock.timer)


def token(name: str, *, kid: str | None = None, **changes: object) -> str:
    """Return a token that is signed with the RSA key `name`, which is also its kid."""
    payload = claims(exp=Clock(NOW).now.timestamp() + 86_400, **changes)
    return sign(rsa_key(name), algorithm="RS256", kid=kid or name, payload=payload)


async def accepts(verifier: TokenVerifier, text: str) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            await verifier.verify(text)
    except InvalidToken:
        return False
    return True


async def test_rsa_and_elliptic_signatures_are_accepted(provider, verifier) -> None:
    provider.publish(jwk(rsa_key("a"), kid="a"), jwk(ec_key("b"), kid="b"))
    assert await accepts(verifier, token("a"))
    assert await accepts(verifier, sign(ec_key("b"), algorithm="ES256", kid="b"))


async def test_a_signature_by_another_key_under_a_known_name_is_refused(verifier) -> None:
    assert not await accepts(verifier, token("b", kid="a"))


async def test_the_secret_does_not_sign_where_only_a_provider_is_trusted(verifier) -> None:
    assert not await accepts(verifier, sign(SECRET, algorithm="HS256", kid="a"))


async def test_secret_and_provider_serve_side_by_side(provider, clock) -> None:
    both = TokenVerifier(secret=SECRET, jwks_url=provider.url, clock=clock, timer=clock.timer)
    assert await accepts(both, sign(SECRET, algorithm="HS256"))
    assert provider.requests == 0
    assert await accepts(both, token("a"))


async def test_only_what_the_secret_signed_holds_without_asking_anew(provider, clock) -> None:
    """A provider may have withdrawn its key meanwhile."""
    both = TokenVerifier(secret=SECRET, jwks_url=provider.url, clock=clock, timer=clock.timer)
    assert both.still_holds(await both.verified(sign(SECRET, algorithm="HS256")))
    assert not both.still_holds(await both.verified(token("a")))


async def test_no_keys_are_fetched_before_they_are_needed_and_then_once(provider, verifier) -> None:
    assert provider.requests == 0
    for name in ("alice", "bob", "alice"):
        assert await accepts(verifier, token("a", sub=name))
    assert provider.requests == 1


async def test_a_new_key_works_at_once(provider, verifier) -> None:
    assert await accepts(verifier, token("a"))
    provider.publish(jwk(rsa_key("a"), kid="a"), jwk(rsa_key("b"), kid="b"))
    assert await accepts(verifier, token("b"))
    assert await accepts(verifier, token("a"))
    assert provider.requests == 2


async def test_a_removed_key_stops_with_the_next_fetch_even_for_a_token_seen_before(
    provider, verifier
) -> None:
    assert await accepts(verifier, token("a"))
    provider.publish(jwk(rsa_key("b"), kid="b"))
    assert await accepts(verifier, token("b"))
    assert not await accepts(verifier, token("a"))


async def test_a_key_replaced_under_its_name_stops_for_a_token_seen_before(
    provider, verifier, clock
) -> None:
    assert await accepts(verifier, token("a"))
    provider.publish(jwk(rsa_key("b"), kid="a"))
    clock.advance(seconds=MAX_AGE)
    assert not await accepts(verifier, token("a"))


async def test_a_removed_key_stops_when_the_set_is_too_old(provider, verifier, clock) -> None:
    assert await accepts(verifier, token("a"))
    provider.publish()
    clock.advance(seconds=MAX_AGE - 1)
    assert await accepts(verifier, token("a"))
    clock.advance(seconds=1)
    assert not await accepts(verifier, token("a"))


async def test_unknown_names_can_not_make_us_hammer_the_provider(provider, verifier, clock) -> None:
    assert await accepts(verifier, token("a"))
    for number in range(50):
        assert not await accepts(verifier, token("a", kid=f"unknown-{number}"))
    assert provider.requests == FETCHES
    clock.advance(seconds=6)
    for number in range(5):
        assert not await accepts(verifier, token("a", kid=f"unknown-{number}"))
    assert provider.requests == FETCHES + 1
    assert await accepts(verifier, token("a"))


async def test_concurrent_callers_share_one_fetch(provider, verifier) -> None:
    provider.gate.clear()
    calls = [asyncio.create_task(accepts(verifier, token("a", sub=f"u{n}"))) for n in range(20)]
    await asyncio.wait_for(provider.asked.wait(), PATIENCE)
    provider.gate.set()
    assert await asyncio.gather(*calls) == [True] * 20
    assert provider.requests == 1


async def test_a_caller_who_leaves_does_not_end_the_fetch_of_the_others(provider, verifier) -> None:
    provider.gate.clear()
    leaver, stayer = (asyncio.create_task(accepts(verifier, token("a"))) for _ in range(2))
    await asyncio.wait_for(provider.asked.wait(), PATIENCE)
    leaver.cancel()
    provider.gate.set()
    assert await stayer
    assert provider.requests == 1


async def test_known_keys_go_on_while_the_provider_is_down_and_nobody_waits_for_it(
    provider, clock
) -> None:
    keys = Jwks(provider.url, timer=clock.timer, timeout=10 * PATIENCE)
    known = await keys.key(kid="a", algorithm="RS256")
    provider.status = "503 Service Unavailable"
    clock.advance(seconds=MAX_AGE)
    assert await keys.key(kid="a", algorithm="RS256") is known
    provider.gate.clear()  # from now on it does not answer
    async with asyncio.timeout(PATIENCE):
        assert await keys.key(kid="a", algorithm="RS256") is known


async def test_when_the_provider_is_back_its_word_counts_again(provider, verifier, clock) -> None:
    assert await accepts(verifier, token("a"))
    provider.status = "503 Service Unavailable"
    clock.advance(seconds=MAX_AGE)
    assert await accepts(verifier, token("a"))
    provider.status = "200 OK"
    provider.publish(jwk(rsa_key("b"), kid="b"))
    assert await accepts(verifier, token("b"))
    assert not await accepts(verifier, token("a"))


async def test_a_provider_that_was_never_reached_is_tried_again(provider, verifier) -> None:
    provider.status = "503 Service Unavailable"
    assert not await accepts(verifier, token("a"))
    assert provider.requests == 1
    provider.status = "200 OK"
    assert await accepts(verifier, token("a"))


async def test_a_provider_that_does_not_exist_means_refusal(clock) -> None:
    async with running_provider() as gone:
        url = gone.url
    verifier = TokenVerifier(jwks_url=url, clock=clock, timer=clock.timer)
    assert not await accepts(verifier, token("a"))


@pytest.mark.parametrize(
    "answer",
    [
        {"status": "404 Not Found"},
        {"status": "302 Found", "headers": "location: /elsewhere\r\n"},
        {"body": b"<html>"},
        {"body": b'{"keys": [' + b" " * 300_000 + b"]}"},
        {"headers": "content-encoding: gzip\r\n", "body": b"\x1f\x8b"},
        {"headers": "content-length: 1000000\r\n"},
        {"status": "nonsense"},
    ],
)
async def test_an_answer_that_is_no_key_set_leaves_the_known_keys(
    provider, verifier, answer
) -> None:
    assert await accepts(verifier, token("a"))
    for name, value in answer.items():
        setattr(provider, name, value)
    assert not await accepts(verifier, token("b"))
    assert provider.requests == 2
    assert await accepts(verifier, token("a"))


@pytest.mark.parametrize("endless", [False, True])
async def test_a_provider_that_hangs_or_never_ends_is_given_up(provider, endless) -> None:
    provider.endless = endless
    if not endless:
        provider.gate.clear()
    keys = Jwks(provider.url, timeout=0.05)
    async with asyncio.timeout(PATIENCE):
        assert await keys.key(kid="a", algorithm="RS256") is None


@pytest.mark.parametrize("url", ["", "keys.json", "file:///keys", "ftp://host/", "http://", "\0"])
def test_an_address_that_is_not_http_is_refused(url) -> None:
    with pytest.raises(ValueError):
        Jwks(url)


def test_a_budget_refills_evenly_and_never_above_its_burst() -> None:
    clock = Clock(NOW)
    budget = FetchBudget(burst=2, period=10, timer=clock.timer)
    assert [budget.take() for _ in range(3)] == [True, True, False]
    clock.advance(seconds=4.9)
    assert not budget.take()
    clock.advance(seconds=0.2)
    assert [budget.take() for _ in range(2)] == [True, False]
    clock.advance(seconds=1_000)
    assert [budget.take() for _ in range(3)] == [True, True, False]
