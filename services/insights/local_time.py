"""Sums by the days and hours of a time zone, daylight saving included.

Every offset since 1972, and every change of an offset since 2023, is at a whole quarter of an hour.
So sums by UTC quarter can be added up to the days and hours of any zone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from billing.errors import BadInput

_NAME = re.compile(r"[A-Za-z0-9_+-]{1,32}(/[A-Za-z0-9_+-]{1,32}){0,2}", re.ASCII)
_NO_ZONES = {"localtime", "posixrules", "Factory", "posix", "right"}
"""Names that are no zones: links to the system's own zone, and tables with leap seconds."""


def zone_of(name: str) -> ZoneInfo:
    """Return the zone. Raises BadInput for an unknown name."""
    try:
        if _NAME.fullmatch(name) and name.partition("/")[0] not in _NO_ZONES:
            return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, no zone, or a folder of zones
        pass
    raise BadInput(
        "timeZone", "must be a name of the IANA time zone database, such as Europe/Berlin"
    )


def day_in(zone: ZoneInfo) -> Callable[[datetime], str]:
    """Return the local day of an instant: 2026-03-29."""
    return lambda at: at.astimezone(zone).date().isoformat()


def hour_in(zone: ZoneInfo) -> Callable[[datetime], str]:
    """Return the local hour of an instant, as its start and offset: 2026-03-29T01:00:00+01:00. So a
    repeated hour counts as two, also in zones whose clocks go back by half an hour."""

    def key(at: datetime) -> str:
        local = at.astimezone(zone)
        # A fixed offset, because the start of the hour may be before the change of the clocks.
        fixed = timezone(local.utcoffset() or timedelta())
        return local.replace(minute=0, second=0, microsecond=0, tzinfo=fixed).isoformat()

    return key
