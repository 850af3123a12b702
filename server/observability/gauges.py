"""Metrics with values from other rooms."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from db.engine.writing import writing
from db.errors import is_unavailable
from db.payments.inbox import InboxLag, inbox_lag
from server.admission.gate import Gate
from server.connections.guard import Guard
from server.extras import has_extra
from server.live.endpoint import WebSocketEndpoint
from server.observability.metrics import Family, Metrics
from server.observability.patience import Patience
from server.observability.sending import SendingFigures
from server.rate_limits.limiter import RateLimiter
from server.wiring import Process
from services.audit.continuous import ContinuousAudit
from services.clock.movable import ahead_seconds, jump_seconds, machine_clock, never_raising
from services.commit.batcher import Batcher
from services.commit.fired import fired
from services.commit.opening import Commits
from services.insights.following import Following
from services.pools.leases import PoolFigures
from services.pools.watch import PoolWatch

FRESH_SECONDS = 5.0
"""The maximum age of figures from the database. Without it, every request would cost a query."""


class Gauges:
    """Adds the values of other rooms to `metrics`."""

    def __init__(self, metrics: Metrics, process: Process, sockets: WebSocketEndpoint) -> None:
        self._text = _exposed(metrics)
        self._clock = never_raising(machine_clock(process.services.clock))
        self._lag: InboxLag | None = None
        self._inbox = Patience(inbox_lag)
        self._read_at: float | None = None
        _watch_clock(metrics, process)
        _watch_uses(metrics, process)
        _watch_commits(metrics, process.commits)
        _watch_serving(metrics, process, sockets)
        _watch_pools(metrics, process.services.pools)
        _watch_suggestions(metrics, process.services.following)
        self._watch_webhooks(metrics)
        self._sending = SendingFigures(metrics, process.sending, self._clock)
        if process.audit is not None:
            _watch_audit(metrics, process.audit)

    async def tell(self) -> bytes:
        """Return all present metrics of this process, as text."""
        await self._refresh()
        return self._text()

    async def _refresh(self) -> None:
        """Read the figures from the database. They are left out while it is unavailable."""
        if self._read_at is not None and monotonic() - self._read_at < FRESH_SECONDS:
            return
        self._read_at = monotonic()
        try:
            self._lag = await self._inbox.answer()
            await self._sending.refresh()
        except Exception as error:
            if not is_unavailable(error):
                raise
            self._lag = None

    def _watch_webhooks(self, metrics: Metrics) -> None:
        metrics.watch(
            "webhook_pending",
            "Payment events that are not handled yet.",
            lambda: self._lag.pending if self._lag else None,
        )
        metrics.watch(
            "webhook_alerts",
            "Payment events that wait for an operator.",
            lambda: self._lag.alerts if self._lag else None,
        )
        metrics.watch(
            "webhook_oldest_seconds",
            "Since the oldest pending payment event was received; 0 when none is pending.",
            self._oldest_seconds,
        )

    def _oldest_seconds(self) -> float | None:
        if self._lag is None:
            return None
        if self._lag.oldest_at is None:
            return 0.0
        return max(0.0, (self._clock() - self._lag.oldest_at).total_seconds())


def _exposed(metrics: Metrics) -> Callable[[], bytes]:
    """Return what writes the metrics as text; nothing without the package, which is optional."""
    if not has_extra("metrics"):
        return lambda: b""
    from server.observability.exposition import exposition

    return exposition(metrics)


def _watch_clock(metrics: Metrics, process: Process) -> None:
    metrics.watch(
        "clock_jump_seconds",
        "How far the clock of this machine, or else the database's, is off; 0 while they agree.",
        lambda: jump_seconds(process.services.clock),
    )
    metrics.watch(
        "clock_ahead_seconds",
        "How far an operator moved the service's time ahead, in development; else 0.",
        lambda: ahead_seconds(process.services.clock),
    )


def _watch_uses(metrics: Metrics, process: Process) -> None:
    batcher = process.services.batcher
    metrics.labelled(
        Family.COUNTER,
        "unpriced_uses",
        "Uses with a thing beside tokens that cost nothing, because the catalog had no rate.",
        "unit",
        lambda: batcher.unpriced.by_unit,
    )
    metrics.labelled(
        Family.COUNTER,
        "refusals",
        "Uses, holds and adjustments that the rules refused.",
        "code",
        lambda: batcher.refused_uses.by_code,
    )
    metrics.labelled(
        Family.COUNTER,
        "alerts_fired",
        "Alerts of users that fired in what this process committed.",
        "kind",
        lambda: fired.by_kind,
    )
    metrics.labelled(
        Family.COUNTER,
        "top_ups",
        "Needs of automatic top-ups that ended in this process: paid, or the code of the failure.",
        "outcome",
        lambda: process.services.top_ups.ended,
    )


def _watch_commits(metrics: Metrics, commits: Commits) -> None:
    """Add how processes disturb each other, and how workers share the commands."""
    metrics.count(
        "batches_stale",
        "Batches that were decided again, because another process had written their accounts.",
        lambda: commits.committer.stale,
    )
    metrics.labelled(
        Family.COUNTER,
        "batches_recalled",
        "Batches that were decided on remembered accounts: written without a read, confirmed by a "
        "read, or decided again, because the memory was old.",
        "outcome",
        lambda: commits.committer.recall.counts,
    )
    ownership = commits.ownership
    metrics.watch(
        "buckets_owned",
        "Buckets of accounts that this worker decides, if there are several workers.",
        lambda: None if ownership is None else ownership.owned,
    )
    metrics.watch(
        "commands_on_the_way",
        "Commands that were handed over to another worker, which has not answered yet.",
        lambda: None if ownership is None else ownership.on_the_way,
    )
    metrics.labelled(
        Family.COUNTER,
        "commands_shared",
        "Commands that this worker handed over to another one, took from another one, or decided "
        "itself because their owner did not answer.",
        "outcome",
        lambda: {} if ownership is None else ownership.counts,
    )


def _watch_serving(metrics: Metrics, process: Process, sockets: WebSocketEndpoint) -> None:
    batcher, live = process.services.batcher, process.services.live
    metrics.watch(
        "database_refuses_writes",
        "1 while the database takes no writes: a full disk, or a database that is read-only.",
        lambda: writing.refusal is not None,
    )
    metrics.watch(
        "payments_denied",
        "1 after the payment provider did not accept our key.",
        lambda: process.services.purchases.denied,
    )
    metrics.watch("queue_depth", "Commands waiting for a batch.", lambda: batcher.waiting)
    metrics.watch("sockets", "Open websockets.", lambda: len(sockets.connections))
    metrics.watch(
        "subscriptions", "Operations that run on websockets.", lambda: sockets.subscriptions
    )
    metrics.watch("streams", "Streams that subscriptions share.", lambda: len(sockets.channels))
    metrics.watch(
        "live_behind_seconds",
        "The age of live values, beyond a heartbeat.",
        lambda: live.behind_seconds,
    )
    metrics.watch("accounts_watched", "Accounts with listeners.", lambda: live.watched)
    rollups = process.services.rollups
    metrics.watch(
        "rollup_waiting",
        "Accounts with entries that are not in the rollups yet.",
        lambda: rollups.waiting,
    )
    metrics.watch("rollup_lag_seconds", "The delay of the rollups.", lambda: rollups.lag_seconds)


def _watch_suggestions(metrics: Metrics, following: Following) -> None:
    """Add what is learned from all accounts together. The figures are those of all processes."""
    metrics.watch(
        "suggestions_judged",
        "Suggestions of free models that accounts were shown at least 14 days ago; without erased "
        "accounts.",
        lambda: following.everything.shown,
    )
    metrics.watch(
        "suggestions_followed",
        "Those of them that were followed.",
        lambda: following.everything.followed,
    )


def _watch_pools(metrics: Metrics, pools: PoolWatch) -> None:
    """Add the pools, by their names. A figure is the same in all processes, within a second."""

    def add(name: str, about: str, read: Callable[[PoolFigures], int]) -> None:
        metrics.labelled(
            Family.GAUGE,
            f"pool_{name}",
            about,
            "pool",
            lambda: {key: read(figures) for key, figures in pools.figures().items()},
        )

    add("used", "Units that all accounts have used and reserved of a pool.", lambda one: one.used)
    add(
        "limit", "Units of a pool that all accounts share in a day or month.", lambda one: one.limit
    )
    add("leased", "Units that processes have leased and not used.", lambda one: one.leased)


def watch_priorities(metrics: Metrics, gate: Gate, batcher: Batcher) -> None:
    """Add the numbers of admitted, waiting and refused operations and commands."""
    metrics.by_priority(
        Family.GAUGE,
        "operations",
        "Operations that are running.",
        lambda: gate.admission.inside,
    )
    metrics.by_priority(
        Family.GAUGE,
        "operations_waiting",
        "Operations waiting for their turn.",
        lambda: gate.admission.waiting,
    )
    metrics.by_priority(
        Family.GAUGE,
        "commands_waiting",
        "Commands waiting for a batch.",
        lambda: batcher.waiting_by_priority,
    )
    metrics.by_priority(
        Family.COUNTER,
        "refused",
        "Operations refused because their line was full.",
        lambda: gate.refused,
    )
    metrics.by_priority(
        Family.COUNTER,
        "commands_refused",
        "Commands refused because the queue was full.",
        lambda: batcher.refused,
    )


def watch_connections(metrics: Metrics, guard: Guard) -> None:
    """Add the open connections, and those that went beyond a limit, by its name."""
    metrics.watch("connections", "Open connections, websockets too.", lambda: guard.open)
    metrics.labelled(
        Family.COUNTER,
        "connections_refused",
        "Connections and messages that went beyond a limit.",
        "reason",
        lambda: guard.refused,
    )


def watch_rates(metrics: Metrics, rates: RateLimiter) -> None:
    """Add what the rate limits refused, and whether their store can be reached."""
    metrics.labelled(
        Family.COUNTER,
        "rate_limited",
        "Requests that were refused by a rate limit.",
        "limit",
        lambda: rates.refused,
    )
    metrics.watch(
        "rate_store_away",
        "1 while the store of the rate limits cannot be reached.",
        lambda: rates.units.is_away,
    )
    metrics.count(
        "rate_leases_alone",
        "Leases that a process took of its own share, because the store was not reached in time.",
        lambda: rates.units.alone,
    )


def _watch_audit(metrics: Metrics, audit: ContinuousAudit) -> None:
    metrics.count(
        "audit_accounts", "Accounts checked by the continuous audit.", lambda: audit.accounts
    )
    metrics.count(
        "audit_entries", "Entries replayed by the continuous audit.", lambda: audit.entries
    )
    metrics.count(
        "audit_forgotten", "Changes dropped by the continuous audit.", lambda: audit.forgotten
    )
    metrics.watch(
        "audit_unfinished",
        "Large accounts whose replay is under way, or waits for that of another.",
        lambda: audit.unfinished,
    )
    metrics.watch(
        "audit_waiting",
        "Changed accounts that wait for the continuous audit.",
        lambda: audit.waiting,
    )
    metrics.watch(
        "audit_idle_seconds",
        "Seconds since the continuous audit checked an account, while some wait.",
        lambda: audit.idle_seconds,
    )
    metrics.watch(
        "invariant_faults", "Accounts with a fault in their ledger.", lambda: audit.faulty
    )
