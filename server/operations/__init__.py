"""Operations that are compiled once per document, and executed without walking its tree again."""

from server.operations.operation import Operation, Result
from server.operations.operations import Operations

__all__ = ["Operation", "Operations", "Result"]
