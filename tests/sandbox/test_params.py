"""All parameters are checked against the SDK's own types."""

from __future__ import annotations

from typing import Any, get_args
from urllib.parse import urlencode

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st
from stripe import params as p
from stripe._encode import _api_encode
from stripe.params.checkout import SessionCreateParams
from typing_extensions import is_typeddict

from sandbox.http.endpoints import ENDPOINTS
from sandbox.http.form import parse
from sandbox.http.params import checked, fields
from sandbox.world.errors import ApiError, Json

names = st.text("abcdef_", min_size=1, max_size=8)
texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30
)
trees = st.recursive(
    texts, lambda inner: st.dictionaries(names, inner, min_size=1, max_size=3), max_leaves=8
)


def encoded(params: Json) -> bytes:
    """Return the parameters as the SDK sends them."""
    return urlencode(list(_api_encode(params))).encode()


def given_as(kind: type, params: Json, *supported: str) -> Json:
    every = frozenset(supported or fields(kind))
    return checked(kind, parse(encoded(params)), supported=every)


@given(st.dictionaries(names, trees, max_size=4))
def test_what_the_sdk_encodes_is_read_back(tree: Json) -> None:
    assert parse(encoded(tree)) == tree


@given(st.binary(max_size=60))
def test_no_bytes_break_the_parser(text: bytes) -> None:
    try:
        parse(text)
    except ApiError as error:
        assert error.status == 400


@given(
    st.dictionaries(texts.filter(lambda one: not set("[]") & set(one)), texts, max_size=5),
    st.lists(st.tuples(st.integers(1, 99), st.integers(0, 10**6)), min_size=1, max_size=4),
    st.booleans(),
)
def test_typed_parameters_arrive_as_they_were_sent(
    metadata: dict[str, str], lines: list[tuple[int, int]], flag: bool
) -> None:
    sent = {
        "mode": "payment",
        "metadata": metadata,
        "allow_promotion_codes": flag,
        "line_items": [
            {"quantity": count, "price_data": {"currency": "usd", "unit_amount": cents}}
            for count, cents in lines
        ],
    }
    arrived = given_as(SessionCreateParams, sent)
    assert arrived == {name: value for name, value in sent.items() if value != {}}


@given(names, trees)
def test_a_name_that_the_sdk_does_not_know_is_refused(name: str, value: Any) -> None:
    for kind in (SessionCreateParams, p.CustomerCreateParams, p.RefundCreateParams):
        if name not in fields(kind):
            with pytest.raises(ApiError) as caught:
                given_as(kind, {name: value})
            assert caught.value.fields["code"] == "parameter_unknown"
            assert caught.value.fields["param"] == name


@given(st.sampled_from(ENDPOINTS), st.dictionaries(names, trees, max_size=3), st.data())
def test_anything_is_either_typed_or_refused(endpoint: Any, more: Json, data: Any) -> None:
    some = data.draw(st.sampled_from([*fields(endpoint.params), "x"]))
    try:
        checked(
            endpoint.params,
            parse(encoded({**more, some: data.draw(trees)})),
            supported=endpoint.supported,
        )
    except ApiError as error:
        assert error.status == 400
        assert error.body()["error"]["message"]


REFUND, SUBSCRIPTION = p.RefundCreateParams, p.SubscriptionUpdateParams
LONG = "a" * 41
MANY = {f"{at}": "x" for at in range(51)}
NO_INTEGER, UNKNOWN = "parameter_invalid_integer", "parameter_unknown"
MISSING = "parameter_missing"
LIABLE = {"automatic_tax": {"liability": {"type": "self"}}}
NAP = {"pause_collection": {"behavior": "nap"}}


@pytest.mark.parametrize(
    ("kind", "given", "param", "code"),
    [
        (REFUND, {"amount": "x"}, "amount", NO_INTEGER),
        (REFUND, {"amount": "1.5"}, "amount", NO_INTEGER),
        (REFUND, {"amount": "9" * 19}, "amount", NO_INTEGER),
        (REFUND, {"amount": ""}, "amount", "parameter_invalid_empty"),
        (REFUND, {"amount": {"a": "1"}}, "amount", None),
        (REFUND, {"reason": "bored"}, "reason", None),
        (REFUND, {"charge": "x" * 5_001}, "charge", None),
        (REFUND, {"metadata": "x"}, "metadata", None),
        (REFUND, {"metadata": {"a": "x" * 501}}, "metadata[a]", None),
        (REFUND, {"metadata": {LONG: "x"}}, f"metadata[{LONG}]", None),
        (REFUND, {"metadata": MANY}, "metadata", None),
        (REFUND, {"expand": "charge"}, "expand", None),
        (p.ProductCreateParams, {}, "name", MISSING),
        (p.ProductCreateParams, {"name": "x", "active": "yes"}, "active", None),
        (p.CustomerUpdateParams, {"address": {"zip": "1"}}, "address[zip]", UNKNOWN),
        (p.CustomerListParams, {"created": {"gte": "x"}}, "created[gte]", NO_INTEGER),
        (SessionCreateParams, {"line_items": [{"a": 5}]}, "line_items[0][a]", UNKNOWN),
        (SessionCreateParams, {"line_items": {"1": {"quantity": 5}}}, "line_items", None),
        (SessionCreateParams, LIABLE, "automatic_tax[enabled]", MISSING),
        (SUBSCRIPTION, NAP, "pause_collection[behavior]", None),
    ],
)
def test_a_refusal_names_the_parameter(
    kind: type, given: Json, param: str, code: str | None
) -> None:
    with pytest.raises(ApiError) as caught:
        given_as(kind, given)
    assert caught.value.fields.get("param") == param
    assert caught.value.fields.get("code") == code


def test_empty_text_unsets_what_may_be_unset() -> None:
    assert given_as(p.CustomerUpdateParams, {"metadata": "", "address": ""}) == {
        "metadata": "",
        "address": "",
    }


def test_one_of_several_types_is_taken() -> None:
    assert given_as(p.CustomerListParams, {"created": 5}) == {"created": 5}
    assert given_as(p.CustomerListParams, {"created": {"gt": 5}}) == {"created": {"gt": 5}}
    trial = given_as(p.SubscriptionUpdateParams, {"trial_end": "now"})
    assert trial == {"trial_end": "now"}
    assert given_as(p.SubscriptionUpdateParams, {"trial_end": 5}) == {"trial_end": 5}


def test_the_options_of_a_call_are_no_parameters() -> None:
    for name in ("api_key", "idempotency_key", "stripe_version"):
        with pytest.raises(ApiError, match="unknown"):
            given_as(p.CustomerCreateParams, {name: "x"})


def test_what_the_sandbox_does_not_do_is_said_by_name() -> None:
    data = {"currency": "usd", "unit_amount_decimal": "1.5"}
    with pytest.raises(ApiError) as caught:
        given_as(
            SessionCreateParams,
            {"line_items": [{"price_data": data}]},
            "line_items.price_data.currency",
        )
    assert caught.value.fields["code"] == "sandbox_unsupported"
    assert caught.value.fields["param"] == "line_items.price_data.unit_amount_decimal"


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda one: f"{one.method} {one.path}")
def test_what_is_supported_is_known_to_the_sdk(endpoint: Any) -> None:
    assert [one for one in endpoint.supported - {"expand"} if not known(endpoint.params, one)] == []


def known(hint: Any, name: str) -> bool:
    """Return whether the type has this dotted name, also inside lists and unions."""
    if not is_typeddict(hint):
        return any(known(one, name) for one in get_args(hint))
    first, _, rest = name.partition(".")
    return first in fields(hint) and (not rest or known(fields(hint)[first], rest))


async def test_the_sdk_sees_the_refusal(stage: Any) -> None:
    params: Any = {"after_expiration": {"recovery": {"enabled": True}}}
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await stage.pack(**params)
    assert (caught.value.code, caught.value.param) == (
        "sandbox_unsupported",
        "after_expiration.recovery.enabled",
    )
