"""The configuration that aerich's command line reads. Nothing else may import this module."""

from __future__ import annotations

import os

from db.engine.config import DEFAULT_DATABASE_URL, tortoise_config

TORTOISE_ORM = tortoise_config(os.environ.get("DATABASE_URL", DEFAULT_DATABASE_URL))
