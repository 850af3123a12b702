"""The configuration for aerich's command line. No other module may import this one."""

from __future__ import annotations

import os

from db.engine.config import DEFAULT_DATABASE_URL, tortoise_config

TORTOISE_ORM = tortoise_config(os.environ.get("DATABASE_URL", DEFAULT_DATABASE_URL))
