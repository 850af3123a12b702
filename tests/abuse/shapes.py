"""Attacks by the shape of a document: directives, fragments, variables, operations, the schema."""

from __future__ import annotations

from itertools import islice, product

from tests.abuse.attack import SERVED, Attack, http
from tests.abuse.documents import LIMIT, LIMIT_OR_BAD, many

BAD = ("BAD_INPUT",)
SKIPPED = 10
"""Variables of @skip: 1,024 combinations, each with a plan of its own."""
SKIPS = (
    f"query({many('$v#: Boolean!', SKIPPED)}) "
    f"{{ packs {{ {many('a#: name @skip(if: $v#)', SKIPPED)} name }} }}"
)
MUTUAL = many("fragment F# on Query { packs { name } ...F# }", 100)


def combinations() -> list[dict[str, object]]:
    """Return the same document with different values of its variables."""
    values = product((True, False), repeat=SKIPPED)
    return [
        {"query": SKIPS, "variables": {f"v{n}": one for n, one in enumerate(each)}}
        for each in islice(values, 600)
    ]


def chain(number: int) -> str:
    """Return fragments that each spread the next one."""
    spreads = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(number))
    return f"{{ ...F0 }} {spreads} fragment F{number} on Query {{ packs {{ name }} }}"


def crossed(number: int) -> str:
    """Return fragments that all select the same field, and are all spread at the root: validation
    compares each pair."""
    fragments = many("fragment F# on Query { packs { name } models { name } }", number)
    return f"{{ {many('...F#', number)} }} {fragments}"


def operations(number: int) -> str:
    return many("query Q# { packs { name } }", number)


ATTACKS: tuple[Attack, ...] = (
    http(
        "900 times @include on one field",
        "{ packs" + " @include(if: true)" * 900 + " { name } }",
        answers=LIMIT_OR_BAD,
    ),
    http(
        "300 times @skip with the same variable",
        "query($a: Boolean!) { packs" + " @skip(if: $a)" * 300 + " { name } }",
        answers=LIMIT_OR_BAD,
    ),
    http("900 unknown directives", f"{{ packs {many('@d#', 900)} {{ name }} }}", answers=BAD),
    http("600 combinations of skipped fields", *combinations(), answers=(SERVED,)),
    http(
        "400 fields that are all skipped",
        f"{{ packs {{ name {many('displayName: name @skip(if: true)', 390)} }} }}",
        answers=(SERVED, *LIMIT_OR_BAD),
    ),
    http("a fragment that spreads itself", "{ ...F } fragment F on Query { ...F }", answers=BAD),
    http(
        "100 fragments that spread themselves",
        f"{{ packs {{ name }} {many('...F#', 100)} }} {MUTUAL}",
        answers=LIMIT_OR_BAD,
    ),
    http(
        "a circle of 300 fragments",
        chain(300).replace("packs { name }", "...F0"),
        answers=LIMIT_OR_BAD,
    ),
    http("a chain of 500 fragments", chain(500), answers=(SERVED, *LIMIT_OR_BAD)),
    http(
        "400 fragments that nobody spreads",
        f"{{ packs {{ name }} }} {many('fragment F# on Pack { name }', 400)}",
        answers=BAD,
    ),
    http(
        "400 fragments with one name",
        "{ ...F } " + "fragment F on Query { packs { name } } " * 400,
        answers=LIMIT_OR_BAD,
    ),
    http("100 fragments of the same fields", crossed(100), answers=(SERVED, *LIMIT_OR_BAD)),
    http("250 fragments of the same fields", crossed(250), answers=LIMIT_OR_BAD),
    http(
        "450 nested inline fragments",
        "{ ...{" * 450 + " packs { name } " + "} }" * 450,
        answers=LIMIT_OR_BAD,
    ),
    http(
        "300 inline fragments with conditions",
        f"query($a: Boolean!) {{ {many('... @include(if: $a) { packs { name } }', 300)} }}",
        answers=LIMIT_OR_BAD,
    ),
    http(
        "lists nested 1,500 deep",
        f"{{ model(name: {'[' * 1_500}{']' * 1_500}) {{ name }} }}",
        answers=LIMIT_OR_BAD,
    ),
    http(
        "objects nested 900 deep",
        f"{{ quote(input: {'{a: ' * 900}1{'}' * 900}) {{ cost }} }}",
        answers=LIMIT_OR_BAD,
    ),
    http(
        "types of lists nested 1,500 deep",
        f"query($a: {'[' * 1_500}Int{']' * 1_500}) {{ packs {{ name }} }}",
        answers=LIMIT_OR_BAD,
    ),
    http(
        "900 variables that nobody uses",
        f"query({many('$v#: Int', 900)}) {{ packs {{ name }} }}",
        answers=BAD,
    ),
    http(
        "40 uses of an undeclared variable",
        f"{{ {many('model(name: $x) { name }', 40)} }}",
        answers=LIMIT_OR_BAD,
    ),
    http(
        "defaults of variables with 1,900 values",
        "query($a: [String!] = [" + '"" ' * 1_900 + "]) { packs { name } }",
        answers=LIMIT_OR_BAD,
    ),
    http(
        "300 variables of one name",
        f"query({'$a: Int ' * 300}) {{ packs {{ name }} }}",
        answers=LIMIT_OR_BAD,
    ),
    http("500 operations, of which none is named", operations(500), answers=LIMIT_OR_BAD),
    http(
        "500 operations, of which 60 are executed",
        *({"query": operations(500), "operationName": f"Q{n}"} for n in range(60)),
        answers=(SERVED, *LIMIT),
    ),
    http(
        "40 operations of one document, each executed once",
        *({"query": operations(40), "operationName": f"Q{n}"} for n in range(40)),
        answers=(SERVED,),
    ),
    http(
        "600 names of operations that do not exist",
        *({"query": "query A { packs { name } }", "operationName": f"B{n}"} for n in range(600)),
        answers=BAD,
    ),
    http(
        "a name of an operation of 100,000 letters",
        {"query": "query A { packs { name } }", "operationName": "B" * 100_000},
        answers=BAD,
    ),
    http(
        "900 types in a document",
        many("type T# { a: Int }", 600),
        f"{{ packs {{ name }} }} {many('scalar S#', 900)}",
        "schema { query: Query }",
        answers=LIMIT_OR_BAD,
    ),
    http(
        "500 wrong values of an enum",
        f"{{ {many('a#: recommendations(audience: X#) { __typename }', 100)} }}",
        answers=LIMIT_OR_BAD,
    ),
    http(
        "the same field with 300 different arguments",
        "{ " + many('model(name: "#") { name }', 300) + " }",
        answers=LIMIT_OR_BAD,
    ),
    http(
        "a field nested 300 deep that has no fields",
        "{ packs { name " + "{ name " * 300 + "}" * 302,
        answers=BAD,
    ),
    http(
        "45 types of the schema by name",
        "{ " + many('a#: __type(name: "Query") { fields { args { type { name } } } }', 45) + " }",
        answers=(SERVED, *LIMIT),
    ),
    http(
        "types of types of types",
        "{ __schema { types " + "{ possibleTypes { interfaces " * 3 + "{ name " + "} " * 9 + "}",
        answers=(SERVED, *LIMIT_OR_BAD),
    ),
    http(
        "introspection with everything skipped",
        "{ __schema { types @skip(if: true) { fields { type { fields { type { name } } } } } "
        "queryType { name } } }",
        answers=(SERVED, *LIMIT_OR_BAD),
    ),
    http(
        "subscriptions by POST",
        f"subscription {{ balance {{ {many('a#: revision', 900)} }} }}",
        "subscription { balance { revision } balance { revision } }",
        "subscription { __typename }",
        answers=LIMIT_OR_BAD,
    ),
)
