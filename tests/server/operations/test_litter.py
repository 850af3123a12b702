"""Garbage of documents is collected after so many characters, whatever Python's thresholds are."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from weakref import ref

import pytest

from server.operations.litter import LENGTH, Litter


class Circle:
    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def _no_collections_of_its_own() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


def test_circles_are_freed_when_enough_was_read() -> None:
    litter = Litter()
    left = ref(Circle())
    with litter.made_by(LENGTH - 1):
        pass
    assert left() is not None
    with litter.made_by(1):
        pass
    assert left() is None
    later = ref(Circle())
    with litter.made_by(LENGTH - 1):
        pass
    assert later() is not None, "it counts from the last collection"


def test_a_document_that_is_refused_counts_too() -> None:
    left = ref(Circle())
    with pytest.raises(ValueError, match="refused"), Litter().made_by(LENGTH):
        raise ValueError("refused")
    assert left() is None
