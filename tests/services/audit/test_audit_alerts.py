"""Every change of an alert is found: of its entries, of the state, and a firing that is missing or
needless."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from billing.ledger.alerts.alert import AlertKind, AlertName
from billing.ledger.alerts.commands import NoteDaysLeft, RemoveAlert, SetAlert
from billing.ledger.commands import Touch
from billing.ledger.entry import EntryKind
from tests.services.audit.test_audit_holds import missed
from tests.support.audit.histories import History
from tests.support.audit.histories import faults as history_faults
from tests.support.audit.tampering import Ledger, account, entry, faults, open_ledger, rows
from tests.support.ledger.factories import NOW, adjustment, book, use

LOW = AlertName(AlertKind.BALANCE_BELOW, 9_500)
LIMIT = AlertName(AlertKind.QUOTA_USED_PERCENT, 50, "gift")
DAYS = AlertName(AlertKind.DAYS_LEFT_BELOW, 7)
SET, FIRED, REMOVED = 2, 6, 12
CHANGED = "FIRED:9199 BALANCE_BELOW 9500"


@pytest.fixture
async def ledger(database: str) -> Ledger:
    """Make a history: 2 to 4 alerts, 5 a use, 6 fired, 7 a use, 8 fired, 9 and 10 days, 11 an
    alert, 12 removed."""
    ledger = await open_ledger()
    await ledger.do(
        Touch("alice", may_open=True),
        SetAlert("alice", alert=LOW),
        SetAlert("alice", alert=LIMIT, limit=book().described("gift").native_limit),
        SetAlert("alice", alert=DAYS),
        use(input_tokens=100),
        use(model="gift", input_tokens=500),
        NoteDaysLeft("alice", alert=DAYS, days=6),
        NoteDaysLeft("alice", alert=DAYS, days=7),
        SetAlert("alice", alert=AlertName(AlertKind.BALANCE_BELOW, 9_400)),
        RemoveAlert("alice", alert=AlertName(AlertKind.BALANCE_BELOW, 9_400)),
    )
    return ledger


async def test_a_history_of_alerts_is_sound(ledger: Ledger) -> None:
    told = [row["reason"] for row in await rows("entry", "account_id = 'alice'")]
    assert told == [
        None,
        "SET BALANCE_BELOW 9500",
        "SET QUOTA_USED_PERCENT 50 gift",
        "SET DAYS_LEFT_BELOW 7",
        None,
        "FIRED:9200 BALANCE_BELOW 9500",
        None,
        "FIRED:50 QUOTA_USED_PERCENT 50 gift",
        "FIRED:6 DAYS_LEFT_BELOW 7",
        "CLEARED DAYS_LEFT_BELOW 7",
        "SET:9200 BALANCE_BELOW 9400",
        "REMOVED BALANCE_BELOW 9400",
    ]
    assert await faults() == []
    ledger.clock.advance(days=40)
    await ledger.do(use(input_tokens=1))
    assert await faults() == []


async def test_a_change_of_any_column_is_found(ledger: Ledger) -> None:
    numbers = (SET, FIRED, REMOVED)
    other_kinds = [k.value for k in EntryKind if k.value not in {"ALERT", "USAGE"}]
    later = NOW + timedelta(days=1)
    tried = [
        *(one for n in numbers for one in entry(n, "kind", *other_kinds)),
        *(one for n in numbers for one in entry(n, "tokens", -1, 1)),
        *(one for n in numbers for one in entry(n, "charges", '[[1,"ALLOWANCE",1]]', "{")),
        *(one for n in numbers for one in entry(n, "reason", None, "", CHANGED)),
        *(one for n in numbers for one in entry(n, "idempotency_key", "key")),
        *(one for n in numbers for one in entry(n, "occurred_at", later)),
        *(one for n in numbers for one in entry(n, "recorded_at", later)),
        *(one for n in numbers for one in entry(n, "digest", bytes(16))),
    ]
    assert await missed(tried) == []


async def test_a_change_of_any_part_of_the_states_alerts_is_found(ledger: Ledger) -> None:
    (row,) = await rows("account", "id = 'alice'")
    text = str(row["state"])
    start = text.index('"alerts":')
    alerts = text[start:]
    changes: list[tuple[str, str]] = [
        ('"BALANCE_BELOW",9500', '"BALANCE_BELOW",9501'),
        ('"BALANCE_BELOW",9500,"",true', '"BALANCE_BELOW",9500,"",false'),
        ('"gift"', '"calls"'),
        (",9200]", ",9201]"),
        (",6,", ",5,"),
    ]
    assert all(old in alerts for old, _ in changes), alerts
    tried: list[Any] = [text[:start] + alerts.replace(old, new, 1) for old, new in changes]
    tried.append(text[: start - 1] + "}")
    assert await missed(account("state", *tried)) == []
    assert await missed(account("sweep_at", None, NOW - timedelta(seconds=1))) == []


class TestAForgedHistory:
    """The digests fit, and the state is what the entries make: only the meaning is wrong."""

    def test_a_missing_firing_is_told(self) -> None:
        history = History()
        history.alert(LOW)
        history.touch(days=1)
        alerts, history.account = history.account.alerts, history.account._replace(alerts=())
        history.do(use(input_tokens=100))
        history.account = history.account._replace(alerts=(alerts[0]._replace(beyond=True),))
        (told,) = history_faults(history)
        assert told == "the entries before it pass BALANCE_BELOW 9500, which did not fire"

    def test_a_needless_firing_is_told(self) -> None:
        history = History()
        history.alert(LOW)
        history.do(use(input_tokens=100))
        assert history_faults(history) == []
        history.account = history.account._replace(
            alerts=(history.account.alerts[0]._replace(beyond=False),)
        )
        history.do(adjustment(tokens=-1))
        (told,) = history_faults(history)
        assert told.endswith("fires BALANCE_BELOW 9500 again, which was not crossed")
