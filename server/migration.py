"""Bring a database to this release: its tables, and what earlier releases left in them."""

from __future__ import annotations

from db.engine.config import connect, disconnect
from db.migrate import upgrade
from server.wiring import utc_now
from services.payments.money import book_earlier


async def migrate(database_url: str) -> list[str]:
    """Apply what is missing, and return the names of the migrations. Safe to run at any time.

    Raises what `db.migrate.upgrade` raises.
    """
    names = await upgrade(database_url)
    await connect(database_url)
    try:
        await book_earlier(utc_now())
    finally:
        await disconnect()
    return names
