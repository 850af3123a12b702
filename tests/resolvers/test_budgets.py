"""The budgets by the kind of the caller, and their settings."""

from __future__ import annotations

from dataclasses import fields

import pytest

from resolvers.budgets import DEFAULTS, Budget, read_budgets, setting_of
from services.identity.caller import USER_SCOPES, Caller, CallerKind

BUDGETS = read_budgets({})


def caller(*scopes: str, kind: CallerKind = CallerKind.USER) -> Caller:
    return Caller("alice", kind, "alice", frozenset(scopes), None)


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        (None, "anonymous"),
        (caller(*USER_SCOPES), "user"),
        (caller(), "user"),
        (caller("account:read", kind=CallerKind.API_KEY), "user"),
        (caller("usage:write", kind=CallerKind.API_KEY), "gateway"),
        (caller("accounts:read"), "gateway"),
        (caller("accounts:write"), "gateway"),
        (caller("admin"), "gateway"),
    ],
)
def test_a_caller_has_the_budget_of_its_rights(who: Caller | None, kind: str) -> None:
    assert BUDGETS.of(who) is getattr(BUDGETS, kind)


def test_every_budget_has_three_numbers_that_never_shrink() -> None:
    assert DEFAULTS.keys() == {field.name for field in fields(Budget)}
    for numbers in DEFAULTS.values():
        assert sorted(numbers) == list(numbers)


def test_a_setting_is_one_number_or_three() -> None:
    changed = read_budgets({"LIMIT_TOKENS": "77", "LIMIT_BATCH": "1, 2 3"})
    assert {one.tokens for one in (changed.anonymous, changed.user, changed.gateway)} == {77}
    assert [one.batch for one in (changed.anonymous, changed.user, changed.gateway)] == [1, 2, 3]
    assert changed.user.cost == BUDGETS.user.cost


@pytest.mark.parametrize("text", ["0", "-1", "1 2", "1 2 3 4", "x", "1.5", ",", "9999999999", "٣"])
def test_anything_else_is_refused_by_its_name(text: str) -> None:
    for name in DEFAULTS:
        with pytest.raises(ValueError, match=f"^{setting_of(name)} must be"):
            read_budgets({setting_of(name): text})
