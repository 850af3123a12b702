"""Sets and removes spend caps. Billing rule 12."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from billing.ledger.caps.cap import CapScope
from billing.ledger.commands import RemoveSpendCap, SetSpendCap
from billing.ledger.refusals import AccountNotFound, ApiKeyNotFound
from services.commit.batcher import Batcher
from services.commit.decisions import Done
from services.identity.identity import key_may_record


class SpendCaps:
    """Operations on caps; they go through the batcher, like uses. `clock` is the clock of
    credentials."""

    def __init__(self, batcher: Batcher, clock: Callable[[], datetime]) -> None:
        self._batcher = batcher
        self._clock = clock

    async def set(self, command: SetSpendCap) -> Done | ApiKeyNotFound | AccountNotFound:
        """Set a cap. Idempotent. Raises as `submit`."""
        scope, subject, _ = command.cap
        if scope is CapScope.API_KEY:
            found = await key_may_record(subject, command.account_id, self._clock())
            if not found:
                return ApiKeyNotFound(subject)
        return await self._batcher.submit(command)

    async def remove(self, command: RemoveSpendCap) -> Done | AccountNotFound:
        """Remove a cap, also of a key or a model that is gone. Idempotent. Raises as `submit`."""
        return await self._batcher.submit(command)
