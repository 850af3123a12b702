"""Makes the pictures of the documentation: `python -m tests.web.screenshots FOLDER`."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from db.migrate import upgrade
from tests.support.clocks import TickingClock
from tests.support.payments.money_api import Api, Caller, served
from tests.support.server.server_process import server_process
from tests.web.browser import assert_scenario

DAYS = 100
MODELS = ("qwen-turbo",) * 4 + ("qwen-plus", "google/gemini-2.5-pro", "gpt-4o", "gpt-4o-mini")
RECORD = "mutation ($input: RecordUsageInput!) { recordUsage(input: $input) { __typename } }"
ADJUST = "mutation ($input: AdjustBalanceInput!) { adjustBalance(input: $input) { __typename } }"


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pictures = str(folder.resolve())
    with TemporaryDirectory() as place, server_process(f"sqlite://{place}/billing.db") as server:
        asyncio.run(assert_scenario("screenshots", server.address, FOLDER=pictures))
    with TemporaryDirectory() as place:
        asyncio.run(_of_figures(Path(place), pictures))


async def _of_figures(place: Path, pictures: str) -> None:
    url = f"sqlite://{place}/billing.db"
    await upgrade(url)
    async with served(url, place) as api:
        await _months(api)
        await assert_scenario("screenshots-admin", api.address, FOLDER=pictures)


async def _months(api: Api) -> None:
    """Make some months of a growing service, the same at every run. The clock ends now."""
    assert isinstance(api.clock, TickingClock)
    chance, accounts, end = Random(7), 3, datetime.now(UTC)
    for day in range(DAYS + 1):
        api.clock.now = end - timedelta(days=DAYS - day)
        accounts += chance.randrange(3)
        for number in sorted(chance.sample(range(accounts), min(accounts, 4 + day // 12))):
            await _day_of(api, f"user-{number}", f"{day}-{number}", chance)
    gift = {"accountId": "user-1", "tokens": 5_000, "reason": "goodwill", "idempotencyKey": "gift"}
    await api.admin.act(ADJUST, **gift)


async def _day_of(api: Api, account: str, key: str, chance: Random) -> None:
    caller = api.user(account)
    use = {"model": chance.choice(MODELS), "idempotencyKey": key}
    tokens = {"inputTokens": chance.randint(50, 900), "outputTokens": chance.randint(20, 300)}
    await caller.act(RECORD, **use, **tokens)
    # Wait for each one: after the clock's next step, its webhook would be too old.
    if chance.random() < 0.06:
        await caller.paid(pack=chance.choice(("starter", "power", "pro")))
        await caller.until(lambda account: account["purchases"]["nodes"][0]["status"] == "PAID")
    if chance.random() < 0.02:
        await _subscribed(caller)


async def _subscribed(caller: Caller) -> None:
    started = await caller.subscribe()
    if "checkoutUrl" in started:
        await caller.press(started["checkoutUrl"])
        await caller.until(lambda account: account["plan"]["name"] == "PREMIUM")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
