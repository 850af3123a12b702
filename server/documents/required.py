"""The callers who may execute only trusted documents: the setting REQUIRE_TRUSTED_DOCUMENTS."""

from __future__ import annotations

from enum import StrEnum


class Required(StrEnum):
    """`users`: callers with a user's token, operators too, and callers without credentials, but not
    API keys."""

    NONE = "none"
    USERS = "users"
    ALL = "all"
