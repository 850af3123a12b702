"""The anchor of an account: what an audit has proven of it, so that the next one continues there.

Billing rule 10. An anchor is worth what protects the database: its seal shows a change by somebody
who does not know this module, and only an audit of all entries shows one by somebody who does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple

from billing.ledger.entry import Entry, digest_of
from billing.ledger.grant import Grant


class Anchor(NamedTuple):
    """The result of the entries of an account up to `revision`: the `memory` of a replay, and their
    counts in `pools`. `digest` is that of the last one, `grants` that of the account's grants
    up to there (`grants_digest`)."""

    account_id: str
    revision: int
    digest: bytes
    grants: bytes
    memory: str
    pools: str

    @property
    def seal(self) -> bytes:
        """Return 32 bytes over all of it."""
        parts = [part.hex() if isinstance(part, bytes) else part for part in self]
        return sha256(json.dumps(parts).encode()).digest()


class Ground(NamedTuple):
    """The rows under an anchor: its entry and the one before, and the grants up to there."""

    before: Entry | None
    last: Entry | None
    grants: Iterable[Grant]


def grants_digest(grants: Iterable[Grant]) -> bytes:
    """Return 32 bytes over the rows of grants, in the order of their numbers."""
    rows = [
        (one.number, one.source.value, one.amount, str(one.effective_at), str(one.expires_at))
        for one in sorted(grants)
    ]
    return sha256(json.dumps(rows).encode()).digest()


def anchor_faults(anchor: Anchor, seal: bytes, ground: Ground, *, revision: int) -> Iterator[str]:
    """Yield what is wrong with the anchor of an account that is at `revision`."""
    if seal != anchor.seal:
        yield "its anchor was changed"
    if anchor.revision > revision:
        yield f"its anchor is at revision {anchor.revision}"
    before, last = ground.before, ground.last
    if before is None or last is None:
        yield f"the entries at its anchor, revision {anchor.revision}, are missing"
    elif last.digest != anchor.digest or digest_of(last, before.digest) != last.digest:
        yield f"the entry at its anchor, revision {anchor.revision}, is another one"
    if grants_digest(ground.grants) != anchor.grants:
        yield f"a grant up to its anchor, revision {anchor.revision}, was changed"
