"""Counts of tokens that no provider told: by a tokenizer that is there, else by an estimate.

The estimate `utf8-bytes/4`: a token for each four bytes of UTF-8, rounded up, three for each
message and three for the answer's start; 1,000 for each image, sound or file.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from yumi_billing._metering.usages import get

ESTIMATE = "utf8-bytes/4"
MESSAGE_TOKENS = 3
MEDIA_TOKENS = 1_000
MEDIA = (
    "image_url",
    "input_image",
    "image",
    "input_audio",
    "audio",
    "file",
    "input_file",
    "document",
    "video",
)
CACHED_FILES = {
    "o200k_base": "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    "cl100k_base": "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
}
"""The files of tiktoken, with the SHA-256 of their content. If the content differs, tiktoken would
load the file from the network."""
ADDRESS = "https://openaipublic.blob.core.windows.net/encodings/{}.tiktoken"


class Encoding(Protocol):
    """The part of a tokenizer that is used here."""

    name: str

    def encode_ordinary(self, text: str) -> list[int]: ...


class Measured(NamedTuple):
    """A count, and the metadata that tells how it was made."""

    tokens: int
    how: dict[str, str]


class Prompt(NamedTuple):
    """What is in some messages."""

    texts: list[str]
    messages: int
    media: int


def prompt_of(messages: Any) -> Prompt:
    """Return what is in a text, in a list of texts or messages, or in a body with such a list."""
    texts: list[str] = []
    media = 0
    for one in _parts(messages):
        if isinstance(one, str):
            texts.append(one)
        else:
            media += 1
    many = len(messages) if isinstance(messages, list | tuple) else 1
    return Prompt(texts, many, media)


def _parts(thing: Any) -> Iterator[str | None]:
    """Yield the texts inside, and None for each image, sound or file."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, list | tuple):
        for one in thing:
            yield from _parts(one)
    elif isinstance(thing, dict):
        if thing.get("type") in MEDIA:
            yield None
            return
        for name, value in thing.items():
            if name not in ("type", "role", "id", "cache_control"):
                yield from _parts(value)
    elif thing is not None and not isinstance(thing, bool | int | float):
        yield from _parts(_plain(thing))


def _plain(thing: Any) -> Any:
    dump = get(thing, "model_dump")
    return dump(exclude_none=True) if callable(dump) else None


def estimated(prompt: Prompt) -> int:
    """Return the estimated tokens of a prompt: what a hold is placed for."""
    size = sum(len(text.encode(errors="replace")) for text in prompt.texts)
    return -(-size // 4) + _frame(prompt)


def measured(prompt: Prompt, model: str) -> Measured:
    """Return the tokens of a prompt, by a tokenizer if there is one for the model."""
    encoding = encoding_of(model)
    if encoding is None:
        return Measured(estimated(prompt), {"counted_by": "estimate", "estimate": ESTIMATE})
    tokens = sum(len(encoding.encode_ordinary(text)) for text in prompt.texts)
    return Measured(tokens + _frame(prompt), _told(encoding))


def measured_text(text: str, model: str) -> Measured:
    """Return the tokens of an answer."""
    if not text:
        return Measured(0, {"counted_by": "provider"})
    encoding = encoding_of(model)
    if encoding is None:
        size = len(text.encode(errors="replace"))
        return Measured(-(-size // 4), {"counted_by": "estimate", "estimate": ESTIMATE})
    return Measured(len(encoding.encode_ordinary(text)), _told(encoding))


def _told(encoding: Encoding) -> dict[str, str]:
    return {"counted_by": "tokenizer", "tokenizer": f"tiktoken:{encoding.name}"}


def _frame(prompt: Prompt) -> int:
    return MESSAGE_TOKENS * (prompt.messages + 1) + MEDIA_TOKENS * prompt.media


@cache
def encoding_of(model: str) -> Encoding | None:
    """Return tiktoken's encoding for a model of OpenAI, if it can be had without the network."""
    try:
        import tiktoken
        from tiktoken.model import encoding_name_for_model
    except (ImportError, RuntimeError):
        # It cannot be imported any more while the program ends.
        return None
    try:
        name = encoding_name_for_model(model.rpartition("/")[2])
    except KeyError:
        return None
    if name not in CACHED_FILES or not _is_cached(name):
        return None
    found: Encoding = tiktoken.get_encoding(name)
    return found


def _is_cached(name: str) -> bool:
    places = (os.environ.get("TIKTOKEN_CACHE_DIR"), os.environ.get("DATA_GYM_CACHE_DIR"))
    folder = next((one for one in places if one is not None), None)
    if folder is None:
        folder = str(Path(tempfile.gettempdir()) / "data-gym-cache")
    # tiktoken names its files by this digest.
    key = hashlib.sha1(ADDRESS.format(name).encode()).hexdigest()  # noqa: S324
    try:
        content = (Path(folder) / key).read_bytes()
    except OSError:
        return False
    return hashlib.sha256(content).hexdigest() == CACHED_FILES[name]
