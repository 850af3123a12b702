"""Attacks by credentials: long tokens, forged and odd ones, many of them, keys and scopes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from server.production import DEVELOPMENT_SECRET
from tests.abuse.attack import SERVED, Attack, answered
from tests.support.server.api import Api

REFUSED = ("UNAUTHENTICATED",)
QUERY = {"query": "{ viewer { subject scopes } }"}
NOW = int(datetime.now(UTC).timestamp())
CLAIMS = {"sub": "mallory", "exp": NOW + 86_400}


def packed(value: object) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def signed(header: object, claims: object) -> str:
    """Return a token with this header and these claims (bytes unchanged), signed with the secret of
    development."""
    text = f"{packed(header)}.{packed(claims)}"
    digest = hmac.new(DEVELOPMENT_SECRET.encode(), text.encode(), hashlib.sha256).digest()
    return f"{text}.{packed(digest)}"


def good(**claims: Any) -> str:
    return signed({"alg": "HS256", "typ": "JWT"}, CLAIMS | claims)


def with_header(**header: Any) -> str:
    return signed({"alg": "HS256", "typ": "JWT"} | header, CLAIMS)


def tokens(name: str, given: Iterable[str], *, answers: Iterable[str] = REFUSED) -> Attack:
    """Return an attack by tokens, each with a cheap query."""
    texts = [f"Bearer {token}" for token in given]
    return authorizations(name, texts, answers=answers)


def authorizations(name: str, texts: list[str], *, answers: Iterable[str] = REFUSED) -> Attack:
    async def send(api: Api, rounds: int) -> Counter[str]:
        found = Counter[str]()
        for text in texts[:rounds]:
            response = await api.anonymous.post(QUERY, authorization=text)
            if response.headers["content-type"].startswith("application/json"):
                found.update(answered(response.json()))
            else:
                found[str(response.status_code)] += 1
        return found

    return Attack(name, send, frozenset(answers))


def open_keys(number: int) -> list[str]:
    """Return keys of the right form that nobody made."""
    return [f"yk_{n:016x}_{'a' * 43}" for n in range(number)]


DEEP_JSON = b"[" * 3_000 + b"]" * 3_000
ALGORITHMS = ("none", "None", "HS512", "RS256", "ES256", "", None, 1, ["HS256"], {"a": 1}, "HS256 ")

ATTACKS: tuple[Attack, ...] = (
    tokens("a token of 30,000 letters", ["a" * 30_000, "a." * 15_000, "." * 30_000]),
    tokens("tokens with every algorithm", [with_header(alg=one) for one in ALGORITHMS]),
    tokens(
        "tokens without a signature",
        [good().rpartition(".")[0] + end for end in ("", ".", "..", ".AA", "." + "A" * 5_000)],
    ),
    tokens("300 tokens with a wrong signature", [f"{good(n=n)[:-4]}AAAA" for n in range(300)]),
    tokens(
        "300 tokens with different kids",
        [f"{with_header(alg='RS256', kid=f'k{n}')}" for n in range(300)],
    ),
    tokens(
        "a kid of 5,000 letters, and kids that are paths",
        [
            with_header(alg="ES256", kid=one)
            for one in ("k" * 5_000, "../../etc/passwd", "\x00", {"a": 1}, 1)
        ],
    ),
    tokens(
        "keys and addresses within a header",
        [
            with_header(alg="RS256", **one)
            for one in (
                {"jku": "http://127.0.0.1:1/"},
                {"x5u": "http://127.0.0.1:1/"},
                {"jwk": {"kty": "oct", "k": "AA"}},
                {"x5c": ["A" * 4_000]},
            )
        ],
    ),
    tokens(
        "extensions that must be understood",
        [with_header(crit=one) for one in (["exp"], ["b64"], [], "exp", ["a"] * 900)],
    ),
    tokens(
        "compressed tokens",
        [with_header(zip="DEF", enc="A256GCM", alg="dir"), with_header(zip="DEF")],
        answers=(*REFUSED, SERVED),
    ),
    tokens(
        "headers of deep JSON",
        [
            signed(DEEP_JSON, CLAIMS),
            signed(b'{"alg":"HS256","a":' + DEEP_JSON[:2_900] + b"}", CLAIMS),
        ],
    ),
    tokens(
        "claims of deep JSON",
        [
            signed({"alg": "HS256"}, DEEP_JSON),
            signed({"alg": "HS256"}, b'{"a":' * 900 + b"1" + b"}" * 900),
        ],
    ),
    tokens(
        "claims that are no object",
        [signed({"alg": "HS256"}, one) for one in ([], None, 1, "a", b"", b"{", b"\xff")],
    ),
    tokens(
        "times in claims that are none",
        [good(exp=one) for one in ("soon", None, [], {}, -1, 1e308, 10**400, True, "9" * 300)],
        answers=(*REFUSED, SERVED),
    ),
    tokens(
        "starts of tokens that are none",
        [good(nbf=one, iat=one) for one in ("soon", [], {}, 1e308, 10**400, 10**12)],
        answers=(*REFUSED, SERVED),
    ),
    tokens("300 expired tokens", [good(exp=NOW - 1 - n) for n in range(300)]),
    tokens(
        "subjects that are none",
        [
            good(sub=one)
            for one in ("", "a" * 5_000, "team:1", "\x00", None, 1, [], {"a": 1}, " ", "key:1")
        ],
        answers=(*REFUSED, SERVED),
    ),
    tokens(
        "tokens with 1,000 scopes, and with none",
        [
            good(scope=" ".join(f"s{n}" for n in range(1_000))),
            good(scope=["a"] * 1_000),
            good(scope=[["admin"]]),
            good(scope={"admin": 1}),
        ],
        answers=(*REFUSED, SERVED),
    ),
    tokens(
        "600 good tokens, each once",
        [good(jti=n, sub=f"mallory{n % 20}") for n in range(600)],
        answers=(SERVED,),
    ),
    tokens("300 API keys that nobody made", open_keys(300)),
    tokens(
        "API keys of other forms",
        [
            "yk_",
            "yk_" * 5_000,
            "yk_" + "0" * 16 + "_",
            "yk_" + "g" * 16 + "_" + "a" * 43,
            "yk_" + "0" * 16 + "_" + "a" * 9_000,
        ],
    ),
    authorizations(
        "schemes that are not Bearer",
        [
            "Basic " + "QUFB" * 900,
            "Digest " + 'a="b",' * 900,
            "Negotiate",
            "",
            "bearer",
            "Bearer",
            "Bearer " + " " * 9_000 + "a",
            "Bearer a, Bearer b",
        ],
        answers=REFUSED,
    ),
    authorizations(
        "a letter that is no letter of tokens",
        [
            f"Bearer {one}"
            for one in ("a b", "a%00", "a\\", "a;b", "<a>", "a" * 900 + "!", "=" * 900)
        ],
        answers=REFUSED,
    ),
)
