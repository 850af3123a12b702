"""Compares the API with the last released one: clients that use it must go on to work.

schema/released.graphql is the SDL of the last release. `make release-schema` moves it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from graphql import build_schema, find_breaking_changes, find_dangerous_changes

from tests.audits.outcome import Outcome

SCHEMA = Path(__file__).parents[2] / "schema"
RELEASED = SCHEMA / "released.graphql"
PRESENT = SCHEMA / "schema.graphql"
ADVICE = (
    "A client of the last release would break. Keep the old name beside the new one and deprecate "
    "it. If the break is meant, say so in CHANGELOG.md and run: make release-schema"
)


def audit_schema(released: str, present: str) -> Outcome:
    """Return the breaking changes between two SDLs as faults. Changes that only careless clients
    feel, such as another value of an enum, are notes."""
    before, after = build_schema(released), build_schema(present)
    breaking = find_breaking_changes(before, after)
    dangerous = find_dangerous_changes(before, after)
    return Outcome(
        "the API, against the last release",
        tuple(f"breaking: {one.description} ({one.type.name})" for one in breaking),
        tuple(f"note: {one.description} ({one.type.name})" for one in dangerous),
        ADVICE,
    )


def audit() -> Outcome:
    return audit_schema(RELEASED.read_text(encoding="utf-8"), PRESENT.read_text(encoding="utf-8"))


def move() -> None:
    """Let the present SDL be the released one: a step of each release."""
    RELEASED.write_bytes(PRESENT.read_bytes())


if __name__ == "__main__":
    sys.stdout.write(f"{audit().text()}\n")
    move()
    sys.stdout.write(f"{RELEASED.name} is now the present SDL: commit it\n")
