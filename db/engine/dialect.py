"""Expressions that differ between the two databases, by their placeholder name in SQL texts
(`db.engine.sql`)."""

from __future__ import annotations

from collections.abc import Mapping

from billing.catalog.terms import POOL_MARK


def _starts(column: str) -> dict[str, Mapping[str, str]]:
    """Return expressions for the start of a time's quarter of an hour, hour and day, in UTC."""
    minute = f"CAST(substr({column}, 15, 2) AS INTEGER)"
    bin_ = f"date_bin('15 minutes', {column}, TIMESTAMPTZ '2000-01-01 00:00:00+00')"
    return {
        f"quarter of {column}": {
            "postgres": bin_,
            "sqlite": f"substr({column}, 1, 14) || "
            f"printf('%02d', {minute} / 15 * 15) || ':00+00:00'",
        },
        f"hour of {column}": {
            "postgres": f"date_trunc('hour', {column}, 'UTC')",
            "sqlite": f"substr({column}, 1, 13) || ':00:00+00:00'",
        },
        f"day of {column}": {
            "postgres": f"date_trunc('day', {column}, 'UTC')",
            "sqlite": f"substr({column}, 1, 10) || ' 00:00:00+00:00'",
        },
    }


# The terms without the window of a pool, in whose name any character may stand.
_PRICED = {
    "postgres": f"split_part(terms, '{POOL_MARK}', 1)",
    "sqlite": f"substr(terms, 1, instr(terms || '{POOL_MARK}', '{POOL_MARK}') - 1)",
}
_PRICED_ITEMS = f"""replace({_PRICED["sqlite"]}, ';', '","')"""

DIALECTS: Mapping[str, Mapping[str, str]] = {
    **_starts("occurred_at"),
    **_starts("used_at"),
    **_starts("since"),
    # SQLite reports this for a connection only when it writes.
    "read only": {
        "postgres": "current_setting('transaction_read_only') = 'on'",
        "sqlite": "0",
    },
    "occurred day": {
        "postgres": "(occurred_at AT TIME ZONE 'UTC')::date",
        "sqlite": "substr(occurred_at, 1, 10)",
    },
    "recorded day": {
        "postgres": "(recorded_at AT TIME ZONE 'UTC')::date",
        "sqlite": "substr(recorded_at, 1, 10)",
    },
    "occurred month": {
        "postgres": "date_trunc('month', occurred_at AT TIME ZONE 'UTC')::date",
        "sqlite": "substr(occurred_at, 1, 7) || '-01'",
    },
    "opened month": {
        "postgres": "date_trunc('month', opened_at AT TIME ZONE 'UTC')::date",
        "sqlite": "substr(opened_at, 1, 7) || '-01'",
    },
    "past day": {
        "postgres": "(used_at AT TIME ZONE 'UTC')::date",
        "sqlite": "substr(used_at, 1, 10)",
    },
    "past month": {
        "postgres": "date_trunc('month', used_at AT TIME ZONE 'UTC')::date",
        "sqlite": "substr(used_at, 1, 7) || '-01'",
    },
    # The entries with revisions in (low, high] of an account, for each row of `span` or `piece`.
    # PostgreSQL must use the index for each: it cannot know how few they are, and would read all
    # entries instead. SQLite keeps the order of a CROSS JOIN.
    "entries of span": {
        "postgres": "LATERAL (SELECT * FROM entry WHERE account_id = span.account_id "
        "AND revision > low AND revision <= high OFFSET 0) AS entry",
        "sqlite": "entry",
    },
    "entries of piece": {
        "postgres": "LATERAL (SELECT * FROM entry WHERE account_id = $1 "
        "AND revision > low AND revision <= high OFFSET 0) AS entry",
        "sqlite": "entry",
    },
    # What comes after a mark. On SQLite an erasure writes its copies before it deletes, so the
    # numbers of rows only grow. After a refused one, the next sweep has no mark.
    "new mark": {
        "postgres": "SELECT $1::timestamptz AS mark",
        "sqlite": "SELECT coalesce(max(rowid), 0) AS mark FROM entry WHERE $1 IS NOT NULL",
    },
    "after mark": {"postgres": "recorded_at >= $3", "sqlite": "entry.rowid > $3"},
    "for key share of account": {"postgres": "FOR KEY SHARE OF account", "sqlite": ""},
    "for key share of free account": {
        "postgres": "FOR KEY SHARE OF account SKIP LOCKED",
        "sqlite": "",
    },
    "for update of rolled": {"postgres": "FOR UPDATE OF rolled", "sqlite": ""},
    # A process that is stopped in a transaction must not keep its locks.
    "end if idle": {
        "postgres": "set_config('idle_in_transaction_session_timeout', '5000', true)",
        "sqlite": "NULL",
    },
    "for update": {"postgres": "FOR UPDATE", "sqlite": ""},
    # No part of the older system's own id may remain.
    "random id": {"postgres": "gen_random_uuid()::text", "sqlite": "lower(hex(randomblob(16)))"},
    "position": {"postgres": "strpos", "sqlite": "instr"},
    "priced terms": _PRICED,
    # The parts of the terms of a use with details: its base, its tier if it has one, then
    # UNIT=quantity@rate.
    "each detail": {
        "postgres": f"string_to_table({_PRICED['postgres']}, ';') AS detail (value)",
        "sqlite": f"json_each('[\"' || {_PRICED_ITEMS} || '\"]') AS detail",
    },
    "detail unit": {
        "postgres": "split_part(detail.value, '=', 1)",
        "sqlite": "substr(detail.value, 1, instr(detail.value, '=') - 1)",
    },
    # SQLite reads the digits up to the rate.
    "detail quantity": {
        "postgres": "split_part(split_part(detail.value, '=', 2), '@', 1)::bigint",
        "sqlite": "CAST(substr(detail.value, instr(detail.value, '=') + 1) AS INTEGER)",
    },
    # The numbers in the link of a use that a team paid (`billing.ledger.teams.link`).
    "linked entry": {
        "postgres": "substring(reason from ', entry ([0-9]{1,16})')::bigint",
        "sqlite": "CAST(substr(reason, instr(reason, ', entry ') + 8) AS INTEGER)",
    },
    "linked tokens": {
        "postgres": "substring(reason from ' paid ([0-9]{1,16}), entry ')::bigint",
        "sqlite": "CAST(substr(reason, instr(reason, ' paid ') + 6) AS INTEGER)",
    },
    "each charge": {
        "postgres": "jsonb_array_elements(charges::jsonb) AS charge (value)",
        "sqlite": "json_each(charges) AS charge",
    },
    "charge source": {
        "postgres": "charge.value ->> 1",
        "sqlite": "json_extract(charge.value, '$[1]')",
    },
    "charge tokens": {
        "postgres": "(charge.value ->> 2)::bigint",
        "sqlite": "json_extract(charge.value, '$[2]')",
    },
}
