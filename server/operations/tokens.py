"""Looks at the tokens of a document before it is parsed.

To parse and explain thousands of mistakes takes seconds. To count them takes milliseconds, because
a regular expression finds the tokens of a document.
"""

from __future__ import annotations

import re
from functools import cache

from graphql import GraphQLError, GraphQLSchema, is_enum_type, is_input_object_type
from graphql.type import is_interface_type, is_object_type

UNKNOWN_NAMES_MAX = 1_000
"""The maximum number of unknown names; each occurrence counts. Aliases, arguments, variables and
the document's own fragments do not count."""

# Each alternative is possessive, and an unterminated string extends to the end of the document:
# so the time is linear in the length.
_NAMES = re.compile(
    r'"""(?:[^"\\]|\\"""|\\|"(?!""))*+(?:""")?'
    r'|"(?:[^"\\\n]|\\.)*+"?'
    r"|\#[^\n]*+"
    r"|\$\s*+\w*+"
    r"|\d[\w.]*+"
    r"|[A-Za-z_]\w*+(?=[\s,]*+:)"
    r"|([A-Za-z_]\w*+)",
    re.ASCII,
)


_TOKENS = re.compile(
    r'"""(?:[^"\\]|\\"""|\\|"(?!""))*+(?:""")?'
    r'|"(?:[^"\\\n]|\\.)*+"?'
    r"|(?:\#[^\n\r]*+|[\s,\ufeff]++)()"
    r"|-?\d[\w.+-]*+"
    r"|[A-Za-z_]\w*+"
    r"|\.\.\."
    r"|.",
    re.ASCII | re.DOTALL,
)


def number_of_tokens(query: str) -> int:
    """Return the number of tokens, as the parser counts them. Comments are none. For text that is
    no GraphQL, each character that cannot be read counts as one."""
    return sum(found.lastindex is None for found in _TOKENS.finditer(query))


def too_many_unknown(schema: GraphQLSchema, query: str) -> GraphQLError | None:
    """Return why the document is not parsed, or None."""
    if len(query) <= UNKNOWN_NAMES_MAX:
        return None
    names = [name for name in _NAMES.findall(query) if name]
    heads = zip(names, names[1:], names[2:], strict=False)
    fragments = {name for before, name, after in heads if (before, after) == ("fragment", "on")}
    known = _known(schema) | fragments
    unknown = [name for name in names if name not in known]
    if len(unknown) <= UNKNOWN_NAMES_MAX:
        return None
    return GraphQLError(
        f"The document contains too many unknown names, such as {unknown[0][:50]!r}."
    )


@cache
def _known(schema: GraphQLSchema) -> frozenset[str]:
    """Return every name that a document may use, except those that it defines itself."""
    names = {"query", "mutation", "subscription", "fragment", "on", "true", "false", "null"}
    names |= {"__typename", "__schema", "__type"} | schema.type_map.keys()
    names |= {directive.name for directive in schema.directives}
    for one in schema.type_map.values():
        if is_enum_type(one):
            names |= one.values.keys()
        elif is_object_type(one) or is_interface_type(one) or is_input_object_type(one):
            names |= one.fields.keys()
    return frozenset(names)
