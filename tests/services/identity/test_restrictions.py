"""What a key may be restricted to, and what is left of its rights."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.errors import BadInput
from services.identity.api_keys import RESTRICTIONS_MAX, create_key, list_keys
from services.identity.caller import SCOPES, Caller, CallerKind

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PREFIXES = st.lists(st.text("ab:", min_size=1, max_size=3), min_size=1, max_size=3)


def key(*scopes: str, prefixes: tuple[str, ...] | None = None) -> Caller:
    kind = CallerKind.API_KEY
    return Caller("key:1", kind, None, frozenset(scopes), None, account_prefixes=prefixes)


def rights(caller: Caller, account_id: str) -> tuple[bool, ...]:
    may = (caller.may_read, caller.may_write, caller.may_record, caller.may_open)
    return tuple(one(account_id) for one in may)


@given(st.sets(st.sampled_from(sorted(SCOPES))), PREFIXES, st.text("ab:", max_size=5))
def test_a_restricted_key_has_its_rights_on_the_accounts_it_reaches_and_none_elsewhere(
    scopes: set[str], prefixes: list[str], account_id: str
) -> None:
    whole, some = key(*scopes), key(*scopes, prefixes=tuple(prefixes))
    reached = any(account_id[: len(prefix)] == prefix for prefix in prefixes)
    assert some.reaches(account_id) is reached
    assert rights(some, account_id) == (rights(whole, account_id) if reached else (False,) * 4)


def test_a_prefix_is_compared_letter_by_letter() -> None:
    caller = key("accounts:read", prefixes=("school:",))
    assert caller.may_read("school:1")
    assert caller.may_read("school:")
    for other in ("school", "School:1", " school:1", "other:school:1", ""):
        assert not caller.may_read(other)


async def make(**restrictions: object) -> None:
    await create_key("gateway", ["admin"], clock=lambda: NOW, **restrictions)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("restrictions", "name"),
    [
        ({"models": []}, "models"),
        ({"models": ["gpt-4o", ""]}, "models"),
        ({"models": [f"model-{number}" for number in range(RESTRICTIONS_MAX + 1)]}, "models"),
        ({"account_prefixes": []}, "account prefixes"),
        ({"account_prefixes": [""]}, "account prefixes"),
        ({"account_prefixes": ["a\n"]}, "account prefixes"),
        ({"expires_at": NOW}, "expires"),
        ({"expires_at": NOW - timedelta(days=1)}, "expires"),
    ],
)
async def test_restrictions_that_mean_nothing_are_refused(
    database: str, restrictions: dict[str, object], name: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        await make(**restrictions)
    assert refusal.value.field == name


async def test_a_restriction_may_be_as_long_as_the_limit(database: str) -> None:
    models = {f"model-{number}" for number in range(RESTRICTIONS_MAX)}
    await make(models=sorted(models))
    [made] = await list_keys()
    assert made.models == models
