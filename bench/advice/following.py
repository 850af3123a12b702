"""Learning which suggestions people follow, tried on accounts whose minds a seed makes up.

No trace tells whether somebody followed a suggestion. So the savings are those of the trace's
accounts, and the share of people that follow each pair of models is an assumption, in several
kinds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from bench.advice.people import Person
from bench.advice.saving import candidates
from billing.catalog.price_book import PriceBook
from billing.insights.following import NEUTRAL, Followed, weight_of

Pair = tuple[str, str]
Options = Sequence[tuple[Pair, int]]
"""The pairs of an account, with what each is expected to save."""

COHORTS = 12
MINDS_SEED = 1_000
TURNS = 3
"""The times, 14 days apart, that an account looks at its suggestion."""


@dataclass(frozen=True, slots=True)
class Minds:
    """An assumption: the share of people that follow each pair is drawn from Beta(a, b). Who did
    not follow a pair follows it later with that share again, or never."""

    name: str
    a: float
    b: float
    is_fixed: bool


MINDS = (
    Minds("all pairs alike, asked anew", 1_000, 9_000, is_fixed=False),
    Minds("all pairs alike, made up once", 1_000, 9_000, is_fixed=True),
    Minds("pairs differ a little, asked anew", 5, 45, is_fixed=False),
    Minds("pairs differ a little, made up once", 5, 45, is_fixed=True),
    Minds("pairs differ much, asked anew", 0.5, 4.5, is_fixed=False),
    Minds("pairs differ much, made up once", 0.5, 4.5, is_fixed=True),
)


@dataclass(frozen=True, slots=True)
class Policy:
    """A way to choose: the strength with which it learns from others, or None, and the number by
    which the saving of what an account did not follow is divided for this account."""

    name: str
    strength: int | None = None
    divisor: int = 1


NEVER = 10**9
POLICIES = (
    Policy("the highest saving"),
    Policy("what was not followed counts half", divisor=2),
    Policy("what was not followed comes last", divisor=NEVER),
    *(Policy(f"learning, strength {one}", strength=one) for one in (5, 20, 80)),
    Policy("learning, strength 20; not followed counts half", strength=20, divisor=2),
    Policy("learning, strength 20; not followed comes last", strength=20, divisor=NEVER),
)


def followed_saving(
    accounts: Sequence[Options], minds: Minds, policy: Policy, *, cohort: int, seed: int
) -> float:
    """Return the mean expected saving that an account follows, over COHORTS of `cohort` accounts.
    What earlier cohorts followed is known."""
    random = Random(seed)  # noqa: S311 - no secret
    pairs = sorted({pair for options in accounts for pair, _ in options})
    shares = {pair: random.betavariate(minds.a, minds.b) for pair in pairs}
    shown, followed = Counter[Pair](), Counter[Pair]()
    total = 0
    for _ in range(COHORTS):
        weigh = _weigh(policy, shown, followed)
        news: list[tuple[Pair, bool]] = []
        for _ in range(cohort):
            options = random.choice(accounts)
            visit = _Visit(options, policy, minds, weigh)
            saved, seen = visit.look(lambda pair: random.random() < shares[pair])
            total += saved
            news += seen
        shown.update(pair for pair, _ in news)
        followed.update(pair for pair, did in news if did)
    return total / (COHORTS * cohort)


def _weigh(policy: Policy, shown: Counter[Pair], followed: Counter[Pair]) -> Callable[[Pair], int]:
    if policy.strength is None:
        return lambda _: NEUTRAL
    strength = policy.strength
    everything = Followed(shown.total(), followed.total())
    weights = {
        pair: weight_of(Followed(shown[pair], followed[pair]), everything, strength)
        for pair in shown
    }
    default = weight_of(Followed(0, 0), everything, strength)
    return lambda pair: weights.get(pair, default)


@dataclass(frozen=True, slots=True)
class _Visit:
    """One account before its suggestions."""

    options: Options
    policy: Policy
    minds: Minds
    weigh: Callable[[Pair], int]

    def look(self, follows: Callable[[Pair], bool]) -> tuple[int, list[tuple[Pair, bool]]]:
        """Return what the account saves, and each pair that it was shown, with whether it followed
        when it was shown it first: the service judges a pair once."""
        seen: dict[Pair, bool] = {}
        for _ in range(TURNS):
            pair, saving = max(self.options, key=lambda one: self._rank(one, seen))
            did = not (self.minds.is_fixed and pair in seen) and follows(pair)
            seen.setdefault(pair, did)
            if did:
                return saving, list(seen.items())
        return 0, list(seen.items())

    def _rank(self, option: tuple[Pair, int], seen: dict[Pair, bool]) -> float:
        pair, saving = option
        return saving * self.weigh(pair) / (self.policy.divisor if pair in seen else 1)


def options_of(person: Person, book: PriceBook) -> list[Options]:
    """Return the free models for each premium one of the account."""
    found: defaultdict[str, list[tuple[Pair, int]]] = defaultdict(list)
    for one in candidates(person, book):
        premium = one.premium.name
        found[premium].append(((premium, one.free.name), one.expected))
    return list(found.values())


def followed_table(
    accounts: Sequence[Options], *, cohort: int, seed: int, draws: int
) -> list[tuple[str, list[float]]]:
    """Return, for each assumption, how much more is saved than by the first policy: a part of that,
    by policy. `draws` seeds draw the shares of the pairs."""
    table: list[tuple[str, list[float]]] = []
    for minds in MINDS:
        sums = [
            sum(
                followed_saving(
                    accounts, minds, policy, cohort=cohort, seed=MINDS_SEED * seed + draw
                )
                for draw in range(draws)
            )
            for policy in POLICIES
        ]
        table.append((minds.name, [one / max(sums[0], 1e-9) - 1 for one in sums[1:]]))
    return table
