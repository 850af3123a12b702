"""The version of the service. pyproject.toml has the same one."""

from __future__ import annotations

VERSION = "0.1.0"
