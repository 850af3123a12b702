"""Broadcasts between processes that share a Redis: publish and subscribe, one message per batch.

Nothing depends on it. If Redis is not reachable, messages are dropped, and clients recover with
their heartbeats.
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
"""A silent connection gets a ping. Without an answer it counts as broken."""


class RedisBroadcast(RemoteBroadcast):
    """A broadcast with Redis. `url` is redis://, rediss:// or unix://; ValueError for any other.

    Redis separates the messages of its databases only by channel, so the number of the database is
    part of the channel's name. `start` also returns if Redis is not reachable.
    """

    def __init__(self, url: str) -> None:
        super().__init__()
        self._redis: Redis = Redis.from_url(
            url,
            socket_connect_timeout=CONNECT_SECONDS,
            socket_keepalive=True,
            health_check_interval=CHECK_SECONDS,
            # One retry, for a connection that broke unnoticed; a late message is useless.
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
        # The confirmation: no later message is missed.
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
        """Log this once, because a busy process would fill its log."""
        if not self._is_away:
            logger.warning("Redis is not available; heartbeats replace its messages: %r", error)
        self._is_away = True
