"""Requests that name their documents."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

Json = dict[str, Any]

PACKS = "{ packs { name } }"
OTHER = "{ plans { name } }"


def digest(document: str) -> str:
    return sha256(document.encode()).hexdigest()


def by_hash(document: str, **more: Any) -> Json:
    """Return the part of a request with which Apollo's clients name a document."""
    persisted = {"version": 1, "sha256Hash": digest(document), **more}
    return {"extensions": {"persistedQuery": persisted}}


def code(answer: Json) -> str:
    [error] = answer["errors"]
    return str(error["extensions"]["code"])
