"""Changes of plans: each is asked for once under its key, and carried out once.

The version before runs beside this one. It does not know which plan a price of a change is for, and
forgets it when it writes the subscription; the account then has the plan that was ordered first.
"""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

CHECKS = """
    CONSTRAINT plan_change_key_once UNIQUE (account_id, idempotency_key),
    CONSTRAINT plan_change_act_known CHECK (act IN ('SWITCH', 'END', 'KEEP')),
    CONSTRAINT plan_change_time_known CHECK (takes_effect IN ('NOW', 'PERIOD_END')),
    CONSTRAINT plan_change_quantity_range CHECK (quantity >= 1),
    CONSTRAINT plan_change_done_known CHECK (is_done IN (0, 1))"""

POSTGRES = f"""
CREATE TABLE plan_change (
    id VARCHAR(40) NOT NULL PRIMARY KEY,
    account_id VARCHAR(255) NOT NULL,
    idempotency_key VARCHAR(255) NOT NULL,
    fingerprint BYTEA NOT NULL,
    subscription_id VARCHAR(40) NOT NULL,
    act VARCHAR(16) NOT NULL,
    plan VARCHAR(32) NOT NULL,
    quantity INT NOT NULL,
    takes_effect VARCHAR(16) NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    price_id VARCHAR(255),
    is_done INT NOT NULL,{CHECKS}
);
"""


def _utc(name: str) -> str:
    return f"\n    CONSTRAINT {name}_utc CHECK ({name} GLOB '????-??-?? ??:??:??*+00:00')"


SQLITE = f"""
CREATE TABLE plan_change (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    subscription_id TEXT NOT NULL,
    act TEXT NOT NULL,
    plan TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    takes_effect TEXT NOT NULL,
    at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    price_id TEXT,
    is_done INTEGER NOT NULL,{CHECKS},{_utc("at")},{_utc("created_at")}
) STRICT;
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return SQLITE if db.capabilities.dialect == "sqlite" else POSTGRES


async def downgrade(db: BaseDBAsyncClient) -> str:
    return "DROP TABLE plan_change;"


