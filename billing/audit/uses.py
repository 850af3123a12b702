"""The cost and the count of a use, recomputed from the terms it was recorded under."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from datetime import datetime, timedelta

from billing.catalog.catalog import NativeLimit, QuotaPeriod, QuotaUnit
from billing.catalog.terms import FAILED, UNLIMITED, terms_of
from billing.ledger.account import QuotaUse
from billing.ledger.entry import Entry, Use
from billing.tokens import MAX_TOKENS
from billing.window import day_window, month_window


def check_use(
    entry: Entry, quotas: MutableMapping[str, QuotaUse], *, held: int | None, shared: int = 0
) -> Iterator[str]:
    """Yield the faults of a use's cost and quota (billing rules 1 and 2); add it to `quotas`.

    `held` is the part of the model's limit that open holds reserve. It is None for a use that
    settles a hold, which may exceed the limit (billing rule 7). `shared` is what a team paid
    instead of the account (billing rule 13). Raises ValueError for terms of an
    unknown form.
    """
    use = entry.use
    if use is None:
        yield "is a use without a model"
        return
    cost = cost_of(use)
    if entry.cost + shared != cost:
        yield f"cost {entry.cost + shared}, but its terms {use.terms} make {cost}"
    limit = limit_of(use.terms)
    if limit is not None:
        after = _counted(quotas.get(use.model), use, limit, entry.recorded_at)
        quotas[use.model] = after
        if held is not None and after.used + held > limit.amount:
            yield f"takes {use.model} to {after.used + held}, above its limit {use.terms}"


def cost_of(use: Use) -> int:
    """Return premium tokens; 0 under a free model's terms. Raises ValueError for terms of an
    unknown form, and for parts above their whole."""
    terms = terms_of(use.terms)
    if terms.input_tokens is not None:
        raise ValueError(f"{use.terms} are terms of a hold")
    if not terms.is_premium:
        return 0
    cost = terms.rate.cost(
        input_tokens=use.input_tokens,
        output_tokens=use.output_tokens,
        cached_input_tokens=use.cached_input_tokens,
        quantities=terms.quantities,
    )
    return min(cost, MAX_TOKENS)


def limit_of(text: str) -> NativeLimit | None:
    """Return the limit in terms; None for rates and for no limit. Raises ValueError."""
    terms = terms_of(text)
    if terms.base in {UNLIMITED, FAILED} or terms.is_premium:
        return None
    amount, _, rest = terms.base.partition(" ")
    unit, _, period = rest.partition("/")
    return NativeLimit(int(amount), QuotaUnit(unit), QuotaPeriod(period))


class ReplayedQuotas(dict[str, QuotaUse]):
    """The latest window of each free model's limit, and the windows before it."""

    def __init__(self) -> None:
        self._ever: dict[tuple[str, QuotaUnit, datetime, datetime], int] = {}

    def __setitem__(self, model: str, use: QuotaUse) -> None:
        super().__setitem__(model, use)
        self._ever[model, use.unit, use.start, use.end] = use.used

    def go_back(self, at: datetime) -> None:
        """Count the uses of windows that start after `at` in the windows of `at`."""
        for model, use in [*self.items()]:
            if use.start > at:
                is_day = use.end - use.start == timedelta(days=1)
                start, end = day_window(at) if is_day else month_window(at)
                before = self._ever.get((model, use.unit, start, end), 0)
                self[model] = QuotaUse(use.unit, start, end, before + use.used)


def _counted(known: QuotaUse | None, use: Use, limit: NativeLimit, at: datetime) -> QuotaUse:
    """Return the quota after the use. A new window, unit or period starts at 0."""
    window = day_window(at) if limit.period is QuotaPeriod.DAY else month_window(at)
    counts = use.input_tokens + use.output_tokens if limit.unit is QuotaUnit.TOKENS else 1
    if known and (known.unit, known.start, known.end) == (limit.unit, *window):
        counts += known.used
    return QuotaUse(limit.unit, *window, counts)
