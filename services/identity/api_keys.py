"""Creates, lists, revokes and checks API keys.

A key is `yk_<id>_<secret>`. The id finds the row; the secret is 256 random bits. A fast hash is
enough, because nobody can search for so many bits: the database stores the SHA-256.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256

from billing.checks import check_text
from billing.errors import BadInput
from db import identity as api_keys
from db.identity import KeyReader, StoredKey
from services.identity.caller import SCOPES

PREFIX = "yk_"
_ID = re.compile(r"[0-9a-f]{16}")
_KEY = re.compile(rf"{PREFIX}([0-9a-f]{{16}})_([A-Za-z0-9_-]{{43}})")
_NO_HASH = bytes(32)
RESTRICTIONS_MAX = 100
"""The most models, and the most prefixes, of one key: they are compared at every request."""


async def create_key(
    name: str,
    scopes: Iterable[str],
    *,
    clock: Callable[[], datetime],
    expires_at: datetime | None = None,
    models: Iterable[str] | None = None,
    account_prefixes: Iterable[str] | None = None,
) -> tuple[StoredKey, str]:
    """Create a key; return it and its text, which cannot be read again.

    `models` and `account_prefixes` restrict it; None means all. Raises BadInput, which names the
    argument.
    """
    check_text("name", name)
    key_id, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
    now = clock()
    if expires_at is not None and expires_at <= now:
        raise BadInput("expires", "must be in the future")
    listed = _listed("models", models)
    key = StoredKey(
        key_id,
        name,
        _hash(secret),
        _checked(scopes),
        now,
        expires_at=expires_at,
        models=None if listed is None else frozenset(listed),
        account_prefixes=_listed("account prefixes", account_prefixes),
    )
    await api_keys.insert_key(key)
    return key, f"{PREFIX}{key_id}_{secret}"


async def list_keys() -> list[StoredKey]:
    """Return all keys, including revoked ones, oldest first."""
    return await api_keys.list_keys()


async def revoke_key(key_id: str, *, clock: Callable[[], datetime]) -> StoredKey | None:
    """Revoke a key; return it, or None if there is none. Safe to repeat."""
    if not _ID.fullmatch(key_id):
        return None
    return await api_keys.revoke_key(key_id, clock())


async def check_key(text: str, reader: KeyReader) -> StoredKey | None:
    """Return the key with this text, even if it is revoked or has expired; None if it is unknown
    or wrong."""
    match = _KEY.fullmatch(text)
    if match is None:
        return None
    key_id, secret = match.groups()
    key = await reader.get(key_id)
    # An unknown id is compared too, so that the time does not reveal which ids exist.
    right = hmac.compare_digest(_hash(secret), key.secret_hash if key else _NO_HASH)
    return key if right else None


def _hash(secret: str) -> bytes:
    return sha256(secret.encode()).digest()


def _checked(scopes: Iterable[str]) -> frozenset[str]:
    wanted = frozenset(scopes)
    if not wanted or not wanted <= SCOPES:
        raise BadInput("scopes", f"must be some of {', '.join(sorted(SCOPES))}")
    return wanted


def _listed(name: str, values: Iterable[str] | None) -> tuple[str, ...] | None:
    """Return the values, each once and in order. An empty list would restrict a key to nothing:
    that is a mistake."""
    if values is None:
        return None
    listed = tuple(sorted(set(values)))
    if not 1 <= len(listed) <= RESTRICTIONS_MAX:
        raise BadInput(name, f"must be a list of 1 to {RESTRICTIONS_MAX}")
    for value in listed:
        check_text(name, value)
    return listed
