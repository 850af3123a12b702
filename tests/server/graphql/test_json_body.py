"""JSON is read like Python's own parser does, and written in a form that everybody can read."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.graphql.json_body import NotJson, encode, parse

texts = st.text(st.characters(), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.integers(2**62, 2**65) | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


def same(one: object, other: object) -> bool:
    """Compare values, also NaN, and 1 with 1.0."""
    return repr(one) == repr(other)


@given(values, st.booleans())
def test_what_can_be_written_is_read_as_it_was(value: object, ascii_only: bool) -> None:
    body = json.dumps(value, ensure_ascii=ascii_only).encode(errors="ignore")
    assert same(parse(body), json.loads(body.decode()))


@given(
    st.binary(max_size=20)
    | st.text('[]{}",:0123456789.eE-+ntfalsruNI \\u', max_size=12).map(str.encode)
)
def test_what_is_no_json_is_refused_by_both(body: bytes) -> None:
    try:
        expected = json.loads(body.decode())
    except ValueError:
        with pytest.raises(NotJson):
            parse(body)
    else:
        assert same(parse(body), expected)


@given(
    st.dictionaries(texts, values, max_size=3).filter(
        lambda v: "nan" not in repr(v).lower() and "inf" not in repr(v)
    )
)
def test_an_answer_is_read_as_it_was_written(content: dict[str, object]) -> None:
    assert same(json.loads(encode(content)), content)
