"""The changes of the API: what the present SDL adds to the released one, changes and removes."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    find_breaking_changes,
    find_dangerous_changes,
)

_PROMISE = """# Changes of the API

Clients of the last release go on to work: a field or argument is first deprecated, and removed
later. This page lists what is different since that release. CHANGELOG.md tells the reasons.
"""
_NONE = "Nothing has changed since the last release.\n"


def changes(released: str, present: str) -> str:
    """Return the page about the changes between two SDLs, in Markdown."""
    before, after = build_schema(released), build_schema(present)
    parts = {
        "Breaking": [one.description for one in find_breaking_changes(before, after)],
        "Worth a look": [one.description for one in find_dangerous_changes(before, after)],
        "New": list(_additions(before, after)),
        "Deprecated": list(_deprecated(before, after)),
    }
    sections = (
        f"## {title}\n\n" + "\n".join(f"- {line}" for line in sorted(lines)) + "\n"
        for title, lines in parts.items()
        if lines
    )
    return "\n".join([_PROMISE, *(sections if any(parts.values()) else [_NONE])])


def _additions(before: GraphQLSchema, after: GraphQLSchema) -> Iterator[str]:
    for name, one in after.type_map.items():
        old = before.type_map.get(name)
        if old is None:
            yield f"Type `{name}`"
            continue
        known = _members(old)
        for member in _members(one):
            if member not in known:
                yield f"`{name}.{member}`"


def _members(one: GraphQLNamedType) -> list[str]:
    """Return the names of fields, values, and arguments: `usage`, `usage(model)`."""
    if isinstance(one, GraphQLEnumType):
        return list(one.values)
    if isinstance(one, GraphQLInputObjectType):
        return list(one.fields)
    if not isinstance(one, GraphQLObjectType | GraphQLInterfaceType):
        return []
    arguments = [f"{name}({arg})" for name, field in one.fields.items() for arg in field.args]
    return [*one.fields, *arguments]


def _deprecated(before: GraphQLSchema, after: GraphQLSchema) -> Iterator[str]:
    old = set(_reasons(before))
    for name, reason in _reasons(after):
        if (name, reason) not in old:
            yield f"`{name}`: {reason}"


def _reasons(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    for type_name, one in schema.type_map.items():
        members = {}
        if isinstance(one, GraphQLEnumType):
            members = dict(one.values)
        elif isinstance(one, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            members = dict(one.fields)
        for name, member in members.items():
            if member.deprecation_reason:
                yield f"{type_name}.{name}", member.deprecation_reason
