"""How a request names its document, over HTTP and websockets.

There are two ways: `documentId`, as the GraphQL over HTTP specification has it in its appendix on
persisted documents, and `extensions.persistedQuery`, as Apollo's clients send it.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any, NamedTuple

from graphql import GraphQLError

from server.operations import NotServed

NAME_LENGTH_MAX = 200
PREFIX = "sha256:"
"""Begins a `documentId` that is the SHA-256 of its document."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Reference(NamedTuple):
    """The name of a document: the id in a list, or the SHA-256 in hexadecimal digits.

    `is_automatic`: the client sends the document too, once it is told that the name is not known.
    """

    name: str
    is_automatic: bool

    @property
    def is_digest(self) -> bool:
        return is_digest(self.name)


class BadReference(NotServed):
    """A reference that is malformed, unknown, or of another document."""

    def __init__(self, field: str, fault: str) -> None:
        extensions = {"code": "BAD_INPUT", "field": field}
        super().__init__(GraphQLError(f"{field}: {fault}", extensions=extensions), status=400)


class NotRegistered(NotServed):
    """The answer upon which Apollo's clients send the document. They know it by these two words,
    and older ones stop to use names after a status of 400."""

    def __init__(self) -> None:
        extensions = {"code": "PERSISTED_QUERY_NOT_FOUND"}
        super().__init__(
            GraphQLError("PersistedQueryNotFound", extensions=extensions), strict_status=200
        )


class Untrusted(NotServed):
    """The document is not in the list, which the settings require for this caller."""

    def __init__(self) -> None:
        super().__init__(
            GraphQLError(
                "This service executes only documents of its list of trusted documents, and this "
                "one is not in it.",
                extensions={"code": "FORBIDDEN"},
            ),
            strict_status=403,
        )


def digest(document: str) -> str:
    """Return the SHA-256 in hexadecimal digits. A lone surrogate is encoded too."""
    return sha256(document.encode(errors="surrogatepass")).hexdigest()


def is_digest(name: str) -> bool:
    return _SHA256.fullmatch(name) is not None


def reference_in(content: dict[str, Any]) -> Reference | None:
    """Return how a request names its document; None if it does not. Raises BadReference."""
    extensions = content.get("extensions")
    persisted = extensions.get("persistedQuery") if isinstance(extensions, dict) else None
    given = content.get("documentId")
    if given is None:
        return None if persisted is None else Reference(_of_apollo(persisted), True)
    name = _name("documentId", given)
    if persisted is not None and _of_apollo(persisted) != name:
        raise BadReference("documentId", "differs from extensions.persistedQuery.sha256Hash")
    return Reference(name, persisted is not None)


def _of_apollo(persisted: object) -> str:
    field = "extensions.persistedQuery"
    if not isinstance(persisted, dict):
        raise BadReference(field, "must be an object with version and sha256Hash")
    version = persisted.get("version")
    if version != 1 or isinstance(version, bool):
        raise BadReference(f"{field}.version", "must be 1")
    return _name(f"{field}.sha256Hash", persisted.get("sha256Hash"))


def _name(field: str, given: object) -> str:
    if not isinstance(given, str) or not 0 < len(given) <= NAME_LENGTH_MAX:
        raise BadReference(field, f"must be a string of 1 to {NAME_LENGTH_MAX} characters")
    name = given.removeprefix(PREFIX)
    return name.lower() if is_digest(name.lower()) else name
