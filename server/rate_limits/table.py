"""The buckets of all addresses and callers, in a block of memory of a fixed size.

Workers on one machine share it: it is a file that each of them maps. The system frees the locks of
a process that dies, so nobody can keep the others waiting.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import secrets
from hashlib import blake2b
from pathlib import Path
from struct import Struct
from typing import NamedTuple

from billing.rate_limits import MILLION, Granted, Level, RatePolicy, take

ROW = Struct("<12sIqq")
"""A bucket: the digest of its key, its rate, and its level."""
ROWS = 8
"""The rows of a set. The key decides the set; within it, the fullest bucket makes room."""
SETS = 8_192
SECRET_BYTES = 32
SET_BYTES = ROWS * ROW.size
TABLE_BYTES = SECRET_BYTES + SETS * SET_BYTES
TRIES = 50
"""How often a lock that another process holds is tried, about a microsecond each. It is held for
some microseconds, unless its process has just lost the processor."""


class Place(NamedTuple):
    """Where a bucket may be: the digest of its key, and the first byte of its set."""

    digest: bytes
    start: int


class Table:
    """65,536 buckets.

    A table that is full forgets the bucket that would be full first: a stranger with many addresses
    only makes the limits of others more generous.
    """

    def __init__(self, memory: mmap.mmap, secret: bytes) -> None:
        self._memory = memory
        self._secret = secret

    def place(self, policy: RatePolicy, key: str) -> Place:
        text = f"{policy.name}\0{key}".encode(errors="surrogatepass")
        # With a secret, nobody can choose keys that meet in one set.
        digest = blake2b(text, digest_size=16, key=self._secret).digest()
        number = int.from_bytes(digest[12:], "little") % SETS
        return Place(digest[:12], SECRET_BYTES + number * SET_BYTES)

    def take(
        self, policy: RatePolicy, place: Place, now: int, *, capacity: int, least: int, want: int
    ) -> Granted:
        """Take units of a bucket, as `billing.rate_limits.take`."""
        row, level = self._found(place, now)
        level, granted = take(
            level, now, per_second=policy.per_second, capacity=capacity, least=least, want=want
        )
        if granted.units:
            ROW.pack_into(self._memory, row, place.digest, policy.per_second, *level)
        return granted

    def give_back(self, policy: RatePolicy, place: Place, units: int, now: int) -> None:
        """Return units that were taken and not used."""
        row, level = self._found(place, now)
        if level.spent:
            spent = max(0, level.spent - units * MILLION)
            ROW.pack_into(self._memory, row, place.digest, policy.per_second, spent, level.at)

    def _found(self, place: Place, now: int) -> tuple[int, Level]:
        """Return the row and the level of a bucket, or the row that it may have."""
        start = best = place.start
        best_at = now + 2**62
        rows = self._memory[start : start + SET_BYTES]
        for number, (known, per_second, spent, at) in enumerate(ROW.iter_unpack(rows)):
            if known == place.digest:
                return start + number * ROW.size, Level(spent, at)
            full_at = at + spent // per_second if per_second else 0
            if full_at < best_at:
                best, best_at = start + number * ROW.size, full_at
        return best, Level(0, now)


def own_table() -> Table:
    """Return an empty table of this process alone."""
    return Table(mmap.mmap(-1, TABLE_BYTES), secrets.token_bytes(SECRET_BYTES))


class SharedTable:
    """A table that all processes with the same path share. The first one makes it.

    It never waits for long: the answer is None if another process is in the way.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        # Each process asks for the same size, and zeros are empty buckets.
        os.ftruncate(self._file, TABLE_BYTES)
        self._memory = mmap.mmap(self._file, TABLE_BYTES)
        self._table = Table(self._memory, self._agreed_secret())

    def take(
        self, policy: RatePolicy, key: str, now: int, *, capacity: int, least: int, want: int
    ) -> Granted | None:
        """Take units. `now` is in microseconds of a clock that all processes have in common."""
        place = self._table.place(policy, key)
        if not self._lock(place):
            return None
        try:
            return self._table.take(policy, place, now, capacity=capacity, least=least, want=want)
        finally:
            self._unlock(place)

    def give_back(self, policy: RatePolicy, key: str, units: int, now: int) -> None:
        """Return units, if no other process is in the way."""
        place = self._table.place(policy, key)
        if self._lock(place):
            try:
                self._table.give_back(policy, place, units, now)
            finally:
                self._unlock(place)

    def close(self) -> None:
        self._memory.close()
        os.close(self._file)

    def _lock(self, place: Place) -> bool:
        for _ in range(TRIES):
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, SET_BYTES, place.start)
            except OSError:
                continue
            return True
        return False

    def _unlock(self, place: Place) -> None:
        fcntl.lockf(self._file, fcntl.LOCK_UN, SET_BYTES, place.start)

    def _agreed_secret(self) -> bytes:
        """Return the secret of the digests. The first process chooses it."""
        fcntl.lockf(self._file, fcntl.LOCK_EX, SECRET_BYTES, 0)
        try:
            if not any(self._memory[:SECRET_BYTES]):
                self._memory[:SECRET_BYTES] = secrets.token_bytes(SECRET_BYTES)
            return self._memory[:SECRET_BYTES]
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN, SECRET_BYTES, 0)
