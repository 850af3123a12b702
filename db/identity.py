"""Stored API keys: the SHA-256 of a secret, never the secret."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import Q

from db.errors import adding
from db.models import ApiKey


@dataclass(frozen=True, slots=True)
class StoredKey:
    """One row. Times are aware UTC; `secret_hash` is 32 bytes.

    From `expires_at` on the key is not valid; None means never. `models` are the only models that
    the key may use, and `account_prefixes` the beginnings of the ids of the only accounts that it
    may reach; None means all. `last_used_at` may be a minute old.
    """

    id: str
    name: str
    secret_hash: bytes
    scopes: frozenset[str]
    created_at: datetime
    revoked_at: datetime | None = None
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    models: frozenset[str] | None = None
    account_prefixes: tuple[str, ...] | None = None


COLUMNS = (
    "id",
    "name",
    "secret_hash",
    "scopes",
    "created_at",
    "revoked_at",
    "expires_at",
    "last_used_at",
    "models",
    "account_prefixes",
)
Time = datetime | None
KeyRow = tuple[str, str, bytes, str, datetime, Time, Time, Time, str | None, str | None]
Found = dict[str, StoredKey]


async def insert_key(key: StoredKey) -> None:
    """Insert a key. Raises AlreadyExists if the id is in use."""
    with adding():
        await ApiKey.create(
            id=key.id,
            name=key.name,
            secret_hash=key.secret_hash,
            scopes=" ".join(sorted(key.scopes)),
            created_at=key.created_at,
            revoked_at=key.revoked_at,
            expires_at=key.expires_at,
            last_used_at=key.last_used_at,
            models=_text(None if key.models is None else sorted(key.models)),
            account_prefixes=_text(key.account_prefixes),
        )


async def list_keys() -> list[StoredKey]:
    """Return every key, revoked ones too, oldest first."""
    rows = await ApiKey.all().order_by("created_at", "id").values_list(*COLUMNS)
    return [_stored(row) for row in rows]


async def find_keys(ids: Collection[str]) -> Found:
    """Return the existing keys among `ids`, by id, in one statement."""
    rows = await ApiKey.filter(id__in=list(ids)).values_list(*COLUMNS)
    return {row[0]: _stored(row) for row in rows}


async def revoke_key(key_id: str, at: datetime) -> StoredKey | None:
    """Revoke a key and return it, with the time of its first revocation; None if it does not
    exist."""
    await ApiKey.filter(id=key_id, revoked_at__isnull=True).update(revoked_at=at)
    return (await find_keys([key_id])).get(key_id)


async def mark_used(ids: Collection[str], at: datetime, *, unless_after: datetime) -> None:
    """Store `at` as the last use of the keys, in one statement. A key that was used after
    `unless_after` is left as it is: another process has just written it."""
    is_due = Q(last_used_at__isnull=True) | Q(last_used_at__lte=unless_after)
    await ApiKey.filter(is_due, id__in=list(ids)).update(last_used_at=at)


class KeyReader:
    """Reads keys in their present state. Calls during a read share the next one.

    No call joins a read that began before it. So every later call sees an acknowledged revocation,
    while many calls at once cost one statement.
    """

    def __init__(self, read: Callable[[Collection[str]], Awaitable[Found]] = find_keys) -> None:
        self._read = read
        self._ids: set[str] = set()
        self._next: asyncio.Task[Found] | None = None
        self._last: asyncio.Task[Found] | None = None

    async def get(self, key_id: str) -> StoredKey | None:
        """Return the key, or None. Raises the database's errors."""
        # Shielded: the cancellation of one caller must not end the read for the others.
        found = await asyncio.shield(self._joined(key_id))
        return found.get(key_id)

    def _joined(self, key_id: str) -> asyncio.Task[Found]:
        if self._next is None:
            self._ids = set()
            self._next = self._last = asyncio.create_task(self._run(self._last, self._ids))
        self._ids.add(key_id)
        return self._next

    async def _run(self, previous: asyncio.Task[Found] | None, ids: set[str]) -> Found:
        if previous is not None and not previous.done():
            await asyncio.wait([previous])
        self._next = None
        return await self._read(ids)


def _stored(row: KeyRow) -> StoredKey:
    key_id, name, secret_hash, scopes, created_at, *times, models, prefixes = row
    revoked_at, expires_at, last_used_at = times
    return StoredKey(
        key_id,
        name,
        bytes(secret_hash),
        frozenset(scopes.split(" ")),
        created_at,
        revoked_at,
        expires_at,
        last_used_at,
        None if models is None else frozenset(json.loads(models)),
        None if prefixes is None else tuple(json.loads(prefixes)),
    )


def _text(names: Collection[str] | None) -> str | None:
    return None if names is None else json.dumps(list(names), ensure_ascii=False)
