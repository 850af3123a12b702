"""The place of an error is the one that graphql-core tells, found without its search."""

from __future__ import annotations

import graphql
from hypothesis import given
from hypothesis.strategies import sampled_from, text

from server.operations.text import Text


@given(text(sampled_from("a{\n\ré😀")))
def test_a_place_is_the_same_as_in_graphql_core(body: str) -> None:
    for position in range(len(body) + 1):
        # No token begins in the middle of a line break.
        if body[position - 1 : position + 1] != "\r\n" or position == 0:
            expected = graphql.Source(body).get_location(position)
            assert Text(body).get_location(position) == expected
