"""The secrets of the settings, so that the log can leave out each of them wherever it appears."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, unquote, urlsplit

from server.settings import Settings

LENGTH_MIN = 6
"""A shorter one, such as a password of one letter, would make the log unreadable."""


def known_secrets(settings: Settings) -> frozenset[str]:
    """Return every secret, also as it is written in a URL."""
    given = {
        settings.jwt_secret,
        settings.payments_api_key,
        settings.metrics_token,
        *settings.webhook_secrets,
        *settings.webhooks.keys,
        *_passwords(settings),
    }
    plain = {one for one in given if one is not None and len(one) >= LENGTH_MIN}
    return frozenset(plain | {quote(one, safe="") for one in plain})


def _passwords(settings: Settings) -> Iterator[str | None]:
    addresses = (
        settings.database_url,
        settings.redis_url,
        settings.jwt_jwks_url,
        settings.payments_api_base,
        settings.otel_endpoint,
    )
    for url in addresses:
        written = _password(url or "")
        yield written
        yield unquote(written)


def _password(url: str) -> str:
    try:
        return urlsplit(url).password or ""
    # What cannot be read as an address is refused, or fails, elsewhere.
    except ValueError:
        return ""
