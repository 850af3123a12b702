"""Validation of documents that leaves few circles of references behind.

graphql-core's rules remember their own methods, and with them the whole document. Only a collection
of garbage would free it, for which everything waits. What is left are some objects of visitors,
the fragments of a document, and what an error of a literal refers to.
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import local
from typing import Any

from graphql import ASTValidationRule, DocumentNode, GraphQLError, GraphQLSchema, validate
from graphql.validation import ASTValidationContext


class Validator:
    """Validates documents of one schema by some rules. It may be used in several threads."""

    def __init__(self, schema: GraphQLSchema, rules: Iterable[type[ASTValidationRule]]) -> None:
        self._schema = schema
        self._rules = tuple(map(_noted, rules))

    def errors(self, document: DocumentNode, *, most: int) -> list[GraphQLError]:
        """Return the mistakes of a document, at most so many and one that tells of more."""
        made: list[object] = []
        _present.made = made
        try:
            return validate(self._schema, document, self._rules, max_errors=most)
        finally:
            for one in made:
                _clear(one)


_present = local()


def _clear(one: object) -> None:
    """Empty a rule, or the context, whose lists are those of its visitors."""
    if isinstance(one, ASTValidationContext):
        for kept in vars(one).values():
            for inner in kept.values() if isinstance(kept, dict) else ():
                if isinstance(inner, list):
                    inner.clear()
    vars(one).clear()


def _noted(rule: type[ASTValidationRule]) -> type[ASTValidationRule]:
    """Return the rule with a constructor that notes each rule and its context in
    `_present.made`."""

    def noted(self: ASTValidationRule, context: Any) -> None:
        rule.__init__(self, context)
        _present.made += (self, context)

    return type(rule.__name__, (rule,), {"__init__": noted})
