"""Attacks by the characters of a document: names, strings, numbers, comments, line ends."""

from __future__ import annotations

from tests.abuse.attack import SERVED, Attack, http
from tests.abuse.documents import LIMIT_OR_BAD, many

BAD = ("BAD_INPUT",)
LONG = 60_000
PACKS = "{ packs { name } }"
BOM = "\ufeff"


def model(argument: str) -> str:
    return f"{{ model(name: {argument}) {{ name }} }}"


ATTACKS: tuple[Attack, ...] = (
    http("a field with a name of 60,000 letters", f"{{ {'a' * LONG} }}", answers=BAD),
    http(
        "100 unknown fields with names of 600 letters",
        f"{{ {many('n#' + 'a' * 600, 100)} }}",
        answers=LIMIT_OR_BAD,
    ),
    http(
        "names that almost exist, of 3,000 letters each",
        f"{{ packs {{ {many('nam#' + 'e' * 3_000, 18)} }} }}",
        answers=BAD,
    ),
    http(
        "arguments, types and enum values of 10,000 letters",
        f"{{ packs({'a' * 10_000}: 1) {{ name }} }}",
        f"query($a: {'A' * 10_000}) {{ model(name: $a) {{ name }} }}",
        f"{{ models(tier: {'A' * 10_000}) {{ name }} }}",
        f"{{ packs {{ ... on {'A' * 10_000} {{ name }} }} }}",
        f"{{ packs {{ ...{'F' * 10_000} }} }}",
        f"{{ packs @{'d' * 10_000} {{ name }} }}",
        f"query($a: String!) {{ model(name: ${'a' * 10_000}) {{ name }} }}",
        answers=BAD,
    ),
    http(
        "names that are not ASCII",
        "{ " + "ä" * LONG + " }",
        "{ \U0001d491acks }",
        "{ p\u0301 }",
        answers=LIMIT_OR_BAD,
    ),
    http(
        "a block string of 20,000 lines", model('"""' + "\n x" * 20_000 + '"""'), answers=(SERVED,)
    ),
    http(
        "a block string whose lines are indented more and more",
        model('"""' + "\n".join(" " * (n % 340) for n in range(380)) + '"""'),
        answers=(SERVED,),
    ),
    http(
        "a block string of 12,000 escaped quotes",
        model('"""' + '\\"""' * 12_000 + '"""'),
        answers=(SERVED,),
    ),
    http("a block string that does not end", model('"""' + '"" ' * 20_000), answers=BAD),
    http("a string that does not end", model('"' + "a" * LONG), answers=BAD),
    http("10,000 escapes of a string", model('"' + "\\u0041" * 10_000 + '"'), answers=(SERVED,)),
    http(
        "6,000 escapes in braces, with many zeros",
        model('"' + "\\u{000041}" * 6_000 + '"'),
        model('"\\u{' + "0" * 50_000 + '41}"'),
        answers=(SERVED, *BAD),
    ),
    http(
        "5,000 halves of characters in escapes",
        model('"' + "\\ud83d" * 5_000 + '"'),
        model('"' + "\\ude00\\ud83d" * 2_500 + '"'),
        answers=BAD,
    ),
    http(
        "halves of characters in the document",
        "{ packs { \ud83d } }",
        model('"\ud83d"'),
        answers=BAD,
    ),
    http("20,000 backslashes", model('"' + "\\\\" * 20_000 + '"'), answers=(SERVED,)),
    http(
        "control characters",
        model('"\x00"'),
        "{ packs\x00 { name } }",
        "\x7f" * 1_000,
        answers=(SERVED, *BAD),
    ),
    http("a number of 60,000 digits", model("9" * LONG), answers=BAD),
    http(
        "numbers that no machine has",
        "{ account { usage(first: 1e999999) { nodes { id } } } }",
        "{ account { usage(first: -0.0e-999999) { nodes { id } } } }",
        f"{{ account {{ usage(first: 1.{'0' * 50_000}1) {{ nodes {{ id }} }} }} }}",
        f"{{ account {{ usage(first: {'9' * 4_000}) {{ nodes {{ id }} }} }} }}",
        answers=BAD,
        caller="user",
    ),
    http("60,000 characters of a comment", f"#{'c' * LONG}\n{PACKS}", answers=(SERVED,)),
    http("30,000 comments", "#\n" * 30_000 + PACKS, answers=LIMIT_OR_BAD),
    http(
        "comments between all tokens",
        "{ packs {" + "#c\nname " * 1_900 + "} }",
        answers=LIMIT_OR_BAD,
    ),
    http("60,000 commas", "," * LONG + PACKS, answers=(SERVED,)),
    http("20,000 byte order marks", BOM * 20_000 + PACKS, answers=(SERVED,)),
    http("a byte order mark within a name", f"{{ pa{BOM}cks {{ name }} }}", answers=BAD),
    http(
        "an error after 60,000 line ends of each kind",
        *(end * (LONG // len(end)) + "{ nothing }" for end in ("\n", "\r", "\r\n", "\n\r")),
        answers=BAD,
    ),
    http(
        "a syntax error after 60,000 line ends, told where it is",
        "\r" * LONG + "{ packs { name }",
        answers=BAD,
    ),
    http("3,900 spread dots", "{ " + "... " * 3_900 + "}", answers=LIMIT_OR_BAD),
    http("3,900 closing brackets", "}" * 3_900, "{ packs { name } }" + "}" * 3_900, answers=BAD),
    http("1,000 strings for a document", '"a" ' * 1_000, '"""a""" ' * 1_000, answers=BAD),
)
