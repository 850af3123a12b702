"""The statements of `db.analytics.rollups`, in the form of `db.engine.sql`."""

from __future__ import annotations

from billing.reserved import TEAM_MARK
from db.engine.sql import table_of
from db.ledger.blocks import BLOCK_ENTRIES
from db.ledger.details import DETAILED, MEASURED, UNPRICED

IDS = table_of(id="text")
SPANS = table_of(account_id="text", low="bigint", high="bigint", plan="text")
_WITHIN = """
FROM {given} AS span CROSS JOIN entry
WHERE entry.account_id = span.account_id AND revision > low AND revision <= high"""

# An erasure renames the row of `rolled` and cannot see an uncommitted one. So it waits for a fold
# that has locked the account, and a later fold finds the account renamed. Nothing else waits.
MET = """
INSERT INTO rolled (account_id, revision)
SELECT account.id, 0 FROM {given} AS met CROSS JOIN account WHERE account.id = met.id
    AND NOT EXISTS (SELECT 1 FROM rolled WHERE account_id = met.id)
ORDER BY 1 {for key share of account} ON CONFLICT (account_id) DO NOTHING"""
_UNSUMMED = f"rolled.revision / {BLOCK_ENTRIES} > rolled.blocks"
LOCKED = f"""
SELECT account_id, rolled.revision AS low, account.revision AS high, opened_at, blocks
FROM rolled JOIN account ON account.id = account_id
WHERE account_id IN (SELECT id FROM {{given}} AS met)
    AND (account.revision > rolled.revision OR {_UNSUMMED})
ORDER BY account_id {{for update of rolled}}"""
ENTRIES = f"SELECT entry.* {_WITHIN} ORDER BY entry.account_id, revision"
# A use that a team paid is an entry of the member and one of the team. It counts once, where the
# cost is. The member was active, and the team is nobody.
_ONCE = f"(reason IS NULL OR reason NOT LIKE '{TEAM_MARK}%')"
_IS_PERSON = f"entry.account_id NOT LIKE '{TEAM_MARK}%'"
# SQL alone sums plain uses. The entries below must be read one by one.
TURNS = f"""
SELECT entry.* {_WITHIN} AND (
    kind NOT IN ('USAGE', 'HOLD', 'RELEASE', 'FREEZE', 'UNFREEZE', 'CAP', 'ALERT', 'TEAM', 'TOP_UP',
        'EXTENSION')
    OR (kind IN ('USAGE', 'RELEASE') AND reason LIKE '% to debt'))
ORDER BY entry.account_id, revision"""
STOOD = """
SELECT span.account_id,
    (SELECT reason FROM entry WHERE account_id = span.account_id AND kind = 'PLAN'
        AND revision <= low ORDER BY revision DESC LIMIT 1) AS reason,
    EXISTS (SELECT 1 FROM entry WHERE account_id = span.account_id AND kind = 'PLAN'
        AND revision <= low AND reason <> 'FREE' AND reason NOT LIKE 'FREE until %') AS subscribed
FROM {given} AS span"""
BUYERS = """
SELECT span.account_id FROM {given} AS span WHERE EXISTS (
    SELECT 1 FROM token_grant WHERE account_id = span.account_id AND source = 'PACK'
        AND number <= low)"""
PLACED = """
SELECT entry.* FROM {given} AS span CROSS JOIN entry
WHERE entry.account_id = span.account_id AND revision = low AND kind = 'HOLD'"""

ADD_USES = f"""
INSERT INTO usage_day (day, model, plan, tier, requests, input_tokens, output_tokens,
    cached_input_tokens, cost)
SELECT {{occurred day}}, model, plan,
    CASE WHEN terms = 'unlimited' OR terms LIKE 'unlimited;%' OR terms LIKE '% %'
        THEN 'FREE' ELSE 'PREMIUM' END,
    count(*), sum(input_tokens), sum(output_tokens), sum(cached_input_tokens), -sum(tokens)
{_WITHIN} AND kind = 'USAGE' AND {_ONCE}
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
ON CONFLICT (day, model, plan, tier) DO UPDATE SET
    requests = usage_day.requests + excluded.requests,
    input_tokens = usage_day.input_tokens + excluded.input_tokens,
    output_tokens = usage_day.output_tokens + excluded.output_tokens,
    cached_input_tokens = usage_day.cached_input_tokens + excluded.cached_input_tokens,
    cost = usage_day.cost + excluded.cost"""
ADD_UNITS = f"""
INSERT INTO unit_day (day, model, unit, uses, quantity, unpriced_uses, unpriced_quantity)
SELECT {{occurred day}}, model, {{detail unit}}, count(*), sum({{detail quantity}}),
    sum(CASE WHEN {UNPRICED} THEN 1 ELSE 0 END),
    sum(CASE WHEN {UNPRICED} THEN {{detail quantity}} ELSE 0 END)
{_WITHIN.replace("WHERE", "CROSS JOIN {each detail} WHERE")} AND kind = 'USAGE'
    AND {_ONCE} AND {MEASURED}
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
ON CONFLICT (day, model, unit) DO UPDATE SET
    uses = unit_day.uses + excluded.uses, quantity = unit_day.quantity + excluded.quantity,
    unpriced_uses = unit_day.unpriced_uses + excluded.unpriced_uses,
    unpriced_quantity = unit_day.unpriced_quantity + excluded.unpriced_quantity"""
SPENT = f"""
SELECT {{recorded day}} AS day, {{charge source}} AS source, sum({{charge tokens}}) AS tokens
{_WITHIN.replace("WHERE", "CROSS JOIN {each charge} WHERE")} AND kind = 'USAGE' GROUP BY 1, 2"""
# Only a settled hold can leave debt, and only entries of settled holds have a reason. A use with
# details is paid in full otherwise. Both are read at once, because few folds meet details, and
# another scan would make each plain use dearer.
OWED = f"""
SELECT {{recorded day}} AS day, -sum(tokens) AS tokens, sum((
    SELECT coalesce(sum({{charge tokens}}), 0) FROM {{each charge}})) AS paid,
    max(CASE WHEN {DETAILED} THEN 1 ELSE 0 END) AS detailed
{_WITHIN} AND kind = 'USAGE' AND (reason IS NOT NULL OR {DETAILED}) GROUP BY 1"""
ADD_MOVES = """
INSERT INTO token_day (day, source, granted, spent, lapsed, reversed)
SELECT day, source, granted, spent, lapsed, reversed FROM {given} AS moved WHERE true ORDER BY 1, 2
ON CONFLICT (day, source) DO UPDATE SET
    granted = token_day.granted + excluded.granted, spent = token_day.spent + excluded.spent,
    lapsed = token_day.lapsed + excluded.lapsed,
    reversed = token_day.reversed + excluded.reversed"""
ADD_EVENTS = """
INSERT INTO event_day (day, event, number)
SELECT day, event, number FROM {given} AS happened WHERE true ORDER BY 1, 2
ON CONFLICT (day, event) DO UPDATE SET number = event_day.number + excluded.number"""
ADD_ACTIVE = f"""
INSERT INTO active_month (account_id, month)
SELECT DISTINCT entry.account_id, {{occurred month}} {_WITHIN} AND kind = 'USAGE' AND {_IS_PERSON}
ORDER BY 1, 2
ON CONFLICT (account_id, month) DO NOTHING RETURNING account_id, month"""
ADD_COHORTS = """
INSERT INTO cohort_month (cohort, month, accounts)
SELECT cohort, month, accounts FROM {given} AS active WHERE true ORDER BY 1, 2
ON CONFLICT (cohort, month) DO UPDATE SET accounts = cohort_month.accounts + excluded.accounts"""
ROLLED = """
UPDATE rolled SET revision = high FROM {given} AS span WHERE rolled.account_id = span.account_id"""

_ALL = "account"
_CHANGED = """
(SELECT DISTINCT account_id FROM entry WHERE {after mark}) AS changed
    JOIN account ON account.id = changed.account_id"""
_BEHIND = f"""
SELECT account.id FROM {{accounts}} LEFT JOIN rolled ON rolled.account_id = account.id
WHERE account.id > $1 AND (account.revision > coalesce(rolled.revision, 0) OR {_UNSUMMED})
ORDER BY account.id LIMIT $2"""
BEHIND = _BEHIND.replace("{accounts}", _ALL)
BEHIND_SINCE = _BEHIND.replace("{accounts}", _CHANGED)

MOVES = table_of(
    day="date", source="text", granted="bigint", spent="bigint", lapsed="bigint", reversed="bigint"
)
EVENTS = table_of(day="date", event="text", number="bigint")
COHORTS = table_of(cohort="date", month="date", accounts="bigint")
