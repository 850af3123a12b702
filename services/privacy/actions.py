"""Logs actions of administrators, so that no action is lost or logged twice.

If the effect is written in a transaction of its own (a batch, the payment provider's answer), the
log has two rows: the request, written before anything is done, and its outcome, written after. A
crash between them leaves the first row; the entry or the refund under the same idempotency key then
shows the rest. Ids are derived from the request, so repeating it adds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from billing.privacy.actions import AdminAction, AdminActionKind, action_id
from db.privacy.actions import add_action, read_actions
from services.clock.movable import confirm
from services.pages import Page, page_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request. The same `key`, actor and details make the same request; without a key each
    request is a new one."""

    actor: str
    kind: AdminActionKind
    account_id: str | None
    details: Mapping[str, Any]
    key: str = field(default_factory=lambda: uuid4().hex)

    @property
    def id(self) -> str:
        details = repr(sorted(self.details.items()))
        return action_id(self.actor, self.kind, self.account_id or "", self.key, details)


class AdminLog:
    """One per process. All methods raise the database's errors."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock

    async def asked(self, asked: Asked) -> None:
        """Log the request before anything is done. An action that cannot be refused has only this
        row."""
        await self._add(asked, asked.id, None, asked.details)

    async def done(self, asked: Asked, outcome: str, **details: Any) -> None:
        """Log the outcome: the type and the id of the result."""
        await self._add(asked, action_id(asked.id, outcome), outcome, details)

    async def page(
        self,
        *,
        size: int,
        before: tuple[datetime, str] | None,
        account_id: str | None,
        kind: AdminActionKind | None,
        start: datetime | None,
        end: datetime | None,
    ) -> Page[AdminAction]:
        """Return `size` actions in [start, end); `before` is the time and the id of the last one
        seen."""
        found = await read_actions(
            limit=size + 1,
            before=before,
            account_id=account_id,
            kind=kind,
            start=start,
            end=end,
        )
        return page_from(found, size)

    async def _add(
        self, asked: Asked, id: str, outcome: str | None, details: Mapping[str, Any]
    ) -> None:
        await confirm(self._clock)
        await add_action(
            AdminAction(
                id,
                self._clock(),
                asked.actor,
                asked.kind,
                asked.account_id,
                asked.id,
                outcome,
                details,
            )
        )
