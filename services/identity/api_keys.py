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


async def create_key(
    name: str, scopes: Iterable[str], *, clock: Callable[[], datetime]
) -> tuple[StoredKey, str]:
    """Create a key; return it and its text, which cannot be read again.

    Raises BadInput (`name`, `scopes`).
    """
    check_text("name", name)
    key_id, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
    key = StoredKey(key_id, name, _hash(secret), _checked(scopes), clock())
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
    """Return the key with this text, even if it is revoked; None if it is unknown or wrong."""
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
