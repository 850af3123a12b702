"""Attacks by the values in a body: numbers, text, times, keys, metadata, cursors."""

from __future__ import annotations

from tests.abuse.attack import SERVED, Attack
from tests.abuse.bodies import LIMIT, QUOTAS, RECORD, uses
from tests.abuse.documents import many
from tests.abuse.forms import queries
from tests.abuse.payloads import BAD, MODEL, given, nested, one_use

PAGE = "query P($a: String) { account { usage(first: 500, after: $a) { nodes { id } } } }"
QUOTE = (
    'a#: quote(input: {model: "gpt-4o", inputTokens: #, outputTokens: 1}) '
    "{ cost refusal { message } model { name } }"
)
SUMMARY = (
    "query S($f: DateTime, $t: DateTime, $z: String!) "
    "{ account { usageSummary(by: HOUR, from: $f, to: $t, timeZone: $z) { tokens: __typename } } }"
)
KEY_LENGTH = 255
ATTACKS: tuple[Attack, ...] = (
    queries(
        "1,900 wrong members of a list",
        given(QUOTAS, m=[1] * 1_900),
        given(QUOTAS, m=[[]] * 1_900),
        given(QUOTAS, m=[{}] * 1_900),
        answers=BAD + LIMIT,
        caller="user",
    ),
    queries(
        "9,000 names of models that do not exist",
        given(QUOTAS, m=[f"none{n}" for n in range(9_000)]),
        answers=(SERVED, *BAD, *LIMIT),
        caller="user",
    ),
    queries(
        "a model's name of 900 KB",
        given(MODEL, n="a" * 900_000),
        given(MODEL, n="gpt-4o" * 150_000),
        answers=(SERVED, *BAD),
        caller="user",
    ),
    queries(
        "40 members that no input has, of 10,000 letters",
        one_use(**{f"{n}" * 10_000: 1 for n in range(40)}),
        answers=BAD + LIMIT,
        caller="user",
    ),
    queries(
        "metadata of 900 KB",
        one_use(metadata="m" * 900_000),
        one_use(metadata={"a": ["b" * 1_000] * 800}),
        answers=BAD,
        caller="user",
    ),
    queries(
        "metadata nested 900 deep",
        one_use(metadata=nested(900)),
        answers=(SERVED, *BAD),
        caller="user",
    ),
    queries(
        "metadata of 4,000 members",
        one_use(metadata={f"k{n}": n for n in range(4_000)}),
        answers=BAD,
        caller="user",
    ),
    queries(
        "idempotency keys of the greatest length",
        *(one_use(idempotencyKey=f"{n:0>3}" + "😀" * (KEY_LENGTH - 3)) for n in range(300)),
        answers=(SERVED,),
        caller="user",
    ),
    queries(
        "idempotency keys that are too long",
        *(one_use(idempotencyKey="k" * length) for length in (KEY_LENGTH + 1, 10_000, 900_000)),
        answers=BAD,
        caller="user",
    ),
    queries(
        "100 uses of one key",
        given(RECORD, i=[uses(1)[0]] * 100),
        given(RECORD, i=[uses(1)[0] | {"inputTokens": n} for n in range(100)]),
        answers=(SERVED,),
        caller="user",
    ),
    queries(
        "100 uses of models that do not exist",
        given(RECORD, i=[one | {"model": f"none{n}"} for n, one in enumerate(uses(100))]),
        answers=(SERVED,),
        caller="user",
    ),
    queries(
        "100 uses above every balance",
        given(RECORD, i=[one | {"inputTokens": 2**53 - 1} for one in uses(100)]),
        answers=(SERVED, *BAD),
        caller="user",
    ),
    queries(
        "numbers of tokens with 50,000 digits",
        one_use(inputTokens="9" * 50_000),
        one_use(inputTokens="-" + "9" * 50_000),
        one_use(inputTokens="\u0661" * 50_000),
        answers=BAD,
        caller="user",
    ),
    queries(
        "numbers of tokens that are none",
        *(
            one_use(inputTokens=text)
            for text in (2**53, -1, 1.5, "1e3", " 1", "", None, True, [], {}, "0x1", 1e308)
        ),
        answers=BAD,
        caller="user",
    ),
    queries(
        "cursors that are garbage",
        *(
            given(PAGE, a=text)
            for text in (
                "",
                "a",
                "=" * 60_000,
                "QUFB" * 60_000,
                "é" * 10_000,
                "\x00",
                "-1",
                "9" * 5_000,
                "e30=",
                "W10=" * 900,
            )
        ),
        answers=(SERVED, *BAD),
        caller="user",
    ),
    queries(
        "300 different cursors",
        *(given(PAGE, a=f"{n}") for n in range(300)),
        answers=(SERVED, *BAD),
        caller="user",
    ),
    queries(
        "lengths of pages that are none",
        *(
            {"query": f"{{ account {{ ledger(first: {n}) {{ nodes {{ id }} }} }} }}"}
            for n in (0, -1, 501, 2**31 - 1, 2**31, -(2**31), 2**63, "1.5", '"1"', "[]", "null")
        ),
        answers=(SERVED, *BAD, *LIMIT),
        caller="user",
    ),
    queries(
        "a summary by hours of ten thousand years",
        given(SUMMARY, f="0001-01-01T00:00:00Z", t="9999-12-31T23:59:59Z", z="UTC"),
        given(
            SUMMARY,
            f="0001-01-01T00:00:00+23:59",
            t="9999-12-31T23:59:59-23:59",
            z="Asia/Kathmandu",
        ),
        answers=(SERVED, *BAD, *LIMIT),
        caller="user",
    ),
    queries(
        "time zones that are paths and noise",
        *(
            given(SUMMARY, z=zone)
            for zone in (
                "../../etc/passwd",
                "/etc/localtime",
                "a" * 100_000,
                "\x00",
                "",
                "Europe/Berlin\x00",
                "utc/../utc",
                "posixrules",
                "é" * 5_000,
                "C:\\x",
            )
        ),
        answers=(SERVED, *BAD),
        caller="user",
    ),
    queries(
        "times that are none",
        *(
            one_use(occurredAt=time)
            for time in (
                "9" * 50_000,
                "0000-00-00T00:00:00Z",
                "9999-12-31T23:59:59.999999999999999999Z",
                "2026-02-30T00:00:00Z",
                "1e9",
                -1,
                10**30,
            )
        ),
        answers=(SERVED, *BAD),
        caller="user",
    ),
    queries(
        "accounts whose ids are noise",
        *(
            given("query A($i: ID) { account(id: $i) { id } }", i=name)
            for name in (
                "a" * 100_000,
                "team:1",
                "\x00",
                "😀" * 300,
                "",
                " ",
                "a" * 255,
                10**300,
                "' OR 1=1 --",
                "%",
                "../x",
            )
        ),
        answers=(SERVED, *BAD),
        caller="gateway",
    ),
    queries(
        "300 accounts that do not exist",
        *(
            given(
                "query A($i: ID) { account(id: $i) { id balance { available } } }",
                i=f"none{n}" + "x" * 200,
            )
            for n in range(300)
        ),
        answers=(SERVED, "FORBIDDEN", "NOT_FOUND"),
        caller="user",
    ),
    queries(
        "uses of 1,000 different accounts that do not exist",
        given(RECORD, i=[one | {"accountId": f"none{n}"} for n, one in enumerate(uses(1_000))]),
        answers=(SERVED,),
        caller="gateway",
    ),
    queries(
        "100 quotes of everything at once",
        "{ " + many(QUOTE, 100) + " }",
        answers=(SERVED, *LIMIT),
        caller="user",
    ),
    queries(
        "300 holds, and their list",
        *(
            given(
                "mutation H($i: PlaceHoldInput!) { placeHold(input: $i) { __typename } }",
                i={
                    "model": "gpt-4o",
                    "inputTokens": 1,
                    "maxOutputTokens": 1,
                    "idempotencyKey": f"h{n}",
                },
            )
            for n in range(300)
        ),
        {"query": "{ account { holds { id tokens model { name } } } }"},
        answers=(SERVED, *LIMIT),
        caller="user",
    ),
)
