"""Documents that name too much that is not there are refused before they are parsed.

Parsing and explaining thousands of mistakes takes seconds; finding that there are so many takes
milliseconds, since a document's names can be told from the rest without understanding it.
"""

from __future__ import annotations

import re
from functools import cache

from graphql import GraphQLError, GraphQLSchema, is_enum_type, is_input_object_type
from graphql.type import is_interface_type, is_object_type

UNKNOWN_NAMES_MAX = 1_000
"""As often as they stand there. Aliases, arguments, variables and the document's own fragments do
not count."""

# Each alternative takes all it can at once, and strings without an end go to the document's end:
# the time grows with the length alone.
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


def too_many_unknown(schema: GraphQLSchema, query: str) -> GraphQLError | None:
    """Why the document isn't even parsed."""
    if len(query) <= UNKNOWN_NAMES_MAX:
        return None
    names = [name for name in _NAMES.findall(query) if name]
    heads = zip(names, names[1:], names[2:], strict=False)
    fragments = {name for before, name, after in heads if (before, after) == ("fragment", "on")}
    known = _known(schema) | fragments
    unknown = [name for name in names if name not in known]
    if len(unknown) <= UNKNOWN_NAMES_MAX:
        return None
    return GraphQLError(f"The document names too much that is not there, as {unknown[0][:50]!r}.")


@cache
def _known(schema: GraphQLSchema) -> frozenset[str]:
    """Every name that may stand in a document but for those that it gives itself."""
    names = {"query", "mutation", "subscription", "fragment", "on", "true", "false", "null"}
    names |= {"__typename", "__schema", "__type"} | schema.type_map.keys()
    names |= {directive.name for directive in schema.directives}
    for one in schema.type_map.values():
        if is_enum_type(one):
            names |= one.values.keys()
        elif is_object_type(one) or is_interface_type(one) or is_input_object_type(one):
            names |= one.fields.keys()
    return frozenset(names)
