"""A program that begins as a copy does the same as one that begins with a new interpreter."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.support.server.server_process import run_command, server_process


@pytest.mark.parametrize(
    ("command", "settings"),
    [
        ("--help", {}),
        ("token --scope admin", {}),
        ("token --account ä --scope ö", {}),
        ("audit", {"DATABASE_URL": "sqlite:///nowhere/billing.db"}),
        ("serve", {"PORT": "http"}),
    ],
)
def test_a_copy_prints_the_same_and_ends_with_the_same_code(
    command: str, settings: dict[str, str]
) -> None:
    copied = run_command(*command.split(), **settings)
    started = run_command(*command.split(), **settings, from_scratch=True)
    assert vars(copied) == vars(started)
    assert copied.stdout + copied.stderr


def test_a_copy_knows_only_its_own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    assert run_command("token", "--account", "a").returncode == 0
    refused = run_command("token", "--account", "a", ENVIRONMENT="production")
    assert (refused.returncode, refused.stdout) == (1, "")


@pytest.mark.parametrize("from_scratch", [False, True])
def test_a_server_ends_by_the_signal_that_it_gets(tmp_path: Path, from_scratch: bool) -> None:
    url = f"sqlite://{tmp_path / 'billing.db'}"
    with server_process(url, from_scratch=from_scratch) as server:
        assert server.stop() == -signal.SIGTERM
    assert "Finished server process" in server.output
    with server_process(url, from_scratch=from_scratch) as server:
        server.kill()
        assert server.process.wait() == -signal.SIGKILL
