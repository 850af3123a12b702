"""The workers of one machine that share their commands."""

from __future__ import annotations

from server.clock import utc_now
from server.settings import WORKERS_FOLDER, read_settings
from server.workers import sharing_of
from services.commit.owning.encoding import version_of


def shared_version(**environ: str) -> bytes:
    sharing = sharing_of(read_settings({WORKERS_FOLDER: "/somewhere", **environ}), utc_now)
    assert sharing is not None
    return version_of(sharing.release)


def test_a_worker_without_a_folder_shares_nothing() -> None:
    assert sharing_of(read_settings({}), utc_now) is None


def test_workers_of_different_databases_share_nothing() -> None:
    """Also if their folder is the same by mistake, as when a server inherits the environment of
    another one."""
    first, second = (f"postgres://billing@db/{name}" for name in ("first", "second"))
    assert shared_version(DATABASE_URL=first) == shared_version(DATABASE_URL=first)
    assert shared_version(DATABASE_URL=first) != shared_version(DATABASE_URL=second)
