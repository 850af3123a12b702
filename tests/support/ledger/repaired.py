"""An account whose clock is wrong for a while, and that is repaired afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta

from billing.ledger.grant import GrantSource
from billing.ledger.quota import quota_of
from billing.ledger.repair import repair
from tests.support.ledger.keeper import Keeper
from tests.support.payments.money import PLANS


class Repaired(Keeper):
    """A keeper whose clock can be wrong for a while."""

    def jump(self, days: float) -> None:
        """Put the clock ahead."""
        self.now += timedelta(days=days)
        self.renew(self.now)

    def back(self, to: datetime) -> None:
        """Put the clock right, and repair."""
        self.now = to
        self.keep(repair(self.account, self.entries, self.grants, plans=PLANS, now=to))
        self.check()
        assert self.account.touched_at <= to
        assert repair(self.account, self.entries, self.grants, plans=PLANS, now=to) == ()

    def used(self, model: str) -> int:
        """Return the use of a free model's limit."""
        self.wait()
        quota = quota_of(self.account, self.prices.catalog.models[model], self.now)
        assert quota is not None
        return quota.used


def left(keeper: Repaired, source: GrantSource = GrantSource.ALLOWANCE) -> int:
    """Return the tokens that are left of a source."""
    return sum(grant.remaining for grant in keeper.account.grants if grant.source is source)


def use(keeper: Repaired, tokens: int, model: str = "paid") -> None:
    """Use premium tokens, in steps of 8."""
    keeper.use(model=model, input_tokens=tokens // 8 if model == "paid" else tokens)
