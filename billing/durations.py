"""Durations as people write them: `40d`, `1w2d`, `90m`."""

from __future__ import annotations

import re

UNITS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
"""The seconds of each unit, the longest first."""
_NAMES = {"d": "day", "h": "hour", "m": "minute", "s": "second"}
_TEXT = re.compile(r"(\d{1,9}[wdhms])+", re.ASCII)
_PART = re.compile(r"(\d+)(\w)", re.ASCII)


def parse_seconds(text: str) -> int:
    """Return the seconds of a duration: whole numbers, each with its unit. Raises ValueError."""
    if not _TEXT.fullmatch(text):
        raise ValueError(
            f"{text!r} is not a duration such as 40d: a whole number, then s, m, h, d or w"
        )
    return sum(int(number) * UNITS[unit] for number, unit in _PART.findall(text))


def spoken_seconds(seconds: int) -> str:
    """Return a duration for people, exact to the second: `40 days 1 hour`."""
    parts = []
    for unit, name in _NAMES.items():
        number, seconds = divmod(seconds, UNITS[unit])
        if number:
            parts.append(f"{number} {name}{'' if number == 1 else 's'}")
    return " ".join(parts) or "0 seconds"
