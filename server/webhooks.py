"""The settings of outgoing webhooks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from gateways.webhooks.addresses import Addresses, Network, read_networks
from server.extras import has_extra, missing_extra
from server.secret_strength import weakness
from services.webhooks.endpoints import WebhookPolicy
from services.webhooks.sender import Client

DEVELOPMENT_KEY = "development-key-of-webhooks-not-for-production"
KEY_LENGTH_MIN = 32
LOOPBACK = "127.0.0.0/8 ::1/128"
"""In development, events may be sent to a server on the developer's own machine."""


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """`keys` make and check secrets: the first is for new ones. Events may be sent to `networks`
    although they are not public. Deliveries are kept for `retention`."""

    keys: tuple[str, ...]
    networks: tuple[Network, ...]
    retention: timedelta
    production: bool

    @property
    def has_own_key(self) -> bool:
        """Whether the setting names a key, so that events are meant to be sent."""
        return bool(self.keys) and self.keys != (DEVELOPMENT_KEY,)

    @property
    def addresses(self) -> Addresses:
        return Addresses(self.networks)

    @property
    def policy(self) -> WebhookPolicy:
        unavailable = None if self.keys else "its operator has not set WEBHOOK_SECRET_KEY"
        missing = missing_extra("webhooks", "sending them")
        return WebhookPolicy(
            keys=self.keys,
            encrypted=self.production,
            refused=self.addresses.why_refused,
            unavailable=unavailable or missing,
        )

    def faults(self) -> Iterator[str]:
        """Yield the faults of a setting in production."""
        for key in self.keys:
            if key == DEVELOPMENT_KEY:
                yield "WEBHOOK_SECRET_KEY is the development key, which is published: set another"
            elif fault := weakness(key, length_min=KEY_LENGTH_MIN):
                yield f"WEBHOOK_SECRET_KEY {fault}"


def client_opener(settings: WebhookSettings) -> Callable[[str], Client] | None:
    """Return what opens the client of an endpoint; None without the packages for it."""
    if not has_extra("webhooks"):
        return None
    from gateways.webhooks.client import EndpointClient

    return partial(EndpointClient, settings.addresses)


def read_webhooks(
    env: Mapping[str, str], number: Callable[..., int], *, production: bool
) -> WebhookSettings:
    """Read the settings. Raises ValueError, which names the setting."""
    keys = env.get("WEBHOOK_SECRET_KEY", "" if production else DEVELOPMENT_KEY)
    networks = env.get("WEBHOOK_ALLOWED_NETWORKS", "" if production else LOOPBACK)
    try:
        read = read_networks(networks.replace(",", " ").split())
    except ValueError as error:
        raise ValueError(f"WEBHOOK_ALLOWED_NETWORKS: {error}") from None
    days = number("WEBHOOK_RETENTION_DAYS", 30, most=365)
    return WebhookSettings(
        keys=tuple(keys.replace(",", " ").split()),
        networks=read,
        retention=timedelta(days=days),
        production=production,
    )
