"""The API reference: pages in Markdown, made from the SDL.

Each type is on one page, under a heading with its name, so that every mention of it is a link.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    get_named_type,
    print_ast,
)
from graphql.type import is_introspection_type, is_specified_scalar_type

Pages = dict[str, str]
"""Markdown by the name of its page, such as "objects"."""

TITLES = {
    "queries": "Queries",
    "mutations": "Mutations",
    "subscriptions": "Subscriptions",
    "objects": "Objects",
    "results": "Results and interfaces",
    "inputs": "Inputs",
    "enums": "Enums and scalars",
}


def reference(sdl: str) -> Pages:
    """Return the pages of the reference, each beginning with its title."""
    schema = build_schema(sdl)
    home = {one.name: page for one in _types(schema) if (page := _page_of(schema, one))}
    parts: dict[str, list[str]] = {page: [f"# {title}\n"] for page, title in TITLES.items()}
    for one in _types(schema):
        if one.name in home:
            parts[home[one.name]].append(_Writer(home, home[one.name]).type(one))
    roots = (schema.query_type, schema.mutation_type, schema.subscription_type)
    for page, root in zip(("queries", "mutations", "subscriptions"), roots, strict=True):
        if root is not None:
            parts[page] += _Writer(home, page).operations(root)
    return {page: "\n".join(texts) for page, texts in parts.items()}


def _types(schema: GraphQLSchema) -> list[GraphQLNamedType]:
    return [
        one
        for _, one in sorted(schema.type_map.items())
        if not is_introspection_type(one) and not is_specified_scalar_type(one)
    ]


def _page_of(schema: GraphQLSchema, one: GraphQLNamedType) -> str | None:
    """Return the page of a type; None for the root types, whose fields are pages themselves."""
    if one in {schema.query_type, schema.mutation_type, schema.subscription_type}:
        return None
    match one:
        case GraphQLInputObjectType():
            return "inputs"
        case GraphQLEnumType() | GraphQLScalarType():
            return "enums"
        case GraphQLUnionType() | GraphQLInterfaceType():
            return "results"
        case _:
            return "objects"


class _Writer:
    """Writes for one page. `home` has the page of each type."""

    def __init__(self, home: Mapping[str, str], page: str) -> None:
        self._home = home
        self._page = page

    def operations(self, root: GraphQLObjectType) -> Iterator[str]:
        for name, field in sorted(root.fields.items()):
            yield f"## {name}\n\n{_text(field)}\n"
            yield f"Answers {self._link(field.type)}.\n"
            if field.args:
                rows = ((arg, self._given(one)) for arg, one in field.args.items())
                yield _table(("argument", "type", "meaning"), rows)

    def type(self, one: GraphQLNamedType) -> str:
        head = f"## {one.name}\n\n{_text(one)}\n"
        return f"{head}\n{self._inside(one)}"

    def _inside(self, one: GraphQLNamedType) -> str:
        match one:
            case GraphQLInputObjectType():
                rows = ((name, self._given(field)) for name, field in one.fields.items())
                return _table(("field", "type", "meaning"), rows)
            case GraphQLEnumType():
                values = ((name, (_text(value),)) for name, value in one.values.items())
                return _table(("value", "meaning"), values)
            case GraphQLUnionType():
                return f"One of {self._links(one.types)}.\n"
            case GraphQLObjectType() | GraphQLInterfaceType():
                return self._object(one)
            case _:
                return ""

    def _object(self, one: GraphQLObjectType | GraphQLInterfaceType) -> str:
        head = f"Implements {self._links(one.interfaces)}.\n\n" if one.interfaces else ""
        rows = (
            (self._signed(name, field), self._field(field)) for name, field in one.fields.items()
        )
        return head + _table(("field", "type", "meaning"), rows, code=False)

    def _signed(self, name: str, field: GraphQLField) -> str:
        """Return the name of a field, with its arguments."""
        if not field.args:
            return f"`{name}`"
        given = (f"`{arg}:` {self._link(one.type)}" for arg, one in field.args.items())
        return f"`{name}(`{', '.join(given)}`)`"

    def _field(self, field: GraphQLField) -> tuple[str, str]:
        arguments = (
            f"<br>`{name}`: {_text(one)}" for name, one in field.args.items() if _text(one)
        )
        return self._link(field.type), _text(field) + "".join(arguments)

    def _given(self, one: GraphQLArgument | GraphQLInputField) -> tuple[str, str]:
        value = one.ast_node and one.ast_node.default_value
        default = f" = `{print_ast(value)}`" if value else ""
        return self._link(one.type) + default, _text(one)

    def _links(self, types: Iterable[GraphQLNamedType]) -> str:
        return ", ".join(self._link(one) for one in types)

    def _link(self, one: object) -> str:
        """Return the type with a link to its heading: `[Model!]!`."""
        named = get_named_type(one)  # type: ignore[call-overload]
        page = self._home.get(named.name)
        if page is None:
            return f"`{one}`"
        target = (
            f"#{named.name.lower()}" if page == self._page else f"{page}.md#{named.name.lower()}"
        )
        return f"[`{one}`]({target})"


def _text(one: object) -> str:
    description = getattr(one, "description", None) or ""
    reason = getattr(one, "deprecation_reason", None)
    return f"{description} **Deprecated:** {reason}" if reason else description


def _line(text: str) -> str:
    """Return a description as one cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def _table(
    head: tuple[str, ...], rows: Iterable[tuple[str, tuple[str, ...]]], *, code: bool = True
) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for name, cells in rows:
        shown = (_line(cell) for cell in cells)
        lines.append(f"| {f'`{name}`' if code else name} | {' | '.join(shown)} |")
    return "\n".join(lines) + "\n"
