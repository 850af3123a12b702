"""The service is killed while many change teams at the same time, and all is asked again with the
same keys: every request has one effect. On PostgreSQL, two processes compete."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field

import httpx
import pytest

from tests.support.server.api import Api, Client, Json
from tests.support.server.server_process import ServerProcess, api_of, run_command, server_process
from tests.support.server.teams import ask, founded, invited, joined

pytestmark = pytest.mark.heavy

TEAMS = 4
EARLY = ("anna", "bert", "cleo", "dora")
"""The members at the beginning: anna leaves, bert is removed, cleo becomes the owner, and dora gets
a limit."""
LATE = tuple(f"late-{number}" for number in range(8))
"""Accounts that join meanwhile: more than seats are left."""
GIFT = 7_000
COPIES = 2
KILLED_AFTER = 30
"""Requests that are answered before the crash."""
SUCCESSES = {
    "joinTeam": "TeamJoined",
    "leaveTeam": "TeamLeft",
    "removeFromTeam": "MemberRemoved",
    "setTeamMember": "MemberChanged",
    "handOverTeam": "TeamHandedOver",
    "closeTeam": "TeamClosed",
}
TEAM = """query ($id: ID!) { team(id: $id) { memberCount seats
  members(first: 50) { nodes { accountId role limit { tokens } } } } }"""
ACCOUNT = """query { account { balance { available } team { role team { id } }
  ledger(first: 100) { nodes { kind } } } }"""


@dataclass
class Asked:
    """One request, with the answers to it before the crash."""

    caller: str
    operation: str
    given: Json
    answers: list[Json] = field(default_factory=list)

    async def send(self, api: Api) -> Json:
        return await ask(api.user(self.caller), self.operation, **self.given)

    @property
    def is_certain(self) -> bool:
        """Whether nothing else that happens can make it impossible."""
        return self.operation != "joinTeam" and not self.caller.startswith("fred")

    def succeeded(self, answer: Json) -> bool:
        return bool(answer["__typename"] == SUCCESSES[self.operation])


@dataclass
class Story:
    """A team whose members all act at once, and another one that is closed meanwhile."""

    number: int
    team: str = ""
    closing: str = ""
    asked: list[Asked] = field(default_factory=list)

    def name(self, who: str) -> str:
        return f"{who}-{self.number}"

    async def begin(self, api: Api) -> None:
        owner = api.user(self.name("olga"))
        self.team = await founded(owner, kind="TEAM")
        await joined(api, owner, self.team, *(self.name(who) for who in EARLY))
        other = api.user(self.name("otto"))
        self.closing = await founded(other, kind="TEAM")
        await joined(api, other, self.closing, self.name("fred"))
        await api.admin.adjust(self.closing, GIFT)
        codes = [await invited(owner, self.team) for _ in LATE]
        self.asked = [*self._changes(), *self._joins(codes)]

    def _joins(self, codes: list[str]) -> Iterator[Asked]:
        for who, code in zip(LATE, codes, strict=True):
            yield self._request(who, "joinTeam", code=code)

    def _changes(self) -> Iterator[Asked]:
        team = {"teamId": self.team}
        dora, cleo, bert = (self.name(who) for who in ("dora", "cleo", "bert"))
        limit = {"tokens": 50, "period": "DAY"}
        yield self._request("olga", "setTeamMember", **team, accountId=dora, limit=limit)
        yield self._request("anna", "leaveTeam", **team)
        yield self._request("olga", "removeFromTeam", **team, accountId=bert)
        yield self._request("olga", "handOverTeam", **team, accountId=cleo)
        yield self._request("otto", "closeTeam", teamId=self.closing)
        yield self._request("fred", "leaveTeam", teamId=self.closing)

    def _request(self, who: str, operation: str, **given: object) -> Asked:
        key = f"{operation}-{who}-{self.number}"
        return Asked(self.name(who), operation, {**given, "idempotencyKey": key})


@contextmanager
def processes(database_url: str) -> Iterator[list[ServerProcess]]:
    """Start the processes that the database allows."""
    number = 1 if database_url.startswith("sqlite") else 2
    with ExitStack() as stack:
        yield [stack.enter_context(server_process(database_url)) for _ in range(number)]


class Rush:
    """All requests at once, each several times, to all processes."""

    def __init__(self, apis: list[Api], asked: list[Asked]) -> None:
        self._apis, self._asked = apis, asked
        self._answered = 0
        self.enough = asyncio.Event()

    async def run(self) -> None:
        sends = []
        for number, one in enumerate(self._asked):
            for copy in range(COPIES):
                sends.append(self._send(one, self._apis[(number + copy) % len(self._apis)]))
        await asyncio.gather(*sends)
        self.enough.set()

    async def _send(self, one: Asked, api: Api) -> None:
        try:
            answer = await one.send(api)
        except httpx.TransportError:
            return
        one.answers.append(answer)
        self._answered += 1
        if self._answered >= KILLED_AFTER:
            self.enough.set()


async def test_after_kill_9_each_request_about_a_team_has_one_effect(database_url: str) -> None:
    stories = [Story(number) for number in range(TEAMS)]
    with processes(database_url) as servers:
        async with apis_of(servers) as apis:
            for story in stories:
                await story.begin(apis[0])
            # Interleaved, so that the crash meets all kinds of requests.
            groups = zip(*(story.asked for story in stories), strict=True)
            asked = [one for group in groups for one in group]
            rush = Rush(apis, asked)
            async with asyncio.timeout(180):
                running = asyncio.create_task(rush.run())
                await rush.enough.wait()
                for server in servers:
                    server.process.kill()
                await running
    with processes(database_url) as servers:
        async with apis_of(servers) as apis:
            await asyncio.gather(*(repeat(one, apis) for one in asked))
            for story in stories:
                await check(story, apis[0])
    audited = run_command("audit", DATABASE_URL=database_url)
    assert audited.returncode == 0, audited.stdout + audited.stderr


async def repeat(one: Asked, apis: list[Api]) -> None:
    """Ask again, at several processes at once. What was answered is repeated; what was not is done
    now, once."""
    again = await asyncio.gather(*(one.send(api) for api in apis * COPIES))
    done = [answer for answer in one.answers if one.succeeded(answer)]
    assert not one.is_certain or done == one.answers, one
    new = [answer for answer in (*one.answers, *again) if answer.get("replayed") is False]
    assert len(new) <= 1, (one, again)
    if done:
        assert all(one.succeeded(answer) and answer["replayed"] for answer in again), (one, again)


@asynccontextmanager
async def apis_of(servers: list[ServerProcess]) -> AsyncIterator[list[Api]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(api_of(server)) for server in servers]


async def team_entries(client: Client) -> int:
    nodes = (await client.data(ACCOUNT))["account"]["ledger"]["nodes"]
    return Counter(entry["kind"] for entry in nodes)["TEAM"]


async def check(story: Story, api: Api) -> None:
    """The team is as after each request once; and so are the ledgers of its members."""
    for one in story.asked:
        answer = await one.send(api)
        assert one.succeeded(answer) or not one.is_certain, (one, answer)
    owner = api.user(story.name("cleo"))
    team = (await owner.data(TEAM, id=story.team))["team"]
    members = {one["accountId"]: one for one in team["members"]["nodes"]}
    assert team["memberCount"] == len(members) == team["seats"] == 10
    stay = {story.name(who) for who in ("olga", "cleo", "dora")}
    assert stay <= members.keys()
    assert members.keys() - stay <= {story.name(who) for who in LATE}
    assert [name for name, one in members.items() if one["role"] == "OWNER"] == [story.name("cleo")]
    assert members[story.name("dora")]["limit"] == {"tokens": 50}
    for who in (*EARLY, *LATE, "olga"):
        client = api.user(story.name(who))
        own = (await client.data(ACCOUNT))["account"]["team"]
        assert (own is not None) == (story.name(who) in members), who
        began = who in EARLY or who == "olga" or own is not None
        changed = who in EARLY or who == "olga"
        assert await team_entries(client) == began + changed, who
    otto = (await api.user(story.name("otto")).data(ACCOUNT))["account"]
    assert (otto["team"], otto["balance"]["available"]) == (None, 10_000 + GIFT)
