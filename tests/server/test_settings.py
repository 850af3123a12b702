"""Settings from the environment, and the differences in production."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateways.identity.jwt_verifier import issue_token
from server.production import DEVELOPMENT_SECRET
from server.secret_strength import weakness
from server.settings import SettingsError, read_settings
from tests.support.server.api import real_clock, running_app

SECRET = "a secret for production of more than 32 characters"


def test_everything_has_a_default_that_works_on_one_machine() -> None:
    settings = read_settings({})
    assert (settings.host, settings.port, settings.workers) == ("127.0.0.1", 8000, 1)
    assert settings.database_url == "sqlite://./billing.db"
    assert settings.jwt_secret == DEVELOPMENT_SECRET
    assert settings.catalog.is_file()
    assert (settings.production, settings.allowed_origins) == (False, ())
    assert (settings.log_level, settings.log_format) == ("info", "text")
    assert (settings.drain_seconds, settings.audit_accounts_per_second) == (0, 5)
    assert settings.otel_endpoint is settings.workers_folder is None


def test_production_logs_for_machines() -> None:
    settings = read_settings({"ENVIRONMENT": "production", "JWT_SECRET": SECRET})
    assert settings.log_format == "json"


def test_an_empty_variable_is_as_good_as_none() -> None:
    names = [
        "REDIS_URL",
        "HOST",
        "PORT",
        "WORKERS",
        "DATABASE_URL",
        "ENVIRONMENT",
        "JWT_SECRET",
        "JWT_PLAIN_SCOPES",
        "CATALOG",
        "LOG_LEVEL",
        "LOG_FORMAT",
        "DRAIN_SECONDS",
        "AUDIT_ACCOUNTS_PER_SECOND",
        "LEARN_SUGGESTIONS",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
    ]
    assert read_settings(dict.fromkeys(names, "")) == read_settings({})


@pytest.mark.parametrize(
    ("host", "reachable"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "localhost"),
        ("0.0.0.0", "127.0.0.1"),
        ("::1", "[::1]"),
        ("::", "[::1]"),
    ],
)
def test_the_sandbox_is_reached_at_every_host(host: str, reachable: str) -> None:
    settings = read_settings({"HOST": host, "PORT": "9000"})
    assert settings.local_url == settings.public_url == f"http://{reachable}:9000"
    assert settings.payments_api_base == f"{settings.local_url}/sandbox"


def test_every_variable_is_read() -> None:
    settings = read_settings(
        {
            "HOST": "0.0.0.0",
            "PORT": "9000",
            "WORKERS": "3",
            "DATABASE_URL": "postgres://u:p@db:5432/billing",
            "ENVIRONMENT": "production",
            "JWT_SECRET": SECRET,
            "JWT_AUDIENCE": "yumi",
            "JWT_ISSUER": "https://id.example",
            "JWT_PLAIN_SCOPES": "account:read",
            "CATALOG": "/etc/catalog.yaml",
            "ALLOWED_ORIGINS": "https://a.example, https://b.example",
            "REDIS_URL": "rediss://:secret@cache:6380/2",
            "LOG_LEVEL": "WARNING",
            "LOG_FORMAT": "text",
            "DRAIN_SECONDS": "15",
            "AUDIT_ACCOUNTS_PER_SECOND": "0",
            "LEARN_SUGGESTIONS": "off",
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318",
        }
    )
    assert (settings.host, settings.port, settings.workers) == ("0.0.0.0", 9000, 3)
    assert (settings.jwt_secret, settings.production) == (SECRET, True)
    assert (settings.jwt_audience, settings.jwt_issuer) == ("yumi", "https://id.example")
    assert settings.jwt_plain_scopes == {"account:read"}
    assert not settings.learn_suggestions
    assert read_settings({}).learn_suggestions
    assert (settings.catalog, settings.catalog_is_explicit) == (Path("/etc/catalog.yaml"), True)
    assert settings.allowed_origins == ("https://a.example", "https://b.example")
    assert settings.redis_url == "rediss://:secret@cache:6380/2"
    assert (settings.log_level, settings.log_format) == ("warning", "text")
    assert (settings.drain_seconds, settings.audit_accounts_per_second) == (15, 0)
    assert settings.otel_endpoint == "http://collector:4318"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REDIS_URL", "http://cache:6379"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "\N{FULLWIDTH DIGIT EIGHT}"),
        ("WORKERS", "0"),
        ("WORKERS", "two"),
        ("WORKERS", "2"),
        ("ENVIRONMENT", "Production"),
        ("DATABASE_URL", "billing.db"),
        ("DATABASE_URL", "sqlite://:memory:"),
        ("JWT_PLAIN_SCOPES", "account:read admin"),
        ("JWT_PLAIN_SCOPES", "none account:read"),
        ("JWT_PLAIN_SCOPES", "account:read\u00a0account:write"),
        ("JWT_JWKS_URL", "https://["),
        ("STRIPE_API_BASE", "https://["),
        ("STRIPE_API_BASE", "payments.example"),
        ("STRIPE_API_BASE", "ftp://payments.example"),
        ("PUBLIC_URL", "billing.example"),
        ("PUBLIC_URL", "https://:80"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("DRAIN_SECONDS", "-1"),
        ("DRAIN_SECONDS", "601"),
        ("AUDIT_ACCOUNTS_PER_SECOND", "1001"),
        ("LEARN_SUGGESTIONS", "yes"),
    ],
)
def test_a_bad_value_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settings({name: value})
    with pytest.raises(SettingsError, match=name):
        read_settings(SOUND | {name: value})


@pytest.mark.parametrize(
    ("given", "scopes"),
    [
        ("", {"account:read", "account:write"}),
        ("none", set()),
        ("account:write,account:read", {"account:read", "account:write"}),
        (" account:read ", {"account:read"}),
    ],
)
def test_tokens_that_name_no_scope_of_ours_may_have_fewer(given: str, scopes: set[str]) -> None:
    assert read_settings({"JWT_PLAIN_SCOPES": given}).jwt_plain_scopes == scopes


@pytest.mark.parametrize("secret", [None, "", DEVELOPMENT_SECRET, "short"])
def test_production_refuses_a_secret_that_protects_nothing(secret: str | None) -> None:
    with pytest.raises(SettingsError, match="JWT_SECRET"):
        read_settings({"ENVIRONMENT": "production", "JWT_SECRET": secret or ""})


WEAK = [
    "a" * 32,
    "s" * 40,
    "ab" * 16,
    "secret" * 6,
    "0123456789" * 4,
    "0123456789abcdef" * 2,
    "abcdefghijklmnopqrstuvwxyz0123456",
    "9876543210zyxwvutsrqponmlkjihgfedcba",
    "a" * 31 + "b",
    "password" + "1" * 30,
    "0110100110010110" + "1001011001101001",
    "changeme-" * 5,
    "azzazaazzaazazzaazzazaazzazzaazz",
    " " * 40,
    "qwertyuiopasdfghjklzxcvbnm1234567890",
    "1234567890qwertyuiopASDFGHJKLzxcvbnm",
    "poiuztrewqlkjhgfdsamnbvcxy0987654321",
    "changeme123changeme456changeme789",
    "Change-Me-Change_me-CHANGEME-password!",
    "monday1monday2monday3monday4monday5",
]


@pytest.mark.parametrize("secret", WEAK)
def test_production_refuses_a_secret_that_is_easy_to_guess(secret: str) -> None:
    with pytest.raises(SettingsError, match="JWT_SECRET") as refused:
        read_settings({"ENVIRONMENT": "production", "JWT_SECRET": secret})
    assert secret not in str(refused.value)
    provider = {"JWT_SECRET": secret, "JWT_JWKS_URL": "https://id.example/jwks"}
    with pytest.raises(SettingsError, match="JWT_SECRET"):
        read_settings({"ENVIRONMENT": "production", **provider})
    assert read_settings({"JWT_SECRET": secret}).jwt_secret == secret


@pytest.mark.parametrize(
    "secret", [SECRET, "correct horse battery staple by the old river", "changeme-7c31f09e"]
)
def test_a_long_phrase_is_a_secret_and_a_placeholder_adds_nothing(secret: str) -> None:
    assert (weakness(secret, length_min=16) is None) == (not secret.startswith("changeme"))


@given(st.binary(min_size=16, max_size=64))
def test_what_random_bytes_make_is_no_weak_secret(raw: bytes) -> None:
    # Hypothesis prefers similar bytes. Their hashes are not similar.
    digest = hashlib.sha512(raw).digest()
    for text in (digest[:16].hex(), b64encode(digest[:24]).decode(), str(int(digest.hex(), 16))):
        assert weakness(text, length_min=32) is None
        assert weakness(text + text, length_min=32) is None


@given(st.text(min_size=1, max_size=31), st.integers(2, 200))
def test_no_repetition_makes_a_short_text_a_secret(unit: str, times: int) -> None:
    assert weakness(unit * times, length_min=32)
    assert weakness(unit * times + unit[: len(unit) // 2], length_min=32)


PUBLISHED = [
    ("JWT_SECRET", DEVELOPMENT_SECRET),
    ("STRIPE_WEBHOOK_SECRET", "whsec_sandbox_of_yumi_billing"),
    ("STRIPE_WEBHOOK_SECRET", "whsec_Vq3cX9bL2mN8sT5wR7yK, whsec_sandbox_of_yumi_billing"),
    ("STRIPE_WEBHOOK_SECRET", "whsec_"),
    ("STRIPE_WEBHOOK_SECRET", "whsec_" + "a" * 32),
    ("STRIPE_WEBHOOK_SECRET", "x"),
    ("STRIPE_API_KEY", "sk_test_sandbox"),
    ("STRIPE_API_BASE", "http://payments.example"),
    ("JWT_JWKS_URL", "http://id.example/jwks.json"),
    ("STRIPE_API_BASE", "http://127.0.0.1.example"),
    ("JWT_JWKS_URL", "http://id.example/jwks.json"),
    ("JWT_JWKS_URL", "HTTP://127.0.0.1:8080/jwks.json"),
    ("JWT_JWKS_URL", "HTTP://127.0.0.1:8080/jwks.json"),
]
SOUND = {
    "ENVIRONMENT": "production",
    "JWT_SECRET": SECRET,
    "STRIPE_API_KEY": "sk_live_51Hb",
    "STRIPE_WEBHOOK_SECRET": "whsec_Vq3cX9bL2mN8sT5wR7yK",
}


@pytest.mark.parametrize(("name", "value"), PUBLISHED)
def test_production_refuses_what_is_published_or_open_to_others(name: str, value: str) -> None:
    assert read_settings(SOUND).production
    with pytest.raises(SettingsError, match=name):
        read_settings(SOUND | {name: value})
    development = {name: value, "ENVIRONMENT": "development"}
    assert not read_settings(SOUND | development).production


def test_production_needs_a_key_for_another_provider() -> None:
    given = {"JWT_SECRET": SECRET, "STRIPE_API_BASE": "http://127.0.0.1:12111"}
    with pytest.raises(SettingsError, match="STRIPE_API_KEY"):
        read_settings({"ENVIRONMENT": "production", **given})
    assert read_settings(SOUND | given).payments_api_base == "http://127.0.0.1:12111"


def test_production_tells_all_that_is_wrong_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings({"ENVIRONMENT": "production", **dict(PUBLISHED)})
    for name in dict(PUBLISHED):
        assert name in str(refused.value)


def test_production_takes_tokens_of_a_provider_without_a_secret() -> None:
    url = "https://id.example/jwks.json"
    settings = read_settings({"ENVIRONMENT": "production", "JWT_JWKS_URL": url})
    assert (settings.jwt_jwks_url, settings.jwt_secret) == (url, None)


def test_a_password_is_never_repeated() -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings({"DATABASE_URL": "postgres://u:hunter2@host:port/name"})
    assert "hunter2" not in str(refused.value)


INTROSPECTIONS = [
    "{ __schema { types { name } } }",
    '{ __type(name: "Query") { fields { name } } }',
    "query __schema { __schema { queryType { name } } }",
    "{ ...F } fragment F on Query { __schema { queryType { name } } }",
]


@pytest.mark.parametrize("query", INTROSPECTIONS)
async def test_production_hides_the_schema(sqlite_url: str, query: str) -> None:
    hidden = {"ENVIRONMENT": "production", "JWT_SECRET": SECRET}
    async with running_app(sqlite_url, **hidden) as api:
        answer = await api.user().execute(query)
        assert answer["errors"][0]["extensions"]["code"] in {"BAD_INPUT", "FORBIDDEN"}
        assert not answer.get("data")


MISSPELT = ["{ modles { name } }", "{ models { nam } }", "{ models(teir: FREE) { name } }"]
MISSPELT += ["{ models(tier: FRE) { name } }", "query ($a: Modle) { models { name } }"]


async def test_production_suggests_no_names_and_still_serves(sqlite_url: str) -> None:
    hidden = {"ENVIRONMENT": "production", "JWT_SECRET": SECRET}
    async with running_app(sqlite_url, **hidden) as api:
        for query in MISSPELT:
            [error, *_] = (await api.user().execute(query))["errors"]
            assert "did you mean" not in error["message"].lower()
        assert (await api.user().record())["__typename"] == "UsageRecorded"
        assert (await api.user().execute("{ __typename }"))["data"] == {"__typename": "Query"}
        forged = issue_token(DEVELOPMENT_SECRET, account="alice", ttl=60, now=real_clock())
        error = await api.bearing(forged).error("{ viewer { subject } }")
        assert error["extensions"]["code"] == "UNAUTHENTICATED"


async def test_development_shows_the_schema(sqlite_url: str) -> None:
    async with running_app(sqlite_url) as api:
        answer = await api.anonymous.execute(INTROSPECTIONS[0])
        assert "Balance" in str(answer["data"])


@pytest.mark.parametrize(
    "bad",
    [
        {"JWT_JWKS_URL": "foo"},
        {"JWT_SECRET": "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----"},
    ],
)
def test_what_tokens_cannot_be_checked_by_is_refused_before_anything_starts(bad) -> None:
    with pytest.raises(SettingsError, match="JWT_SECRET or JWT_JWKS_URL"):
        read_settings(bad)
