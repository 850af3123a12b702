"""The core runs without the packages of any extra, and names the extra that a setting needs."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.sizes import COMBINATIONS, DOCUMENT, TABLE, WHOLE, title
from server import extras
from server.extras import EXTRAS, has_extra, missing_extra
from server.settings import SettingsError, read_settings
from tests.support.server.server_process import ROOT, ServerProcess, api_of, server_process

PACKAGES = ",".join(sorted({name.partition(".")[0] for names in EXTRAS.values() for name in names}))
WITHOUT = (sys.executable, "-m", "tests.support.server.without", PACKAGES)
BUY = """mutation { purchasePack(input: {pack: "starter", idempotencyKey: "first"}) {
    __typename ... on Refusal { code } } }"""


@pytest.fixture(scope="module")
def core(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("core")
    with server_process(
        f"sqlite://{folder}/billing.db", program=WITHOUT, from_scratch=True
    ) as server:
        yield server


async def test_the_core_counts_tokens_without_any_extra(core: ServerProcess) -> None:
    async with api_of(core) as api:
        recorded = await api.user("alice").record(inputTokens=10, outputTokens=0)
        balance = await api.user("alice").balance()
    assert recorded["usage"]["cost"] == 50
    assert balance["available"] == 9_950


async def test_without_payments_nothing_can_be_bought(core: ServerProcess) -> None:
    async with api_of(core) as api:
        bought = await api.user("alice").data(BUY)
        webhook = await api.http.post("/webhooks/stripe", content=b"{}")
    assert bought["purchasePack"] == {
        "__typename": "PaymentUnavailable",
        "code": "PAYMENT_UNAVAILABLE",
    }
    assert webhook.status_code == 404
    assert "there are no payments: the sandbox needs the extra `payments`" in core.output


async def test_without_metrics_their_endpoint_says_what_to_install(core: ServerProcess) -> None:
    async with api_of(core) as api:
        answer = await api.http.get("/metrics")
    assert answer.status_code == 404
    assert answer.text.startswith("/metrics needs the extra `metrics`: pip install")


@pytest.mark.parametrize(
    ("extra", "setting"),
    [
        ("postgres", {"DATABASE_URL": "postgres://somebody@127.0.0.1/billing"}),
        ("redis", {"REDIS_URL": "redis://127.0.0.1"}),
        ("jwks", {"JWT_JWKS_URL": "https://identity.test/keys"}),
        ("payments", {"STRIPE_API_KEY": "sk_test_1"}),
        ("payments", {"STRIPE_API_BASE": "http://127.0.0.1:1"}),
        ("payments", {"STRIPE_WEBHOOK_SECRET": "whsec_1"}),
        ("webhooks", {"WEBHOOK_SECRET_KEY": "a key of the webhooks"}),
        ("metrics", {"METRICS_PORT": "9000"}),
        ("metrics", {"METRICS_TOKEN": "a token of the metrics"}),
    ],
)
def test_a_setting_names_the_extra_that_it_needs(
    extra: str, setting: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_settings(setting)
    monkeypatch.setattr(extras, "_is_installed", lambda _: False)
    with pytest.raises(SettingsError) as refused:
        read_settings(setting)
    (name,) = setting
    assert re.search(rf"{name}.* needs the extra `{extra}`: .*{extra}\.lock", str(refused.value))


def test_everything_is_installed_here() -> None:
    assert [extra for extra in EXTRAS if not has_extra(extra)] == []
    assert missing_extra("postgres", "DATABASE_URL") is None


def test_each_extra_of_the_project_is_known_and_documented() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    named = set(project["project"]["optional-dependencies"])
    assert named == {*EXTRAS, "page"}
    text = DOCUMENT.read_text()
    assert [extra for extra in sorted(named) if f"| `{extra}` |" not in text] == []


def test_the_document_has_the_size_of_each_combination() -> None:
    found = TABLE.search(DOCUMENT.read_text())
    assert found is not None
    shares = dict(re.findall(r"^\| (.+?) \| \d+ \| (\d+)% \|$", found[0], re.MULTILINE))
    assert list(shares) == [title(extras) for extras in COMBINATIONS]
    assert int(shares["core"]) <= 30


def test_the_parts_of_the_lock_are_its_whole() -> None:
    parts = [_pinned(ROOT / "requirements" / f"{name}.lock") for name in ("core", *WHOLE)]
    assert set().union(*parts) == _pinned(ROOT / "requirements.lock")


def test_all_parts_have_the_versions_of_the_tests() -> None:
    tested = _pinned(ROOT / "requirements-dev.lock")
    parts = {path.stem: _pinned(path) for path in (ROOT / "requirements").glob("*.lock")}
    assert parts.keys() == {"core", *EXTRAS}
    assert {name: found - tested for name, found in parts.items() if found - tested} == {}


def _pinned(lock: Path) -> set[str]:
    """Return what a lock file pins: "asyncpg==0.32.0"."""
    return set(re.findall(r"^[a-z0-9][\w.\-\[\]]*==[^ ]+", lock.read_text(), re.MULTILINE))
