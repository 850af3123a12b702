"""Attacks by addresses and headers: GET, methods, paths, and every endpoint beside /graphql."""

from __future__ import annotations

import json
import time
from urllib.parse import quote, urlencode

from tests.abuse.attack import Attack
from tests.abuse.documents import many
from tests.abuse.forms import get, post, requests

PACKS = "{ packs { name } }"
TRICKS = (
    "/assets/../index.html",
    "/assets/..%2f..%2fpyproject.toml",
    "/assets/%2e%2e/%2e%2e/billing.db",
    "/assets/%252e%252e%252f",
    "/assets/..%5c..%5cbilling.db",
    "/assets/%00",
    "/assets/" + "a" * 20_000,
    "/assets/" + "%2f" * 5_000,
    "/assets/" + "../" * 5_000 + "etc/passwd",
    "/graphiql/assets/" + "..%2f" * 2_000,
    "//etc/passwd",
    "/./././admin/../admin",
    "/%ff%fe",
    "/admin%0d%0aset-cookie:a=b",
    "/;/admin",
)
JSON = {"content_type": "application/json"}
SECONDS = int(time.time())


def query(**parameters: str) -> str:
    return f"/graphql?{urlencode(parameters)}"


def signature(scheme: str, times: int) -> str:
    return f"t={SECONDS}" + f",{scheme}={'a' * 64}" * times


GRAPHQL = (
    requests(
        "a query of 30 KB by GET",
        get(query(query=f"{{ {many('a#: packs { name }', 90)} }}" + " " * 28_000)),
        answers=("200",),
    ),
    requests(
        "an address of 40 KB by GET", get(query(query="a" * 40_000)), answers=("431", "closed")
    ),
    requests(
        "16,000 parameters",
        get("/graphql?" + "a&" * 15_000),
        get("/graphql?" + "&" * 30_000),
        answers=("400",),
    ),
    requests(
        "1,900 times the same parameter",
        get("/graphql?" + "query=%7Bpacks%7Bname%7D%7D&" * 90),
        get("/graphql?" + "query=a&" * 1_900),
        answers=("400",),
    ),
    requests(
        "10,000 percent signs",
        get("/graphql?query=" + "%" * 30_000),
        get("/graphql?query=" + "%25" * 10_000),
        get("/graphql?query=" + "%ff" * 10_000),
        answers=("200", "400"),
    ),
    requests(
        "deep variables by GET",
        get(query(query=PACKS, variables="[" * 4_000 + "]" * 4_000)),
        get(query(query=PACKS, variables='{"a":' * 1_500 + "1" + "}" * 1_500)),
        answers=("400", "413"),
    ),
    requests(
        "200 mutations by GET",
        *(
            get(query(query="mutation { openAccount(input: {}) { id } }", x=str(n)))
            for n in range(200)
        ),
        answers=("405",),
        caller="user",
    ),
    requests(
        "300 different queries by GET",
        *(get(query(query=f"{{ a{n}: packs {{ name }} }}")) for n in range(300)),
        answers=("200",),
    ),
    requests(
        "pages of other sites that send GET",
        *(
            get(query(query=PACKS), sec_fetch_site="cross-site", origin=f"https://{n}.test")
            for n in range(200)
        ),
        answers=("403",),
    ),
    requests(
        "origins that are none",
        *(
            post("/graphql", b'{"query": "{ packs { name } }"}', origin=one, **JSON)
            for one in (
                "null",
                "http://[",
                "a" * 20_000,
                "http://" + "a." * 9_000,
                "http://a:99999",
                "://",
            )
        ),
        answers=("200", "400", "403"),
    ),
    requests(
        "methods that nobody has",
        *(
            (method, "/graphql", {}, b"")
            for method in (
                "PUT",
                "DELETE",
                "PATCH",
                "TRACE",
                "OPTIONS",
                "PROPFIND",
                "A" * 20,
                "get",
            )
        ),
        answers=("400", "405", "closed"),
    ),
    requests(
        "300 times HEAD and OPTIONS",
        *((method, "/graphql", {}, b"") for _ in range(150) for method in ("HEAD", "OPTIONS")),
        answers=("400", "405"),
    ),
)

HEADERS = (
    requests(
        "an If-None-Match of 5,000 tags",
        get("/", if_none_match=", ".join(['"a"'] * 5_000)),
        answers=("200",),
    ),
    requests(
        "an Accept-Encoding of 5,000 codings",
        get("/", accept_encoding=",".join(["a;q=0"] * 5_000)),
        get("/", accept_encoding="gzip;q=" + "9" * 20_000),
        get("/", accept_encoding=";" * 20_000),
        answers=("200",),
    ),
    requests(
        "a Range of 5,000 ranges",
        get("/", range="bytes=" + ",".join(f"{n}-{n}" for n in range(3_000))),
        answers=("200", "206", "416"),
    ),
    requests(
        "cookies of 30 KB",
        get("/page.json", cookie="a=b;" * 7_000),
        get(query(query=PACKS), cookie="a" * 30_000),
        answers=("200",),
    ),
    requests(
        "proxies of 5,000 addresses",
        get("/page.json", x_forwarded_for="1.2.3.4," * 3_000, forwarded="for=a;" * 900),
        answers=("200",),
    ),
    requests(
        "request ids that are noise",
        *(
            get(query(query=PACKS), x_request_id=one)
            for one in ("a" * 30_000, "a\tb", "${jndi:ldap://a}", "%0a", "")
        ),
        answers=("200",),
    ),
    requests(
        "traces that are noise",
        *(
            get(
                query(query=PACKS),
                traceparent=one,
                tracestate="a=b," * 2_000,
                baggage="a=b," * 2_000,
            )
            for one in ("00-" + "0" * 9_000, "ff-0-0-0", "-")
        ),
        answers=("200",),
    ),
    requests(
        "hosts that are none",
        *(
            get(path, host=one)
            for path in ("/", "/graphql")
            for one in ("", "a" * 20_000, "a b", "[", "a:b:c", "evil.test", "\t")
        ),
        answers=("200", "400", "closed"),
    ),
)

ENDPOINTS = (
    requests(
        "500 paths that do not exist",
        *(get(f"/{n}/{'x' * 200}") for n in range(500)),
        answers=("404",),
    ),
    requests(
        "paths that climb", *(get(path) for path in TRICKS), answers=("200", "404", "400", "307")
    ),
    requests(
        "300 times the probes",
        *(get(path) for _ in range(150) for path in ("/healthz", "/readyz")),
        answers=("200",),
    ),
    requests(
        "200 times the metrics",
        *(get("/metrics") for _ in range(200)),
        answers=("200", "401", "403", "404"),
    ),
    requests(
        "300 development tokens",
        *(
            post("/development/token", json.dumps({"account": f"m{n}"}).encode(), **JSON)
            for n in range(300)
        ),
        answers=("200", "429"),
    ),
    requests(
        "bodies for development tokens that are none",
        *(
            post("/development/token", one, **JSON)
            for one in (
                b"[" * 4_000,
                b"a" * 1_000_000,
                b"{}",
                b"\xff",
                b'{"account": ' + b"9" * 4_000 + b"}",
                json.dumps({"account": "a" * 4_000}).encode(),
                b'{"account": "a", "scope": "' + b"x " * 1_900 + b'"}',
            )
        ),
        answers=("200", "400"),
    ),
    requests(
        "exports with parameters that are noise",
        *(
            get(f"/export/usage.csv?{text}")
            for text in (
                "a=b&" * 2_000,
                "from=" + "9" * 20_000,
                "accountId=" + "%00" * 900,
                "from=1&from=2",
                "to=0001-01-01T00:00:00Z",
                "accountId=" + quote("😀" * 200),
            )
        ),
        answers=("200", "400", "404"),
        caller="user",
    ),
    requests(
        "200 exports of nothing",
        *(get("/export/account.json") for _ in range(200)),
        answers=("200", "404", "429"),
        caller="user",
    ),
    requests(
        "exports without a caller",
        *(
            get(f"/export/{name}")
            for name in (
                "usage.csv",
                "usage.jsonl",
                "ledger.csv",
                "account.json",
                "nothing.csv",
                "usage.csv/..",
            )
        ),
        answers=("401", "404"),
    ),
    requests(
        "the sandbox's forms, nested 2,000 deep",
        post(
            "/sandbox/v1/checkout/sessions",
            ("a" + "[b]" * 2_000 + "=1").encode(),
            content_type="application/x-www-form-urlencoded",
        ),
        post(
            "/sandbox/v1/checkout/sessions",
            b"a=b&" * 200_000,
            content_type="application/x-www-form-urlencoded",
        ),
        answers=("400", "401", "413"),
    ),
)

WEBHOOKS = (
    requests(
        "webhooks of 900 KB without a signature",
        *[post("/webhooks/stripe", b"[" * 900_000, **JSON)] * 20,
        answers=("400",),
    ),
    requests(
        "webhooks of 2 MB",
        *[post("/webhooks/stripe", b"a" * 2_000_000, **JSON)] * 10,
        answers=("413",),
    ),
    requests(
        "webhooks with 60 wrong signatures each",
        *[post("/webhooks/stripe", b"{}" * 400_000, stripe_signature=signature("v1", 55), **JSON)]
        * 20,
        answers=("400",),
    ),
    requests(
        "signatures that are noise",
        *(
            post("/webhooks/stripe", b"{}", stripe_signature=one, **JSON)
            for one in (
                "t=" + "9" * 3_000,
                "t=",
                "," * 4_000,
                "a" * 20_000,
                "t=1,t=2,v1=a",
                f"t={SECONDS}",
                signature("v0", 50),
                "t=1e9,v1=a",
            )
        ),
        answers=("400",),
    ),
    requests(
        "webhooks of bytes that are no text",
        post("/webhooks/stripe", b"\xff" * 900_000, stripe_signature=signature("v1", 1)),
        answers=("400",),
    ),
)

ATTACKS: tuple[Attack, ...] = (*GRAPHQL, *HEADERS, *ENDPOINTS, *WEBHOOKS)
