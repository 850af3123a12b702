"""A detector of this service's own secrets, in the form of detect-secrets."""

from __future__ import annotations

import re
from collections.abc import Collection

from detect_secrets.plugins.base import RegexBasedDetector


class OwnKeyDetector(RegexBasedDetector):
    """Finds API keys of this service, and secrets of webhooks."""

    secret_type = "API key or webhook secret"

    @property
    def denylist(self) -> Collection[re.Pattern[str]]:
        return [
            re.compile(r"\byk_[0-9a-f]{16}_[A-Za-z0-9_-]{43}\b"),
            re.compile(r"\bwhsec_[A-Za-z0-9+/]{32,}"),
        ]
