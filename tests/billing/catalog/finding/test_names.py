"""The names under which a model is found."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.finding.names import Names, without_snapshot

NAMES = Names(
    own=frozenset(
        [
            "gpt-4o",
            "gpt-4",
            "claude-sonnet-4-5",
            "google/gemini-2.5-pro",
            "gemini-2.5-pro",
            "qwen-max",
            "dated-2025-01-01",
            "dated",
            "llama:free",
            "модель",
        ]
    ),
    aliases={"chatgpt-4o-latest": "gpt-4o", "gpt-4o-special": "gpt-4", "vendor/odd": "gpt-4"},
    owners={"google/gemini-2.5-pro": "openrouter", "qwen-max": "qwen", "llama:free": "openrouter"},
)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("gpt-4o", "gpt-4o"),
        ("chatgpt-4o-latest", "gpt-4o"),
        ("openai/gpt-4o", "gpt-4o"),
        ("openrouter/openai/gpt-4o", "gpt-4o"),
        ("openai/chatgpt-4o-latest", "gpt-4o"),
        ("a/vendor/odd", "gpt-4"),
        ("gpt-4o-2024-08-06", "gpt-4o"),
        ("gpt-4-0613", "gpt-4"),
        ("claude-sonnet-4-5-20250929", "claude-sonnet-4-5"),
        ("claude-sonnet-4-5@20250929", "claude-sonnet-4-5"),
        ("claude-sonnet-4-5@2025-09-29", "claude-sonnet-4-5"),
        ("anthropic/claude-sonnet-4-5-20250929", "claude-sonnet-4-5"),
        ("gpt-4o-special-2025-01-01", "gpt-4"),
        ("google/gemini-2.5-pro", "google/gemini-2.5-pro"),
        ("openrouter/google/gemini-2.5-pro", "google/gemini-2.5-pro"),
        ("vertex/gemini-2.5-pro", "gemini-2.5-pro"),
        ("dated-2025-01-01", "dated-2025-01-01"),
        ("dated-2025-01-02", "dated"),
        ("qwen/qwen-max", "qwen-max"),
        ("openrouter/llama:free", "llama:free"),
        ("x/модель-20250101", "модель"),
    ],
)
def test_a_model_is_found_under_its_names(asked: str, found: str) -> None:
    assert NAMES.find(asked) == found


@pytest.mark.parametrize(
    "asked",
    [
        "gpt-4o-latest",
        "gpt-4o@latest",
        "gpt-4O",
        "gpt-4o:free",
        "gpt-4o-2024-13-06",
        "gpt-4o-1340",
        "gpt-4o-2024-08-06-2024-08-06",
        "gpt-4o/",
        "/gpt-4o-",
        "/gpt-4o",
        "//gpt-4o",
        "/qwen-max",
        "gpt-4o/openai",
        "openai:gpt-4o",
        "deepinfra/qwen-max",
        "deepinfra/qwen/qwen-max",
        "llama",
        "",
        "-0613",
        "/",
    ],
)
def test_other_names_are_unknown(asked: str) -> None:
    assert NAMES.find(asked) is None


texts = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1)
dates = st.dates(date(2000, 1, 1), date(2099, 12, 31))
prefixes = st.lists(texts.filter(lambda text: "/" not in text), max_size=3).map("/".join)


@given(own=st.frozensets(texts, min_size=1), asked=texts, data=st.data())
def test_the_own_names_always_win(own: frozenset[str], asked: str, data: st.DataObject) -> None:
    targets = st.sampled_from(sorted(own))
    owners = data.draw(st.dictionaries(targets, texts))
    names = Names(own, data.draw(st.dictionaries(texts, targets)), owners)
    for name in own:
        assert names.find(name) == name
    assert names.find(asked) in {*own, None}


@given(own=texts, prefix=prefixes, at=dates, mark=st.sampled_from(["-", "@"]), dashed=st.booleans())
def test_prefixes_and_dates_come_off(
    own: str, prefix: str, at: date, mark: str, dashed: bool
) -> None:
    own = own.strip("-@/") or "model"
    names = Names(frozenset([own]), {}, {})
    day = at.isoformat() if dashed else f"{at:%Y%m%d}"
    for name in (own, f"{own}{mark}{day}", f"{own}-{at:%m%d}"):
        assert names.find(name) == own
        assert names.find(f"{prefix}/{name}" if prefix else name) == own
        assert Names(frozenset([own]), {}, {own: "giver"}).find(f"giver/{name}") == own


@given(at=dates)
def test_only_one_date_comes_off(at: date) -> None:
    later = at + timedelta(days=1) if at < date(2099, 12, 31) else at
    assert without_snapshot(f"m-{at}-{later}") == f"m-{at}"
