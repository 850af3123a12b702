"""A replayed trace: every row and total equals that of an oracle, to the token.

The oracle shares nothing with the program but the text of the catalog.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
import yaml

from db.insights.usage import sum_usage
from gateways.catalog.file import read_catalog
from gateways.imports.usage_lines import Record
from resolvers.context import Services
from server.settings import SHIPPED_CATALOG
from tests.services.commit.trace import NAMES, requests
from tests.support.clocks import Clock
from tests.support.imports.importing import Imported, give, import_file, service, uses_of, write_csv

pytestmark = pytest.mark.slow

START = datetime(2026, 11, 29, 12, tzinfo=UTC)
"""Two days before the end of a month, so that every window but the allowance's ends on the way."""
ROWS_A_DAY = 5_000

ALLOWANCE = 10_000
ACCOUNTS = [f"account-{number:02}" for number in range(20)]
STRANGER = "stranger"
MODELS = {
    "qwen-turbo": 30,
    "qwen-max": 10,
    "google/gemini-2.5-pro": 6,
    "meta-llama/llama-3-8b-instruct": 4,
    "gpt-4": 10,
    "gpt-4o": 10,
    "gpt-4o-mini": 10,
    "gpt-4.1-mini": 8,
    "deepseek-coder": 6,
    "claude-haiku": 5,
    "withdrawn-model": 1,
}
HEADER = ("TIMESTAMP", "ContextTokens", "GeneratedTokens", "cached", "account", "model")
FIRST_LINE = 2
COLUMNS = {
    "account_column": "account",
    "model_column": "model",
    "input_column": "ContextTokens",
    "output_column": "GeneratedTokens",
    "cached_column": "cached",
    "time_column": "TIMESTAMP",
}


class Use(NamedTuple):
    timestamp: str
    input: int
    output: int
    cached: int
    account: str
    model: str

    @property
    def hour(self) -> datetime:
        return datetime.fromisoformat(f"{self.timestamp[:13]}:00:00+00:00")


class Accepted(NamedTuple):
    key: str
    use: Use
    cost: int
    balance: int


@dataclass
class Prices:
    """The catalog's own text in decimals: rates (input, output, cached) and limits by model."""

    rates: dict[str, tuple[Decimal, Decimal, Decimal]] = field(default_factory=dict)
    limits: dict[str, tuple[int, str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        text, _ = read_catalog(SHIPPED_CATALOG)
        documents = [*yaml.load_all(text, yaml.BaseLoader)]
        for provider in (one for part in documents for one in part["providers"].values()):
            for name, model in provider["models"].items():
                if name in self.rates or name in self.limits:
                    continue  # the first part wins
                own = model if isinstance(model, dict) else {}
                if "cost" in own:
                    self.rates[name] = rates_of(own)
                else:
                    self.limits[name] = limit_of(own.get("limit", provider.get("limit")))

    def cost(self, use: Use) -> int:
        fresh, output, cached = self.rates.get(use.model, (Decimal(0),) * 3)
        exact = (use.input - use.cached) * fresh + use.output * output + use.cached * cached
        return int(exact.to_integral_value(ROUND_CEILING))


def rates_of(model: dict[str, Any]) -> tuple[Decimal, Decimal, Decimal]:
    assert "prices" not in model, "the oracle knows no dated prices"
    own = model.get("rates", {})
    of_input, output, cached = (
        Decimal(own.get(kind, model["cost"])) for kind in ("input", "output", "cached_input")
    )
    return of_input, output, cached


def limit_of(text: str) -> tuple[int, str, str]:
    amount, unit, period = text.replace("/", " ").split()
    return int(amount.replace("M", "000000").replace("K", "000")), unit, period


@dataclass
class Oracle:
    """Decides use by use. `balances` has the existing accounts."""

    prices: Prices
    balances: dict[str, int]
    accepted: list[Accepted] = field(default_factory=list)
    rejects: dict[int, str] = field(default_factory=dict)
    counted: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    windows: dict[tuple[str, str], str] = field(default_factory=dict)

    def take(self, line: int, use: Use, now: datetime) -> None:
        refusal = self.refusal(use, now)
        if refusal is not None:
            self.rejects[line] = refusal
            return
        if use.model in self.prices.limits:
            place = (use.account, use.model, self.window(use.model, now))
            self.counted[place] += self.count(use)
            self.windows[use.account, use.model] = place[2]
        cost = self.prices.cost(use)
        self.balances[use.account] -= cost
        balance = self.balances[use.account]
        self.accepted.append(Accepted(f"import:trace:{line}", use, cost, balance))

    def refusal(self, use: Use, now: datetime) -> str | None:
        """Return how the reason must begin."""
        if use.account not in self.balances:
            return f"ACCOUNT_NOT_FOUND: There is no account {use.account!r}."
        if use.model in self.prices.limits:
            return self.over_limit(use, now)
        if use.model not in self.prices.rates:
            return f"MODEL_NOT_FOUND: There is no model named {use.model!r}"
        cost, available = self.prices.cost(use), self.balances[use.account]
        takes = f"INSUFFICIENT_TOKENS: This takes {cost} premium tokens and {available} are"
        return takes if cost > available else None

    def over_limit(self, use: Use, now: datetime) -> str | None:
        amount, unit, _ = self.prices.limits[use.model]
        used = self.counted[use.account, use.model, self.window(use.model, now)]
        told = f"QUOTA_EXCEEDED: {use.model} has {amount - used} of {amount} {unit} left until"
        return told if used + self.count(use) > amount else None

    def count(self, use: Use) -> int:
        return use.input + use.output if self.prices.limits[use.model][1] == "tokens" else 1

    def window(self, model: str, now: datetime) -> str:
        return now.strftime("%Y-%m-%d" if self.prices.limits[model][2] == "day" else "%Y-%m")

    def quotas(self, account: str) -> dict[str, tuple[str, int]]:
        """Return the newest window of every model that the account used, and its count."""
        return {
            model: (window, self.counted[owner, model, window])
            for (owner, model), window in self.windows.items()
            if owner == account
        }


def assigned(name: str) -> list[Use]:
    """Return the trace, divided at random with a seed: a few accounts do most of the work."""
    random = Random(name)
    owners = [*ACCOUNTS, STRANGER]
    weights = [1 / rank for rank in range(1, len(owners) + 1)]
    uses = []
    for timestamp, context, generated in requests(name):
        [owner] = random.choices(owners, weights)
        [model] = random.choices([*MODELS], [*MODELS.values()])
        cached = random.randint(0, context)
        uses.append(Use(timestamp, context, generated, cached, owner, model))
    return uses


def given(name: str, uses: list[Use], prices: Prices) -> dict[str, int]:
    """Return the tokens that each account gets besides its allowance: from none to more than it
    needs."""
    random = Random(f"gifts of {name}")
    asked: Counter[str] = Counter()
    for use in uses:
        asked[use.account] += prices.cost(use)
    return {account: asked[account] * random.randint(0, 12) // 10 for account in ACCOUNTS}


def expectation(name: str) -> tuple[dict[str, int], Oracle]:
    """Return the gifts to the accounts, and the oracle after the whole trace."""
    prices, uses = Prices(), assigned(name)
    gifts = given(name, uses, prices)
    oracle = Oracle(prices, {account: ALLOWANCE + gift for account, gift in gifts.items()})
    for index, use in enumerate(uses):
        oracle.take(index + FIRST_LINE, use, day_of(index))
    return gifts, oracle


def day_of(index: int) -> datetime:
    return START + timedelta(days=index // ROWS_A_DAY)


async def replay(services: Services, clock: Clock, path: Path) -> Imported:
    def watch(records: Iterator[Record]) -> Iterator[Record]:
        for index, record in enumerate(records):
            clock.now = day_of(index)
            yield record

    return await import_file(services, path, source="trace", watch=watch, **COLUMNS)


@pytest.mark.parametrize("name", NAMES)
async def test_a_replayed_trace_is_right_to_the_token(
    database_url: str, tmp_path: Path, name: str
) -> None:
    gifts, oracle = expectation(name)
    path = write_csv(tmp_path / "trace.csv", HEADER, assigned(name))
    clock = Clock(START)
    async with service(database_url, clock) as services:
        for account, gift in gifts.items():
            await give(services, account, gift)
        done = await replay(services, clock, path)
        assert_decisions(done, oracle)
        for account in ACCOUNTS:
            await assert_account(services, account, oracle)


def assert_decisions(done: Imported, oracle: Oracle) -> None:
    assert done.counts == (len(oracle.accepted), 0, len(oracle.rejects))
    assert done.rejects.keys() == oracle.rejects.keys()
    wrong = {
        line: (reason, oracle.rejects[line])
        for line, reason in done.rejects.items()
        if not reason.startswith(oracle.rejects[line])
    }
    assert wrong == {}


async def assert_account(services: Services, account: str, oracle: Oracle) -> None:
    mine = [one for one in oracle.accepted if one.use.account == account]
    entries = await uses_of(account)
    assert [(e.idempotency_key, e.cost, e.balance) for e in entries] == [
        (one.key, one.cost, one.balance) for one in mine
    ]
    for entry, one in zip(entries, mine, strict=True):
        assert entry.use is not None
        assert entry.use[:4] == (one.use.model, one.use.input, one.use.output, one.use.cached)
        assert f"{entry.occurred_at:%Y-%m-%d %H:%M:%S.%f}" == one.use.timestamp[:-1]
        assert sum(charge.tokens for charge in entry.charges) == one.cost
    state = (await services.accounts.present([account]))[account]
    assert (state.available, state.debt) == (oracle.balances[account], 0)
    assert {
        model: (f"{use.start:%Y-%m-%d}"[: len(oracle.windows[account, model])], use.used)
        for model, use in state.quotas.items()
    } == oracle.quotas(account)
    assert await sums(account) == expected_sums(mine)


Sums = dict[tuple[str, datetime], tuple[int, ...]]


async def sums(account: str) -> Sums:
    found = await sum_usage(account, start=None, end=None, per="hour")
    return {
        (one.model, one.since or START): (
            one.requests,
            one.input_tokens,
            one.output_tokens,
            one.cached_input_tokens,
            one.cost,
        )
        for one in found
    }


def expected_sums(accepted: list[Accepted]) -> Sums:
    found: defaultdict[tuple[str, datetime], tuple[int, ...]] = defaultdict(lambda: (0,) * 5)
    for _, use, cost, _ in accepted:
        one = (1, use.input, use.output, use.cached, cost)
        place = (use.model, use.hour)
        found[place] = tuple(a + b for a, b in zip(found[place], one, strict=True))
    return dict(found)


@pytest.mark.parametrize("name", NAMES)
def test_the_traces_meet_every_refusal_and_every_window(name: str) -> None:
    """Otherwise the replay would prove less than it seems to."""
    _, oracle = expectation(name)
    reasons = list(oracle.rejects.values())
    assert {reason.split(":")[0] for reason in reasons} == {
        "ACCOUNT_NOT_FOUND",
        "MODEL_NOT_FOUND",
        "INSUFFICIENT_TOKENS",
        "QUOTA_EXCEEDED",
    }
    exceeded = [r.split()[6] for r in reasons if r.startswith("QUOTA")]
    assert set(exceeded) == {"tokens", "requests"}
    assert len({window for *_, window in oracle.counted}) == 4 + 2
    half = (len(oracle.rejects) + len(oracle.accepted)) // 2
    run_out = {line for line, r in oracle.rejects.items() if r.startswith("INSUFFICIENT")}
    assert min(run_out) < half < max(run_out)
