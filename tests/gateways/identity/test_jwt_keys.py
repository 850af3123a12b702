"""The published keys that may verify a token."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from jwt.algorithms import RSAAlgorithm

from gateways.identity.jwk import InvalidKeySet, KeySet
from tests.gateways.identity.provider import ec_key, jwk, rsa_key


def key_set(*keys: object) -> KeySet:
    return KeySet.parse(json.dumps({"keys": keys}).encode())


def test_a_key_is_found_by_its_name_and_algorithm() -> None:
    keys = key_set(
        jwk(rsa_key("a"), kid="a"), jwk(rsa_key("b"), kid="b"), jwk(ec_key("a"), kid="a")
    )
    found = keys.find("a", "ES256")
    assert found is keys.keys[2]
    assert keys.find("b", "RS256") is keys.keys[1]
    assert keys.find("b", "ES256") is None
    assert keys.find("c", "RS256") is None
    assert keys.find("a", "HS256") is None


def test_a_token_without_a_name_is_served_by_the_only_compatible_key() -> None:
    one = key_set(jwk(rsa_key("a"), kid="a"), jwk(ec_key("b"), kid="b"))
    assert one.find(None, "RS256") is one.keys[0]
    two = key_set(jwk(rsa_key("a"), kid="a"), jwk(rsa_key("b"), kid="b"))
    assert two.find(None, "RS256") is None


def test_a_key_without_a_name_serves_any_name_when_it_is_the_only_compatible_one() -> None:
    one = key_set(jwk(rsa_key("a"), kid=None), jwk(ec_key("b"), kid="b"))
    assert one.find("new", "RS256") is one.keys[0]
    assert one.find("new", "ES256") is None
    two = key_set(jwk(rsa_key("a"), kid=None), jwk(rsa_key("b"), kid="b"))
    assert two.find("new", "RS256") is None


@pytest.mark.parametrize(
    "unfit",
    [
        {"kty": "oct", "k": "c2VjcmV0", "kid": "a"},
        {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
        jwk(rsa_key("a"), kid="a", use="enc"),
        jwk(rsa_key("a"), kid="a", key_ops=["encrypt"]),
        jwk(rsa_key("a"), kid="a", key_ops="verify"),
        jwk(rsa_key("a"), kid="a", alg="RS512"),
        jwk(rsa_key("a"), kid="a", alg="HS256"),
        jwk(rsa_key("a"), kid=None) | {"kid": 7},
        jwk(rsa_key("a"), kid="a") | {"n": 7},
        jwk(rsa_key("a"), kid="a") | {"n": "é"},
        jwk(rsa_key("a"), kid="a") | {"e": ""},
        RSAAlgorithm.to_jwk(rsa_key("a"), as_dict=True) | {"key_ops": ["verify"]},
        jwk(rsa_key("short", bits=1_024), kid="a"),
        jwk(ec_key("p384", curve=ec.SECP384R1), kid="a"),
        jwk(ec_key("a"), kid="a") | {"x": "A" * 43},
        {"kty": []},
        None,
        "key",
    ],
)
def test_a_key_unfit_for_signatures_is_left_out_and_the_rest_stays(unfit) -> None:
    keys = key_set(unfit, jwk(ec_key("b"), kid="good"))
    assert [key.kid for key in keys.keys] == ["good"]


@pytest.mark.parametrize(
    "more", [{"use": "sig"}, {"alg": "RS256"}, {"key_ops": ["verify"]}, {"x5c": ["other"]}]
)
def test_a_key_may_say_what_it_is_for(more) -> None:
    assert key_set(jwk(rsa_key("a"), kid="a", **more)).find("a", "RS256")


@pytest.mark.parametrize(
    "document", [b"", b"{", b"[]", b"null", b"{}", b'{"keys": {}}', b"\xff", b"[" * 100_000]
)
def test_a_document_that_is_no_key_set_is_refused(document) -> None:
    with pytest.raises(InvalidKeySet):
        KeySet.parse(document)


MEMBER = st.sampled_from(
    ["RSA", "EC", "P-256", "sig", "RS256", "ES256", "AQAB", "", "é", None, 1, [], {}, ["verify"]]
) | st.text(max_size=50)


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["kty", "kid", "use", "alg", "key_ops", "crv", "n", "e", "x", "y"]),
            MEMBER,
        )
    )
)
def test_keys_of_any_shape_never_break_the_parser(entries) -> None:
    for key in key_set(*entries).keys:
        assert key.algorithm in {"RS256", "ES256"}
