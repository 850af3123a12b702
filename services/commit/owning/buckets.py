"""The owner of each bucket among the workers of a machine.

Every worker calculates it from the names of those that are alive, so nobody has to agree on
anything. Not every worker owns buckets: the size of batches decides what a use costs, and more
owners make smaller batches.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import shake_128
from zlib import crc32

BUCKETS = 1_024
WORKERS_PER_OWNER = 4
"""An owner decides for itself and three others. Deciding takes less than half of a use's processor
time, and the others record themselves what is too much for it."""
_BYTES = 4


def bucket_of(account_id: str) -> int:
    """Return the bucket of an account. It is the same in all processes."""
    return crc32(account_id.encode("utf-8", "surrogatepass")) % BUCKETS


def owners(names: Iterable[str]) -> list[str]:
    """Return the owner of every bucket: of the workers whose names come first, the one with the
    highest weight in it. If an owner stops, another worker becomes one."""
    ordered = sorted(set(names))
    first = ordered[: -(-len(ordered) // WORKERS_PER_OWNER)]
    weights = [(_weights(name), name) for name in first]
    return [max((own[bucket], name) for own, name in weights)[1] for bucket in range(BUCKETS)]


def _weights(name: str) -> list[bytes]:
    """Return a number for each bucket, as bytes, which looks random and depends on the name
    only."""
    drawn = shake_128(name.encode()).digest(BUCKETS * _BYTES)
    return [drawn[start : start + _BYTES] for start in range(0, len(drawn), _BYTES)]
