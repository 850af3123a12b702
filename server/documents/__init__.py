"""Documents that a request names instead of sending: automatic persisted queries, and the list of
trusted documents."""

from server.documents.documents import Documents
from server.documents.reference import Reference, reference_in

__all__ = ["Documents", "Reference", "reference_in"]
