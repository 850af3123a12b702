import base64
import json
from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from gateways.identity import jwt_verifier
from gateways.identity.jwt_verifier import InvalidToken, TokenVerifier, expiry, issue_token
from tests.gateways.identity.provider import NOW, SECRET, claims, rsa_key, sign
from tests.support.clocks import Clock


def make_verifier(*, secret=SECRET, clock=None, **settings) -> TokenVerifier:
    return TokenVerifier(secret=secret, clock=clock or Clock(NOW), **settings)


def hs256(payload=None, **header) -> str:
    return sign(SECRET, algorithm="HS256", payload=payload, **header)


def raw(header: bytes, payload: bytes = b"{}", signature: bytes = b"") -> str:
    parts = (base64.urlsafe_b64encode(part).rstrip(b"=") for part in (header, payload, signature))
    return b".".join(parts).decode()


async def test_an_issued_token_is_valid_and_names_the_account() -> None:
    token = issue_token(SECRET, account="alice", scope="admin", ttl=60, now=NOW)
    found = await make_verifier().verify(token)
    assert (found["sub"], found["scope"]) == ("alice", "admin")
    assert expiry(found) == NOW + timedelta(seconds=60)


async def test_an_issued_token_without_a_scope_claims_none() -> None:
    token = issue_token(SECRET, account="alice", ttl=60, now=NOW)
    assert "scope" not in await make_verifier().verify(token)


async def test_an_issued_token_fits_the_audience_and_issuer_it_was_made_for() -> None:
    token = issue_token(SECRET, account="a", ttl=60, now=NOW, audience="billing", issuer="us")
    assert await make_verifier(audience="billing", issuer="us").verify(token)


@pytest.mark.parametrize(
    "wrong", [{"account": ""}, {"account": "a\0"}, {"ttl": 0}, {"ttl": 10**12}, {"ttl": 10**30}]
)
def test_a_token_that_would_be_refused_is_not_issued(wrong) -> None:
    with pytest.raises(ValueError):
        issue_token(SECRET, **{"account": "alice", "ttl": 60, "now": NOW, **wrong})


@pytest.mark.parametrize("secret", ["", '{"kty": "oct", "k": "c2VjcmV0"}'])
def test_a_secret_that_is_empty_or_a_key_in_disguise_is_refused(secret) -> None:
    with pytest.raises(ValueError):
        make_verifier(secret=secret)


async def test_a_secret_that_is_not_utf8_signs_by_its_bytes() -> None:
    secret = b"\xff" * 32
    token = sign(secret, algorithm="HS256")
    assert await make_verifier(secret=secret.decode("utf-8", "surrogateescape")).verify(token)


@pytest.mark.parametrize(
    "token",
    [
        sign("", algorithm="none"),
        sign(SECRET * 2, algorithm="HS512"),
        sign(SECRET + "!", algorithm="HS256"),
        sign(rsa_key("a"), algorithm="RS256", kid="a"),
        raw(b'{"alg": "HS256"}', b"{}"),
        raw(b'{"alg": "none"}', json.dumps(claims()).encode()),
        raw(b'{"alg": ["HS256"]}'),
        raw(b"{}"),
        raw(b"[]"),
        raw(b"[" * 5_000),
        raw(b"\xff\xfe"),
        hs256(crit=["exp"]),
        hs256([]),
        hs256("alice"),
        hs256(b"[" * 5_000),
        hs256(b"\xff"),
        "",
        ".",
        "..",
        "a.b.c",
        "é.é.é",
        "\ud800",
        "a" * 100_000,
    ],
)
async def test_a_token_that_is_not_ours_is_refused(token) -> None:
    with pytest.raises(InvalidToken):
        await make_verifier().verify(token)


async def test_a_published_key_does_not_serve_as_a_secret() -> None:
    public = rsa_key("a").public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    forged = jwt_signed_by_bytes(pem)
    verifier = make_verifier(secret=None, jwks_url="http://127.0.0.1:9/")
    with pytest.raises(InvalidToken, match="algorithm"):
        await verifier.verify(forged)


def jwt_signed_by_bytes(secret: bytes) -> str:
    algorithm = jwt.get_algorithm_by_name("HS256")
    unsigned = raw(b'{"alg": "HS256"}', json.dumps(claims()).encode()).rpartition(".")[0]
    signature = base64.urlsafe_b64encode(algorithm.sign(unsigned.encode(), secret))
    return f"{unsigned}.{signature.rstrip(b'=').decode()}"


@pytest.mark.parametrize(
    "exp",
    [
        ...,
        None,
        "9999999999",
        True,
        float("nan"),
        float("inf"),
        -1,
        0,
        1,
        (NOW.timestamp() + 60) * 1_000,
        10**400,
        [],
    ],
)
async def test_a_token_without_a_finite_end_in_the_future_is_refused(exp) -> None:
    with pytest.raises(InvalidToken):
        await make_verifier().verify(hs256(claims(exp=exp)))


async def test_a_token_ends_exactly_at_exp_even_when_it_was_seen_before() -> None:
    clock = Clock(NOW)
    verifier = make_verifier(clock=clock)
    token = hs256(claims(exp=NOW.timestamp() + 60))
    clock.now = NOW + timedelta(seconds=60) - timedelta(microseconds=1)
    assert await verifier.verify(token)
    clock.now = NOW + timedelta(seconds=60)
    with pytest.raises(InvalidToken, match="expired"):
        await verifier.verify(token)


@pytest.mark.parametrize("name", ["nbf", "iat"])
async def test_a_start_may_be_five_seconds_ahead_and_no_more(name) -> None:
    verifier = make_verifier()
    assert await verifier.verify(hs256(claims(**{name: NOW.timestamp() + 5})))
    with pytest.raises(InvalidToken, match="future"):
        await verifier.verify(hs256(claims(**{name: NOW.timestamp() + 6})))


@pytest.mark.parametrize("name", ["nbf", "iat"])
async def test_a_start_that_is_not_a_number_is_refused(name) -> None:
    for start in ("today", True, None, float("nan")):
        with pytest.raises(InvalidToken):
            await make_verifier().verify(hs256(claims(**{name: start})))


@pytest.mark.parametrize("aud", ["billing", ["other", "billing"]])
async def test_the_configured_audience_must_be_among_the_tokens(aud) -> None:
    assert await make_verifier(audience="billing").verify(hs256(claims(aud=aud)))


@pytest.mark.parametrize("aud", [..., None, "other", "billing2", ["other"], [], {"billing": 1}, 7])
async def test_another_audience_is_refused(aud) -> None:
    with pytest.raises(InvalidToken, match="audience"):
        await make_verifier(audience="billing").verify(hs256(claims(aud=aud)))


@pytest.mark.parametrize("iss", [..., None, "others", ["us"], 7])
async def test_another_issuer_is_refused(iss) -> None:
    verifier = make_verifier(issuer="us")
    assert await verifier.verify(hs256(claims(iss="us")))
    with pytest.raises(InvalidToken, match="issuer"):
        await verifier.verify(hs256(claims(iss=iss)))


async def test_an_audience_and_issuer_nobody_configured_are_accepted() -> None:
    assert await make_verifier().verify(hs256(claims(aud="anything", iss="anyone")))


@pytest.mark.parametrize("sub", [..., None, 7, "", "a" * 256, "a\0", "a\n", "\ud800", ["alice"]])
async def test_a_subject_that_can_not_be_an_account_id_is_refused(sub) -> None:
    with pytest.raises(InvalidToken, match="sub"):
        await make_verifier().verify(hs256(claims(sub=sub)))


@pytest.mark.parametrize("sub", ["a" * 255, "Zoë 🦊", "auth0|1"])
async def test_an_account_id_can_be_any_other_text(sub) -> None:
    assert (await make_verifier().verify(hs256(claims(sub=sub))))["sub"] == sub


@pytest.mark.parametrize("name", ["scope", "scp"])
@pytest.mark.parametrize("scope", [7, True, [7], ["admin", None], [["admin"]], {"admin": True}])
async def test_a_scope_that_is_neither_text_nor_a_list_of_it_is_refused(name, scope) -> None:
    with pytest.raises(InvalidToken, match=name):
        await make_verifier().verify(hs256(claims(**{name: scope})))


async def test_what_does_not_decide_is_not_looked_at() -> None:
    assert await make_verifier().verify(hs256(claims(scope="openid", scp=7)))


async def test_a_token_above_8_kb_is_refused_however_well_signed() -> None:
    with pytest.raises(InvalidToken, match="long"):
        await make_verifier().verify(hs256(claims(filler="x" * 8_192)))


async def test_what_a_caller_does_to_the_claims_stays_with_the_caller() -> None:
    verifier, token = make_verifier(), hs256()
    (await verifier.verify(token))["sub"] = "mallory"
    assert (await verifier.verify(token))["sub"] == "alice"


async def test_memory_of_good_tokens_is_bounded(monkeypatch) -> None:
    monkeypatch.setattr(jwt_verifier, "REMEMBERED_MAX", 2)
    verifier = make_verifier()
    for _ in range(2):
        for name in ("alice", "bob", "carol"):
            found = await verifier.verify(hs256(claims(sub=name)))
            assert found["sub"] == name
    assert len(verifier._remembered) == 2


async def test_refused_tokens_are_not_remembered() -> None:
    verifier = make_verifier()
    for payload in (claims(exp=1), claims(sub=7), []):
        with pytest.raises(InvalidToken):
            await verifier.verify(hs256(payload))
    assert not verifier._remembered


@given(st.data())
async def test_a_token_with_any_character_changed_is_refused(data) -> None:
    token = issue_token(SECRET, account="alice", ttl=60, now=NOW)
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters(codec="ascii").filter(lambda c: c != token[at]))
    verifier = make_verifier()
    assert await verifier.verify(token)
    with pytest.raises(InvalidToken):
        await verifier.verify(token[:at] + other + token[at + 1 :])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["sub", "exp", "nbf", "iat", "aud", "iss", "scope"]), JSON))
async def test_well_signed_claims_of_any_shape_are_refused_or_sound(changes) -> None:
    try:
        found = await make_verifier().verify(hs256({**claims(), **changes}))
    except InvalidToken:
        return
    assert 1 <= len(found["sub"]) <= 255
    assert expiry(found) > NOW


@given(st.dictionaries(st.sampled_from(["alg", "kid", "crit", "b64", "typ", "jwk"]), JSON))
async def test_a_header_of_any_shape_is_refused(header) -> None:
    with pytest.raises(InvalidToken):
        await make_verifier().verify(raw(json.dumps(header).encode(), b"{}", b"x"))
