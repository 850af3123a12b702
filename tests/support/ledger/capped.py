"""Random steps of one account with spend caps, and a model of the caps that keeps every use.

The model shares no code with `billing`: it adds up what was spent since a cap was set, by calendar.
The account has far more tokens than it uses, so that only caps refuse.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import strategies as st

from billing.catalog.catalog import QuotaPeriod
from billing.ledger.caps.cap import CapName, CapScope
from billing.ledger.commands import Command, RecordUsage, RemoveSpendCap, SetSpendCap
from billing.ledger.hold import Outcome
from billing.ledger.hold_commands import PlaceHold, ReleaseHold, SettleHold
from billing.ledger.refusals import CapReached
from services.commit.decisions import CommandOutcome, Done
from tests.support.ledger.calendar_oracle import month_end
from tests.support.ledger.factories import adjustment, placing, releasing, settling, use
from tests.support.ledger.oracle import RATES, cost_of

RICH = 10**12
KEYS = [f"{number:016x}" for number in (1, 2)]
MODELS = ["paid", "fine", "gift"]
HOUR, DAY = 3_600, 86_400
WAITS = [0, 1, HOUR, HOUR, 12 * HOUR, DAY, 29 * DAY, 31 * DAY, 400 * DAY, -HOUR]

Step = tuple[str, *tuple[object, ...]]
Known = tuple[int, int, int, datetime]
"""Tokens, used, held and the end of the window of a cap."""

# Few subjects, so that most steps meet a cap.
_SUBJECTS = [
    (CapScope.ACCOUNT, ""),
    (CapScope.ACCOUNT, ""),
    (CapScope.MODEL, "paid"),
    (CapScope.MODEL, "gift"),
    (CapScope.API_KEY, KEYS[0]),
    (CapScope.API_KEY, KEYS[0]),
    (CapScope.API_KEY, KEYS[1]),
]
NAMES = st.builds(
    lambda subject, period: CapName(*subject, period),
    st.sampled_from(_SUBJECTS),
    st.sampled_from(QuotaPeriod),
)
_TOKENS = st.sampled_from([0, 80, 800, 4_000, 9_000]) | st.integers(0, 9_000)
_COUNTS = st.sampled_from([1, 10, 100]) | st.integers(1, 300)
_MODEL = st.sampled_from(["paid", "paid", *MODELS])
_KEY = st.sampled_from([KEYS[0], KEYS[0], None, KEYS[1]])
_OUTCOME = st.sampled_from([*Outcome, Outcome.COMPLETED, Outcome.COMPLETED])
_PLACES = st.integers(0, 1)
_STEP = st.one_of(
    *[st.tuples(st.just("set"), NAMES, _TOKENS)] * 2,
    *[st.tuples(st.just("use"), _MODEL, _KEY, _COUNTS)] * 2,
    *[st.tuples(st.just("hold"), _MODEL, _KEY, _COUNTS, st.booleans(), st.booleans())] * 2,
    *[st.tuples(st.just("settle"), _PLACES, _COUNTS, _OUTCOME)] * 2,
    st.tuples(st.just("release"), _PLACES),
    st.tuples(st.just("remove"), NAMES),
    st.tuples(st.just("wait"), st.sampled_from(WAITS)),
)
STEPS: st.SearchStrategy[list[Step]] = st.lists(_STEP, min_size=10, max_size=40)


@dataclass
class Spent:
    """What one use cost, when, for which model and by which key."""

    at: datetime
    model: str
    key: str | None
    cost: int


@dataclass
class Held:
    """A hold that is not closed by a request. `key` is known if a cap counted it at the placing."""

    number: int
    model: str
    key: str | None
    tokens: int
    until: datetime


@dataclass
class Caps:
    """The model. `since` is the number of uses in `spent` before a cap was set."""

    opened: datetime
    tokens: dict[CapName, int] = field(default_factory=dict)
    since: dict[CapName, int] = field(default_factory=dict)
    spent: list[Spent] = field(default_factory=list)
    holds: list[Held] = field(default_factory=list)

    def command(self, step: Step) -> Command | None:
        """Return the command of a step; None if it closes a hold and there is none."""
        match step:
            case ("set", CapName() as name, int() as tokens):
                return SetSpendCap("alice", cap=name, tokens=tokens)
            case ("remove", CapName() as name):
                return RemoveSpendCap("alice", cap=name)
            case ("use", str() as model, key, int() as count):
                key_id = key if isinstance(key, str) else None
                return use(model=model, input_tokens=count, api_key_id=key_id)
            case ("hold", str() as model, key, int() as count, partial, short):
                return placing(
                    model=model,
                    input_tokens=1,
                    max_output_tokens=count,
                    allow_partial=bool(partial),
                    ttl_seconds=HOUR if short else DAY,
                    api_key_id=key if isinstance(key, str) else None,
                )
            case ("settle", int() as place, int() as count, outcome):
                number = self._number(place)
                return number and settling(number, input_tokens=count, outcome=Outcome(outcome))
            case ("release", int() as place):
                number = self._number(place)
                return number and releasing(number)
        raise AssertionError(step)

    def _number(self, place: int) -> int | None:
        return self.holds[place].number if place < len(self.holds) else None  # type: ignore[return-value]

    def known(self, now: datetime) -> dict[CapName, Known]:
        """Return what each cap must show, in the order of setting."""
        return {name: self._known(name, now) for name in self.tokens}

    def _known(self, name: CapName, now: datetime) -> Known:
        end = self.end(name, now)
        used = sum(
            one.cost
            for one in self.spent[self.since[name] :]
            if self.end(name, one.at) == end and covers(name, one.model, one.key)
        )
        held = sum(
            one.tokens for one in self.holds if one.until > now and covers(name, one.model, one.key)
        )
        return self.tokens[name], used, held, end

    def end(self, name: CapName, at: datetime) -> datetime:
        if name.period is QuotaPeriod.MONTH:
            return month_end(self.opened, at)
        return datetime.combine(at.date() + timedelta(days=1), datetime.min.time(), at.tzinfo)

    def left(self, model: str, key: str | None, now: datetime) -> int:
        """Return what the caps leave for a use."""
        rests = [
            tokens - used - held
            for name, (tokens, used, held, _) in self.known(now).items()
            if covers(name, model, key)
        ]
        return max(min(rests, default=RICH), 0)

    def expect(self, command: Command, outcome: CommandOutcome, now: datetime) -> None:
        """Check the outcome of a command, and note its effect."""
        match command:
            case SetSpendCap(cap=name, tokens=tokens):
                assert isinstance(outcome, Done)
                assert (outcome.entry is None) is (self.tokens.get(name) == tokens)
                self.since.setdefault(name, len(self.spent))
                self.tokens[name] = tokens
            case RemoveSpendCap(cap=name):
                assert isinstance(outcome, Done)
                assert (outcome.entry is not None) is (name in self.tokens)
                self.tokens.pop(name, None)
                self.since.pop(name, None)
            case RecordUsage():
                self._use(command, outcome, now)
            case PlaceHold():
                self._place(command, outcome, now)
            case SettleHold() | ReleaseHold():
                self._close(command, outcome, now)
            case _:
                raise AssertionError(command)

    def _use(self, asked: RecordUsage, outcome: CommandOutcome, now: datetime) -> None:
        cost = cost_in(asked.model, asked.input_tokens)
        fits = cost <= self.left(asked.model, asked.api_key_id, now)
        assert accepted(outcome) is fits, (outcome, cost)
        if fits:
            self.spent.append(Spent(now, asked.model, asked.api_key_id, cost))

    def _place(self, asked: PlaceHold, outcome: CommandOutcome, now: datetime) -> None:
        left = self.left(asked.model, asked.api_key_id, now)
        most = asked.max_output_tokens
        tried = range(most, 0, -1) if asked.allow_partial else [most]
        fitting = (n for n in tried if cost_in(asked.model, 1, n) <= left)
        output = next(fitting, None)
        assert accepted(outcome) is (output is not None), (outcome, left)
        if output is None:
            return
        assert isinstance(outcome, Done)
        assert outcome.hold is not None
        cost = cost_in(asked.model, 1, output)
        assert (outcome.hold.max_output_tokens, outcome.hold.tokens) == (output, cost)
        noted = any(covers(n, "", asked.api_key_id) for n in self.tokens if n.scope == "API_KEY")
        key = asked.api_key_id if noted else None
        until = now + timedelta(seconds=asked.ttl_seconds)
        self.holds.append(Held(outcome.hold.number, asked.model, key, cost, until))

    def _close(
        self, asked: SettleHold | ReleaseHold, outcome: CommandOutcome, now: datetime
    ) -> None:
        (hold,) = [one for one in self.holds if one.number == asked.number]
        if isinstance(asked, ReleaseHold):
            assert isinstance(outcome, Done) is (hold.until > now)
        else:
            assert isinstance(outcome, Done)
            cost = 0 if asked.outcome is Outcome.FAILED else cost_in(hold.model, asked.input_tokens)
            self.spent.append(Spent(now, hold.model, hold.key, cost))
        self.holds.remove(hold)


def accepted(outcome: CommandOutcome) -> bool:
    assert isinstance(outcome, Done | CapReached), outcome
    return isinstance(outcome, Done)


def cost_in(model: str, inputs: int, outputs: int = 0) -> int:
    return cost_of(model, inputs, outputs, 0) if model in RATES else 0


def covers(name: CapName, model: str, key: str | None) -> bool:
    subjects = Counter({"ACCOUNT": 1, f"MODEL {model}": 1, f"API_KEY {key}": 1})
    return bool(subjects[f"{name.scope} {name.subject}".strip()])


def rich() -> Command:
    return adjustment(tokens=RICH, key="rich", may_open=True)
