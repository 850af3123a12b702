"""The fields that each operation asks for by default.

The thing that was asked for comes whole. A thing of SUMMARIES inside another one comes as a
summary, so no selection goes in a circle. Lists in pages, fields with required arguments and what
is slow to answer (OWN_METHODS) are left out: they have methods of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputField,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_composite_type,
    is_object_type,
)

SUMMARIES = {
    "Account": ("id", "createdAt"),
    "Model": ("name", "displayName", "provider", "tier", "isFree"),
    "Pack": ("name", "displayName", "tokens"),
    "Plan": ("name", "displayName", "priority"),
    "Team": ("id", "name", "kind"),
}
OWN_METHODS = {
    "Account": (
        "quotas",
        "paymentMethods",
        "usage",
        "usageSummary",
        "forecast",
        "savings",
        "suggestions",
        "ledger",
        "purchases",
        "holds",
        "userBilling",
    ),
    "Team": ("members", "invitations"),
}
"""Fields that become methods `usage`, `team_members` …, with their arguments."""
SUMMARY_RESULTS = frozenset({"openAccount"})
"""Operations whose callers may see no more of the thing than its summary."""
REFUSAL = "Refusal"
COMMON = ("code", "message")
"""The fields of every refusal."""


class Selections:
    """The default selections of a schema. `used` collects the objects that they contain."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.used: dict[str, tuple[GraphQLObjectType, bool]] = {}

    def class_of(self, kind: GraphQLObjectType, *, inside: bool = False) -> str:
        """Return the name of the class for an object, inside another one or not."""
        summary = inside and kind.name in SUMMARIES
        name = f"{kind.name}Summary" if summary else kind.name
        if name not in self.used:
            self.used[name] = (kind, summary)
            self.text(kind, inside=inside)
        return name

    def fields(
        self, kind: GraphQLObjectType, *, summary: bool
    ) -> Iterator[tuple[str, GraphQLField]]:
        wanted = SUMMARIES[kind.name] if summary else tuple(kind.fields)
        for name in wanted:
            field = kind.fields[name]
            if summary or self._is_selected(kind.name, name, field):
                yield name, field

    def text(self, kind: GraphQLObjectType, *, inside: bool = False) -> str:
        """Return the selection of an object, without braces."""
        summary = inside and kind.name in SUMMARIES
        parts = []
        for name, field in self.fields(kind, summary=summary):
            if not (is_refusal(kind) and name in COMMON):
                key = key_of(kind, name)
                parts.append(f"{'' if key == name else f'{key}: '}{name}{self.below(field)}")
        return " ".join(parts)

    def below(self, field: GraphQLField, *, inside: bool = True) -> str:
        """Return the selection below a field, with braces; nothing for a scalar."""
        kind = get_named_type(field.type)
        if not is_composite_type(kind):
            return ""
        if isinstance(kind, GraphQLUnionType | GraphQLInterfaceType):
            return f" {{ {self._members(kind)} }}"
        self.class_of(kind, inside=inside)
        return f" {{ {self.text(kind, inside=inside)} }}"

    def _members(self, kind: GraphQLUnionType | GraphQLInterfaceType) -> str:
        members = self.schema.get_possible_types(kind)
        parts = ["__typename ... on Refusal { code message }"]
        for member in members:
            self.class_of(member)
            if own := self.text(member):
                parts.append(f"... on {member.name} {{ {own} }}")
        return " ".join(parts)

    def _is_selected(self, owner: str, name: str, field: GraphQLField) -> bool:
        if name in OWN_METHODS.get(owner, ()) or field.deprecation_reason:
            return False
        required = any(
            isinstance(one.type, GraphQLNonNull) and not has_default(one)
            for one in field.args.values()
        )
        return not required and not is_page(get_named_type(field.type))


def has_default(one: GraphQLArgument | GraphQLInputField) -> bool:
    """Return whether it may be left out because it has a default, which may be null."""
    return one.ast_node is not None and one.ast_node.default_value is not None


def is_refusal(kind: object) -> bool:
    return is_object_type(kind) and any(one.name == REFUSAL for one in kind.interfaces)


def key_of(kind: GraphQLObjectType, name: str) -> str:
    """Return the name of a field in answers. Those of refusals differ from those of the success
    beside them, which may have other types."""
    return f"refused_{name}" if is_refusal(kind) and name not in COMMON else name


def is_page(kind: object) -> bool:
    return is_object_type(kind) and {"pageInfo", "nodes"} <= kind.fields.keys()
