"""Every event is tried in every state, and the result compared with `docs/life-of-a-plan.md`."""

from __future__ import annotations

import re
from functools import reduce
from itertools import permutations
from pathlib import Path

import pytest

from billing.payments.subscription import SubscriptionFacts
from tests.support.payments.plan_states import HAPPENS, HISTORIES, Life, live

DOCUMENT = Path(__file__).parents[3] / "docs" / "life-of-a-plan.md"
SAME = "-"

Outcome = tuple[str, str]
"""The next state, and the effect on the plan."""


def transitions() -> dict[str, dict[str, Outcome]]:
    """Return the document's rows by state and event."""
    text = DOCUMENT.read_text(encoding="utf-8").split("## Transitions")[1]
    found: dict[str, dict[str, Outcome]] = {}
    for section in text.split("### ")[1:]:
        name, *rest = section.splitlines()
        rows = [re.split(r"\s*\|\s*", row.strip("| ")) for row in rest if row.startswith("| ")]
        found[name] = {
            event: (after, effect)
            for events, after, effect in rows[1:]
            for event in events.split("; ")
        }
    return found


TABLE = transitions()


def effect(before: Life, after: Life) -> str:
    if before.until == after.until:
        return SAME
    if before.until is None:
        return "plan starts"
    return "plan ends" if after.until is None else "end moves"


@pytest.mark.parametrize("state", HISTORIES)
def test_the_document_has_every_state(state: str) -> None:
    assert live(*HISTORIES[state]).state == state
    assert f"| {state} |" in DOCUMENT.read_text(encoding="utf-8")
    assert state in TABLE


def test_the_document_names_only_states_and_events_that_there_are() -> None:
    assert TABLE.keys() == HISTORIES.keys()
    for listed in TABLE.values():
        assert listed.keys() <= HAPPENS.keys()
        assert {after for after, _ in listed.values()} <= HISTORIES.keys()


@pytest.mark.parametrize("event", HAPPENS)
@pytest.mark.parametrize("state", HISTORIES)
def test_what_happens_leads_to_where_the_document_says(state: str, event: str) -> None:
    before = live(*HISTORIES[state])
    after = HAPPENS[event](before)
    told = TABLE[state].get(event, (state, SAME))
    assert (after.state, effect(before, after)) == told


@pytest.mark.parametrize("event", HAPPENS)
@pytest.mark.parametrize("state", HISTORIES)
def test_every_order_of_what_was_heard_leads_there(state: str, event: str) -> None:
    """Each event comes twice. The clock's changes are not events."""
    life, heard = Life(), list[SubscriptionFacts]()
    for what in (*HISTORIES[state], event):
        later = HAPPENS[what](life)
        heard.append(_news(life, later))
        life = later
    for order in permutations(heard):
        assert reduce(SubscriptionFacts.merge, [*order, *order]) == life.facts


def _news(before: Life, after: Life) -> SubscriptionFacts:
    """Return the facts that were added in between, if there are any."""
    facts, known = after.facts, before.facts
    invoices = {
        name: one for name, one in facts.invoices.items() if known.invoices.get(name) != one
    }
    return SubscriptionFacts(
        snapshot=facts.snapshot,
        invoices=invoices,
        lines={name: lines for name, lines in facts.lines.items() if name not in known.lines},
        baskets=facts.baskets - known.baskets,
        on_its_way=facts.on_its_way,
    )
