"""Between processes that share a Redis: publish and subscribe, one message a batch.

Nothing depends on it: while Redis is away messages are dropped, and heartbeats heal that.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from gateways.live.local import CHANNEL, OnChange
from gateways.live.remote import RemoteBroadcast, pack

logger = logging.getLogger(__name__)

MESSAGE_BYTES_MAX = 1_000_000
CONNECT_SECONDS = 2.0
RECONNECT_SECONDS = 1.0
CHECK_SECONDS = 15.0
"""A silent connection is asked for a sign of life; without an answer it counts as broken."""


class RedisBroadcast(RemoteBroadcast):
    """`url` is redis://, rediss:// or unix://; ValueError for any other.

    Redis tells all its databases' messages apart by channel alone: the database's number is part
    of the channel's name. `start` returns also while Redis is away.
    """

    def __init__(self, url: str) -> None:
        super().__init__()
        self._redis: Redis = Redis.from_url(
            url,
            socket_connect_timeout=CONNECT_SECONDS,
            socket_keepalive=True,
            health_check_interval=CHECK_SECONDS,
            # One retry, for a connection that broke unseen; a late message is worth nothing.
            retry=Retry(NoBackoff(), 1),
        )
        database = self._redis.connection_pool.connection_kwargs.get("db", 0)
        self._channel = f"{CHANNEL}:{database}"
        self._is_away = False

    async def start(self, on_change: OnChange) -> None:
        await super().start(on_change)
        tried = asyncio.Event()
        self._tasks = [
            asyncio.create_task(self._listen(tried), name="broadcast listener"),
            asyncio.create_task(self._send(), name="broadcast"),
        ]
        await tried.wait()

    async def close(self) -> None:
        await super().close()
        with suppress(RedisError, OSError):
            await self._redis.aclose()

    async def _listen(self, tried: asyncio.Event) -> None:
        while not self._is_closing:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as subscription:
                    await self._hear(subscription, tried)
            except (RedisError, OSError) as error:
                self._note_away(error)
            tried.set()
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _hear(self, subscription: PubSub, tried: asyncio.Event) -> None:
        await subscription.subscribe(self._channel)
        # The confirmation: from here on nothing is missed.
        await subscription.get_message(timeout=CONNECT_SECONDS)
        self._is_away = False
        tried.set()
        while not self._is_closing:
            message = await subscription.get_message(timeout=CHECK_SECONDS)
            if message is not None:
                self._receive(message["data"])

    async def _send(self) -> None:
        while not self._is_closing:
            await self._wake.wait()
            self._wake.clear()
            pending = self._take()
            try:
                for text in pack(self._origin, pending.items(), bytes_max=MESSAGE_BYTES_MAX):
                    await self._redis.publish(self._channel, text)
            except (RedisError, OSError) as error:
                self._note_away(error)
            await self._sent()

    def _note_away(self, error: Exception) -> None:
        """Once: a busy process would fill its log."""
        if not self._is_away:
            logger.warning("Redis is away, heartbeats replace its messages: %r", error)
        self._is_away = True
