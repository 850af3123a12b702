"""LiteLLM's own package, with our callback and our functions, against a provider on this machine.
What it charges is compared to the token."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.sdk.books import FULL, Books, Json
from tests.support.sdk.litellm_env import litellm_python
from tests.support.sdk.litellm_provider import CACHED, INPUT, OUTPUT, WORDS, Provider, provider
from tests.support.server.server_process import ServerProcess, server_process
from tests.support.snippets import snippets

pytestmark = pytest.mark.heavy

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guides" / "meter-a-streaming-call.md"
CALLS = ROOT / "tests" / "support" / "sdk" / "litellm_calls.py"
SAID = {"said": "".join(WORDS)}
RATE = 5
"""What a token of gpt-4o costs."""
LONG = "word " * 10_000
"""An input that costs more than there is."""


class Call(NamedTuple):
    way: str
    says: str = "plain"
    streams: bool = False
    leaves: bool = False
    most: int = 50

    @property
    def account(self) -> str:
        """A new user for each call."""
        return "-".join(map(str, (self.way, self.says[:9], self.streams, self.leaves, self.most)))


WAYS = ("sync", "async", "callback")
BOTH = [Call(way, "plain", streams) for way in WAYS for streams in (False, True)]
REFUSED = [Call(way, LONG) for way in WAYS]
FAILED = [Call(way, "fail", streams) for way in WAYS for streams in (False, True)]
UNCOUNTED = [Call(way, "no usage", True) for way in WAYS[:2]]
LEFT = [Call(way, "endless", True, True) for way in WAYS]
LARGE, EMBEDDED, AROUND = Call("sync", most=50_000), Call("sync", "embed"), Call("plain")
ALL = [*BOTH, *REFUSED, *FAILED, *UNCOUNTED, *LEFT, LARGE, EMBEDDED, AROUND]


@pytest.fixture(scope="module")
def models() -> Iterator[Provider]:
    with provider() as running:
        yield running


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite://{tmp_path_factory.mktemp('litellm') / 'billing.db'}"


@pytest.fixture(scope="module")
def service(url: str) -> Iterator[ServerProcess]:
    with server_process(url) as server:
        yield server


class World:
    """What all calls left, made by one program: LiteLLM takes long to start."""

    def __init__(self, url: str, service: ServerProcess, models: Provider) -> None:
        self.books = Books(url, service)
        done = subprocess.run(
            [litellm_python(), str(CALLS)],
            env=self.books.environ(models),
            input=json.dumps([one._asdict() | {"account": one.account} for one in ALL]),
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        self.seen = dict(zip(ALL, json.loads(done.stdout.splitlines()[-1]), strict=True))
        self.sent = [asked for _, asked in models.asked]


@pytest.fixture(scope="module")
def world(url: str, service: ServerProcess, models: Provider) -> World:
    return World(url, service, models)


def counts(use: Json) -> tuple[int, int, int]:
    return use["inputTokens"], use["outputTokens"], use["cachedInputTokens"]


@pytest.mark.parametrize("call", BOTH, ids=lambda call: call.account)
def test_what_the_provider_counts_is_charged(world: World, call: Call) -> None:
    assert world.seen[call] == SAID
    use = world.books.only(call.account)
    assert counts(use) == (INPUT, OUTPUT, CACHED)
    assert use["details"] == [{"unit": "REASONING_TOKENS", "quantity": 2}]
    assert (use["model"]["name"], use["cost"]) == ("gpt-4o", RATE * (INPUT + OUTPUT))
    assert use["metadata"]["counted_by"] == "provider"


@pytest.mark.parametrize("call", REFUSED, ids=lambda call: call.account)
def test_a_call_is_refused_before_it_reaches_the_provider(world: World, call: Call) -> None:
    assert world.seen[call] == {"refused": "InsufficientTokens", "code": "INSUFFICIENT_TOKENS"}
    assert call.account not in [asked.get("user") for asked in world.sent]
    assert world.books.is_untouched(call.account)


def test_a_smaller_hold_limits_the_answer(world: World) -> None:
    assert world.seen[LARGE] == SAID
    [sent] = [asked for asked in world.sent if asked.get("user") == LARGE.account]
    most = sent.get("max_tokens") or sent["max_completion_tokens"]
    assert 1_000 < most < FULL // RATE
    assert counts(world.books.only(LARGE.account)) == (INPUT, OUTPUT, CACHED)


@pytest.mark.parametrize("call", FAILED, ids=lambda call: call.account)
def test_a_failure_of_the_provider_costs_nothing(world: World, call: Call) -> None:
    assert world.seen[call] == {"error": "InternalServerError"}
    assert world.books.is_untouched(call.account)
    assert {hold["status"] for hold in world.books.ledger(call.account)["holds"]} == {"RELEASED"}


@pytest.mark.parametrize("call", LEFT[:2], ids=lambda call: call.account)
def test_an_aborted_stream_costs_what_was_delivered(world: World, call: Call) -> None:
    said = world.seen[call]["said"]
    use = world.books.only(call.account)
    assert use["metadata"]["outcome_reason"] == "abort"
    assert use["metadata"]["counted_by"] in {"estimate", "tokenizer"}
    assert 1 <= use["inputTokens"] <= INPUT
    assert 1 <= use["outputTokens"] <= len(said)


def test_a_stream_that_is_dropped_under_a_callback_costs_its_input(world: World) -> None:
    """LiteLLM tells a callback nothing of such a stream."""
    use = world.books.only(LEFT[2].account)
    assert use["metadata"]["outcome_reason"] == "abort"
    assert (1 <= use["inputTokens"] <= INPUT, use["outputTokens"]) == (True, 0)


@pytest.mark.parametrize("call", UNCOUNTED, ids=lambda call: call.account)
def test_a_stream_without_usage_is_charged(world: World, call: Call) -> None:
    assert world.seen[call] == SAID
    assert 1 <= world.books.only(call.account)["outputTokens"] <= len(SAID["said"])


def test_embeddings_are_metered(world: World) -> None:
    assert world.seen[EMBEDDED] == {"said": ""}
    assert counts(world.books.only(EMBEDDED.account)) == (9, 0, 0)


def test_a_synchronous_call_around_the_meter_is_recorded_afterwards(world: World) -> None:
    assert world.seen[AROUND] == SAID
    assert counts(world.books.only(AROUND.account)) == (INPUT, OUTPUT, CACHED)


def test_the_guides_program_runs(world: World, models: Provider) -> None:
    [snippet] = [one for one in snippets(GUIDE, "python") if one.mark == "litellm"]
    environ = world.books.environ(models)
    program = snippet.text.replace("http://127.0.0.1:8000/graphql", environ["YUMI_BILLING_URL"])
    named = f"KEY = {environ['YUMI_BILLING_TOKEN']!r}\n"
    provider_of = {"OPENAI_API_BASE": models.address, "OPENAI_API_KEY": "sk-none"}
    done = subprocess.run(
        [litellm_python(), "-c", named + program],
        env=environ | provider_of,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout == SAID["said"]
    assert counts(world.books.only("alice")) == (INPUT, OUTPUT, CACHED)
