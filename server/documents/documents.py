"""Finds the document that a request names, and refuses documents that are not trusted."""

from __future__ import annotations

from sys import getsizeof

from server.documents.reference import (
    BadReference,
    NotRegistered,
    Reference,
    Untrusted,
    digest,
)
from server.documents.required import Required
from server.documents.trusted import NOTHING, Trusted
from server.operations.cache import Cache
from server.operations.operations import CACHED_LENGTH_MAX
from services.identity.caller import Caller, CallerKind

REGISTERED_BYTES = 4 * 1024 * 1024
"""The memory of the documents that clients registered, of one process. A client whose document was
dropped, or that reaches another process, registers it again: it is only asked for it once more."""
BYTES_BESIDE = 300
"""The bytes that a registered document takes beside its text: its name and its cache entry."""


class Documents:
    """The trusted documents, and those that clients registered. `required` says who may execute
    only trusted ones."""

    def __init__(
        self,
        trusted: Trusted = NOTHING,
        required: Required = Required.NONE,
        *,
        registered_bytes: int = REGISTERED_BYTES,
    ) -> None:
        self._trusted = trusted
        self._required = required
        self.registered = Cache[str, str](registered_bytes)

    def restricts(self, caller: Caller | None) -> bool:
        """Whether the caller may execute only trusted documents."""
        if self._required is Required.NONE:
            return False
        is_key = caller is not None and caller.kind is CallerKind.API_KEY
        return self._required is Required.ALL or not is_key

    def find(self, query: str, reference: Reference | None, caller: Caller | None) -> str:
        """Return the document of a request, which may have sent only a reference, or both.

        Raises NotServed: for a reference that is not known or does not fit, and for a document that
        the caller may not execute.
        """
        if reference is not None:
            query = self._checked(query, reference) if query else self._known(reference)
        if self.restricts(caller) and not self._trusted.has(query):
            raise Untrusted
        return query

    def register(self, query: str, reference: Reference) -> None:
        """Keep a valid document that `find` has returned, for the requests that only name it.

        Whoever names it is checked like one who sends it, so it does not matter who registered it.
        """
        # Longer documents are not kept compiled either, so a name would save little.
        wanted = reference.is_automatic and reference.is_digest
        if wanted and len(query) <= CACHED_LENGTH_MAX and not self._trusted.has(query):
            size = getsizeof(query) + BYTES_BESIDE
            self.registered.put(reference.name, query, size)

    def _known(self, reference: Reference) -> str:
        known = self._trusted.document(reference.name) or self.registered.get(reference.name)
        if known is not None:
            return known
        if reference.is_automatic:
            raise NotRegistered
        raise BadReference("documentId", "is not known here: send the document")

    def _checked(self, query: str, reference: Reference) -> str:
        """Return the document that was sent, if its name is right."""
        listed = self._trusted.document(reference.name)
        if listed is not None or not reference.is_digest:
            fits = listed == query
        else:
            # A hash is only made for a document that is not known by this name yet.
            fits = self.registered.get(reference.name) == query or digest(query) == reference.name
        if fits:
            return query
        field = "extensions.persistedQuery.sha256Hash" if reference.is_automatic else "documentId"
        raise BadReference(field, "does not belong to the document that was sent")
