"""A replay beside one that forgets everything but its memory, again and again."""

from __future__ import annotations

from collections.abc import Collection

from billing.audit.replay import Replay
from billing.catalog.catalog import Allowance
from billing.ledger.account import Account
from billing.ledger.entry import Entry

EACH = 3
"""How many entries the other replay adds before it is made anew. Each kind of state is left behind
at some entry of some history, and the memory is not written for every entry of every history."""


class Forgetful(Replay):
    """A replay. Another one continues from its memory, again and again: both must find the same."""

    _other: Replay | None = None

    def _continued(self) -> Replay:
        made = Replay(self._account_id, self._grants, opened_at=self._opened_at)
        if self._last is not None:
            made.continue_from(self.memory, self._last)
        return made

    def add(self, entry: Entry) -> list[str]:
        if self._other is None or entry.revision % EACH == 0:
            self._other = self._continued()
        found = super().add(entry)
        assert self._other.add(entry) == found
        return found

    def compare(self, account: Account, offered: Collection[Allowance]) -> list[str]:
        other = self._continued()
        found = super().compare(account, offered)
        assert other.compare(account, offered) == found
        self._other = None
        return found
