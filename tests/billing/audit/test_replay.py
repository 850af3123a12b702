"""Correct histories replay without a fault, and forged ones do not.

Digests alone would show any change. Therefore the digests of every forgery are calculated again, as
somebody with access to the database would do. The replay must find the contradiction itself.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.audit.replay import Replay
from billing.audit.uses import cost_of, limit_of
from billing.catalog.catalog import FREE_PLAN, Allowance, NativeLimit, QuotaPeriod, QuotaUnit
from billing.errors import BadInput
from billing.ledger.account import NO_DIGEST, Account, open_account
from billing.ledger.allowance import renew
from billing.ledger.commands import AdjustBalance, RecordUsage
from billing.ledger.entry import Entry, EntryKind, Use, chained
from billing.ledger.grant import Charge, Grant, GrantSource
from billing.ledger.posting import Posted, Request, post_grant, post_spend
from billing.ledger.rules import decide_adjustment, decide_usage
from billing.tokens import MAX_TOKENS
from tests.support.ledger.factories import DAILY, MONTHLY, adjustment, book, plan, use

START = datetime(2026, 1, 31, 12, 30, tzinfo=UTC)
OFFERED = (MONTHLY, DAILY)


class History:
    """The ledger of one account, made by the rules of production."""

    def __init__(self, *, allowances: tuple[Allowance, ...] = (MONTHLY,)) -> None:
        self.account = open_account("alice", plan=FREE_PLAN, now=START)
        self.entries: list[Entry] = []
        self.grants: dict[int, Grant] = {}
        self.now = START
        self.change_plan(*allowances)
        self.touch()

    def change_plan(self, *allowances: Allowance) -> None:
        self._book = book(allowances=allowances)
        self._plan = plan(allowances=allowances)

    def touch(self, **later: int) -> None:
        self.now += timedelta(**later)
        self.account, posted = renew(self.account, {"FREE": self._plan}, self.now)
        for one in posted:
            self._keep(one)

    def do(self, command: RecordUsage | AdjustBalance) -> bool:
        """Apply a command; return whether it was accepted."""
        self.touch()
        if isinstance(command, RecordUsage):
            outcome = decide_usage(self.account, command, self._book, self.now)
        else:
            outcome = decide_adjustment(self.account, command, self.now)
        if isinstance(outcome, Posted):
            self._keep(outcome)
        return isinstance(outcome, Posted)

    def post(self, make: Callable[..., Posted], **fields: Any) -> None:
        """Append an entry that the rules would not make."""
        self._keep(make(self.account, now=self.now, **fields))

    def forge(self, number: int, **changes: Any) -> None:
        """Change the entry with this revision, and calculate all digests again."""
        self.entries[number - 1] = self.entries[number - 1]._replace(**changes)
        self.chain()

    def chain(self) -> None:
        previous = NO_DIGEST
        for index, entry in enumerate(self.entries):
            self.entries[index] = chained(entry, previous)
            previous = self.entries[index].digest

    def forge_grant(self, number: int, **changes: Any) -> None:
        self.grants[number] = self.grants[number]._replace(**changes)

    def _keep(self, posted: Posted) -> None:
        self.account = posted.account
        self.entries.append(posted.entry)
        if posted.grant is not None:
            given = posted.grant._replace(remaining=posted.grant.amount)
            self.grants[given.number] = given


def faults(
    history: History, *, account: Account | None = None, opened_at: datetime | None = START
) -> list[str]:
    """Return the faults of the entries, each with its revision, then those of the account."""
    replay = Replay("alice", history.grants, opened_at=opened_at)
    found = [f"{entry.revision}: {what}" for entry in history.entries for what in replay.add(entry)]
    return found + replay.compare(account or history.account, OFFERED)


def eventful() -> History:
    """Make a history with one entry of each kind.

    Entries: 1 allowance, 2 use, 3 gift, 4 adjustment, 5 use, 6 taken, 7 use that empties grant 4; a
    month later 8 lapse, 9 allowance, 10 use.
    """
    history = History()
    history.do(use(input_tokens=100))
    history.do(use(model="gift", input_tokens=40, output_tokens=2, metadata='{"a":1}'))
    history.do(adjustment(tokens=80, expires_at=START + timedelta(days=9)))
    history.do(use(input_tokens=1))
    history.do(adjustment(tokens=-8))
    history.do(use(input_tokens=10))
    history.touch(days=29)
    history.do(use(model="calls", input_tokens=5))
    assert [e.kind.value[0] for e in history.entries] == list("AUUAUAULAU")
    return history


def test_a_sound_history_has_no_fault() -> None:
    assert faults(eventful()) == []


def test_an_account_without_entries_is_sound() -> None:
    account = open_account("alice", plan=FREE_PLAN, now=START)
    assert Replay("alice", {}, opened_at=START).compare(account, OFFERED) == []


def test_grants_may_come_as_late_as_their_entries() -> None:
    history, rows = eventful(), dict[int, Grant]()
    replay = Replay("alice", rows, opened_at=START)
    for entry in history.entries:
        if entry.revision in history.grants:
            rows[entry.revision] = history.grants[entry.revision]
        assert replay.add(entry) == []
    assert replay.compare(history.account, OFFERED) == []


commands = st.one_of(
    st.builds(
        use,
        model=st.sampled_from(["gift", "calls", "paid", "fine", "unknown"]),
        input_tokens=st.integers(1, 900),
        output_tokens=st.integers(0, 900),
    ),
    st.builds(adjustment, tokens=st.integers(-9_000, 9_000).filter(bool)),
    st.builds(
        adjustment,
        tokens=st.integers(1, 9_000),
        expires_at=st.integers(1, 10**8).map(lambda seconds: START + timedelta(seconds=seconds)),
    ),
)
steps = st.lists(st.tuples(st.integers(0, 40 * 24 * 3600), commands), max_size=25)


@given(steps=steps, allowances=st.sampled_from([(MONTHLY,), (DAILY,), (MONTHLY, DAILY)]))
def test_every_history_that_the_rules_make_is_sound(
    steps: list[tuple[int, RecordUsage | AdjustBalance]], allowances: tuple[Allowance, ...]
) -> None:
    history = History(allowances=allowances)
    for seconds, command in steps:
        history.touch(seconds=seconds)
        with suppress(BadInput):  # expired before it was given
            history.do(command)
    assert faults(history) == []


TEXTS: list[Any] = ["1", "ALLOWANCE", "9"]
Forgery = tuple[int, dict[str, Any], str]
FORGERIES: list[Forgery] = [
    (1, {"kind": EntryKind.ADJUSTMENT}, "first entry must be an allowance"),
    (1, {"recorded_at": START - timedelta(seconds=1)}, "before the preceding"),
    (1, {"tokens": 10_001}, "its grant says otherwise"),
    (1, {"charges": (Charge(1, GrantSource.ALLOWANCE, 5),)}, "should have paid 0 of debt"),
    (2, {"revision": 3}, "comes where revision 2 should"),
    (2, {"tokens": -801}, "took 801, but its charges make 800"),
    (2, {"balance": 9_201}, "the entries before it make 9200"),
    (2, {"balance": -1}, "available tokens negative"),
    (2, {"charges": (Charge(1, GrantSource.ADJUSTMENT, 800),)}, "but it is ALLOWANCE"),
    (2, {"charges": (Charge(1, GrantSource.ALLOWANCE, 10_001),)}, "which has 10000"),
    (2, {"charges": (Charge(1, GrantSource.ALLOWANCE, -1),)}, "takes -1 of grant 1"),
    (2, {"charges": (Charge(1, GrantSource.ALLOWANCE, 0),)}, "takes 0 of grant 1"),
    (2, {"charges": (Charge(9, GrantSource.ALLOWANCE, 800),)}, "of which nothing is left"),
    (2, {"charges": (Charge(77, GrantSource.ALLOWANCE, 800),)}, "of which nothing is left"),
    (2, {"charges": (Charge(*TEXTS),)}, "can't be replayed"),
    (2, {"use": None}, "a use without a model"),
    (3, {"tokens": -1}, "cost 1, but its terms 1000 TOKENS/MONTH make 0"),
    (4, {"reason": "theft"}, "its fingerprint does not fit"),
    (4, {"occurred_at": START - timedelta(days=1)}, "its grant says otherwise"),
    (5, {"charges": (Charge(1, GrantSource.ALLOWANCE, 8),)}, "grant 1 out of burn order"),
    (5, {"recorded_at": START + timedelta(days=9)}, "grant 4 outside its time"),
    (5, {"recorded_at": START - timedelta(seconds=1)}, "before the preceding"),
    (8, {"charges": ()}, "a lapse must name one grant"),
    (8, {"charges": (Charge(1, GrantSource.ALLOWANCE, 5),)}, "lapses 5, but 9184 were left"),
    (8, {"recorded_at": START + timedelta(days=27)}, "lapses in the future"),
    (9, {"recorded_at": START + timedelta(days=90)}, "is not a window of the account"),
]


@pytest.mark.parametrize(("revision", "changes", "fault"), FORGERIES)
def test_a_forged_entry_is_found_by_what_it_contradicts(
    revision: int, changes: dict[str, Any], fault: str
) -> None:
    history = eventful()
    history.forge(revision, **changes)
    number = changes.get("revision", revision)
    assert any(what.startswith(f"{number}: ") and fault in what for what in faults(history))


def test_an_allowance_that_lapsed_early_with_no_change_of_plan_is_found() -> None:
    history = eventful()
    history.forge(8, occurred_at=START)
    assert any(what.startswith("9: an allowance lapsed at") for what in faults(history))
    del history.entries[8:]
    assert any(what.startswith("an allowance lapsed at") for what in faults(history))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"input_tokens": 101}, "cost 800, but its terms 8/8/8 make 808"),
        ({"terms": "9/9/9"}, "make 900"),
        ({"terms": "8/8"}, "can't be replayed"),
        ({"terms": "-1 TOKENS/MONTH"}, "can't be replayed"),
        ({"terms": "unlimited"}, "make 0"),
        ({"terms": "99 TOKENS/MONTH"}, "takes paid to 100, above its limit"),
    ],
)
def test_a_use_is_checked_against_its_terms(changes: dict[str, Any], fault: str) -> None:
    history = eventful()
    recorded = history.entries[1].use
    assert recorded is not None
    history.forge(2, use=recorded._replace(**changes))
    assert fault in " ".join(faults(history))


def test_a_limit_may_be_used_up_but_not_passed() -> None:
    history = History()
    for _ in range(3):
        assert history.do(use(model="calls"))
    assert not history.do(use(model="calls"))
    assert faults(history) == []
    extra = history.entries[1].use
    request = Request("fourth", bytes(16), use=extra)
    history.post(post_spend, kind=EntryKind.USAGE, tokens=0, request=request)
    assert "takes calls to 4, above its limit 3 REQUESTS/DAY" in " ".join(faults(history))


GRANT_FORGERIES: list[Forgery] = [
    (1, {"amount": 9_999}, "its grant says otherwise"),
    (1, {"source": GrantSource.ADJUSTMENT}, "its grant says otherwise"),
    (1, {"effective_at": START + timedelta(seconds=1)}, "its grant says otherwise"),
    (1, {"expires_at": START + timedelta(days=1)}, "is not a window"),
    (1, {"expires_at": None}, "is not a window"),
    (4, {"expires_at": None}, "its fingerprint does not fit"),
    (4, {"expires_at": START + timedelta(days=10)}, "its fingerprint does not fit"),
    (9, {"expires_at": START + timedelta(days=90)}, "grants is"),
]


@pytest.mark.parametrize(("number", "changes", "fault"), GRANT_FORGERIES)
def test_a_forged_grant_is_found(number: int, changes: dict[str, Any], fault: str) -> None:
    history = eventful()
    history.forge_grant(number, **changes)
    assert fault in " ".join(faults(history))


@pytest.mark.parametrize("revision", range(1, 11))
def test_a_deleted_entry_is_found(revision: int) -> None:
    history = eventful()
    del history.entries[revision - 1]
    history.chain()
    missing = f"revision {revision} should" if revision < 10 else "revision is 10, but"
    found = " ".join(faults(history))
    assert missing in found
    assert "nothing is left" not in found


@pytest.mark.parametrize("number", [1, 4, 9])
def test_a_deleted_grant_is_found_and_told_once(number: int) -> None:
    history = eventful()
    del history.grants[number]
    found = faults(history)
    assert f"{number}: its grant {number} is missing" in found
    assert not any("nothing is left" in what for what in found)


def test_a_grant_without_an_entry_is_found() -> None:
    history = eventful()
    history.grants[5] = history.grants[4]._replace(number=5)
    assert faults(history) == ["grant 5 has no entry"]


def test_a_broken_chain_is_told_at_the_entry_that_broke_it() -> None:
    history = eventful()
    history.entries[4] = history.entries[4]._replace(idempotency_key="other")
    assert faults(history) == ["5: its digest does not fit its content and the entry before it"]


def test_an_entry_that_no_digest_can_be_made_of_is_a_fault() -> None:
    history = eventful()
    history.entries[4] = history.entries[4]._replace(fingerprint=b"", digest=bytes(99))
    digest = "its digest does not fit its content and the entry before it"
    assert faults(history) == [f"5: {digest}", f"6: {digest}"]


ACCOUNT_FORGERIES: list[tuple[str, Any]] = [
    ("revision", 11),
    ("debt", 1),
    ("touched_at", START),
    ("grants", ()),
    ("renewals", {}),
    ("quotas", {}),
    ("digest", bytes(16)),
]


@pytest.mark.parametrize(("name", "value"), ACCOUNT_FORGERIES)
def test_a_forged_state_is_found(name: str, value: Any) -> None:
    history = eventful()
    (found,) = faults(history, account=history.account._replace(**{name: value}))
    assert found.startswith(f"{name} is ")


def test_a_plan_that_never_had_the_allowance_is_found() -> None:
    history = eventful()
    replay = Replay("alice", history.grants, opened_at=START)
    for entry in history.entries:
        replay.add(entry)
    found = replay.compare(history.account._replace(plan="PREMIUM"), [DAILY])
    assert found == [
        "plan is PREMIUM, but its entries make FREE",
        "plan PREMIUM never had the allowance that was granted: 10000 a MONTH",
    ]


@pytest.mark.parametrize("moved", [-31, -1, 1])
def test_an_opening_moved_by_days_is_found(moved: int) -> None:
    assert faults(eventful(), opened_at=START + timedelta(days=moved))


def test_an_opening_moved_by_a_month_is_found_though_the_windows_stay() -> None:
    """From the 31st to the 31st of another month, all later windows are the same."""
    found = faults(eventful(), opened_at=datetime(2025, 12, 31, 12, 30, tzinfo=UTC))
    assert "long before its first entry" in " ".join(found)


def test_the_end_of_a_period_that_the_plan_has_lost_may_stay_or_go() -> None:
    history = History(allowances=(DAILY, MONTHLY))
    ended = dict(history.account.renewals)
    history.change_plan(MONTHLY)
    history.touch(days=1)
    history.do(use())
    monthly = {QuotaPeriod.MONTH: ended[QuotaPeriod.MONTH]}
    for renewals in (ended, monthly):
        assert faults(history, account=history.account._replace(renewals=renewals)) == []
    for wrong in ({}, {QuotaPeriod.DAY: START, **monthly}, {QuotaPeriod.DAY: START}):
        (found,) = faults(history, account=history.account._replace(renewals=wrong))
        assert found.startswith("renewals is ")


def test_windows_that_overlap_are_found() -> None:
    history = History(allowances=(DAILY,))
    again = {"kind": EntryKind.ALLOWANCE, "source": GrantSource.ALLOWANCE, "amount": 300}
    grant = history.grants[1]
    history.post(post_grant, **again, effective_at=grant.effective_at, expires_at=grant.expires_at)
    assert "overlaps" in " ".join(faults(history))


def test_debt_is_what_charges_left_unpaid_and_the_next_grant_pays_it() -> None:
    history = History()
    request = Request("key", bytes(16), use=None)
    history.post(post_spend, kind=EntryKind.USAGE, tokens=10_000, request=request)
    entry = history.entries[1]
    history.entries[1] = entry._replace(tokens=-10_005, balance=-5)
    history.account = history.account._replace(debt=5)
    history.post(
        post_grant,
        kind=EntryKind.ADJUSTMENT,
        source=GrantSource.ADJUSTMENT,
        amount=100,
        effective_at=START,
        expires_at=None,
    )
    history.chain()
    about_debt = [what for what in faults(history) if what.startswith("3:") and "debt" in what]
    assert history.entries[2].charges == ((3, GrantSource.ADJUSTMENT, 5),)
    assert about_debt == []
    assert not any(what.startswith(("debt is", "grants is")) for what in faults(history))
    history.forge(3, charges=())
    assert "3: should have paid 5 of debt" in faults(history)


def test_a_cost_above_all_tokens_is_cut_as_the_rules_cut_it() -> None:
    assert cost_of(Use("dear", 2, 0, 0, "1000000/1/1", None)) == 2_000_000
    assert cost_of(Use("dear", MAX_TOKENS, 0, 0, "1000000/1/1", None)) == MAX_TOKENS


@given(
    st.builds(
        NativeLimit,
        st.integers(1, MAX_TOKENS),
        st.sampled_from(QuotaUnit),
        st.sampled_from(QuotaPeriod),
    )
)
def test_a_limit_is_read_as_it_was_recorded(limit: NativeLimit) -> None:
    assert limit_of(limit.encode()) == limit
