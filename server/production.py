"""Checks for `ENVIRONMENT=production`. It refuses secrets that are published or easy to guess, and
addresses without encryption."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from server.secret_strength import weakness

DEVELOPMENT_SECRET = "development-secret-of-yumi-billing-not-for-production"  # noqa: S105 - not a secret
"""Signs tokens in development, on a machine that only the developer can reach."""
SANDBOX_API_KEY = "sk_test_sandbox"
SANDBOX_WEBHOOK_SECRET = "whsec_sandbox_of_yumi_billing"  # noqa: S105 - not a secret either

JWT_SECRET_LENGTH_MIN = 32
WEBHOOK_SECRET_LENGTH_MIN = 16
"""The minimum number of characters after `whsec_`. The provider's secrets have 32."""
METRICS_TOKEN_LENGTH_MIN = 16
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def identity_faults(secret: str | None, jwks_url: str | None) -> Iterator[str]:
    """Yield the faults of JWT_SECRET and JWT_JWKS_URL."""
    if secret == DEVELOPMENT_SECRET:
        yield "JWT_SECRET is the development secret, which is published: set another"
    elif secret is not None:
        yield from _weak("JWT_SECRET", secret, JWT_SECRET_LENGTH_MIN)
    if jwks_url is not None and not _is_encrypted(jwks_url):
        yield "JWT_JWKS_URL must begin with https://: otherwise the keys can be replaced on the way"


def payment_faults(
    api_key: str | None, api_base: str | None, webhook_secrets: Iterable[str]
) -> Iterator[str]:
    """Yield the faults of the settings STRIPE_…. A proxy on the same machine may use HTTP."""
    if api_key == SANDBOX_API_KEY:
        yield "STRIPE_API_KEY is the sandbox's, or is missing beside STRIPE_API_BASE"
    if api_base is not None and not (_is_encrypted(api_base) or _is_here(api_base)):
        yield "STRIPE_API_BASE must begin with https://: otherwise the key can be read on the way"
    for secret in webhook_secrets:
        if secret == SANDBOX_WEBHOOK_SECRET:
            yield "STRIPE_WEBHOOK_SECRET is the sandbox's, which is published"
        else:
            random = secret.removeprefix("whsec_")
            yield from _weak("STRIPE_WEBHOOK_SECRET", random, WEBHOOK_SECRET_LENGTH_MIN)


def metrics_faults(token: str | None) -> Iterator[str]:
    """Yield the faults of METRICS_TOKEN."""
    if token is not None:
        yield from _weak("METRICS_TOKEN", token, METRICS_TOKEN_LENGTH_MIN)


def _is_encrypted(url: str) -> bool:
    return url.lower().startswith("https://")


def _is_here(url: str) -> bool:
    try:
        return urlsplit(url).hostname in _LOOPBACK
    except ValueError:
        return False


def _weak(name: str, secret: str, length_min: int) -> Iterator[str]:
    fault = weakness(secret, length_min=length_min)
    if fault is not None:
        yield f"{name} {fault}"
