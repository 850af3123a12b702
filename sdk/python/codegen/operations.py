"""The operations: one for each field of the root types, and for the fields of OWN_METHODS."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
)

from codegen.names import constant, snake
from codegen.reading import Reading, input_type, reading, success_of
from codegen.selections import OWN_METHODS, SUMMARY_RESULTS, Selections, has_default, is_page

LEFT_OUT = frozenset({"node"})
"""For clients with a cache, which find again what they have: here, each thing has its methods."""
PAGING = ("first", "after")


@dataclass(frozen=True)
class Parameter:
    """A parameter of a method: its names in Python and in the API, and its type."""

    own: str
    name: str
    type: str
    default: str
    """An expression; empty if it must be given."""
    is_nullable: bool = False
    """Whether null says something else than leaving it out."""
    description: str | None = None


@dataclass(frozen=True)
class Operation:
    kind: str
    """`query`, `mutation` or `subscription`."""
    field: str
    owner: str | None
    """The field of Query whose object has the field, for one of OWN_METHODS."""
    document: str
    result: Reading
    """The type of the result (of one item, for pages), and how it is read."""
    parameters: tuple[Parameter, ...]
    takes_input: bool
    """Whether the parameters are the fields of the argument `input`."""
    is_paged: bool
    description: str | None

    @property
    def method(self) -> str:
        prefix = "live_" if self.kind == "subscription" else ""
        # The account is the caller's own, or is named: its fields need no prefix.
        owner = self.owner if self.owner != "account" else None
        return prefix + "_".join(snake(one) for one in (owner, self.field) if one)

    @property
    def constant(self) -> str:
        return constant(self.method)


def operations(selections: Selections) -> Iterator[Operation]:
    schema = selections.schema
    for kind, root in (
        ("query", schema.query_type),
        ("mutation", schema.mutation_type),
        ("subscription", schema.subscription_type),
    ):
        for name, field in object_type(root).fields.items():
            if name not in LEFT_OUT:
                yield _operation(kind, name, field, selections)
    for owner, names in OWN_METHODS.items():
        root_field = object_type(schema.query_type).fields[owner.lower()]
        fields = object_type(schema.type_map[owner]).fields
        for name in names:
            yield _own_method(owner.lower(), root_field, name, fields[name], selections)


def _operation(kind: str, name: str, field: GraphQLField, selections: Selections) -> Operation:
    paged = is_page(get_named_type(field.type))
    arguments, call = _arguments(field)
    below, result = _result(name, field, selections, paged=paged)
    return Operation(
        kind=kind,
        field=name,
        owner=None,
        document=f"{kind} {name}{_variables(arguments)} {{ {name}{call}{below} }}",
        result=result,
        parameters=tuple(_parameters(field, paged=paged)),
        takes_input=_input_of(field) is not None,
        is_paged=paged,
        description=field.description,
    )


def _own_method(
    owner: str, root: GraphQLField, name: str, field: GraphQLField, selections: Selections
) -> Operation:
    paged = is_page(get_named_type(field.type))
    arguments, call = _arguments(field)
    below, result = _result(name, field, selections, paged=paged)
    own_id = Parameter("id", "id", input_type(root.args["id"].type), " = None")
    if isinstance(root.args["id"].type, GraphQLNonNull):
        own_id = Parameter("id", "id", "str", "")
    variables = _variables({"id": root.args["id"], **arguments})
    title = f"{owner}{name[0].upper()}{name[1:]}"
    asked = f"{owner}(id: $id) {{ {name}{call}{below} }}"
    return Operation(
        kind="query",
        field=name,
        owner=owner,
        document=f"query {title}{variables} {{ {asked} }}",
        result=result,
        parameters=(own_id, *_parameters(field, paged=paged)),
        takes_input=False,
        is_paged=paged,
        description=field.description,
    )


def object_type(kind: object) -> GraphQLObjectType:
    if not isinstance(kind, GraphQLObjectType):
        raise TypeError(f"{kind} has no fields")
    return kind


def _arguments(field: GraphQLField) -> tuple[dict[str, GraphQLArgument], str]:
    call = ", ".join(f"{name}: ${name}" for name in field.args)
    return field.args, f"({call})" if call else ""


def _variables(arguments: dict[str, GraphQLArgument]) -> str:
    told = []
    for name, one in arguments.items():
        kind = str(one.type)
        # A variable that is left out leaves the argument to its default, if it may be left out.
        told.append(f"${name}: {kind.removesuffix('!') if has_default(one) else kind}")
    return f"({', '.join(told)})" if told else ""


def _result(
    name: str, field: GraphQLField, selections: Selections, *, paged: bool
) -> tuple[str, Reading]:
    if paged:
        page = object_type(get_named_type(field.type))
        nodes = page.fields["nodes"]
        asked = selections.below(nodes, inside=False)
        below = f" {{ nodes{asked} pageInfo {{ hasNextPage endCursor }} }}"
        item = reading(nodes.type.of_type.of_type.of_type, selections, inside=False)
        return below, Reading(item.type.removesuffix(" | None"), _unwrapped(item))
    inside = name in SUMMARY_RESULTS
    below = selections.below(field, inside=inside)
    kind = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
    if isinstance(kind, GraphQLUnionType):
        success = success_of(kind, selections)
        return below, Reading(success, f"succeeded({{}}, {success}._of)")
    return below, reading(field.type, selections, inside=inside)


def _unwrapped(item: Reading) -> str:
    """Return how a present item is read."""
    return f"{item.type.removesuffix(' | None')}._of({{}})"


def _input_of(field: GraphQLField) -> GraphQLInputObjectType | None:
    """Return the type of the only argument `input`, unless it is a list."""
    if list(field.args) != ["input"]:
        return None
    kind = field.args["input"].type
    inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    return inner if isinstance(inner, GraphQLInputObjectType) else None


def _parameters(field: GraphQLField, *, paged: bool) -> list[Parameter]:
    kind = _input_of(field)
    given = kind.fields if kind else field.args
    found = []
    for name, one in given.items():
        if paged and name in PAGING:
            continue
        found.append(_parameter(name, one))
    return sorted(found, key=lambda one: bool(one.default))


def _parameter(name: str, one: GraphQLArgument | GraphQLInputField) -> Parameter:
    kind, text = one.type, one.description
    if name == "idempotencyKey":
        return Parameter(snake(name), name, "str | None", " = None", description=text)
    if isinstance(kind, GraphQLNonNull) and not has_default(one):
        return Parameter(snake(name), name, input_type(kind), "", description=text)
    said = input_type(kind)
    plain = said.removesuffix(" | None")
    if not has_default(one):
        kept = f"{plain} | Unset | None"
        return Parameter(snake(name), name, kept, " = UNSET", is_nullable=True, description=text)
    said = f"{plain} | None"
    return Parameter(snake(name), name, said, " = None", description=text)
