"""Operations that are compiled once per document, and executed without walking its tree again."""

from server.operations.operation import Operation, Result
from server.operations.operations import NotServed, Operations

__all__ = ["NotServed", "Operation", "Operations", "Result"]
