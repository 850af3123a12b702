"""The audit in the background: its reports, the rows that it reads again, and its limits."""

from __future__ import annotations

import asyncio
import logging
from time import monotonic

import pytest
from tortoise import connections

import services.audit.audit
import services.audit.case
import services.audit.continuous
from billing.ledger.commands import Touch
from services.audit.continuous import SLICE, ContinuousAudit
from services.commit.changed import Changed, Taker
from tests.support.audit.tampering import Ledger, eventful, open_ledger
from tests.support.engine.statements import counting_statements
from tests.support.ledger.factories import use

ALICE = "account_id = 'alice'"


@pytest.fixture
async def ledger(database: str) -> Ledger:
    ledger = await open_ledger()
    await eventful(ledger)
    return ledger


def auditing(taker: Taker | None = None) -> ContinuousAudit:
    """Return an audit without pauses."""
    chosen = Changed().taker() if taker is None else taker
    return ContinuousAudit(chosen, per_second=1_000_000, share=1)


async def execute(sql: str) -> None:
    await connections.get("default").execute_query(sql)


async def unguard() -> None:
    """Allow updates of entries."""
    sqlite = connections.get("default").capabilities.dialect == "sqlite"
    where = "" if sqlite else " ON entry"
    name = "entry_never_updated" if sqlite else "entry_append_only"
    await execute(f"DROP TRIGGER {name}{where}")


async def gifts(ledger: Ledger, number: int) -> None:
    await ledger.do(*(use(model="gift") for _ in range(number)))


async def test_a_sound_account_has_no_faults(ledger: Ledger) -> None:
    audit = auditing()
    assert await audit.audit("alice") == []
    assert (audit.accounts, audit.entries, audit.faulty) == (1, 9, 0)


async def test_an_account_that_is_not_there_has_none_either(ledger: Ledger) -> None:
    assert await auditing().audit("nobody") == []


async def test_what_was_replayed_is_not_read_again(ledger: Ledger) -> None:
    audit = auditing()
    await gifts(ledger, SLICE * 2 + 1)
    assert await audit.audit("alice") == []
    read = audit.entries
    await gifts(ledger, 3)
    assert await audit.audit("alice") == []
    assert audit.entries == read + 3
    with counting_statements() as statements:
        assert await audit.audit("alice") == []
    assert len(statements) == 4


async def test_a_fault_in_what_is_new_is_found_and_told(
    ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    audit = auditing()
    assert await audit.audit("alice") == []
    await gifts(ledger, 2)
    await unguard()
    await execute(f"UPDATE entry SET reason = 'forged' WHERE {ALICE} AND revision = 11")
    [fault] = await audit.audit("alice")
    told = "account alice, revision 11: its digest does not fit its content"
    assert str(fault).startswith(told)
    assert audit.faulty == 1
    [record] = [r for r in caplog.records if r.levelno >= logging.ERROR]
    assert told in record.getMessage()


async def test_a_fault_that_stays_is_told_once_and_counts_until_it_is_mended(
    ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    audit = auditing()
    (row,) = await connections.get("default").execute_query_dict(
        "SELECT available FROM account WHERE id = 'alice'"
    )
    await execute("UPDATE account SET available = available + 1 WHERE id = 'alice'")
    for _ in range(3):
        assert len(await audit.audit("alice")) == 1
    assert audit.faulty == 1
    assert len([r for r in caplog.records if r.levelno >= logging.ERROR]) == 1
    await execute(f"UPDATE account SET available = {row['available']} WHERE id = 'alice'")
    assert await audit.audit("alice") == []
    assert audit.faulty == 0


async def test_a_history_that_was_replaced_since_is_replayed_anew(ledger: Ledger) -> None:
    """As after a restore, the remembered replay belongs to another ledger.

    A fault is reported only after a replay from the first entry.
    """
    audit = auditing()
    assert await audit.audit("bob") == []
    # Alice's replay is now used for Bob, who has another history.
    audit._cases["alice"] = audit._cases.pop("bob")
    assert await audit.audit("alice") == []
    assert audit.entries == await entries_of("bob") + 7 + 9


class TestLargeAccounts:
    """They are replayed in passes of 4 entries; alice has 9."""

    @pytest.fixture(autouse=True)
    def _small_passes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(services.audit.continuous, "PASS_MAX", 4)

    async def test_they_are_replayed_in_passes_and_then_remembered(self, ledger: Ledger) -> None:
        audit = auditing()
        for entries, accounts, unfinished in ((4, 0, 1), (8, 0, 1), (9, 1, 0)):
            assert await audit.audit("alice") == []
            found = (audit.entries, audit.accounts, audit.unfinished)
            assert found == (entries, accounts, unfinished)
        await gifts(ledger, 3)
        assert await audit.audit("alice") == []
        assert (audit.entries, audit.accounts) == (12, 2)

    async def test_one_is_replayed_at_a_time_and_others_wait_for_it(self, ledger: Ledger) -> None:
        audit = auditing()
        await ledger.do(*(use(account_id="bob", model="gift") for _ in range(5)))
        for name in ("alice", "bob", "alice"):
            assert await audit.audit(name) == []
        assert (audit.entries, audit.unfinished) == (8, 2)
        assert await audit.audit("alice") == []
        assert (audit.accounts, audit.unfinished) == (1, 1)
        while audit.accounts < 2:
            assert await audit.audit("bob") == []
        assert audit.unfinished == 0

    async def test_a_running_audit_comes_to_the_end_of_all(self, ledger: Ledger) -> None:
        news = Changed()
        audit = auditing(news.taker())
        news.note(["alice", "bob"])
        task = asyncio.create_task(audit.run())
        async with asyncio.timeout(180):
            while audit.accounts < 2:
                await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert (audit.unfinished, audit.faulty) == (0, 0)

    @pytest.mark.parametrize("revision", [2, 6, 9])
    async def test_a_fault_is_found_in_any_pass(self, ledger: Ledger, revision: int) -> None:
        audit = auditing()
        await unguard()
        await execute(f"UPDATE entry SET reason = 'forged' WHERE {ALICE} AND revision = {revision}")
        found = [fault for _ in range(3) for fault in await audit.audit("alice")]
        assert f"account alice, revision {revision}: its digest" in str(found[0])
        assert audit.faulty == 1

    async def test_a_fault_of_the_account_is_told_until_it_is_mended(self, ledger: Ledger) -> None:
        """The replay from the first entry takes passes; until its end, the fault counts."""
        audit = auditing()
        while not audit.accounts:
            assert await audit.audit("alice") == []
        await execute("UPDATE account SET available = available + 1 WHERE id = 'alice'")
        for _ in range(5):
            await audit.audit("alice")
            assert audit.faulty == 1
        await execute("UPDATE account SET available = available - 1 WHERE id = 'alice'")
        for _ in range(3):
            await audit.audit("alice")
        assert audit.faulty == 0

    async def test_one_that_is_erased_meanwhile_does_not_keep_others_waiting(
        self, ledger: Ledger
    ) -> None:
        audit = auditing()
        await audit.audit("alice")
        await execute("UPDATE account SET id = 'gone' WHERE id = 'alice'")
        assert await audit.audit("alice") == []
        assert audit.unfinished == 0

    async def test_between_two_passes_others_have_as_much_time(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The clock of this test shows the work done: 4 for a pass, and 3 for a small account."""
        names = [f"small-{number}" for number in range(9)]
        await ledger.do(*(Touch(name, may_open=True) for name in names))
        news = Changed()
        audit = auditing(news.taker())
        news.note(["alice", *names])
        done: list[str] = []
        read = services.audit.continuous.read_account

        async def noted(account_id: str) -> object:
            done.append(account_id)
            return await read(account_id)

        monkeypatch.setattr(services.audit.continuous, "read_account", noted)
        clock = lambda: float(audit.entries + 2 * audit.accounts)  # noqa: E731
        monkeypatch.setattr(services.audit.continuous, "monotonic", clock)
        for _ in range(6):
            await audit._next()
        assert done == ["alice", "alice", *names[:2], "alice", *names[2:5]]
        assert audit.unfinished == 0

    async def test_what_changes_while_its_replay_is_under_way_is_part_of_it(
        self, ledger: Ledger
    ) -> None:
        news = Changed()
        audit = auditing(news.taker())
        await audit.audit("alice")
        await gifts(ledger, 2)
        news.note(["alice"])
        for entries, unfinished in ((8, 1), (11, 0)):
            await audit._next()
            assert (audit.entries, audit.unfinished) == (entries, unfinished)

    async def test_one_that_waits_keeps_what_was_read(self, ledger: Ledger) -> None:
        audit = auditing()
        for name in ("bob", "alice"):
            await audit.audit(name)
        await ledger.do(*(use(account_id="bob", model="gift") for _ in range(5)))
        await audit.audit("bob")
        while audit.unfinished:
            await audit._next()
        assert (audit.accounts, audit.entries) == (3, 9 + await entries_of("bob"))

    async def test_one_that_can_not_be_read_does_not_keep_others_waiting(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await ledger.do(*(use(account_id="bob", model="gift") for _ in range(9)))
        audit = auditing()
        for name in ("alice", "bob"):
            await audit.audit(name)
        read = services.audit.continuous.read_account

        async def unless_alice(account_id: str) -> object:
            if account_id == "alice":
                raise OSError
            return await read(account_id)

        with monkeypatch.context() as patch:
            patch.setattr(services.audit.continuous, "read_account", unless_alice)
            for _ in range(9):
                await audit._next()
            assert (audit.accounts, audit.unfinished) == (1, 1)
        for _ in range(9):
            await audit._next()
        assert (audit.accounts, audit.unfinished) == (2, 0)

    async def test_only_so_many_wait_and_the_others_are_counted(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(services.audit.continuous, "LARGE_MAX", 1)
        await ledger.do(*(use(account_id="bob", model="gift") for _ in range(9)))
        audit = auditing()
        for name in ("alice", "bob", "alice"):
            await audit.audit(name)
        assert (audit.unfinished, audit.forgotten) == (1, 1)


async def test_old_entries_are_read_again_after_a_day(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    audit = auditing()
    assert await audit.audit("alice") == []
    await unguard()
    await execute(f"UPDATE entry SET reason = 'forged' WHERE {ALICE} AND revision = 3")
    assert await audit.audit("alice") == []
    monkeypatch.setattr(services.audit.continuous, "REMEMBERED_SECONDS", 0)
    assert "revision 3: its digest" in str((await audit.audit("alice"))[0])


async def test_only_the_accounts_audited_last_are_remembered(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services.audit.continuous, "REMEMBERED_MAX", 1)
    audit = auditing()
    for name in ("alice", "bob", "alice"):
        assert await audit.audit(name) == []
    assert audit.entries == 9 + 9 + await entries_of("bob")


async def entries_of(account: str) -> int:
    (row,) = await connections.get("default").execute_query_dict(
        f"SELECT revision FROM account WHERE id = '{account}'"
    )
    revision: int = row["revision"]
    return revision


async def until_idle(audit: ContinuousAudit, accounts: int) -> None:
    async with asyncio.timeout(180):
        while audit.accounts < accounts:
            await asyncio.sleep(0)


async def test_it_works_through_what_changed(ledger: Ledger) -> None:
    changed = Changed()
    audit = auditing(changed.taker())
    changed.note(["alice", "bob", "alice"])
    assert audit.waiting == 2
    running = asyncio.create_task(audit.run())
    await until_idle(audit, 2)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert (audit.accounts, audit.waiting, audit.idle_seconds) == (2, 0, 0.0)


async def test_a_long_time_without_any_change_is_no_delay(ledger: Ledger) -> None:
    """Otherwise the first change after a quiet night would be reported as hours late."""
    changed = Changed()
    audit = auditing(changed.taker())
    audit._audited_at -= 10_000
    running = asyncio.create_task(audit.run())
    async with asyncio.timeout(180):
        while audit._audited_at < monotonic() - 1_000:
            await asyncio.sleep(0)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    changed.note(["alice"])
    assert 0 < audit.idle_seconds < 1_000


async def test_a_database_that_is_away_for_a_while_does_not_end_it(
    ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    changed = Changed()
    audit = auditing(changed.taker())
    await execute("ALTER TABLE entry RENAME TO elsewhere")
    changed.note(["alice"])
    running = asyncio.create_task(audit.run())
    async with asyncio.timeout(180):
        while not caplog.records:
            await asyncio.sleep(0)
    assert audit.accounts == 0
    await execute("ALTER TABLE elsewhere RENAME TO entry")
    await until_idle(audit, 1)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def read_after_a_restart(ledger: Ledger) -> int:
    """Return how many entries of alice another process reads until it has proven her account."""
    audit = auditing()
    for _ in range(10):
        assert await audit.audit("alice") == []
        if audit.accounts:
            return audit.entries
    raise AssertionError("the account was not proven")


async def test_after_a_restart_a_large_account_is_replayed_from_its_anchor(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services.audit.continuous, "LARGE", 8)
    monkeypatch.setattr(services.audit.case, "ANCHOR_EVERY", 3)
    assert await read_after_a_restart(ledger) == 9
    assert await read_after_a_restart(ledger) == 0
    await gifts(ledger, 5)
    assert await read_after_a_restart(ledger) == 5


async def test_a_restart_in_the_middle_of_a_large_replay_loses_one_pass_at_most(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services.audit.continuous, "LARGE", 8)
    monkeypatch.setattr(services.audit.continuous, "PASS_MAX", 4)
    monkeypatch.setattr(services.audit.case, "ANCHOR_EVERY", 3)
    audit = auditing()
    assert await audit.audit("alice") == []
    assert (audit.accounts, audit.entries) == (0, 4)
    assert await read_after_a_restart(ledger) == 5


async def test_a_small_account_is_replayed_from_its_first_entry_every_day(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also if it has an anchor, of an audit by hand."""
    monkeypatch.setattr(services.audit.case, "ANCHOR_EVERY", 3)
    await services.audit.audit.audit(print, lambda _: None, from_anchors=True)
    assert await read_after_a_restart(ledger) == 9
    assert await read_after_a_restart(ledger) == 9


async def test_a_wrong_anchor_is_reported_and_the_account_is_proven_from_its_first_entry(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services.audit.continuous, "LARGE", 8)
    monkeypatch.setattr(services.audit.case, "ANCHOR_EVERY", 3)
    await read_after_a_restart(ledger)
    await execute("UPDATE anchor SET pools = '{}'")
    audit = auditing()
    assert [str(fault) for fault in await audit.audit("alice")] == [
        "account alice, revision 9: its anchor was changed"
    ]
    assert audit.faulty == 1
    assert await audit.audit("alice") == []
    assert await read_after_a_restart(ledger) == 0


async def test_a_new_fault_behind_an_anchor_is_found_and_moves_no_anchor(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services.audit.continuous, "LARGE", 8)
    monkeypatch.setattr(services.audit.case, "ANCHOR_EVERY", 3)
    await read_after_a_restart(ledger)
    await gifts(ledger, 5)
    await unguard()
    await execute(f"UPDATE entry SET reason = 'forged' WHERE {ALICE} AND revision = 12")
    audit = auditing()
    for _ in range(2):
        assert any(fault.revision == 12 for fault in await audit.audit("alice"))
    (kept,) = await connections.get("default").execute_query_dict("SELECT revision FROM anchor")
    assert kept["revision"] == 9
