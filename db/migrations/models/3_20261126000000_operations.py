"""Tables of operations: imports from an older system, rollups, money, admin actions, erasure.

Entries get the kind MIGRATION. The append-only triggers now allow changes to the rows of an account
that is erased in the same transaction (`erasing`).
"""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

MAX = 9007199254740991
KINDS = "'HOLD', 'RELEASE')"
MORE_KINDS = "'HOLD', 'RELEASE', 'MIGRATION')"
ERASABLE = ("entry", "token_grant")

PAST_USE_CHECKS = f"""
    CONSTRAINT past_use_pkey PRIMARY KEY (account_id, id),
    CONSTRAINT past_use_tokens_range CHECK (tokens BETWEEN 0 AND {MAX})"""

USAGE_DAY_CHECKS = """
    CONSTRAINT usage_day_pkey PRIMARY KEY (day, model, plan, tier),
    CONSTRAINT usage_day_tier_known CHECK (tier IN ('FREE', 'PREMIUM', 'IMPORTED'))"""

TOKEN_DAY_CHECKS = """
    CONSTRAINT token_day_pkey PRIMARY KEY (day, source)"""

EVENT_DAY_CHECKS = """
    CONSTRAINT event_day_pkey PRIMARY KEY (day, event)"""

ACTIVE_MONTH_CHECKS = """
    CONSTRAINT active_month_pkey PRIMARY KEY (account_id, month)"""

COHORT_MONTH_CHECKS = """
    CONSTRAINT cohort_month_pkey PRIMARY KEY (cohort, month)"""

MONEY_ENTRY_CHECKS = f"""
    CONSTRAINT money_entry_kind_known CHECK (kind IN ('PACK', 'SUBSCRIPTION')),
    CONSTRAINT money_entry_amount_range CHECK (amount BETWEEN -{MAX} AND {MAX})"""

INDEXES = """
CREATE INDEX inbox_event_alert ON inbox_event (received_at) WHERE status = 'ALERT';
CREATE INDEX entry_plans ON entry (account_id, revision) WHERE kind = 'PLAN';
CREATE INDEX money_entry_time ON money_entry (occurred_at);
CREATE INDEX money_entry_account ON money_entry (account_id);
CREATE INDEX admin_action_time ON admin_action (at, id);
CREATE INDEX admin_action_account ON admin_action (account_id, at, id);
"""


def _utc(*columns: str) -> str:
    """Return checks as in the first migration: SQLite compares times as text."""
    form = "'????-??-?? ??:??:??*+00:00'"
    return ",".join(f"\n    CHECK ({name} GLOB {form})" for name in columns)


def _days(*columns: str) -> str:
    """Return the same checks for days."""
    form = "'[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"
    return ",".join(f"\n    CHECK ({name} GLOB {form})" for name in columns)


POSTGRES = f"""
CREATE TABLE past_use (
    account_id VARCHAR(255) NOT NULL,
    id VARCHAR(64) NOT NULL,
    model VARCHAR(255) NOT NULL,
    tokens BIGINT NOT NULL,
    used_at TIMESTAMPTZ NOT NULL,{PAST_USE_CHECKS}
);
CREATE TABLE import_progress (
    name VARCHAR(255) NOT NULL PRIMARY KEY,
    position TEXT NOT NULL,
    counts TEXT NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE rolled (
    account_id VARCHAR(255) NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL
) WITH (fillfactor = 70);
CREATE TABLE usage_day (
    day DATE NOT NULL,
    model VARCHAR(255) NOT NULL,
    plan VARCHAR(32) NOT NULL,
    tier VARCHAR(16) NOT NULL,
    requests BIGINT NOT NULL,
    input_tokens BIGINT NOT NULL,
    output_tokens BIGINT NOT NULL,
    cached_input_tokens BIGINT NOT NULL,
    cost BIGINT NOT NULL,{USAGE_DAY_CHECKS}
) WITH (fillfactor = 70);
CREATE TABLE token_day (
    day DATE NOT NULL,
    source VARCHAR(16) NOT NULL,
    granted BIGINT NOT NULL,
    spent BIGINT NOT NULL,
    lapsed BIGINT NOT NULL,
    reversed BIGINT NOT NULL,{TOKEN_DAY_CHECKS}
) WITH (fillfactor = 70);
CREATE TABLE event_day (
    day DATE NOT NULL,
    event VARCHAR(64) NOT NULL,
    number BIGINT NOT NULL,{EVENT_DAY_CHECKS}
) WITH (fillfactor = 70);
CREATE TABLE active_month (
    account_id VARCHAR(255) NOT NULL,
    month DATE NOT NULL,{ACTIVE_MONTH_CHECKS}
);
CREATE TABLE cohort_month (
    cohort DATE NOT NULL,
    month DATE NOT NULL,
    accounts BIGINT NOT NULL,{COHORT_MONTH_CHECKS}
) WITH (fillfactor = 70);
CREATE TABLE money_entry (
    id VARCHAR(255) NOT NULL PRIMARY KEY,
    account_id VARCHAR(255) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    amount BIGINT NOT NULL,
    currency VARCHAR(3) NOT NULL,
    occurred_at TIMESTAMPTZ NOT NULL,{MONEY_ENTRY_CHECKS}
);
CREATE TABLE admin_action (
    id VARCHAR(40) NOT NULL PRIMARY KEY,
    at TIMESTAMPTZ NOT NULL,
    actor VARCHAR(255) NOT NULL,
    action VARCHAR(64) NOT NULL,
    account_id VARCHAR(255),
    details TEXT NOT NULL
);
CREATE TABLE erasing (
    account_id VARCHAR(255) NOT NULL PRIMARY KEY
);
"""

SQLITE = f"""
CREATE TABLE past_use (
    account_id TEXT NOT NULL,
    id TEXT NOT NULL,
    model TEXT NOT NULL,
    tokens INTEGER NOT NULL,
    used_at TEXT NOT NULL,{PAST_USE_CHECKS},{_utc("used_at")}
) STRICT;
CREATE TABLE import_progress (
    name TEXT NOT NULL PRIMARY KEY,
    position TEXT NOT NULL,
    counts TEXT NOT NULL,
    updated_at TEXT NOT NULL,{_utc("updated_at")}
) STRICT;
CREATE TABLE rolled (
    account_id TEXT NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL
) STRICT;
CREATE TABLE usage_day (
    day TEXT NOT NULL,
    model TEXT NOT NULL,
    plan TEXT NOT NULL,
    tier TEXT NOT NULL,
    requests INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cached_input_tokens INTEGER NOT NULL,
    cost INTEGER NOT NULL,{USAGE_DAY_CHECKS},{_days("day")}
) STRICT;
CREATE TABLE token_day (
    day TEXT NOT NULL,
    source TEXT NOT NULL,
    granted INTEGER NOT NULL,
    spent INTEGER NOT NULL,
    lapsed INTEGER NOT NULL,
    reversed INTEGER NOT NULL,{TOKEN_DAY_CHECKS},{_days("day")}
) STRICT;
CREATE TABLE event_day (
    day TEXT NOT NULL,
    event TEXT NOT NULL,
    number INTEGER NOT NULL,{EVENT_DAY_CHECKS},{_days("day")}
) STRICT;
CREATE TABLE active_month (
    account_id TEXT NOT NULL,
    month TEXT NOT NULL,{ACTIVE_MONTH_CHECKS},{_days("month")}
) STRICT;
CREATE TABLE cohort_month (
    cohort TEXT NOT NULL,
    month TEXT NOT NULL,
    accounts INTEGER NOT NULL,{COHORT_MONTH_CHECKS},{_days("cohort", "month")}
) STRICT;
CREATE TABLE money_entry (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    occurred_at TEXT NOT NULL,{MONEY_ENTRY_CHECKS},{_utc("occurred_at")}
) STRICT;
CREATE TABLE admin_action (
    id TEXT NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    account_id TEXT,
    details TEXT NOT NULL,{_utc("at")}
) STRICT;
CREATE TABLE erasing (
    account_id TEXT NOT NULL PRIMARY KEY
) STRICT;
"""

POSTGRES_GUARDS = f"""
ALTER TABLE entry DROP CONSTRAINT entry_kind_known;
ALTER TABLE entry ADD CONSTRAINT entry_kind_known CHECK (kind IN (
    'ALLOWANCE', 'LAPSE', 'USAGE', 'ADJUSTMENT', 'PLAN', 'PURCHASE', 'REVERSAL',
    'RESTORATION', 'FREEZE', 'UNFREEZE', {MORE_KINDS}) NOT VALID;
ALTER TABLE entry VALIDATE CONSTRAINT entry_kind_known;
CREATE FUNCTION refuse_change_unless_erasing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM erasing WHERE account_id = OLD.account_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""

POSTGRES_TRIGGERS = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_change_unless_erasing();
"""
POSTGRES_NEVER_EMPTIED = """
CREATE TRIGGER admin_action_never_emptied BEFORE TRUNCATE ON admin_action
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

SQLITE_NEVER_UPDATED = """
CREATE TRIGGER {table}_never_updated BEFORE UPDATE ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""
SQLITE_NEVER_DELETED = """
CREATE TRIGGER {table}_never_deleted BEFORE DELETE ON {table}
    WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE account_id = OLD.account_id)
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    if db.capabilities.dialect == "sqlite":
        return SQLITE + await _entries_anew(db, KINDS, MORE_KINDS) + _sqlite_guards() + INDEXES
    drops = "".join(f"DROP TRIGGER {table}_append_only ON {table};\n" for table in ERASABLE)
    guarded = (*ERASABLE, "admin_action")
    triggers = "".join(POSTGRES_TRIGGERS.format(table=table) for table in guarded)
    return POSTGRES + POSTGRES_GUARDS + drops + triggers + POSTGRES_NEVER_EMPTIED + INDEXES


async def _entries_anew(db: BaseDBAsyncClient, old: str, new: str) -> str:
    """Create the table again and copy it, because SQLite cannot change a constraint."""
    (row,) = await db.execute_query_dict("SELECT sql FROM sqlite_master WHERE name = 'entry'")
    made = row["sql"].replace(old, new, 1).replace("entry (", "entry_anew (", 1)
    return f"""
{made.replace('"entry" (', "entry_anew (", 1)};
INSERT INTO entry_anew SELECT * FROM entry;
DROP TABLE entry;
ALTER TABLE entry_anew RENAME TO entry;
CREATE INDEX entry_holds ON entry (account_id, revision) WHERE kind = 'HOLD';
"""


def _sqlite_guards() -> str:
    """Return the triggers of the new table, which has lost them."""
    return "".join(
        (
            SQLITE_NEVER_UPDATED.format(table="entry"),
            SQLITE_NEVER_UPDATED.format(table="admin_action"),
            "DROP TRIGGER token_grant_never_deleted;",
            *(SQLITE_NEVER_DELETED.format(table=t) for t in (*ERASABLE, "admin_action")),
        )
    )


DROPS = """
DROP TABLE admin_action;
DROP TABLE past_use;
DROP TABLE import_progress;
DROP TABLE rolled;
DROP TABLE usage_day;
DROP TABLE token_day;
DROP TABLE event_day;
DROP TABLE active_month;
DROP TABLE cohort_month;
DROP TABLE money_entry;
"""

POSTGRES_BEFORE = """
ALTER TABLE entry DROP CONSTRAINT entry_kind_known;
ALTER TABLE entry ADD CONSTRAINT entry_kind_known CHECK (kind IN (
    'ALLOWANCE', 'LAPSE', 'USAGE', 'ADJUSTMENT', 'PLAN', 'PURCHASE', 'REVERSAL',
    'RESTORATION', 'FREEZE', 'UNFREEZE', 'HOLD', 'RELEASE'));
DROP INDEX inbox_event_alert;
DROP INDEX entry_plans;
DROP TRIGGER entry_append_only ON entry;
DROP TRIGGER token_grant_append_only ON token_grant;
DROP FUNCTION refuse_change_unless_erasing();
CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE ON entry
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER token_grant_append_only BEFORE UPDATE OR DELETE ON token_grant
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP TABLE erasing;
"""

SQLITE_BEFORE = """
DROP INDEX inbox_event_alert;
DROP TRIGGER token_grant_never_deleted;
CREATE TRIGGER token_grant_never_deleted BEFORE DELETE ON token_grant
    BEGIN SELECT RAISE(ABORT, 'token_grant is append-only'); END;
CREATE TRIGGER entry_never_deleted BEFORE DELETE ON entry
    BEGIN SELECT RAISE(ABORT, 'entry is append-only'); END;
DROP TABLE erasing;
"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    """Downgrade. The database itself refuses this if accounts were migrated: their entries cannot
    be kept."""
    if db.capabilities.dialect != "sqlite":
        return DROPS + POSTGRES_BEFORE
    entries = await _entries_anew(db, MORE_KINDS, KINDS)
    return DROPS + entries + SQLITE_NEVER_UPDATED.format(table="entry") + SQLITE_BEFORE


MODELS_STATE = (
    "eJztHdly2zjyV1B+SVyrpBznXOfJcTSJd+OjHGeu9ZYEkZCEMglwCNCKajb/vmiQFA+RlE"
    "hLMs3gZSYGugGqAfSNxt97LreJI54fWxYPmNw7Qn/vMewS9Y98Vw/tYc9LOqBB4pGjYXEK"
    "aCSkjy0Ya4wdQVSTTYTlU09SzgD4ghEUISAqEFd/+nx2hDwHU4Ys7gQuE0hOsUQe4Z5D0F"
    "8B8ec9hJmtmgkSEksSAtjEomr45zCzzS01NWWTbU1yw27YNb8lCT72CfJ84tLARRJ6VJOa"
    "bKxHcLCQqjWwpu/RUA83RFPu2AKpj6KObnPIAMuh/vyAUfUJA8knRGH76kf857+qmTKbfC"
    "ci/tO7HYwpcezMUlEbBtDtAzn3dNvJFPu/aEggzWgQfnIC7c3llLMFuKIctE4II776Uju1"
    "fCxwnGih46bwW1WD9AOy+Eg7abDJGAcObALADr8gadsbDM4vrgdf+9eDwd7SBokxUssZNV"
    "mcweaiTAr9+138feAQNpFT9efh69c/wokSQoRgMOOvx1cnn4+vniqofZiSqz0a7t3zqOsw"
    "7PuhB8ESh8NowieU5p4ikK3WbJngHxXZJHVJMdEziDna2xHm8/gfTVYibkiWIjl+O1iLCt"
    "Jfn571v14fn13C8K4QfzmaXMfXfeg51K3zXOvTN7lVWgyCfju9/ozgT/TnxXlfk5MLOfH1"
    "jAnc9Z978E04kHzA+GyA7TRN4ua4SYEmi6x4BKtzoGL4zRypB17I7KF6ebjGmXp5WHqkoO"
    "tHhrg+uaMCvmmJwB/o5JTJYhKnsXJkpqHceWxknsBHPPvn4eHLl28PD16+eff61du3r98d"
    "vFOw+ouXu95WrMWH00+n59fZZYCGLPHxHaYhRWpRP4NmyN+Y/NOIuOtTPsYwRG9MdJuMCq"
    "R1FdFjDEP0xkSPVdu6alIabwNaUqSNtmUtuqQkaYNmeXmvyfeSU7VA6ISaVLWU/d+vM6sY"
    "q0NPz45/38+s5JeL808xeEp9Ovly8SHPxeiEiEI+xrA/L+FjC5wcyUdzSUS3iP4BSJYmuq"
    "L5h9Pz46s/iqkew6ePxYc/rvvHiu5gZ49vU/YfNIywdTvDvj1Y6uGHvAx2ucs9dPMtmOGJ"
    "piX8aPiJC8+LpHfkjDOtiRc4ZpLuXrVzBgAH7gJypYfmGGlg9JRKgcbUFxLZeN5D365P9h"
    "FlaDal1hRhtvCwBILY6u850tM/R5c+ddW2RLdkDvBySpYcNFuY44aB3T7CghyhpxHagNq9"
    "cKb9+3pZFgRcFmjF52+BUCXJHp3XpeIQgmBa4UBJlqWOhZ3F6oQA2ZLzqi28y3YpAw6lib"
    "LMu1Ld1bwLAAc4gVzJu34Dj63gLgGX74wqDuPxGfERv4P/wJkXT2KeIpBN7efo2PMIs59x"
    "5syXHckbGM94du93OF4drHE2Xh2UHg3oWsGVahsqxpH7CGwUxSi4X0/ORAhGxFTFRzIULv"
    "TlVpK42I/bBRq/ebUGid+8KqUwdOUJ/ED6UstcJzvYyzaRmIb6x7o+jRRKJ3bzLrwabdFQ"
    "PfpvMi9UTsOear3Uo4PbCGgNc9rDvlQb4YkAa/UIgWaoUwS+fj5+dvj6DWQMgBksiOUTna"
    "9wSzy5rIveZyCjhLYjElquhOr/1yB0DN8JzrMD/h4eisEUiwIvTpUfNYdonKl5Zl/lTM2s"
    "gMU9UkvAJhid2OW7jhqofQvEaRCIy2IaO7fVdq5P7vhto2XOYpqIa9tWuSXK8onSWRw++Z"
    "X4osSjm4OoVJ6tEHZwlwJeK2s4QkRq3QOXMBmm586wQGoyhxK7h2ZT7hCdxBswa4qZ+jkr"
    "HLybHHjDSnZphkqhjl2QnxKdxvaq2GFyyuGLV29fvXv55tUiJ2XRUpWKEqedVPh1w9VrwB"
    "izmEb+tY4zZvRKHvhWLdspweiEXrkL71hJAko5jUvTT7pA4817emPZU8v/mMLpBJF/Igfk"
    "CZ9yX5am96S7q7UpDVgvvcfnjhN4R2jKZ8iFnJroytIijh1eV4nyaqJMnWE40xDNiA+gkF"
    "UEEEPdPSxyV25lnhu2nPqDUpk/Ifqmsn7C0YrVhxLTeYFh8n5amDzVXg63IONS+K/AZ1Z5"
    "XyOFZZLYayWxt0Q49Jn0C4NTYUelQCALkPWMam3MAmfmyZ3Z9whDwmXq6mzW2C3IvkxYcL"
    "GJvfFpblgmyTO+Irb/HoXbFqCVAJGc59JB1WDamb+vb/QOw4u7Q/gIffGXTkAkJd8LjSPs"
    "YGYpCg6jfw3TzQiPJfERlfBJ8V0p9A8Et3fQMwT3Sfafo5Po0vDY5y4IM7VwQ/Wz9SXiMX"
    "UcNemY+0APgTbhUWjLTbs2eBh2cv3FZL22wVC9VT+tDpVj+A7S98WbNcj7Iu+5SagLXVni"
    "hryyHkdJcIwuUpOjJISPJE09yqeQDOkbk15pAv6kXtg6hdIJtrLruLVPLO7bDSOaGVTjuW"
    "+1555bVuD7zSqqZFHNQrd6oWObq0iAlWdepbEapl09noSEbWVdUZu4HpeEWfM4Z3X9XM4l"
    "VJNMvpYVMlbzE9/zaVFAp2rL5xDNrm+4632CRZHvo1xpSzC6sMdNgYJ2EX1b+1z7Eevw9A"
    "VCF3b5Djg5ZV4gB00cH3nMRjZ42wj+ICY4D2TTRVhCNavQ2BGCramyt5ofiJIBzIo0XRFJ"
    "fLdgDcqZ/wKhe8z/3TpVAt6VVwl4d5Dn/C6RGEI6dZTINE4XaPwTJWT1fSxCUixH3aOuXm"
    "XcPQW0OgcrKWykc82pQCOisBGMEmdEqcY74s/VnsBMhBfnozufECiGi54+n4VRa5xEzfdy"
    "C7vNuW6YmmWiDFYBBbOZjRQJbPIc9V1PzpGai+hBdZ0U5HLIVexFpZ30SIFNJVJCwboV9w"
    "13tyfG2qJbq1ssit2WU3un9tRHXJwsE/dVn1uAGth47dvc6axGPpaE6fpA6gipIzXVh0Md"
    "KkjsgGJmUNWsOo8FPYXCZ8undjvz3DD9e++dFxnRa910vgjcZEQuCKiXoQ6rWiB0IqS47X"
    "R6FrgjUlD8p8o+SXBMuPwxZk2euh735aXPwWEmiiRCDqJSLlANO/DSwCulw2fFq8fYh8KV"
    "Ib7i1AJZim8rvcenErh4xJhTmlakl2kEcaTYvOLpUOpjcQ9xSTpsaZ4bNvL1Cyd8PAY9EY"
    "SFHyEoYSNn1FLa3TBML9Ypk//6enHe0zoizAXRd2ZRh2I9HZa6VWmL9xU3D1sc4+fQ6FIv"
    "YHBBiwt7lVu+aZxOSKidF2soyfSvSDMqy/I3BF+H4IFnN6yOkcU0qSetSz1pi0LCRvy7tk"
    "ILlZGkt1oRAbjBQv1fy7mkoePbCx6e66oGSpW5ozbxe7osGDxVBt4XDDrDFDPb0eakEvBF"
    "HqR7DajvWcADAIEYHqHL/vnH0/NP0TNoVDukIvAeDM/Q5+Pzj1/6H3vo9NP5xVX/I1Lqxf"
    "GX/tX1ezRkHB5SE3gu0GxqCuw+Gp1Ck6sGrWP4Toi2HcSplepN6F3TnNk0qpFnrZNnmefp"
    "8NzhuIBvVejmCUonjtOuNcVQdNXhXglGJwi+7XtFWEriekXWT/kl5xRKl9x19yyGlBYI0p"
    "83kgYJnqkI12ZJAKpwHTEQw5vEhEeVmHDGGZmXVgRI9faqrEgX4AY1igPogUPPMJh06Cke"
    "8TuCDvbBGpuB+Qc/Dz0dEYfPVHMvdjjreznMmj8RyKUMrrQzKp+jIbWHyMW3ZNmbvb2pbh"
    "gUFlBm62waOaPztiuSxHFEWJ4GWNq9ExGMSbm3I5OyPSkfD606mGv1j1v9dWFH1gtWJzhd"
    "0n53ndIcyY86OzuN08Hd/XKNzf2y/JmD/NY2N3w7bIy0REG+xEJ+E6RIO467KlVjTwENgg"
    "hqjQRAKFmllVXMEHdAhxRzIYmL4uIDR2E8BLIi1Dc7c0kt0UNhVQgbSY4YH3F7KV9vOe6y"
    "taluWC43MF0gi9r770MdOqqJlZ5Zqdp8xoyS3KKsN6Mht0FD3vFNzJ+Qwqb61AOpyfD2dp"
    "M0GWGUN6O8rVTetD/uJBCSu1qJKFDisiArlDkNPLDS0HXuY2FR7Ce8ZXABiha9y1cT2dxy"
    "aq2wKVel4v1Uk/Q5NCPqW/92/aWD2ddglKbMMkfKw1SzJAU9EHnwNQzNNA7YchjBUMo2Gy"
    "vEMP9+Ft3oBAbDwvc/9StF0UuglN1xakVBjZxtueHRjTXY+mfuWyM8usnAWlZ17Sek+gOX"
    "XWsbxasMvy3VowIRUmezx/Ad3OGbejLaxAkf3AFi4oTbjhOap4qbcPFH4WjKPsIu4HWRmi"
    "poFqsL6Ys70IV0WR0eyEHgF4QlqorXZ/G6QO5dXxhQxCU+w07NfZ5D6wLld7DRze2MLI3X"
    "iSoflkeVD5dqqWh/UB0WskDoBHl/olTzy8C3prgklSbu61X6OtNQa7g4PUjs1hkuUNwKkr"
    "VnGF4GlRyNgjnkf0NhkxEPJlO5yjUp4rhLkbdzOxPpm80TX400CKsHDbV/dOhD4RQIf8av"
    "ywk8T3LQHWJPiJqQqzUJRzQeVONBfUw80XhQO0p140F9cA+qElS1PKgRvNnh6+3wvwIlra"
    "ksYCilPtQ0Spe8qBu7a2wy8x7IMW0iAiYi0BZubSICLdBKTETAOEpNRKAdTr1c1Sadlqzm"
    "r1n3exmzC/TfwXb3MG0iPVJopvxNqyWHifuYuE+HREQ6jFDPostjmhfVmpp1ubhNvWUoQD"
    "YWdq2laEkY9Io7DskG2LI9vaoQqJ/ArAyAfvMgABm+iKW2DxXhKw0kevxH6BghXP6PYkhP"
    "BIISXrToRsc9xzK30lqr05YHJON1rs2oFliGQz1GDnUNEqbk2bNFXyWX0jKqybNnnk9cGr"
    "goFHJoNNc8JnqCDN4jW7zvN0cuv4Oi7pASMYL8B+KTsANeqkFjn7tFqRpbmumGrX4eDQke"
    "+BYxz6M99PNo4TrUMu4WGJ2wPrZdc07bDKRAYK80NEiRvDZyo1puZBwXXqELsIrwCxRD9s"
    "Zkd7An6m74BMcQ/t5GdTNr2hD/USupn0BklKqpYe8aiupkAbhSVf0N0mzDlwutKWYTonNs"
    "MdJDrHojN10HL3So7S+rqBufQacRxwnEUdG9hQkfPbqkS3eHGcyRGN5A3nAbnkl9WJt9hx"
    "zR5BW3ISxoLAtTzbpLXCV163A8Jpakd6RB1DuPa7KmWh37Jt89qoZrstAZTJPh0LZVbonu"
    "/k2o9hIH86KvUm8PAKqJgzkQZIWzN64Mv0rVBo9uhX95sxPdME2Enq6i1kOSKsX+vf4faP"
    "S/XPX7PXR51T87/XbWg+uGp2eXF1fX/Y+6drf+FLAhsmW+jRv6gd3Qpqjz1rP0TMGo7RWM"
    "Au5Th7gxfAeJu3k7xyfqZ4qiDLlqt2aCZWydxrYOZV4gG2Vp5THNIjReBB7IpquwhGqWof"
    "ldNGxNiT1ofiRKBjBL0nxJlCVYcw0iDEP0xxjqOia+Mhr3CozlqKdXZSrjBGaVnVy+BBuu"
    "HlMuP9eMyEZGXmsNw83cgS83HSF6XZiZWa5+p1A6qIFvxXyEQ1WDwhF4B6n74mCd6kcKqt"
    "zCOThYujHKS64r/uvrxXmZHCu7p2hTS6L/IYeKxyjSKogLxMi4lJduA+Uv/vSyvmIY4MGr"
    "wP34P0XOLWc="
)
