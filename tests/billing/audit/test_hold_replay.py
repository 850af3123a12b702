"""Correct histories with holds replay without a fault, and forged ones do not.

As in `test_replay`, the digests of every forgery are calculated again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from billing.catalog.catalog import Priority
from billing.ledger.entry import Entry, EntryKind
from billing.ledger.grant import Charge, GrantSource
from billing.ledger.hold import Outcome, closing_key, hold_of
from billing.ledger.hold_commands import PlaceHold, ReleaseHold, SettleHold
from billing.ledger.hold_posting import post_extension
from billing.ledger.hold_rules import (
    decide_extension,
    decide_hold,
    decide_release,
    decide_settle,
)
from billing.ledger.posting import Posted
from billing.ledger.refusals import Refusal
from billing.payments.packs import DisputeState, settle
from tests.support.audit.histories import START, History, faults
from tests.support.ledger.factories import (
    adjustment,
    book,
    extending,
    placing,
    releasing,
    settling,
)
from tests.support.payments.money import PAID, bought, dispute

BOOK = book()
ALLOWANCE = GrantSource.ALLOWANCE


class Held(History):
    """A ledger with holds."""

    def hold(self, command: PlaceHold | SettleHold | ReleaseHold) -> None:
        self.touch()
        for posted in self.decide(command):
            self._keep(posted)
        self.touch()

    def decide(self, command: PlaceHold | SettleHold | ReleaseHold) -> Sequence[Posted]:
        if isinstance(command, PlaceHold):
            posted: Posted | Refusal = decide_hold(
                self.account, command, Priority.STANDARD, BOOK, self.now
            )
            assert isinstance(posted, Posted), posted
            return [posted]
        hold = self.account.hold(command.number) or hold_of(self.entries[command.number - 1])
        if isinstance(command, SettleHold):
            return decide_settle(self.account, command, hold, BOOK, self.now)
        return decide_release(self.account, command, hold, self.now)

    def pay(self, posted: Sequence[Posted]) -> None:
        for one in posted:
            self._keep(one)


def eventful() -> Held:
    """Make a history: 2 adjustment, 3 hold of both grants, 4 hold of a quota, 5 settled, 6 partial
    hold, 7 released, 8 hold; a day later 9 and 10 expired, 11 settled late, 12 hold, 13 failed, 14
    hold."""
    history = Held()
    history.do(adjustment(tokens=80, expires_at=START + timedelta(hours=20)))
    history.hold(placing(input_tokens=1_000, max_output_tokens=30))
    history.hold(placing(model="gift", input_tokens=40, max_output_tokens=60))
    history.hold(settling(3, input_tokens=1_000, output_tokens=15, metadata="{}"))
    history.hold(placing(input_tokens=100, max_output_tokens=900, allow_partial=True))
    history.hold(releasing(6))
    history.hold(placing(input_tokens=3, ttl_seconds=86_400))
    history.touch(hours=24)
    history.hold(settling(8, input_tokens=2))
    history.hold(placing(model="fine", input_tokens=9))
    history.hold(settling(history.account.revision, outcome=Outcome.FAILED))
    history.hold(placing(input_tokens=7, ttl_seconds=60))
    return history


def test_a_sound_history_of_holds_has_no_fault() -> None:
    history = eventful()
    assert faults(history) == []
    kinds = [entry.kind.value[0] for entry in history.entries]
    assert "".join(kinds) == "AAHHUHRHRRUHUH", [(e.revision, e.kind) for e in history.entries]


def forged(history: Held) -> list[str]:
    """Return the faults, except that of the state's digest, which a forger would replace."""
    made = history.account._replace(digest=history.entries[-1].digest)
    return faults(history, account=made)


def at(history: Held, kind: EntryKind, nth: int = 0) -> Entry:
    return [entry for entry in history.entries if entry.kind is kind][nth]


HOLD, RELEASE, USAGE = EntryKind.HOLD, EntryKind.RELEASE, EntryKind.USAGE
SECOND = timedelta(seconds=1)


def terms(entry: Entry, old: str, new: str) -> dict[str, Any]:
    assert entry.reason is not None
    assert old in entry.reason, entry.reason
    return {"reason": entry.reason.replace(old, new)}


TERMS = [
    (0, '"model":"paid"', '"model":"fine"'),
    (0, '"input":1000', '"input":999'),
    (0, '"output":30', '"output":29'),
    (0, '"asked":30', '"asked":31'),
    (0, '"asked":30', '"asked":29'),
    (0, '"partial":false', '"partial":true'),
    (0, '"partial":false', '"partial":0'),
    (0, '"counted":0', '"counted":1'),
    (0, '"terms":"8/8/8"', '"terms":"9/8/8"'),
    (0, '"terms":"8/8/8"', '"terms":"unlimited"'),
    (0, '"terms":"8/8/8"', '"terms":"x"'),
    (0, '"priority":"STANDARD"', '"priority":"SLOW"'),
    (0, '"until":"2026-01-31T12:40', '"until":"2026-01-31T12:41'),
    (0, '"until":"2026-01-31T12:40', '"until":"2026-01-31T12:20'),
    (0, '"until":"2026-01-31T12:40:00', '"until":"2026-01-31T12:40:00.500000'),
    (0, "{", "{ "),
    (0, "{", '{"more":1,'),
    (1, '"counted":100', '"counted":99'),
    (1, "1000 TOKENS/MONTH", "1000 REQUESTS/MONTH"),
    (2, '"asked":900', '"asked":901'),
    (2, '"partial":true', '"partial":false'),
]


@pytest.mark.parametrize(("nth", "old", "new"), TERMS)
def test_every_part_of_what_a_hold_was_placed_for_is_checked(nth: int, old: str, new: str) -> None:
    history = eventful()
    entry = at(history, HOLD, nth)
    history.forge(entry.revision, **terms(entry, old, new))
    assert any(what.startswith(f"{entry.revision}: ") for what in faults(history)), faults(history)


Forgery = tuple[EntryKind, int, dict[str, Any]]
PAIR = (Charge(2, GrantSource.ADJUSTMENT, 80), Charge(1, ALLOWANCE, 8_160))
PAID_BY = (PAIR[0], PAIR[1]._replace(tokens=8_040))
FORGERIES: list[Forgery] = [
    (HOLD, 0, {"charges": ()}),
    (HOLD, 0, {"charges": PAIR[::-1]}),
    (HOLD, 0, {"charges": PAIR[:1]}),
    (HOLD, 0, {"charges": (PAIR[0], PAIR[1]._replace(tokens=8_159))}),
    (HOLD, 0, {"charges": (PAIR[0]._replace(source=GrantSource.PACK), PAIR[1])}),
    (HOLD, 0, {"kind": RELEASE}),
    (HOLD, 0, {"kind": USAGE}),
    (HOLD, 0, {"kind": EntryKind.PLAN}),
    (HOLD, 0, {"fingerprint": bytes(16)}),
    (HOLD, 0, {"fingerprint": None}),
    (HOLD, 0, {"reason": None}),
    (HOLD, 0, {"reason": "hold 3 RELEASED"}),
    (HOLD, 0, {"occurred_at": START - SECOND}),
    (HOLD, 0, {"idempotency_key": None}),
    (RELEASE, 0, {"charges": ()}),
    (RELEASE, 0, {"charges": (Charge(1, ALLOWANCE, 1_760),)}),
    (RELEASE, 0, {"reason": "hold 6 EXPIRED"}),
    (RELEASE, 0, {"reason": "hold 6 COMPLETED"}),
    (RELEASE, 0, {"reason": "hold 4 RELEASED"}),
    (RELEASE, 0, {"reason": "hold 3 RELEASED"}),
    (RELEASE, 0, {"reason": None}),
    (RELEASE, 0, {"occurred_at": START + SECOND}),
    (RELEASE, 0, {"kind": HOLD}),
    (RELEASE, 0, {"kind": EntryKind.LAPSE}),
    (RELEASE, 0, {"idempotency_key": closing_key(5)}),
    (RELEASE, 0, {"idempotency_key": None, "fingerprint": None}),
    (RELEASE, 0, {"fingerprint": bytes(16)}),
    (RELEASE, 1, {"reason": "hold 4 RELEASED"}),
    (RELEASE, 1, {"occurred_at": START + timedelta(hours=24)}),
    (RELEASE, 1, {"idempotency_key": closing_key(4)}),
    (USAGE, 0, {"charges": PAID_BY[::-1]}),
    (USAGE, 0, {"charges": (PAID_BY[0]._replace(source=GrantSource.PACK), PAID_BY[1])}),
    (USAGE, 0, {"charges": (PAID_BY[0]._replace(tokens=79), PAID_BY[1])}),
    (USAGE, 0, {"charges": (PAID_BY[0], PAID_BY[1]._replace(tokens=8_039))}),
    (USAGE, 0, {"charges": (Charge(1, ALLOWANCE, 8_120),)}),
    (USAGE, 0, {"charges": ()}),
    (USAGE, 0, {"reason": "hold 3 ABORTED"}),
    (USAGE, 0, {"reason": "hold 3 FAILED"}),
    (USAGE, 0, {"reason": "hold 3 SETTLED"}),
    (USAGE, 0, {"reason": "hold 4 COMPLETED"}),
    (USAGE, 0, {"reason": "hold 99 COMPLETED"}),
    (USAGE, 0, {"reason": None}),
    (USAGE, 0, {"occurred_at": START - SECOND}),
    (USAGE, 0, {"fingerprint": bytes(16)}),
    (USAGE, 0, {"idempotency_key": "k"}),
    (USAGE, 0, {"use": None}),
    (USAGE, 0, {"kind": RELEASE}),
    (USAGE, 1, {"reason": "hold 6 COMPLETED"}),
    (USAGE, 1, {"charges": ()}),
    (USAGE, 2, {"reason": "hold 12 COMPLETED"}),
]


@pytest.mark.parametrize("forgery", FORGERIES, ids=str)
def test_a_forged_entry_of_a_hold_is_found(forgery: Forgery) -> None:
    history = eventful()
    kind, nth, changes = forgery
    history.forge(at(history, kind, nth).revision, **changes)
    assert forged(history)


@pytest.mark.parametrize(
    "changes",
    [
        {"model": "fine"},
        {"input_tokens": 999},
        {"output_tokens": 16},
        {"cached_input_tokens": 1},
        {"terms": "failed"},
        {"terms": "unlimited"},
        {"metadata": None},
    ],
)
@pytest.mark.parametrize("nth", [0, 1, 2])
def test_a_forged_use_of_a_hold_is_found(nth: int, changes: dict[str, Any]) -> None:
    history = eventful()
    entry = at(history, USAGE, nth)
    assert entry.use is not None
    changed = entry.use._replace(**changes)
    if changed == entry.use:
        return
    history.forge(entry.revision, use=changed)
    assert forged(history)


@pytest.mark.parametrize("kind", [HOLD, RELEASE])
def test_a_hold_that_moves_tokens_is_found_though_all_balances_follow(kind: EntryKind) -> None:
    history = eventful()
    first = at(history, kind).revision
    history.forge(first, tokens=-5)
    for entry in history.entries[first - 1 :]:
        history.forge(entry.revision, balance=entry.balance - 5)
    assert any(what.startswith(f"{first}: changes the balance") for what in faults(history))


@pytest.mark.parametrize("number", [4, 8])
def test_a_second_closing_is_found(number: int) -> None:
    history = eventful()
    entry = history.entries[number - 1]
    hold = history.account._replace(holds=(*history.account.holds, hold_of(entry)))
    history.account = hold
    history.hold(releasing(number) if number != 4 else settling(number, input_tokens=1))
    history.hold(settling(number, input_tokens=0))
    history.chain()
    assert any(f"settles hold {number}" in what for what in forged(history))


@pytest.mark.parametrize(
    "change",
    [
        {"number": 13},
        {"model": "fine"},
        {"input_tokens": 1},
        {"max_output_tokens": 1},
        {"counted": 1},
        {"priority": Priority.PRIORITY},
        {"terms": "9/9/9"},
        {"expires_at": START},
        {"charges": ()},
        {"origins": ()},
    ],
    ids=str,
)
def test_every_part_of_an_open_hold_of_the_state_is_checked(change: dict[str, Any]) -> None:
    history = eventful()
    *others, last = history.account.holds
    changed = history.account._replace(holds=(*others, last._replace(**change)))
    assert any(what.startswith("holds is ") for what in faults(history, account=changed))


def test_a_hold_too_few_or_too_many_in_the_state_is_found() -> None:
    history = eventful()
    (open_hold,) = history.account.holds
    for holds in ((), (open_hold, open_hold)):
        assert faults(history, account=history.account._replace(holds=holds))


def test_a_use_that_a_later_grant_pays_for_in_its_turn_is_sound() -> None:
    """A use beyond its hold burns grants in order, whatever grants the hold came from."""
    history = Held()
    history.hold(placing(input_tokens=1_000))
    history.do(adjustment(tokens=80, expires_at=START + timedelta(hours=1)))
    history.hold(settling(2, input_tokens=1_020))
    assert [(c.number, c.tokens) for c in history.entries[-1].charges] == [(1, 8_080), (3, 80)]
    assert faults(history) == []


def test_debt_that_a_hold_left_is_paid_by_the_next_grant() -> None:
    history = Held()
    history.hold(placing(input_tokens=1_250))
    history.hold(settling(2, input_tokens=1_260))
    history.do(adjustment(tokens=100))
    assert history.account.available == 20
    assert faults(history) == []


def test_what_was_left_unpaid_while_there_was_something_is_found() -> None:
    history = Held()
    history.hold(placing(input_tokens=1_000))
    history.hold(settling(2, input_tokens=1_100))
    history.forge(3, charges=(Charge(1, ALLOWANCE, 8_400),))
    assert any("unpaid" in what for what in faults(history))


def test_a_disputed_pack_of_which_some_was_held_replays() -> None:
    history = Held()
    settled = settle(history.account, bought(), PAID, history.now)
    history.pay(settled.posted)
    history.hold(placing(input_tokens=26_000))
    facts = PAID.merge(dispute("d", 500, DisputeState.OPEN))
    settled = settle(history.account, settled.bought, facts, history.now)
    history.pay(settled.posted)
    history.hold(settling(3, input_tokens=2_000))
    won = facts.merge(dispute("d", 500, DisputeState.WON))
    history.pay(settle(history.account, settled.bought, won, history.now).posted)
    assert history.account.available == 194_000
    assert faults(history) == []


@pytest.mark.parametrize("output", [8, 10])
def test_another_output_is_found_where_it_costs_and_counts_the_same(output: int) -> None:
    history = Held()
    history.hold(placing(model="calls", max_output_tokens=9))
    history.forge(2, **terms(history.entries[1], '"output":9', f'"output":{output}'))
    assert any("output tokens, but 9 were asked for" in what for what in forged(history))


def test_grants_that_pay_beyond_a_hold_pay_in_their_turn() -> None:
    history = Held()
    history.hold(placing())
    history.do(adjustment(tokens=80))
    history.do(adjustment(tokens=80))
    history.hold(settling(2, input_tokens=1_270))
    first, *others = history.entries[-1].charges
    assert [charge.number for charge in others] == [3, 4]
    assert faults(history) == []
    history.forge(history.account.revision, charges=(first, *others[::-1]))
    assert any("out of burn order" in what for what in forged(history))


def test_a_hold_that_is_settled_as_if_it_had_not_expired_is_found() -> None:
    history = Held()
    history.hold(placing())
    history.now += timedelta(seconds=600)
    history.pay(history.decide(settling(2)))
    (found,) = faults(history)
    assert found.startswith("3: settles hold 2, which had expired at ")


def extended() -> Held:
    """Make a history: 2 hold, 3 extended, 4 extended to a day, 5 settled after the first end."""
    history = Held()
    history.hold(placing(input_tokens=7, ttl_seconds=60))
    for seconds in (3_600, 86_400):
        hold = history.account.holds[0]
        asked = extending(2, ttl_seconds=seconds)
        history.pay(decide_extension(asked, START, [(history.account, hold)], history.now))
    history.touch(hours=23)
    history.hold(settling(2, input_tokens=7))
    return history


EXTENSION = EntryKind.EXTENSION
LATER = "hold 2 until 2026-01-31T13:30:00.000000+00:00"


def test_a_sound_history_of_extended_holds_has_no_fault() -> None:
    history = extended()
    assert faults(history) == []
    assert [entry.kind.value[0] for entry in history.entries] == ["A", "H", "E", "E", "U"]
    assert history.entries[2].reason == LATER


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": None},
        {"reason": "hold 2"},
        {"reason": LATER.replace("hold 2", "hold 1")},
        {"reason": LATER.replace("hold 2", "hold  2")},
        {"reason": LATER.replace(".000000", "")},
        {"reason": LATER.replace("13:30", "12:30")},
        {"reason": LATER.replace("01-31T13:30", "02-01T12:30").replace("00.0", "00.1")},
        {"charges": (Charge(1, ALLOWANCE, 1),)},
        {"occurred_at": START + SECOND},
        {"fingerprint": bytes(16)},
        {"idempotency_key": closing_key(2)},
        {"tokens": -1, "balance": 9_999},
        {"kind": EntryKind.CAP},
        {"kind": RELEASE},
    ],
)
def test_every_part_of_an_extension_is_checked(changes: dict[str, Any]) -> None:
    history = extended()
    history.forge(3, **changes)
    assert any(what.startswith("3: ") for what in faults(history)), faults(history)


@pytest.mark.parametrize("way", ["settled", "released", "expired"])
def test_an_extension_of_a_hold_that_is_not_open_is_a_fault(way: str) -> None:
    history = Held()
    history.hold(placing(input_tokens=7, ttl_seconds=60))
    hold = history.account.holds[0]
    if way == "expired":
        history.touch(seconds=60)
    else:
        history.hold({"settled": settling(2), "released": releasing(2)}[way])
    late = history.now + SECOND
    history.pay([post_extension(history.account, hold, late, history.now)])
    number = history.entries[-1].revision
    assert forged(history) == [f"{number}: extends hold 2, which is not open"]


def test_an_extension_that_the_state_does_not_have_is_a_fault() -> None:
    history = Held()
    history.hold(placing(input_tokens=7, ttl_seconds=60))
    before = history.account.holds
    history.pay([post_extension(history.account, before[0], START + 90 * SECOND, history.now)])
    found = faults(history, account=history.account._replace(holds=before))
    assert [what.partition(" is ")[0] for what in found] == ["holds"]
