"""Counts that no provider told: exact with a tokenizer, else by the documented estimate."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import tiktoken
from hypothesis import given
from hypothesis import strategies as st
from yumi_billing._metering import estimates
from yumi_billing._metering.estimates import (
    Prompt,
    estimated,
    measured,
    measured_text,
    prompt_of,
)

BYTES = tiktoken.Encoding(
    name="bytes",
    pat_str=r".|\n",
    mergeable_ranks={bytes([one]): one for one in range(256)},
    special_tokens={},
)


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    estimates.encoding_of.cache_clear()
    yield
    estimates.encoding_of.cache_clear()


@given(st.text())
def test_an_answer_is_estimated_by_its_bytes(text: str) -> None:
    told = measured_text(text, "no-model-of-openai")
    assert told.tokens == -(-len(text.encode(errors="replace")) // 4)


def test_a_prompt_is_estimated_by_its_texts() -> None:
    messages = [
        {"role": "system", "content": "four"},
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "eight by"},
                {"type": "image_url", "image_url": {"url": "data:" + "x" * 10_000}},
            ],
        },
    ]
    assert prompt_of(messages) == Prompt(["four", "eight by"], 2, 1)
    assert estimated(prompt_of(messages)) == 3 + 3 * 3 + 1_000
    assert estimated(prompt_of("four")) == 1 + 3 * 2
    assert estimated(prompt_of(["four", "four"])) == 2 + 3 * 3


def test_a_tokenizer_counts_if_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimates, "encoding_of", lambda model: BYTES)
    told = measured(prompt_of("hello"), "gpt-4o")
    assert told == (5 + 6, {"counted_by": "tokenizer", "tokenizer": "tiktoken:bytes"})
    assert measured_text("hello", "gpt-4o").tokens == 5


@pytest.mark.parametrize("content", [None, b"not the file"])
def test_the_network_is_never_used(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """tiktoken would load a file that is missing or damaged."""

    def forbidden(*_: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", forbidden)
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    if content is not None:
        address = estimates.ADDRESS.format("o200k_base")
        (tmp_path / hashlib.sha1(address.encode()).hexdigest()).write_bytes(content)
    assert estimates.encoding_of("gpt-4o") is None
    assert measured(prompt_of("hello"), "gpt-4o").how["counted_by"] == "estimate"
    assert estimates.encoding_of("claude-sonnet-4-5") is None


def test_the_digests_are_those_that_tiktoken_expects() -> None:
    from tiktoken_ext import openai_public

    source = Path(openai_public.__file__).read_text()
    for name, digest in estimates.CACHED_FILES.items():
        assert digest in source
        assert estimates.ADDRESS.format(name) in source
