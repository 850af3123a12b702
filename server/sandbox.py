"""Opens the built-in payment provider of development."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from server.clock import Clock
from server.production import SANDBOX_API_KEY
from server.settings import Settings, SettingsError

if TYPE_CHECKING:
    from sandbox import Sandbox


def make_sandbox(settings: Settings, clock: Clock, ahead: Callable[[], int] = lambda: 0) -> Sandbox:
    """Return the payment provider of development. It is never used with a key, nor in production.
    `ahead` returns the seconds by which the service is ahead of `clock`.

    Raises SettingsError if its file cannot be used.
    """
    from sandbox import FileUnusable, Sandbox

    try:
        return Sandbox(
            settings.sandbox_path,
            webhook_url=f"{settings.local_url}/webhooks/stripe",
            webhook_secret=settings.webhook_secrets[0] if settings.webhook_secrets else "unused",
            public_url=f"{settings.local_url}/sandbox",
            api_key=SANDBOX_API_KEY,
            clock=clock,
            ahead=ahead,
        )
    except FileUnusable as error:
        raise SettingsError(f"SANDBOX_PATH: {error}") from error
