"""The scenarios: each names a talk, its load, and what it is compared with."""

from __future__ import annotations

from dataclasses import dataclass

from bench.team_numbers import FIRST, FIRST_ALONE, MEMBERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A scenario. `talk` is a name of `bench.talks`; one `unit` takes `replies` replies.

    `reference` is the pgbench script that it is compared with, or None; `target` is the ratio to
    reach; `rival` is the talk that is used for a rival instead. The accounts are numbered from
    `first`. `plain` are the scenarios that its processor time is compared with, and `plain_target`
    the ratio to the first of them that it may have at most.
    """

    name: str
    title: str
    talk: str
    unit: str
    connections: int = 32
    first: int = 0
    accounts: int = 1_000
    size: int = 1
    replies: int = 1
    reference: str | None = None
    target: float | None = None
    rival: str | None = None
    plain: tuple[str, ...] = ()
    plain_target: float = 1.5

    def units(self, replies: float) -> float:
        """Return the number of units in `replies`."""
        return replies * self.size / self.replies


# Those with the same reference follow one another: it runs once for them in each round.
SCENARIOS = (
    Scenario(
        name="single-32",
        title="single uses, 32 connections",
        talk="uses",
        unit="uses",
        reference="uses",
        target=1.5,
        rival="rival uses",
    ),
    Scenario(
        name="single-256",
        title="single uses, 256 connections",
        talk="uses",
        unit="uses",
        connections=256,
        reference="uses",
        rival="rival uses",
    ),
    Scenario(
        name="batch-100",
        title="uses in batches of 100",
        talk="batches",
        unit="uses",
        connections=4,
        size=100,
        reference="uses",
    ),
    Scenario(
        name="batch-1000",
        title="uses in batches of 1,000",
        talk="batches",
        unit="uses",
        connections=4,
        size=1_000,
        reference="uses",
        target=6.0,
    ),
    Scenario(
        name="free",
        title="free uses, 32 connections",
        talk="free uses",
        unit="uses",
        reference="uses",
    ),
    Scenario(
        name="pool",
        title="free uses with a pool, 32 connections",
        talk="pooled uses",
        unit="uses",
        reference="uses",
    ),
    Scenario(
        name="hot",
        title="one hot account, 32 connections",
        talk="uses",
        unit="uses",
        accounts=1,
        reference="hot",
        target=8.0,
        rival="rival uses",
    ),
    Scenario(
        name="team",
        title=f"{MEMBERS:,} members of one team, 32 connections",
        talk="uses",
        unit="uses",
        first=FIRST + 1,
        accounts=MEMBERS - 1,
        reference="hot",
        target=4.0,
        plain=("alone", "single-32"),
    ),
    Scenario(
        name="team-100",
        title="their uses in batches of 100",
        talk="batches",
        unit="uses",
        connections=4,
        size=100,
        first=FIRST + 1,
        accounts=MEMBERS - 1,
        reference="hot",
        target=4.0,
        plain=("alone-100", "batch-100"),
    ),
    # As many accounts as members: what is compared must have as many rows to find and pages to
    # write.
    Scenario(
        name="alone",
        title=f"single uses of {MEMBERS:,} accounts, 32 connections",
        talk="uses",
        unit="uses",
        first=FIRST_ALONE + 1,
        accounts=MEMBERS - 1,
    ),
    Scenario(
        name="alone-100",
        title=f"uses of {MEMBERS:,} accounts in batches of 100",
        talk="batches",
        unit="uses",
        connections=4,
        size=100,
        first=FIRST_ALONE + 1,
        accounts=MEMBERS - 1,
    ),
    Scenario(
        name="holds",
        title="hold + settle pairs, 32 connections",
        talk="holds",
        unit="pairs",
        replies=2,
        reference="holds",
        target=0.7,
    ),
    Scenario(
        name="balance",
        title="balance read, 32 connections",
        talk="balances",
        unit="reads",
        reference="balance",
        target=0.5,
        rival="rival balances",
    ),
    Scenario(
        name="catalog",
        title="catalog read, 32 connections",
        talk="catalog",
        unit="reads",
    ),
)
PUSH = "push"
LAYERS = "layers"
LARGE_CATALOG = "large-catalog"
WEBHOOKS = "webhooks"
WORKERS = "workers"
STORAGE = "storage"
NETWORK = "network"
PARTS = (PUSH, LAYERS, LARGE_CATALOG, WEBHOOKS, WORKERS, NETWORK, STORAGE)
NAMES = (*(scenario.name for scenario in SCENARIOS), *PARTS)
