"""Operations, compiled once a document: executed without walking its tree anew."""

from server.operations.operation import Operation, Result
from server.operations.operations import Operations

__all__ = ["Operation", "Operations", "Result"]
