"""The workers of one machine, which share the commands."""

from __future__ import annotations

import os

from server.clock import Clock
from server.settings import Settings
from server.version import VERSION
from services.clock.movable import never_raising
from services.commit.opening import Sharing


def sharing_of(settings: Settings, clock: Clock) -> Sharing | None:
    """Return how this worker shares the commands with the others; None if it is the only one."""
    if settings.workers_folder is None:
        return None
    # The older worker has the smaller number, so that owners stay owners.
    name = f"{os.getpid():010}"
    # A worker of another database must get no commands, whatever folder it was told.
    release = f"{VERSION} on {settings.database_url}"
    return Sharing(never_raising(clock), settings.workers_folder, name, release)
