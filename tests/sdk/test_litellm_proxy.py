"""LiteLLM's proxy with our callback, as its users see it, charged to the token."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.sdk.books import FULL, Books
from tests.support.sdk.litellm_env import litellm_python
from tests.support.sdk.litellm_provider import CACHED, INPUT, OUTPUT, WORDS, Provider, provider
from tests.support.server.server_process import free_port, server_process

pytestmark = pytest.mark.heavy

CONFIG = """
model_list:
  - model_name: gpt-4o
    litellm_params: {model: openai/gpt-4o, api_base: "PROVIDER", api_key: sk-none, max_retries: 0}
litellm_settings:
  callbacks: ["yumi_billing.litellm.proxy"]
  num_retries: 0
general_settings:
  master_key: sk-master
"""
START_SECONDS = 240
SOON_SECONDS = 30


class World:
    """The proxy, the service behind it, and a provider."""

    def __init__(self, books: Books, models: Provider, address: str) -> None:
        self.books, self.models = books, models
        self.http = httpx.Client(
            base_url=address, headers={"authorization": "Bearer sk-master"}, timeout=SOON_SECONDS
        )

    def ask(self, account: str | None, says: str = "plain", **more: Any) -> httpx.Response:
        messages = [{"role": "user", "content": says}]
        asked = {"model": "gpt-4o", "messages": messages, "max_tokens": 50, **more}
        if account is not None:
            asked["user"] = account
        return self.http.post("/v1/chat/completions", json=asked)

    def until_closed(self, account: str) -> None:
        """Wait until no hold is open: the proxy goes on after its client has gone."""
        ends = time.monotonic() + SOON_SECONDS
        while self.books.ledger(account)["balance"]["held"]:
            assert time.monotonic() < ends, "the hold stays open"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("proxy")
    url = f"sqlite://{folder / 'billing.db'}"
    with provider() as models, server_process(url) as service:
        books = Books(url, service)
        config, log, port = folder / "config.yaml", folder / "log.txt", free_port()
        config.write_text(CONFIG.replace("PROVIDER", models.address))
        command = [str(Path(litellm_python()).parent / "litellm"), "--config", str(config)]
        environ = books.environ(models) | {"HOME": str(folder)}
        with log.open("w") as out:
            proxy = subprocess.Popen(
                [*command, "--host", "127.0.0.1", "--port", str(port)],
                env=environ,
                stdout=out,
                stderr=out,
            )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, proxy, log)
            world = World(books, models, address)
            with world.http:
                yield world
        finally:
            proxy.terminate()
            proxy.wait()


def _wait_for(address: str, proxy: subprocess.Popen[bytes], log: Path) -> None:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends and proxy.poll() is None:
        try:
            if httpx.get(f"{address}/health/liveliness", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            continue
    raise AssertionError(log.read_text()[-3000:])


def counts(use: dict[str, Any]) -> tuple[int, int, int]:
    return use["inputTokens"], use["outputTokens"], use["cachedInputTokens"]


def test_a_request_is_charged_by_the_providers_usage(world: World) -> None:
    answer = world.ask("ann")
    assert answer.json()["choices"][0]["message"]["content"] == "".join(WORDS)
    assert counts(world.books.only("ann")) == (INPUT, OUTPUT, CACHED)


def test_a_stream_is_charged_by_the_providers_usage(world: World) -> None:
    answer = world.ask("bob", stream=True)
    assert answer.text.strip().endswith("data: [DONE]")
    assert counts(world.books.only("bob")) == (INPUT, OUTPUT, CACHED)


@pytest.mark.parametrize("stream", [False, True])
def test_a_request_without_tokens_is_answered_with_402(world: World, stream: bool) -> None:
    account, asked = f"cem-{stream}", len(world.models.asked)
    refused = world.ask(account, "word " * 10_000, stream=stream)
    assert refused.status_code == 402
    assert "INSUFFICIENT_TOKENS" in refused.text
    assert len(world.models.asked) == asked
    assert world.books.is_untouched(account)


@pytest.mark.parametrize("stream", [False, True])
def test_a_failure_costs_nothing(world: World, stream: bool) -> None:
    account = f"dan-{stream}"
    assert world.ask(account, "fail", stream=stream).status_code == 500
    world.until_closed(account)
    assert world.books.is_untouched(account)


def test_a_client_that_goes_away_pays_what_was_delivered(world: World) -> None:
    asked = {
        "model": "gpt-4o",
        "messages": [{"role": "user", "content": "endless"}],
        "max_tokens": 50,
        "stream": True,
        "user": "eve",
    }
    with world.http.stream("POST", "/v1/chat/completions", json=asked) as answer:
        for line in answer.iter_lines():
            if "tes" in line:
                break
    assert world.models.left.wait(SOON_SECONDS)
    world.until_closed("eve")
    use = world.books.only("eve")
    assert use["metadata"]["outcome_reason"] == "abort"
    assert use["outputTokens"] >= 1
    assert use["cost"] < FULL


def test_nobody_is_served_without_an_account(world: World) -> None:
    assert world.ask(None).status_code == 400


def test_what_is_not_metered_is_refused(world: World) -> None:
    asked = {"model": "gpt-4o", "input": "a text", "user": "fay"}
    before = len(world.models.asked)
    assert world.http.post("/v1/moderations", json=asked).status_code >= 400
    assert len(world.models.asked) == before
