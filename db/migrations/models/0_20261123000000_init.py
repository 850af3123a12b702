"""The tables of billing, with parts that the models cannot express: checks, composite keys,
triggers.

Entries have no foreign key to their account: it would cost a lookup and a row lock per use, and the
audit finds orphans.
"""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

# The largest number that JSON clients read exactly: 2**53 - 1.
MAX = 9007199254740991

APPEND_ONLY = ("entry", "token_grant", "catalog_version")

ACCOUNT_CHECKS = f"""
    CONSTRAINT account_id_length CHECK (length(id) BETWEEN 1 AND 255),
    CONSTRAINT account_revision_range CHECK (revision BETWEEN 0 AND {MAX}),
    CONSTRAINT account_available_range CHECK (available BETWEEN 0 AND {MAX}),
    CONSTRAINT account_held_range CHECK (held BETWEEN 0 AND {MAX}),
    CONSTRAINT account_debt_range CHECK (debt BETWEEN 0 AND {MAX})"""

TOKEN_GRANT_CHECKS = f"""
    CONSTRAINT token_grant_pkey PRIMARY KEY (account_id, number),
    CONSTRAINT token_grant_number_range CHECK (number BETWEEN 1 AND {MAX}),
    CONSTRAINT token_grant_source_known
        CHECK (source IN ('ALLOWANCE', 'PACK', 'ADJUSTMENT', 'LEGACY')),
    CONSTRAINT token_grant_amount_range CHECK (amount BETWEEN 1 AND {MAX}),
    CONSTRAINT token_grant_expires_later
        CHECK (expires_at IS NULL OR expires_at > effective_at)"""

# A use has all columns of a use. Other entries have none of them (except metadata).
ENTRY_CHECKS = f"""
    CONSTRAINT entry_pkey PRIMARY KEY (account_id, revision),
    CONSTRAINT entry_key_once UNIQUE (account_id, key_hash),
    CONSTRAINT entry_revision_range CHECK (revision BETWEEN 1 AND {MAX}),
    CONSTRAINT entry_kind_known
        CHECK (kind IN ('ALLOWANCE', 'LAPSE', 'USAGE', 'ADJUSTMENT', 'PLAN', 'PURCHASE', 'REVERSAL',
            'RESTORATION', 'FREEZE', 'UNFREEZE', 'HOLD', 'RELEASE')),
    CONSTRAINT entry_tokens_range CHECK (tokens BETWEEN -{MAX} AND {MAX}),
    CONSTRAINT entry_balance_range CHECK (balance BETWEEN -{MAX} AND {MAX}),
    CONSTRAINT entry_key_hashed CHECK ((key_hash IS NULL) = (idempotency_key IS NULL)),
    CONSTRAINT entry_key_length CHECK (length(idempotency_key) BETWEEN 1 AND 255),
    CONSTRAINT entry_use_complete CHECK (
        kind <> 'USAGE' OR (
            model IS NOT NULL AND terms IS NOT NULL
            AND key_hash IS NOT NULL AND fingerprint IS NOT NULL AND tokens <= 0
            AND input_tokens IS NOT NULL AND output_tokens IS NOT NULL
            AND cached_input_tokens IS NOT NULL
        )
    ),
    CONSTRAINT entry_only_uses_have_a_model CHECK (
        kind = 'USAGE' OR (
            model IS NULL AND terms IS NULL AND input_tokens IS NULL
            AND output_tokens IS NULL AND cached_input_tokens IS NULL
        )
    ),
    CONSTRAINT entry_input_range CHECK (input_tokens BETWEEN 0 AND {MAX}),
    CONSTRAINT entry_output_range CHECK (output_tokens BETWEEN 0 AND {MAX}),
    CONSTRAINT entry_cached_within_input CHECK (cached_input_tokens BETWEEN 0 AND input_tokens)"""

POSTGRES_TABLES = f"""
CREATE TABLE account (
    id VARCHAR(255) NOT NULL PRIMARY KEY,
    opened_at TIMESTAMPTZ NOT NULL,
    plan VARCHAR(32) NOT NULL,
    revision BIGINT NOT NULL,
    available BIGINT NOT NULL,
    held BIGINT NOT NULL,
    debt BIGINT NOT NULL,
    stale_at TIMESTAMPTZ,
    state TEXT NOT NULL,
    digest BYTEA NOT NULL,{ACCOUNT_CHECKS}
) WITH (fillfactor = 60);  -- room for updates in place: this row changes with every use
CREATE TABLE token_grant (
    account_id VARCHAR(255) NOT NULL,
    number BIGINT NOT NULL,
    source VARCHAR(16) NOT NULL,
    amount BIGINT NOT NULL,
    effective_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ,{TOKEN_GRANT_CHECKS}
);
CREATE TABLE entry (
    account_id VARCHAR(255) NOT NULL,
    revision BIGINT NOT NULL,
    kind VARCHAR(16) NOT NULL,
    tokens BIGINT NOT NULL,
    balance BIGINT NOT NULL,
    charges TEXT NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    occurred_at TIMESTAMPTZ NOT NULL,
    key_hash BYTEA,
    idempotency_key VARCHAR(255),
    fingerprint BYTEA,
    reason TEXT,
    digest BYTEA NOT NULL,
    model VARCHAR(255),
    input_tokens BIGINT,
    output_tokens BIGINT,
    cached_input_tokens BIGINT,
    terms VARCHAR(80),
    metadata TEXT,{ENTRY_CHECKS}
);
CREATE TABLE api_key (
    id VARCHAR(32) NOT NULL PRIMARY KEY,
    name VARCHAR(255) NOT NULL,
    secret_hash BYTEA NOT NULL,
    scopes TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    revoked_at TIMESTAMPTZ
);
CREATE TABLE catalog_version (
    id SERIAL NOT NULL PRIMARY KEY,
    applied_at TIMESTAMPTZ NOT NULL,
    source VARCHAR(255) NOT NULL,
    digest VARCHAR(64) NOT NULL,
    document TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS aerich (
    id SERIAL NOT NULL PRIMARY KEY,
    version VARCHAR(255) NOT NULL,
    app VARCHAR(100) NOT NULL,
    content JSONB NOT NULL
);
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""

POSTGRES_TRIGGERS = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def _utc(*columns: str) -> str:
    """Return checks for SQLite, which stores and compares times as text: all must have one format,
    in UTC."""
    form = "'????-??-?? ??:??:??*+00:00'"
    checks = (f"\n    CONSTRAINT {name}_utc CHECK ({name} GLOB {form})" for name in columns)
    return ",".join(checks)


# STRICT: a column accepts no value of another type, so no float and no text is stored as tokens.
SQLITE_TABLES = f"""
CREATE TABLE account (
    id TEXT NOT NULL PRIMARY KEY,
    opened_at TEXT NOT NULL,
    plan TEXT NOT NULL,
    revision INTEGER NOT NULL,
    available INTEGER NOT NULL,
    held INTEGER NOT NULL,
    debt INTEGER NOT NULL,
    stale_at TEXT,
    state TEXT NOT NULL,
    digest BLOB NOT NULL,{ACCOUNT_CHECKS},{_utc("opened_at", "stale_at")}
) STRICT;
CREATE TABLE token_grant (
    account_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    source TEXT NOT NULL,
    amount INTEGER NOT NULL,
    effective_at TEXT NOT NULL,
    expires_at TEXT,{TOKEN_GRANT_CHECKS},{_utc("effective_at", "expires_at")}
) STRICT;
CREATE TABLE entry (
    account_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    kind TEXT NOT NULL,
    tokens INTEGER NOT NULL,
    balance INTEGER NOT NULL,
    charges TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    occurred_at TEXT NOT NULL,
    key_hash BLOB,
    idempotency_key TEXT,
    fingerprint BLOB,
    reason TEXT,
    digest BLOB NOT NULL,
    model TEXT,
    input_tokens INTEGER,
    output_tokens INTEGER,
    cached_input_tokens INTEGER,
    terms TEXT,
    metadata TEXT,{ENTRY_CHECKS},{_utc("recorded_at", "occurred_at")}
) STRICT;
CREATE TABLE api_key (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    secret_hash BLOB NOT NULL,
    scopes TEXT NOT NULL,
    created_at TEXT NOT NULL,
    revoked_at TEXT,{_utc("created_at", "revoked_at")}
) STRICT;
CREATE TABLE catalog_version (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    applied_at TEXT NOT NULL,
    source TEXT NOT NULL,
    digest TEXT NOT NULL,
    document TEXT NOT NULL,{_utc("applied_at")}
) STRICT;
CREATE TABLE IF NOT EXISTS aerich (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    version VARCHAR(255) NOT NULL,
    app VARCHAR(100) NOT NULL,
    content JSON NOT NULL
);
"""

SQLITE_TRIGGERS = """
CREATE TRIGGER {table}_never_updated BEFORE UPDATE ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
CREATE TRIGGER {table}_never_deleted BEFORE DELETE ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    if db.capabilities.dialect == "sqlite":
        tables, triggers = SQLITE_TABLES, SQLITE_TRIGGERS
    else:
        tables, triggers = POSTGRES_TABLES, POSTGRES_TRIGGERS
    return tables + "".join(triggers.format(table=table) for table in APPEND_ONLY)


async def downgrade(db: BaseDBAsyncClient) -> str:
    """Drop everything except aerich's own table, which aerich still writes to."""
    script = """
DROP TABLE entry;
DROP TABLE token_grant;
DROP TABLE account;
DROP TABLE api_key;
DROP TABLE catalog_version;
"""
    if db.capabilities.dialect != "sqlite":
        script += "DROP FUNCTION refuse_change();\n"
    return script


MODELS_STATE = (
    "eJztXFtT2zgU/iuavCzMAgPhuvQpsGzLbgudkultu+Mo9kmiiS25sgxkuvz3lWQ7vsROYx"
    "dS4/ULJEfnSPJ3dPl0jpxvHYdZYHs7PdNkPhWdU/StQ7ED8kO2aAt1sOvGBUog8NDWujih"
    "NPQEx6aqa4RtD6TIAs/kxBWEUaV8TQGFBoh4iMmvnN2dItfGhCKT2b5DPSQmWCAXmGsD+u"
    "oDn20hTC0pBuQJLCBQsMAksvod1bLFTNk0oeOnauQL/UL7bAqxPeaAXA4O8R0kVIkUycZG"
    "ugYbe0JKfXPyAg10dQM0YbblIdkpYmuZDQYWA919nxLZBUOwMUhrLh/i73+kmFAL7sGLvr"
    "pTY0TAtlKuIpaqQMsNMXO17HyC+R9aU0EzNIIux9ruTEwYnatL5JR0DBS47KmVcB/1bTt0"
    "dCQK+ioFgvsw76QVCywYYd9Wg0BZBz2IZR3DuLruGzcXfcPoLAyQyCLhzlBkMqoGF6HC08"
    "/v4HvDBjoWE/m1e3j4EDQUAxGoqRbf996dv+q925Bam6pJJsdoMHavwqJuUPagK8ECB9Vo"
    "4GOkmSsBsqTPFgH/XcImiAP5oKcMM9hboeVO9KGKJyJB7Ip4+q3BF0ug71++ubjp9968Vd"
    "U7nvfV1nD1+heqpKuls4x04yjjpXkl6MNl/xVSX9Hn66sLDSfzxJjrFmO9/ueO6hP2BTMo"
    "uzOwlcQkEkciqRo7Wa4RtMyEivQfZ0r9ZEemJ9V+d4U5td8tnFKq6CEFLodb4qk+LQB8Rs"
    "aXVORDnLTKwEyCfee5wTxWndj+rdvd3z/u7u4fnRweHB8fnuyeSF3d48Wi4yW+OLt8eXnV"
    "T7tBCdLg41tMAkRKoZ8ya+GvDP8kBHd15COLFvTKoFswzNmtl4EeWbSgVwY9orZlaVLS7h"
    "FYUshG6+KLJpEkfaBZdG8f7gtm1dygETRpmSsvPvZTXozo0Mab3sfNlCdfX1+9jNQT9On8"
    "9fVZdhUjY/By1zGK+axgHZvbZCAfzgR4zQL9TEGWBF1ifnZ51Xv3KR/1SD85Lc4+9S96En"
    "d1zh5NE+c/JRhic3qHuWUslLAuK9JdLHK6TlaCKR5rLNVDq0eMIi8u+QtmnbyYTFCytTQk"
    "4xJjGip9NyTTQy7mQo6FXzwkjU4Ro/ZMBzFuXvW2u4dHKqZBhIc8MDnoiMoUXLEYdvmRit"
    "oASD3OasXRD/2/BNCRfiNW/CeLNiX2VD0pjAn2JuVW+oxhu9yXWe5THjCZG2C1Mq2ZWzRi"
    "lK+b18hxq8CpcFRIW7Yh1VqfFjjcsmklN6ct2zNh3bxcE7J8LjmLzcbvgXuBAxZIc0ZjKX"
    "k2A13jNqG8Ul4zNETS774DVAQJxDvsIdmYTcDaQncTZoNOM/rUnGAqH2cH9VwXqLWt2HJ+"
    "LvOxKn5kkl0YQ8vl2DkRtHA21pdiB+Gz7t7B8cHJ/tHBPGo2lywLlkWBsWJKHXqvwsKYtm"
    "z3v9qtjCleyXxuljo7xRaN4JVrOD0VhciKMS4MkDUB46ODFSA+OihEWBVlAA73njLHo6RN"
    "I0BexwGpJpzqggqeG38MCpYyKJirrMabNF9RwUEWX9x6gTDyPUjc30rzGfSWEwfzmYo0Ik"
    "J1mFFttEPswWk+i3r0Zr7QjbAag0gOFt1T2HyBggGrtLn8y9gpSmnKynS8ZlNfKxsEt8cG"
    "qhP69hkZU7AS/VXCIbYxNSWCg/DTIClGeCSAIyJUl6KEPfoVqRQy2kYqqbm5g87Dm2sjzh"
    "w00I4byMfWN9lGxLZloyPGFR4eegzSWJfrHnUgkWvJwS6hmvPRV2aPTFs1YglfAxeZykcr"
    "g3Kk30B8945WgHcvS85jdFVRGtxgrSy3osQ27a2Oyrc6wp2mHPIJoxb6ytBLJsDH5TITCZ"
    "NGLCvrTk1wMBm3KgatU6ZtcKbWwRlmmj7n1a71p01bR9fa0dGZK28DK06uJ60qZtafT87p"
    "qRLrxALHZQKoOYuuJa1+XWfBtNJ+VjMnrOEUMpLtA3c5yYvZLRvyGcN21Fcc9Rywlxf7KC"
    "ZtsUUTxnh7S7ZeoD/VONdxxDJr+tygCaN8DSs5oa4vjCqBj6xlpTN43QD/KUdw5ouqTlgw"
    "bb1QORCCzYk8b1WfEAUVtB6p6hEB3MnxQfHiPzdo3uJ/srvC2n+yW7j0q6LM1goCq5ROGR"
    "KZtGkCxv+jnLv+fZGXHOf/GEuidGtZ9l0va8Z4rvjdHPwHdZuQwi3wMOesf8UEI13F8gx4"
    "Oq1NfWcIfHPxEuOjt6DT5sGXedo8yhtHGXN9CyG4KqnbAQuRH37ZKGiz3KYT27Tp7Dad/e"
    "yOH+31xSdOaWMn+v2s1deU2KbNq1YmrzAagSnIbZUfK8jattmfWmd/4N4lsroqjk5Ztu8g"
    "1c3LNeHuPeDEnHRyeHtYspSz41jne3S92LHt6z31er0n8QLZqswpYdJA6vQk9FRNqjJngE"
    "C9geju7a4Sf5JaxdR0dyECJVsUuW99/HlzfVUQY41NsrslMQX6F9nEe44cdQm4Cozlgahs"
    "zCmz+akKfnog6uE/uMb9qA=="
)
