"""Factories with keyword arguments: a test gives the relevant values, the rest has defaults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

from billing.catalog.catalog import (
    FREE_PLAN,
    Allowance,
    Catalog,
    Model,
    ModelTier,
    Money,
    NativeLimit,
    Plan,
    Pool,
    Priority,
    Provider,
    QuotaPeriod,
    QuotaUnit,
)
from billing.catalog.details import PLAIN, Details
from billing.catalog.price import BEGINNING, NamedRates, Price, price_of
from billing.catalog.price_book import PriceBook, price_book
from billing.catalog.pricing import Rate, parse_rate
from billing.catalog.units import PlainUnit, PricedUnit, ServiceTier, UsageUnit
from billing.ledger.account import Account, open_account
from billing.ledger.allowance import renew
from billing.ledger.caps.cap import CapName, CapScope
from billing.ledger.commands import AdjustBalance, RecordUsage, SetSpendCap
from billing.ledger.entry import Entry, EntryKind, Use
from billing.ledger.grant import Charge, Grant, GrantSource, in_burn_order
from billing.ledger.hold import Hold, Outcome
from billing.ledger.hold_commands import (
    TTL_SECONDS,
    ExtendHold,
    PlaceHold,
    ReleaseHold,
    SettleHold,
)
from billing.tokens import MAX_TOKENS
from services.commit.decisions import Done
from tests.support.clocks import NOW

MONTHLY = Allowance(10_000, QuotaPeriod.MONTH)
DAILY = Allowance(300, QuotaPeriod.DAY)

_numbers = count(1)


def premium_model(
    *, name: str = "paid", rates: str = "8/8/8", prices: Sequence[tuple[datetime, str]] = ()
) -> Model:
    """Return a model. `rates` are input/output/cached input; `prices` are later, dated ones."""
    dated = [(BEGINNING, rates), *prices]
    priced = tuple(Price(at, Rate.decode(text)) for at, text in dated)
    return Model(name=name, provider="acme", display_name=name.title(), prices=priced)


def detailed_model(*, name: str = "rich") -> Model:
    """Return a model with rates of other units, above 200 input tokens, and of two tiers."""
    plain = {"INPUT_TOKENS": "3", "OUTPUT_TOKENS": "15", "CACHED_INPUT_TOKENS": "0.3"}
    other = {"CACHE_WRITE_TOKENS": "3.75", "IMAGE_INPUT_TOKENS": "1", "SEARCHES": "10.5"}
    outputs = {"REASONING_TOKENS": "20", "AUDIO_OUTPUT_TOKENS": "60", "IMAGE_OUTPUT_TOKENS": "9"}
    flex = {"INPUT_TOKENS": "1.5", "OUTPUT_TOKENS": "7.5", "SEARCHES": "0"}
    named = [
        _named(plain | other | outputs),
        _named({"INPUT_TOKENS": "6", "OUTPUT_TOKENS": "22.5"}, above=200),
        _named(flex, tier=ServiceTier.FLEX),
        _named({"OUTPUT_TOKENS": "11"}, tier=ServiceTier.BATCH, above=200),
    ]
    return Model(name, "acme", name.title(), prices=(price_of(BEGINNING, named),))


def _named(
    rates: Mapping[str, str], *, tier: ServiceTier = ServiceTier.STANDARD, above: int = 0
) -> NamedRates:
    units: dict[str, PricedUnit] = {str(unit): unit for unit in (*PlainUnit, *UsageUnit)}
    return NamedRates(
        tuple((units[name], parse_rate(text)) for name, text in rates.items()), tier, above
    )


def free_model(
    *,
    name: str = "gift",
    amount: int = 1_000,
    unit: QuotaUnit = QuotaUnit.TOKENS,
    period: QuotaPeriod = QuotaPeriod.MONTH,
    limited: bool = True,
) -> Model:
    limit = NativeLimit(amount, unit, period) if limited else None
    title = name.title()
    return Model(name, "acme", title, tier=ModelTier.FREE, native_limit=limit)


def in_pool(model: Model) -> Model:
    """Return the model with a pool, whose name looks like details wherever that is possible."""
    limit = NativeLimit(10**12, QuotaUnit.TOKENS, QuotaPeriod.DAY)
    return replace(model, pool=Pool('model:an"odd;FLEX;PIXELS=7;SEARCHES=3@2', limit))


def default_models() -> tuple[Model, ...]:
    """Return a plain and a finely priced model, and two free ones with different limits."""
    return (
        free_model(name="gift"),
        free_model(name="calls", amount=3, unit=QuotaUnit.REQUESTS, period=QuotaPeriod.DAY),
        premium_model(name="paid"),
        premium_model(name="fine", rates="0.5/0.75/0.000001"),
    )


def plan(*, allowances: Sequence[Allowance] = (MONTHLY,), name: str = FREE_PLAN) -> Plan:
    return Plan(name, name.title(), "", Money(0, "USD"), tuple(allowances))


def catalog(
    *,
    models: Iterable[Model] | None = None,
    allowances: Sequence[Allowance] = (MONTHLY,),
    provider: Provider | None = None,
) -> Catalog:
    chosen = default_models() if models is None else models
    return Catalog(
        providers={"acme": provider or Provider("acme", "Acme")},
        models={model.name: model for model in chosen},
        packs={},
        plans={FREE_PLAN: plan(allowances=allowances)},
    )


def book(
    *, models: Iterable[Model] | None = None, allowances: Sequence[Allowance] = (MONTHLY,)
) -> PriceBook:
    return price_book([catalog(models=models, allowances=allowances)])


def grant(
    *,
    number: int = 1,
    amount: int = 100,
    remaining: int | None = None,
    effective_at: datetime = NOW,
    expires_at: datetime | None = None,
    source: GrantSource = GrantSource.ADJUSTMENT,
) -> Grant:
    left = amount if remaining is None else remaining
    return Grant(number, source, amount, left, effective_at, expires_at)


def account(
    *,
    account_id: str = "alice",
    opened_at: datetime = NOW,
    now: datetime | None = None,
    allowances: Sequence[Allowance] = (MONTHLY,),
    grants: Iterable[Grant] = (),
    debt: int = 0,
) -> Account:
    """Return an account whose allowances are renewed at `now`.

    `grants` are added without entries.
    """
    opened = open_account(account_id, plan=FREE_PLAN, now=opened_at)
    renewed, _ = renew(opened, {"FREE": plan(allowances=allowances)}, now or opened_at)
    return renewed._replace(grants=in_burn_order((*renewed.grants, *grants)), debt=debt)


def use(
    *,
    account_id: str = "alice",
    model: str = "paid",
    input_tokens: int = 1,
    output_tokens: int = 0,
    cached_input_tokens: int = 0,
    key: str | None = None,
    occurred_at: datetime | None = None,
    metadata: str | None = None,
    may_open: bool = False,
    details: Details = PLAIN,
    api_key_id: str | None = None,
) -> RecordUsage:
    """Return a use. It has a unique key unless `key` is given."""
    return RecordUsage(
        account_id=account_id,
        model=model,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cached_input_tokens=cached_input_tokens,
        idempotency_key=f"use-{next(_numbers)}" if key is None else key,
        occurred_at=occurred_at,
        metadata=metadata,
        may_open=may_open,
        details=details,
        api_key_id=api_key_id,
    )


def adjustment(
    *,
    account_id: str = "alice",
    tokens: int = 100,
    reason: str = "goodwill",
    key: str | None = None,
    expires_at: datetime | None = None,
    may_open: bool = False,
) -> AdjustBalance:
    """Return an adjustment. It has a unique key unless `key` is given."""
    return AdjustBalance(
        account_id=account_id,
        tokens=tokens,
        reason=reason,
        idempotency_key=f"adjustment-{next(_numbers)}" if key is None else key,
        expires_at=expires_at,
        may_open=may_open,
    )


def placing(
    *,
    account_id: str = "alice",
    model: str = "paid",
    input_tokens: int = 1,
    max_output_tokens: int = 0,
    allow_partial: bool = False,
    ttl_seconds: int = TTL_SECONDS,
    key: str | None = None,
    may_open: bool = False,
    details: Details = PLAIN,
    api_key_id: str | None = None,
) -> PlaceHold:
    """Return the command for a hold. It has a unique key unless `key` is given."""
    return PlaceHold(
        account_id=account_id,
        model=model,
        input_tokens=input_tokens,
        max_output_tokens=max_output_tokens,
        allow_partial=allow_partial,
        ttl_seconds=ttl_seconds,
        idempotency_key=f"hold-{next(_numbers)}" if key is None else key,
        may_open=may_open,
        details=details,
        api_key_id=api_key_id,
    )


API_KEY = "0123456789abcdef"


def key_cap(*, account_id: str = "alice", tokens: int = MAX_TOKENS) -> SetSpendCap:
    """Return the command for a cap of `API_KEY`. From then on, uses that the key records name
    it."""
    name = CapName(CapScope.API_KEY, API_KEY, QuotaPeriod.MONTH)
    return SetSpendCap(account_id, cap=name, tokens=tokens)


def settling(
    number: int,
    *,
    account_id: str = "alice",
    input_tokens: int = 1,
    output_tokens: int = 0,
    cached_input_tokens: int = 0,
    outcome: Outcome = Outcome.COMPLETED,
    metadata: str | None = None,
    placed: Hold | None = None,
    details: Details = PLAIN,
) -> SettleHold:
    return SettleHold(
        account_id=account_id,
        number=number,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cached_input_tokens=cached_input_tokens,
        outcome=outcome,
        metadata=metadata,
        placed=placed,
        details=details,
    )


def releasing(number: int, *, account_id: str = "alice", placed: Hold | None = None) -> ReleaseHold:
    return ReleaseHold(account_id=account_id, number=number, placed=placed)


def extending(
    number: int,
    *,
    account_id: str = "alice",
    ttl_seconds: int = TTL_SECONDS,
    placed: Hold | None = None,
    placed_at: datetime | None = None,
) -> ExtendHold:
    return ExtendHold(
        account_id=account_id,
        number=number,
        ttl_seconds=ttl_seconds,
        placed=placed,
        placed_at=placed_at,
    )


def hold(
    *,
    number: int = 2,
    model: str = "paid",
    input_tokens: int = 1,
    max_output_tokens: int = 0,
    counted: int = 0,
    terms: str = "8/8/8",
    expires_at: datetime = NOW + timedelta(seconds=TTL_SECONDS),
    charges: Iterable[Charge] = (),
    origins: Iterable[Grant] = (),
) -> Hold:
    return Hold(
        number,
        model,
        input_tokens,
        max_output_tokens,
        counted,
        Priority.STANDARD,
        terms,
        expires_at=expires_at,
        charges=tuple(charges),
        origins=tuple(origins),
    )


def entry(
    *,
    account_id: str = "alice",
    revision: int = 2,
    tokens: int = -8,
    balance: int = 9_992,
    recorded_at: datetime = NOW,
    key: str = "key",
) -> Entry:
    """Return the entry of a use: one token of a premium model at a rate of 8, without a digest."""
    return Entry(
        account_id=account_id,
        revision=revision,
        kind=EntryKind.USAGE,
        tokens=tokens,
        balance=balance,
        charges=(Charge(1, GrantSource.ALLOWANCE, -tokens),),
        recorded_at=recorded_at,
        occurred_at=recorded_at,
        idempotency_key=key,
        fingerprint=bytes(16),
        use=Use("paid", 1, 0, 0, "8/8/8", None),
    )


def done(outcome: object) -> Done:
    """Return the outcome, which must be a success."""
    assert isinstance(outcome, Done), outcome
    return outcome
