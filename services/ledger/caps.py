"""Sets and removes spend caps. Billing rule 12."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from billing.catalog.price_book import PriceBook
from billing.ledger.caps.cap import CapName, CapScope
from billing.ledger.commands import Capping, RemoveSpendCap, SetSpendCap
from billing.ledger.refusals import AccountNotFound, ApiKeyNotFound
from billing.privacy.actions import AdminActionKind
from services.commit.batcher import Batcher
from services.commit.decisions import Done
from services.identity.identity import KEY_SUBJECT, key_may_record
from services.privacy.actions import AdminLog, Asked


def caps_meant(asked: CapName, book: PriceBook) -> tuple[CapName, ...]:
    """Return the caps that a request may mean, the one to set first. All names of a model mean the
    same cap; the name itself may have been the model's own when the cap was set, and a model that
    is in no catalog any more keeps it. A key may be given as the subject of its caller."""
    scope, subject, _ = asked
    if scope is CapScope.API_KEY:
        return (asked._replace(subject=subject.removeprefix(KEY_SUBJECT)),)
    if scope is CapScope.ACCOUNT:
        return (asked,)
    own = asked._replace(subject=book.names.own_name(subject))
    return tuple(dict.fromkeys((own, asked)))


class SpendCaps:
    """Operations on caps; they go through the batcher, like uses. `clock` is the clock of
    credentials.

    `actor` is who asks, if that is to be logged: the request and its outcome are then in the log of
    actions. Without a key, each request is logged.
    """

    def __init__(self, batcher: Batcher, log: AdminLog, clock: Callable[[], datetime]) -> None:
        self._batcher = batcher
        self._log = log
        self._clock = clock

    async def set(
        self, command: SetSpendCap, *, actor: str | None = None
    ) -> Done | ApiKeyNotFound | AccountNotFound:
        """Set a cap. Idempotent. Raises as `submit`."""
        asked = await self._asked(command, actor)
        scope, subject, _ = command.cap
        outcome: Done | ApiKeyNotFound | AccountNotFound = ApiKeyNotFound(subject)
        if scope is not CapScope.API_KEY or await key_may_record(
            subject, command.account_id, self._clock()
        ):
            outcome = await self._batcher.submit(command)
        await self._done(asked, outcome, "SpendCapSet")
        return outcome

    async def remove(
        self, commands: Iterable[RemoveSpendCap], *, actor: str | None = None
    ) -> bool | AccountNotFound:
        """Remove caps, also of a key or a model that is gone; return whether there was one.
        Idempotent. Raises as `submit`."""
        removed = False
        for command in commands:
            asked = await self._asked(command, actor)
            outcome = await self._batcher.submit(command)
            await self._done(asked, outcome, "SpendCapRemoved")
            if not isinstance(outcome, Done):
                return outcome
            removed = removed or outcome.entry is not None
        return removed

    async def _asked(self, command: Capping, actor: str | None) -> Asked | None:
        if actor is None:
            return None
        scope, subject, period = command.cap
        details: dict[str, object] = {"scope": scope, "subject": subject, "period": period}
        kind = AdminActionKind.REMOVE_SPEND_CAP
        if isinstance(command, SetSpendCap):
            kind, details["tokens"] = AdminActionKind.SET_SPEND_CAP, command.tokens
        asked = Asked(actor=actor, kind=kind, account_id=command.account_id, details=details)
        await self._log.asked(asked)
        return asked

    async def _done(
        self, asked: Asked | None, outcome: Done | ApiKeyNotFound | AccountNotFound, success: str
    ) -> None:
        if asked is None:
            return
        told = success if isinstance(outcome, Done) else type(outcome).__name__
        changed = isinstance(outcome, Done) and outcome.entry is not None
        await self._log.done(asked, told, changed=changed)
