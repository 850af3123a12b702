"""Attacks by documents: their length, depth, aliases, fragments, values, errors and variety."""

from __future__ import annotations

from graphql import get_introspection_query

from tests.abuse.attack import SERVED, Attack, http

LIMIT = ("LIMIT_EXCEEDED",)
LIMIT_OR_BAD = ("LIMIT_EXCEEDED", "BAD_INPUT")


def many(text: str, number: int, between: str = " ") -> str:
    """Return `text` so many times, each with its number for `#`."""
    return between.join(text.replace("#", str(each)) for each in range(number))


def one_use(number: int) -> str:
    return (
        '{accountId: "mallory", model: "gpt-4o", inputTokens: 1, outputTokens: 1, '
        f'idempotencyKey: "k{number}"}}'
    )


def empty_lists(length: int, number: int) -> str:
    return f'{{ model(name: "{number}", x: [' + "[]" * (length // 2) + "]) { name } }"


INTROSPECTION = get_introspection_query(input_value_deprecation=True)
TYPES = "types { name fields { name type { name ofType { name ofType { name } } } } }"
BATCH = "mutation { recordUsageBatch(input: [%s]) { __typename } }"
SPREADS = " ".join(f"fragment A{n} on Query {{ ...A{n + 1} ...A{n + 1} }}" for n in range(60))

ATTACKS: tuple[Attack, ...] = (
    http("nothing unusual", "{ packs { name } }", answers=(SERVED,)),
    http("6,000 aliases that err", f"{{ {many('a#: account { id }', 6_000)} }}", answers=LIMIT),
    http(
        "100 aliases that err after 400,000 newlines",
        "\n" * 400_000 + f"{{ {many('a#: account { id }', 100)} }}",
        answers=LIMIT,
    ),
    http(
        "50 aliases that err after 30,000 newlines",
        "\n" * 30_000 + f"{{ {many('a#: account { id }', 50)} }}",
        answers=("UNAUTHENTICATED", *LIMIT),
    ),
    http(
        "600 different documents of empty lists",
        *(empty_lists(16_000, number) for number in range(600)),
        answers=LIMIT_OR_BAD,
    ),
    http(
        "600 different documents of 1,000 empty lists",
        *(empty_lists(2_000, number) for number in range(600)),
        answers=LIMIT_OR_BAD,
    ),
    http(
        "600 different documents of 500 fields",
        *(f"{{ a{n}: plans {{ {many('b#: name', 500)} }} }}" for n in range(600)),
        answers=LIMIT,
    ),
    http(
        "600 different documents that are served",
        *(f"{{ a{n}: plans {{ {many('b#: name', 98)} }} }}" for n in range(600)),
        answers=(SERVED,),
    ),
    http(
        "600 different documents of merged fields",
        *(
            f"{{ a{n}: plans {{ {many('description', 130)} {many('name', 130)} }} }}"
            for n in range(600)
        ),
        answers=(SERVED, *LIMIT),
    ),
    http(
        "270 times models with rates",
        f"{{ {many('models { name rates { input } availability { reason } }', 270)} }}",
        answers=LIMIT,
    ),
    http("2,300 times models", f"{{ {many('models { name }', 2_300)} }}", answers=LIMIT),
    http("19,900 times __typename", f"{{ {many('__typename', 19_900)} }}", answers=LIMIT),
    http(
        "25,000 spreads of one fragment",
        f"{{ {many('...F', 25_000)} }} fragment F on Query {{ __typename }}",
        answers=LIMIT,
    ),
    http(
        "15,000 fields of an input object",
        f"{{ quote(input: {{ {many('a#: 1', 15_000)} }}) {{ cost }} }}",
        answers=LIMIT_OR_BAD,
    ),
    http(
        "one error in a list of 55,000 items",
        f"{{ model(name: [{'1 ' * 55_000}]) {{ name }} }}",
        answers=LIMIT_OR_BAD,
    ),
    http(
        "fragments that double 60 times",
        f"{{ ...A0 }} {SPREADS} fragment A60 on Query {{ packs {{ name }} }}",
        answers=(SERVED, *LIMIT),
    ),
    http(
        "350 operations that share a large fragment",
        f"{many('query q# { ...F }', 350)} fragment F on Query {{ "
        + many('a#: model(name: "a") { ...G }', 45)
        + f" }} fragment G on Model {{ {many('name', 17)} }}",
        answers=LIMIT,
    ),
    http("fields nested 5,000 deep", "{ a" * 5_000 + " }" * 5_000, answers=LIMIT_OR_BAD),
    http("10,000 unknown fields", f"{{ {many('x#', 10_000)} }}", answers=LIMIT_OR_BAD),
    http("introspection", INTROSPECTION, answers=(SERVED,)),
    http(
        "20 times introspection",
        "{ " + many("a#: __schema { " + TYPES + " }", 20) + " }",
        answers=LIMIT,
    ),
    http(
        "introspection of fields of fields",
        "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
        answers=LIMIT_OR_BAD,
    ),
    http(
        "50 aliases of every model",
        f"{{ {many('a#: models { name availability { reason } rates { input } }', 50)} }}",
        answers=LIMIT,
        caller="user",
    ),
    http(
        "1,000 uses written out, by a user",
        BATCH % ", ".join(map(one_use, range(1_000))),
        answers=LIMIT,
        caller="user",
    ),
    http(
        "1,000 uses written out, by a gateway",
        "mutation { openAccount(input: {}) { id } }",
        BATCH % ", ".join(map(one_use, range(1_000))),
        answers=(SERVED,),
        caller="gateway",
    ),
    http(
        "60,000 tokens, by a gateway",
        f"{{ model(name: [{'1 ' * 59_900}]) {{ name }} }}",
        answers=LIMIT_OR_BAD,
        caller="gateway",
    ),
    http(
        "twelve times each report of an account",
        "{ account { "
        + many(
            "a#: forecast { __typename } b#: suggestions { __typename } "
            "c#: savings { __typename } d#: usage { nodes { id } }",
            12,
        )
        + " } }",
        answers=LIMIT,
        caller="user",
    ),
)
