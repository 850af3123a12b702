"""Settings from the environment. Every setting has a default that works on one machine.

SettingsError lists all faults before anything starts.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from billing.payments.plan_state import PlanPolicy
from db.engine.config import DEFAULT_DATABASE_URL, DatabaseUrlError, sqlite_path, tortoise_config
from gateways.identity.jwt_verifier import TokenVerifier
from resolvers.budgets import Budgets, read_budgets
from server.connections.limits import ConnectionLimits, read_limits
from server.connections.origins import read_origins
from server.documents.required import Required
from server.extras import has_extra, missing_extra
from server.production import (
    DEVELOPMENT_SECRET,
    SANDBOX_API_KEY,
    SANDBOX_WEBHOOK_SECRET,
    identity_faults,
    metrics_faults,
    payment_faults,
)
from server.rate_limits.limits import RateLimits, read_rates
from server.webhooks import WebhookSettings, read_webhooks
from services.identity.caller import USER_SCOPES

REDIS_SCHEMES = ("redis://", "rediss://", "unix://")
WORKERS_FOLDER = "BILLING_WORKERS_FOLDER"
"""The folder in which workers find each other. Only `serve` sets it."""
LOG_LEVELS = ("debug", "info", "warning", "error")
LOG_FORMATS = ("text", "json")
HSTS_SECONDS = 31_536_000
"""A year: how long a browser that came by HTTPS uses nothing else for this host."""
SHIPPED_CATALOG = Path(__file__).parent.parent / "catalog.yaml"


class SettingsError(ValueError):
    """The service cannot start with these settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    host: str
    port: int
    workers: int
    database_url: str
    redis_url: str | None
    production: bool
    jwt_secret: str | None
    jwt_jwks_url: str | None
    jwt_audience: str | None
    jwt_issuer: str | None
    jwt_plain_scopes: frozenset[str]
    catalog: Path
    catalog_is_explicit: bool
    allowed_origins: tuple[str, ...]
    public_url: str
    payments_api_key: str | None
    payments_api_base: str | None
    webhook_secrets: tuple[str, ...]
    local_url: str
    sandbox: bool
    sandbox_path: Path
    grace_days: int
    refund_ends_plan: bool
    log_level: str
    log_format: str
    drain_seconds: int
    otel_endpoint: str | None
    workers_folder: Path | None
    audit_accounts_per_second: int
    learn_suggestions: bool
    clock_tolerance_seconds: int
    metrics_port: int | None
    metrics_token: str | None
    hsts_seconds: int
    trusted_documents: tuple[Path, ...]
    require_trusted_documents: Required
    budgets: Budgets
    limits: ConnectionLimits
    rates: RateLimits
    webhooks: WebhookSettings

    @property
    def serves_metrics_beside(self) -> bool:
        """Whether `/metrics` is served beside the API, on its port.

        Without METRICS_PORT, development has it there for everybody, production only for
        METRICS_TOKEN.
        """
        if self.metrics_port is not None:
            return False
        return self.metrics_token is not None or not self.production

    @property
    def plan_policy(self) -> PlanPolicy:
        """Return the rules for a plan that is not paid, or no longer paid."""
        return PlanPolicy(timedelta(days=self.grace_days), self.refund_ends_plan)


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings from the environment; an empty variable counts as not set."""
    env = {name: value for name, value in environ.items() if value}
    jwks_url = env.get("JWT_JWKS_URL")
    settings = Settings(
        host=env.get("HOST", "127.0.0.1"),
        port=_number(env, "PORT", 8000, most=65_535),
        workers=_number(env, "WORKERS", 1, most=64),
        database_url=env.get("DATABASE_URL", DEFAULT_DATABASE_URL),
        redis_url=env.get("REDIS_URL"),
        production=_is_production(env),
        jwt_secret=env.get("JWT_SECRET", None if jwks_url else DEVELOPMENT_SECRET),
        jwt_jwks_url=jwks_url,
        jwt_audience=env.get("JWT_AUDIENCE"),
        jwt_issuer=env.get("JWT_ISSUER"),
        jwt_plain_scopes=_plain_scopes(env),
        catalog=Path(env.get("CATALOG", SHIPPED_CATALOG)),
        catalog_is_explicit="CATALOG" in env,
        allowed_origins=_origins(env),
        grace_days=_number(env, "GRACE_DAYS", 3, most=60),
        refund_ends_plan=_one_of(env, "REFUNDED_PLAN", "end", ("end", "keep")) == "end",
        log_level=_one_of(env, "LOG_LEVEL", "info", LOG_LEVELS),
        log_format=_one_of(env, "LOG_FORMAT", _log_format(env), LOG_FORMATS),
        workers_folder=Path(env[WORKERS_FOLDER]) if WORKERS_FOLDER in env else None,
        otel_endpoint=env.get("OTEL_EXPORTER_OTLP_ENDPOINT"),
        drain_seconds=_number(env, "DRAIN_SECONDS", 0, least=0, most=600),
        audit_accounts_per_second=_number(env, "AUDIT_ACCOUNTS_PER_SECOND", 5, least=0, most=1_000),
        learn_suggestions=_one_of(env, "LEARN_SUGGESTIONS", "on", ("on", "off")) == "on",
        clock_tolerance_seconds=_number(env, "CLOCK_TOLERANCE_SECONDS", 900, most=86_400),
        **_exposure(env),
        budgets=_budgets(env),
        limits=_limits(env),
        rates=read_rates(partial(_number, env), production=_is_production(env)),
        webhooks=_webhooks(env),
        **_payments(env, environ),
    )
    if faults := list(_faults(settings)):
        raise SettingsError("; ".join(faults))
    return settings


def _origins(env: Mapping[str, str]) -> tuple[str, ...]:
    try:
        return read_origins(env.get("ALLOWED_ORIGINS", ""))
    except ValueError as error:
        raise SettingsError(f"ALLOWED_ORIGINS: {error}") from None


def _budgets(env: Mapping[str, str]) -> Budgets:
    try:
        return read_budgets(env)
    except ValueError as error:
        raise SettingsError(str(error)) from None


def _exposure(env: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings of what is shown and executed, and for whom."""
    paths = [one.strip() for one in env.get("TRUSTED_DOCUMENTS", "").split(",") if one.strip()]
    required = _one_of(env, "REQUIRE_TRUSTED_DOCUMENTS", Required.NONE, tuple(Required))
    port = _number(env, "METRICS_PORT", 0, most=65_535) if "METRICS_PORT" in env else None
    return {
        "metrics_port": port,
        "metrics_token": env.get("METRICS_TOKEN"),
        "hsts_seconds": _number(env, "HSTS_SECONDS", HSTS_SECONDS, least=0, most=63_072_000),
        "trusted_documents": tuple(map(Path, paths)),
        "require_trusted_documents": Required(required),
    }


def _limits(env: Mapping[str, str]) -> ConnectionLimits:
    try:
        return read_limits(partial(_number, env), env, production=_is_production(env))
    except ValueError as error:
        raise SettingsError(str(error)) from None


def _webhooks(env: Mapping[str, str]) -> WebhookSettings:
    try:
        return read_webhooks(env, partial(_number, env), production=_is_production(env))
    except ValueError as error:
        raise SettingsError(str(error)) from None


def _payments(env: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings of payments. Without a key or another API, development uses the sandbox,
    and production has no payments. Without the extra `payments` there are none.

    STRIPE_WEBHOOK_SECRET may hold several secrets, separated by commas. If it is set but empty, the
    endpoint is disabled.
    """
    local = f"http://{_reachable(env.get('HOST', '127.0.0.1'))}:{env.get('PORT', '8000')}"
    key, base = env.get("STRIPE_API_KEY"), env.get("STRIPE_API_BASE")
    sandbox = has_extra("payments") and not (key or base or _is_production(env))
    default = SANDBOX_WEBHOOK_SECRET if sandbox else ""
    secrets = environ.get("STRIPE_WEBHOOK_SECRET", default)
    return {
        "public_url": env.get("PUBLIC_URL", local).rstrip("/"),
        "payments_api_key": key or (SANDBOX_API_KEY if sandbox or base else None),
        "payments_api_base": base or (f"{local}/sandbox" if sandbox else None),
        "webhook_secrets": tuple(secrets.replace(",", " ").split()),
        "local_url": local,
        "sandbox": sandbox,
        "sandbox_path": Path(env.get("SANDBOX_PATH") or _sandbox_path(env)),
    }


def _reachable(host: str) -> str:
    """Return where this machine reaches a host that it listens on, as it is written in a URL."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"[{host}]" if ":" in host else host


def _sandbox_path(env: Mapping[str, str]) -> str:
    """Return the path of the sandbox: beside a SQLite database, else in the working directory."""
    url = env.get("DATABASE_URL", DEFAULT_DATABASE_URL)
    is_sqlite = url.startswith("sqlite://")
    return f"{url.removeprefix('sqlite://')}.sandbox.db" if is_sqlite else "sandbox.db"


def _is_production(env: Mapping[str, str]) -> bool:
    environment = env.get("ENVIRONMENT", "development")
    if environment not in {"development", "production"}:
        raise SettingsError("ENVIRONMENT must be development or production")
    return environment == "production"


def _log_format(env: Mapping[str, str]) -> str:
    """Return the default format: for machines in production, else for people."""
    return "json" if _is_production(env) else "text"


def _plain_scopes(env: Mapping[str, str]) -> frozenset[str]:
    """Return the scopes of a token that names none of ours: a plain user's, fewer, or `none`."""
    text = env.get("JWT_PLAIN_SCOPES", " ".join(USER_SCOPES))
    named = frozenset(text.replace(",", " ").split(" ")) - {""}
    if named == {"none"}:
        return frozenset()
    if not named <= USER_SCOPES:
        known = ", ".join(sorted(USER_SCOPES))
        raise SettingsError(f"JWT_PLAIN_SCOPES must be some of {known}, or none, not {text!r}")
    return named


def _number(env: Mapping[str, str], name: str, default: int, *, least: int = 1, most: int) -> int:
    text = env.get(name, str(default))
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise SettingsError(f"{name} must be a whole number from {least} to {most}, not {text!r}")
    return int(text)


def _one_of(env: Mapping[str, str], name: str, default: str, known: tuple[str, ...]) -> str:
    text = env.get(name, default).lower()
    if text not in known:
        raise SettingsError(f"{name} must be one of {', '.join(known)}, not {text!r}")
    return text


def _faults(settings: Settings) -> list[str]:
    faults = []
    try:
        tortoise_config(settings.database_url)
    except DatabaseUrlError as error:
        return [f"DATABASE_URL: {error}"]
    if settings.workers > 1 and sqlite_path(settings.database_url):
        faults.append("WORKERS above 1 needs PostgreSQL: set DATABASE_URL")
    if settings.redis_url is not None and not settings.redis_url.startswith(REDIS_SCHEMES):
        faults.append(f"REDIS_URL must begin with one of {', '.join(REDIS_SCHEMES)}")
    if settings.metrics_port == settings.port:
        faults.append("METRICS_PORT must differ from PORT")
    if missing := list(_missing_extras(settings)):
        return [*faults, *missing]
    faults += _identity_faults(settings)
    faults += _address_faults("JWT_JWKS_URL", settings.jwt_jwks_url)
    faults += _address_faults("STRIPE_API_BASE", settings.payments_api_base)
    faults += _address_faults("PUBLIC_URL", settings.public_url)
    if settings.production:
        faults += _production_faults(settings)
    return faults


def _missing_extras(settings: Settings) -> Iterator[str]:
    """Yield what to install for the parts that the settings use."""
    payments = settings.payments_api_key or settings.webhook_secrets
    metrics = settings.metrics_port or settings.metrics_token
    used = {
        "postgres": ("DATABASE_URL", sqlite_path(settings.database_url) is None),
        "redis": ("REDIS_URL", settings.redis_url),
        "jwks": ("JWT_JWKS_URL", settings.jwt_jwks_url),
        "payments": ("STRIPE_API_KEY, STRIPE_API_BASE or STRIPE_WEBHOOK_SECRET", payments),
        "metrics": ("METRICS_PORT or METRICS_TOKEN", metrics),
        "webhooks": ("WEBHOOK_SECRET_KEY", settings.webhooks.has_own_key),
    }
    for extra, (setting, is_used) in used.items():
        if is_used and (message := missing_extra(extra, setting)):
            yield message


def _identity_faults(settings: Settings) -> list[str]:
    try:
        token_verifier(settings, clock=lambda: datetime.now(UTC))
    except ValueError as error:
        return [f"JWT_SECRET or JWT_JWKS_URL: {error}"]
    return []


def _address_faults(name: str, url: str | None) -> list[str]:
    try:
        parts = urlsplit(url or "http://localhost")
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_address = False
    return [] if is_address else [f"{name} must be an address, with https:// or http://"]


def token_verifier(settings: Settings, *, clock: Callable[[], datetime]) -> TokenVerifier:
    """Return the verifier of tokens. Raises ValueError for a bad secret or address."""
    return TokenVerifier(
        secret=settings.jwt_secret,
        jwks_url=settings.jwt_jwks_url,
        audience=settings.jwt_audience,
        issuer=settings.jwt_issuer,
        clock=clock,
    )


def _production_faults(settings: Settings) -> list[str]:
    faults = [
        *identity_faults(settings.jwt_secret, settings.jwt_jwks_url),
        *payment_faults(
            settings.payments_api_key, settings.payments_api_base, settings.webhook_secrets
        ),
        *metrics_faults(settings.metrics_token),
        *settings.webhooks.faults(),
    ]
    return [f"ENVIRONMENT=production: {fault}" for fault in faults]
