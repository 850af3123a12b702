"""Attacks by the messages of a websocket: what is in them, their ids, their order."""

from __future__ import annotations

import json
from typing import Any

from tests.abuse.attack import SERVED, Attack
from tests.abuse.documents import INTROSPECTION, many
from tests.abuse.forms import subscribe, talk

PACKS = "{ packs { name } }"
LIVE = "subscription { balance { revision } }"
BAD_MESSAGE = ("4400",)
TOO_LARGE = ("1009",)
KB_9 = f"{{ packs {{ {many('description name', 90)} }} }}" + " " * 8_000


def payload(raw: object) -> dict[str, Any]:
    return {"type": "connection_init", "payload": raw}


def deep(opening: str, closing: str, depth: int) -> str:
    return '{"type": "connection_init", "payload": ' + opening * depth + "1" + closing * depth + "}"


ATTACKS: tuple[Attack, ...] = (
    talk(
        "a message before connection_init",
        subscribe("1", PACKS),
        answers=("4401",),
        initialises=False,
    ),
    talk(
        "connection_init twice, and then a hundred times",
        {"type": "connection_init"},
        answers=("4429",),
        times=100,
    ),
    talk("a wrong protocol", answers=("4406",), protocol="graphql-ws", initialises=False),
    talk(
        "payloads of connection_init of 100 KB",
        payload({"a": "b" * 100_000}),
        subscribe("1", PACKS),
        answers=(SERVED,),
        initialises=False,
    ),
    talk(
        "a connection_init of 900 KB",
        payload({"a": "b" * 900_000}),
        answers=TOO_LARGE,
        initialises=False,
    ),
    talk(
        "a connection_init of 2 MB",
        payload({"a": "b" * 2_000_000}),
        answers=(*TOO_LARGE, "closed"),
        initialises=False,
    ),
    talk(
        "lists within connection_init, 40,000 deep",
        deep("[", "]", 40_000),
        answers=BAD_MESSAGE,
        initialises=False,
    ),
    talk(
        "objects within connection_init, 5,000 deep",
        deep('{"a":', "}", 5_000),
        answers=BAD_MESSAGE,
        initialises=False,
    ),
    talk(
        "1,900 ways to write authorization",
        payload(
            {
                f"{'a' if n % 2 else 'A'}uthorization{'' if n < 2 else n}": "Bearer x"
                for n in range(1_900)
            }
        ),
        answers=("4403",),
        initialises=False,
    ),
    talk(
        "1,800 headers within connection_init",
        payload(
            {"headers": {f"h{n}": n for n in range(1_800)}, "HEADERS": {"authorization": ["a"]}}
        ),
        answers=("4403",),
        initialises=False,
    ),
    talk(
        "a token of 90 KB within connection_init",
        payload({"authorization": "Bearer " + "a" * 90_000}),
        answers=("4403",),
        initialises=False,
    ),
    talk(
        "payloads of connection_init that are no object",
        payload([]),
        answers=BAD_MESSAGE,
        initialises=False,
    ),
    talk("binary messages", b"\x00" * 1_000, answers=BAD_MESSAGE),
    talk("a message that is no JSON", "{" * 9_000, answers=BAD_MESSAGE),
    talk(
        "a message of 900 KB, by a user",
        json.dumps(subscribe("1", PACKS, variables={"x": "a" * 900_000})),
        answers=(SERVED,),
        caller="user",
    ),
    talk(
        "a message of 900 KB of commas, by a user",
        '{"id":"1","type":"subscribe","payload":{"query":"{a}","variables":{"x":['
        + "1," * 440_000
        + "1]}}}",
        answers=BAD_MESSAGE,
        caller="user",
    ),
    talk("types of messages that do not exist", {"type": "a" * 50_000}, answers=BAD_MESSAGE),
    talk("a query of blanks, and none", subscribe("1", " " * 50_000), answers=BAD_MESSAGE),
    talk("the id of an operation, of 100 KB", subscribe("i" * 100_000, PACKS), answers=BAD_MESSAGE),
    talk(
        "ids that are no text",
        {"id": 1, "type": "subscribe", "payload": {"query": PACKS}},
        answers=BAD_MESSAGE,
    ),
    talk(
        "an id that is in use",
        subscribe("1", LIVE),
        subscribe("1", LIVE),
        answers=(SERVED, "4409"),
        caller="user",
    ),
    talk(
        "400 subscriptions on one socket",
        *(subscribe(f"{n}", LIVE) for n in range(400)),
        answers=(SERVED, "LIMIT_EXCEEDED"),
        caller="user",
    ),
    talk(
        "400 subscriptions that differ, on one socket",
        *(
            subscribe(f"{n}", f"subscription {{ a{n}: balance {{ revision }} }}")
            for n in range(400)
        ),
        answers=(SERVED, "LIMIT_EXCEEDED"),
        caller="user",
    ),
    talk(
        "400 subscriptions without a caller",
        *(subscribe(f"{n}", LIVE) for n in range(400)),
        answers=("UNAUTHENTICATED", "LIMIT_EXCEEDED"),
    ),
    talk(
        "4,000 times the end of what never began",
        {"id": "none", "type": "complete"},
        answers=(),
        times=4_000,
    ),
    talk(
        "4,000 pings of the protocol above",
        {"type": "ping", "payload": {"a": "b" * 500}},
        answers=("pong",),
        times=4_000,
    ),
    talk(
        "500 mutations by websocket",
        *(subscribe(f"{n}", "mutation { openAccount(input: {}) { id } }") for n in range(500)),
        answers=(SERVED, "UNAUTHENTICATED", "LIMIT_EXCEEDED"),
    ),
    talk(
        "300 different documents in one burst",
        *(subscribe(f"{n}", f"{{ a{n}: packs {{ name }} }}") for n in range(300)),
        answers=(SERVED, "LIMIT_EXCEEDED"),
    ),
    talk(
        "introspection 60 times in one burst",
        *(subscribe(f"{n}", INTROSPECTION) for n in range(60)),
        each_round=1,
        answers=(SERVED,),
    ),
)
