"""Random steps of one account with alerts, and a model that says when each must fire.

The model shares no code with `billing`: the balance is that of the oracle of histories, which walks
the calendar, and the alerts compare it before and after. Billing rule 14.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import strategies as st

from billing.ledger.alerts.alert import AlertKind, AlertName
from billing.ledger.alerts.commands import RemoveAlert, SetAlert
from billing.ledger.commands import Command, RecordUsage, Touch
from billing.ledger.hold_commands import PlaceHold, ReleaseHold, SettleHold
from services.commit.decisions import CommandOutcome, Done
from tests.support.ledger.factories import (
    adjustment,
    book,
    placing,
    releasing,
    settling,
    use,
)
from tests.support.ledger.oracle import LIMITS, Book, Oracle

HOUR, DAY = 3_600, 86_400
WAITS = [0, 1, HOUR, 12 * HOUR, DAY, 29 * DAY, 31 * DAY, 400 * DAY, -HOUR]
MODELS = ["paid", "fine", "gift", "calls"]

Step = tuple[str, *tuple[object, ...]]

_BALANCES = st.sampled_from([1, 2_000, 8_000, 10_000, 10_001, 15_000]) | st.integers(1, 20_000)
NAMES = st.one_of(
    st.builds(lambda below: AlertName(AlertKind.BALANCE_BELOW, below), _BALANCES),
    st.builds(
        lambda percent, model: AlertName(AlertKind.QUOTA_USED_PERCENT, percent, model),
        st.sampled_from([1, 33, 34, 50, 66, 67, 100]),
        st.sampled_from(["gift", "calls"]),
    ),
)
_COUNTS = st.sampled_from([1, 100, 250]) | st.integers(1, 900)
_TOKENS = st.sampled_from([1, 2_000, 5_000]) | st.integers(1, 12_000)
_STEP = st.one_of(
    *[st.tuples(st.just("use"), st.sampled_from([*MODELS, "paid"]), _COUNTS)] * 3,
    st.tuples(st.just("hold"), st.sampled_from(MODELS), _COUNTS, st.sampled_from([600, DAY])),
    st.tuples(st.just("settle"), st.integers(0, 2), _COUNTS),
    st.tuples(st.just("release"), st.integers(0, 2)),
    *[st.tuples(st.just("give"), _TOKENS, st.sampled_from([None, 2 * HOUR, 40 * DAY]))] * 2,
    st.tuples(st.just("take"), _TOKENS),
    *[st.tuples(st.just("set"), NAMES)] * 2,
    st.tuples(st.just("remove"), NAMES),
    st.tuples(st.just("touch")),
    *[st.tuples(st.just("wait"), st.sampled_from(WAITS))] * 2,
)
STEPS: st.SearchStrategy[list[Step]] = st.lists(_STEP, min_size=5, max_size=40)


@dataclass
class Watched:
    """An alert. For a quota it is beyond in one window only."""

    beyond: bool
    window: str = ""


@dataclass
class Alerting:
    """The model of one account. `holds` are its holds, by the numbers of the oracle and of the
    ledger: the oracle knows no entries of alerts."""

    oracle: Oracle = field(default_factory=Oracle)
    alerts: dict[AlertName, Watched] = field(default_factory=dict)
    holds: list[tuple[int, int]] = field(default_factory=list)
    fired: list[tuple[AlertName, int]] = field(default_factory=list)

    @property
    def book(self) -> Book:
        return self.oracle.books["alice"]

    def command(self, step: Step, at: datetime) -> Command | None:
        """Return the command of a step, with the ledger's numbers; None if there is no hold."""
        match step:
            case ("set", AlertName() as name):
                limit = book().described(name.model).native_limit if name.model else None
                return SetAlert("alice", alert=name, limit=limit)
            case ("remove", AlertName() as name):
                return RemoveAlert("alice", alert=name)
            case ("use", str() as model, int() as count):
                return use(model=model, input_tokens=count)
            case ("hold", str() as model, int() as count, int() as ttl):
                return placing(
                    model=model, input_tokens=1, max_output_tokens=count, ttl_seconds=ttl
                )
            case ("settle", int() as place, int() as count):
                number = self._number(place)
                return number and settling(number, input_tokens=count)
            case ("release", int() as place):
                number = self._number(place)
                return number and releasing(number)
            case ("give", int() as tokens, seconds):
                expires = at + timedelta(seconds=seconds) if isinstance(seconds, int) else None
                return adjustment(tokens=tokens, expires_at=expires)
            case ("take", int() as tokens):
                return adjustment(tokens=-tokens)
        return Touch("alice", may_open=True)

    def _number(self, place: int) -> int | None:
        return self.holds[place][1] if place < len(self.holds) else None

    def expect(self, command: Command, outcome: CommandOutcome, now: datetime) -> None:
        """Note what the command does, and which alerts it makes fire."""
        now = max(now, self.book.touched)
        self.book.renew(now)
        self._look(now)
        if isinstance(command, SetAlert):
            self.alerts.setdefault(command.alert, self._watched(command.alert, now))
        elif isinstance(command, RemoveAlert):
            self.alerts.pop(command.alert, None)
        else:
            self._do(command, outcome, now)

    def _do(self, command: Command, outcome: CommandOutcome, now: datetime) -> None:
        known = {ours: theirs for theirs, ours in self.holds}
        theirs = command
        if isinstance(command, SettleHold | ReleaseHold):
            make = releasing if isinstance(command, ReleaseHold) else settling
            number = known[command.number]
            tokens = {} if make is releasing else {"input_tokens": command.input_tokens}  # type: ignore[union-attr]
            theirs = make(number, **tokens)  # type: ignore[operator]
        before = self.book.used.copy()
        expected = self.oracle.expect(theirs, now)
        assert (expected[0] in {"DONE", "TOUCHED", "REPLAYED"}) is isinstance(outcome, Done), (
            expected
        )
        if isinstance(command, PlaceHold) and isinstance(outcome, Done):
            self.holds.append((max(self.book.holds), outcome.recorded.revision))
        used = {model for model, _ in self.book.used - before}
        if isinstance(command, RecordUsage | SettleHold) and expected[0] == "DONE":
            self._look(now, used)
        else:
            self._look(now)

    def _look(self, now: datetime, used: set[str] = frozenset()) -> None:  # type: ignore[assignment]
        for name, watched in self.alerts.items():
            if name.kind is AlertKind.QUOTA_USED_PERCENT and name.model not in used:
                continue
            present, value = self._watched(name, now), self._value(name, now)
            was = watched.beyond and watched.window == present.window
            if present.beyond and not was:
                self.fired.append((name, value))
            self.alerts[name] = present

    def _value(self, name: AlertName, now: datetime) -> int:
        if name.kind is AlertKind.BALANCE_BELOW:
            return self.book.available
        limit, _, window = LIMITS[name.model]
        return self.book.used[name.model, now.strftime(window)] * 100 // limit

    def _watched(self, name: AlertName, now: datetime) -> Watched:
        value = self._value(name, now)
        if name.kind is AlertKind.BALANCE_BELOW:
            return Watched(value < name.threshold)
        return Watched(value >= name.threshold, now.strftime(LIMITS[name.model][2]))
