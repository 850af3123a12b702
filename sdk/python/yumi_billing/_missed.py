"""Alerts that were told while no connection was open: an alert is told once, and never again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from yumi_billing._generated import documents

_SELECTION = documents.LIVE_ALERTS.document.partition("alerts(accountId: $accountId)")[2]


class Missed:
    """Compares the alerts of the account with those that were seen. `document` reads them."""

    document = f"query missedAlerts($id: ID) {{ account(id: $id) {{ alerts{_SELECTION} }}"

    def __init__(self) -> None:
        self._newest: int | None = None
        """The revision of the newest alert that was told, as far as known."""

    def saw(self, data: dict[str, Any]) -> None:
        self._newest = max(self._newest or 0, data["alerts"]["revision"] or 0)

    def since(self, data: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield what was told since, as the subscription would have; nothing the first time."""
        alerts = (data["account"] or {"alerts": []})["alerts"]
        told = sorted(one["revision"] for one in alerts if one["revision"] is not None)
        if self._newest is None:
            self._newest = told[-1] if told else 0
            return
        known = self._newest
        for one in sorted(alerts, key=lambda one: one["revision"] or 0):
            if (one["revision"] or 0) > known:
                yield {"alerts": one}
