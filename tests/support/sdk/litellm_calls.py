"""A program that calls LiteLLM, in the environment of LiteLLM. It reads a JSON list of calls and
prints, as its last line, what the caller of each saw.

`way` is how: "sync" and "async" are the meter's functions, "callback" is LiteLLM's own
`acompletion` with the meter as a callback, and "plain" its `completion`.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
from typing import Any

import litellm
from litellm.litellm_core_utils.logging_worker import GLOBAL_LOGGING_WORKER
from litellm.utils import executor
from yumi_billing import BillingError
from yumi_billing.litellm import LiteLLMMeter

EMBEDDER = "openai/text-embedding-3-small"
meter = LiteLLMMeter(
    os.environ["YUMI_BILLING_URL"],
    os.environ["YUMI_BILLING_TOKEN"],
    # The shipped catalog has no model for embeddings.
    models={EMBEDDER: "gpt-4o"},
)
WAYS = {
    "sync": meter.completion,
    "async": meter.acompletion,
    "callback": litellm.acompletion,
    "plain": litellm.completion,
}
Call = dict[str, Any]


def asked(call: Call) -> dict[str, Any]:
    provider = {
        "api_base": os.environ["PROVIDER"],
        "api_key": "sk-none",
        "max_retries": 0,
        "user": call["account"],
    }
    if call["says"] == "embed":
        return provider | {"model": EMBEDDER, "input": ["some words"]}
    return provider | {
        "model": "openai/gpt-4o",
        "messages": [{"role": "user", "content": call["says"]}],
        "max_tokens": call["most"],
        **({"stream": True} if call["streams"] else {}),
    }


def text_of(chunk: Any) -> str:
    return (chunk.choices[0].delta.content if chunk.choices else None) or ""


def sync(call: Call) -> str:
    if call["says"] == "embed":
        meter.embedding(**asked(call))
        return ""
    reply = WAYS[call["way"]](**asked(call))
    if not call["streams"]:
        return str(reply.choices[0].message.content)
    said = ""
    for chunk in reply:
        said += text_of(chunk)
        if call["leaves"] and len(said) > 12:
            break
    return said


async def asynchronous(call: Call) -> str:
    reply = await WAYS[call["way"]](**asked(call))
    if not call["streams"]:
        return str(reply.choices[0].message.content)
    said = ""
    async for chunk in reply:
        said += text_of(chunk)
        if call["leaves"] and len(said) > 12:
            break
    if call["leaves"]:
        await reply.aclose()
    return said


async def logged(call: Call) -> str:
    """Wait for what LiteLLM does in the background."""
    try:
        return await asynchronous(call)
    finally:
        for _ in range(100):
            await asyncio.sleep(0)
        await GLOBAL_LOGGING_WORKER.flush()


def seen(call: Call) -> Call:
    litellm.callbacks = [meter] if call["way"] in {"callback", "plain"} else []
    try:
        is_sync = call["way"] in {"sync", "plain"}
        return {"said": sync(call) if is_sync else asyncio.run(logged(call))}
    except BillingError as error:
        return {"refused": type(error).__name__, "code": getattr(error, "code", None)}
    except Exception as error:  # noqa: BLE001 - the test compares what the caller sees
        return {"error": type(error).__name__}


results = [seen(call) for call in json.loads(sys.stdin.read())]
executor.shutdown(wait=True)
gc.collect()
meter.flush()
asyncio.run(meter.aflush())
print(json.dumps(results))  # noqa: T201 - this is how the programs talk
