"""The buckets of rate limits in Redis, for processes on several machines.

A script takes units, so that each take is atomic and one clock holds: that of Redis. Keys are
digests, because addresses are personal data; each is forgotten when its bucket is full.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from hashlib import blake2b
from secrets import token_hex

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from billing.rate_limits import Granted, RatePolicy

logger = logging.getLogger(__name__)

PREFIX = "billing:rates:"
PROCESSES = f"{PREFIX}processes"
ANSWER_SECONDS = 0.25
"""How long a request waits for Redis. Then Redis counts as away until it answers a heartbeat."""
BEAT_SECONDS_MAX = 2.0
HEARTBEAT_SECONDS = 1.0
PROCESS_SECONDS = 10
"""A process that sent no heartbeat for so long is no longer counted."""

# billing.rate_limits.take, for Redis: a test compares them.
TAKE = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local rate, capacity = tonumber(ARGV[1]), tonumber(ARGV[2])
local least, want = math.min(tonumber(ARGV[3]), capacity), tonumber(ARGV[4])
local room = capacity * 1000000
local spent, at = 0, now
local known = redis.call('GET', KEYS[1])
if known then
  local a, b = string.match(known, '(%d+) (%d+)')
  spent, at = tonumber(a), tonumber(b)
end
now = math.max(now, at)
spent = math.max(0, math.min(spent, room) - (now - at) * rate)
local free = math.floor((room - spent) / 1000000)
if free < least then
  return {0, free, math.ceil((least * 1000000 - (room - spent)) / rate)}
end
local units = math.min(math.max(want, least), free)
spent = spent + units * 1000000
local milliseconds = math.ceil(spent / rate / 1000) + 1
redis.call('SET', KEYS[1], string.format('%.0f %.0f', spent, now), 'PX', milliseconds)
return {units, free - units, 0}
"""
COUNT = """
local clock = redis.call('TIME')
redis.call('ZADD', KEYS[1], clock[1], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', clock[1] - ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[2])
return redis.call('ZCARD', KEYS[1])
"""


class RedisRates:
    """The buckets in a Redis. `url` is redis://, rediss:// or unix://; ValueError for any other.

    `processes` is how many share them, as far as this one knows: at least `workers`.
    """

    def __init__(self, url: str, *, workers: int = 1) -> None:
        self._redis: Redis = Redis.from_url(
            url,
            socket_timeout=BEAT_SECONDS_MAX,
            socket_connect_timeout=BEAT_SECONDS_MAX,
            # One retry, for a connection that broke unnoticed.
            retry=Retry(NoBackoff(), 1),
        )
        self._take = self._redis.register_script(TAKE)
        self._count = self._redis.register_script(COUNT)
        self._name = token_hex(8)
        self._workers = self.processes = workers
        self.is_away = self._is_closing = False
        self._heartbeat: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Send heartbeats until `close`. It also returns if Redis cannot be reached."""
        await self._beat()
        self._heartbeat = asyncio.create_task(self._keep_beating(), name="rates")

    async def close(self) -> None:
        self._is_closing = True
        if self._heartbeat is not None:
            self._heartbeat.cancel()
            await asyncio.gather(self._heartbeat, return_exceptions=True)
        with suppress(RedisError, OSError):
            await self._redis.zrem(PROCESSES, self._name)
        with suppress(RedisError, OSError):
            await self._redis.aclose()

    async def take(
        self, policy: RatePolicy, key: str, *, capacity: int, least: int, want: int
    ) -> Granted | None:
        """Take units, as `billing.rate_limits.take`. None while Redis cannot be reached."""
        if self.is_away:
            return None
        text = f"{policy.name}\0{key}".encode(errors="surrogatepass")
        place = f"{PREFIX}{policy.name}:{blake2b(text, digest_size=16).hexdigest()}"
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                given = await self._take([place], [policy.per_second, capacity, least, want])
        except (RedisError, OSError) as error:
            self._note_away(error)
            return None
        return Granted(*map(int, given))

    async def _keep_beating(self) -> None:
        # The library may take a cancellation for a timeout of its own.
        while not self._is_closing:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            await self._beat()

    async def _beat(self) -> None:
        try:
            async with asyncio.timeout(BEAT_SECONDS_MAX):
                known = await self._count([PROCESSES], [self._name, PROCESS_SECONDS])
        except (RedisError, OSError) as error:
            self._note_away(error)
        else:
            self.processes = max(self._workers, int(known))
            if self.is_away:
                logger.info("Redis is available again, and has the rate limits")
            self.is_away = False

    def _note_away(self, error: Exception) -> None:
        """Log this once, because a busy process would fill its log."""
        if not self.is_away:
            logger.warning(
                "Redis is not available; each process keeps its share of the rate limits: %r", error
            )
        self.is_away = True
