"""The dashboard and the alerts use existing metrics, and every alert says what to do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from server.settings import WORKERS_FOLDER
from tests.support.server.api import Api, running_app

DOCS = Path(__file__).parents[3] / "docs"
RUNBOOK = (DOCS / "runbook.md").read_text(encoding="utf-8")
DASHBOARD = json.loads((DOCS / "grafana" / "billing.json").read_text(encoding="utf-8"))
ALERTS = yaml.safe_load((DOCS / "alerts.yml").read_text(encoding="utf-8"))["groups"][0]["rules"]

_NAME = re.compile(r"\b(?:billing|process|python)_\w+")
_LABELS = re.compile(r"(\w+)\s*(?:=|!=|=~|!~)\s*\"")


def expressions() -> Iterator[str]:
    for panel in DASHBOARD["panels"]:
        yield from (target["expr"] for target in panel["targets"])
    yield from (alert["expr"] for alert in ALERTS)


async def told(api: Api) -> dict[str, set[str]]:
    """Return every metric's name with the labels of its samples."""
    await api.user().record()
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families((await api.get("/metrics")).text):
        # Without samples, as the pools of a catalog that has none.
        suffix = "_total" if family.type == "counter" else ""
        found.setdefault(family.name + suffix, set())
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


async def test_every_name_is_told(api: Api) -> None:
    known = await told(api)
    asked = {name for expression in expressions() for name in _NAME.findall(expression)}
    assert asked - known.keys() == set()
    assert len(asked) > 20


async def test_what_the_documents_name_is_told(sqlite_url: str, tmp_path: Path) -> None:
    # One of several workers tells all that a single one tells, and how they share the commands.
    async with running_app(sqlite_url, **{WORKERS_FOLDER: str(tmp_path)}) as api:
        known = {name.removesuffix("_bucket") for name in await told(api)}
    named = {
        name
        for path in (*DOCS.glob("*.md"), *(DOCS / "decisions").glob("*.md"))
        for name in re.findall(r"`(billing_\w+)", path.read_text(encoding="utf-8"))
    }
    assert named - known == set()
    assert len(named) > 10


async def test_every_label_is_told(api: Api) -> None:
    labels = {label for of_name in (await told(api)).values() for label in of_name}
    # Prometheus adds these itself.
    labels |= {"job", "instance"}
    asked = {name for expression in expressions() for name in _LABELS.findall(expression)}
    assert asked - labels == set()


@pytest.mark.parametrize("expression", list(expressions()))
def test_every_expression_is_whole(expression: str) -> None:
    open_ones: list[str] = []
    pairs = {")": "(", "]": "[", "}": "{"}
    for character in re.sub(r'"[^"]*"', "", expression):
        if character in pairs.values():
            open_ones.append(character)
        elif character in pairs:
            assert open_ones.pop() == pairs[character]
    assert open_ones == []


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
def test_every_alert_has_its_place_in_the_runbook(alert: dict[str, Any]) -> None:
    path, _, anchor = alert["annotations"]["runbook"].partition("#")
    assert path == "docs/runbook.md"
    headings = re.findall(r"^#+ (.*)$", RUNBOOK, re.MULTILINE)
    assert anchor in {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}
    assert alert["alert"] in RUNBOOK
    assert alert["labels"]["severity"] in {"page", "ticket"}


def test_every_panel_has_its_own_place_and_a_description() -> None:
    places = {(one["gridPos"]["x"], one["gridPos"]["y"]) for one in DASHBOARD["panels"]}
    assert (
        len(places) == len({one["id"] for one in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
    )
    assert all(one["description"] for one in DASHBOARD["panels"])
