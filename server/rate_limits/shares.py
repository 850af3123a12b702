"""The part of one limit's buckets that this process knows, so that most requests need no store.

A process takes units in advance and gives them out by itself: one look into a dictionary.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict

from billing.rate_limits import MILLION, Granted, RatePolicy
from resolvers.errors import RateLimited
from server.rate_limits.store import Units

SHARES_MAX = 20_000
"""How many buckets a process remembers of each limit. Those that were used long ago make room."""
FORGOTTEN_AT_ONCE = 4
"""How many of them are looked at for a new one."""
AT_ONCE_SECONDS = 1
"""When to try again after too many requests at once. Nobody knows how long they take."""


class TooManyRequests(RateLimited):
    """A refusal. `share` is of the bucket that has too little."""

    def __init__(self, message: str, seconds: int, share: Share) -> None:
        super().__init__(f"{message} Try again in {seconds} s.", seconds)
        self.share = share


class Share:
    """The part of one bucket that this process has.

    `left` are the units taken in advance, `inside` the requests that run now. `rest` units were
    left in the bucket at the microsecond `at`. Until `closed_until`, there are less than
    `closed_for` units.
    """

    __slots__ = (
        "asking",
        "at",
        "closed_for",
        "closed_until",
        "inside",
        "key",
        "left",
        "limit",
        "rest",
    )

    def __init__(self, limit: Limit, key: str) -> None:
        self.limit = limit
        self.key = key
        self.left = self.inside = self.rest = self.at = 0
        self.closed_until = self.closed_for = 0
        self.asking: asyncio.Future[None] | None = None


class Limit:
    """One limit of this process: units for each second, and requests at once.

    `refused` counts refusals by their reason.
    """

    def __init__(
        self,
        policy: RatePolicy,
        units: Units,
        refused: Counter[str],
        *,
        whose: str,
        at_once: int | None = None,
    ) -> None:
        self.policy = policy
        self._units = units
        self._whose = whose
        self._at_once = at_once or 2**62
        self._shares: OrderedDict[str, Share] = OrderedDict()
        self._refused = refused
        self._name_at_once = f"{policy.name}_at_once"
        refused[policy.name] += 0
        if at_once:
            refused[self._name_at_once] += 0
        seconds = max(1, -(-policy.burst // policy.per_second))
        self.policy_header = (
            b"ratelimit-policy",
            b'"%b";q=%d;w=%d' % (policy.name.encode(), policy.burst, seconds),
        )
        self._field = b'"%b";r=%%d;t=%%d' % policy.name.encode()
        self._full_field = self._field % (policy.burst, 0)
        self._per_second, self._burst = policy.per_second, policy.burst

    def __len__(self) -> int:
        return len(self._shares)

    def enter(self, key: str) -> Share | None:
        """Take a unit and a place among the requests at once, if that needs no store.

        The place is given back by `inside -= 1`. None: `enter_slowly` decides.
        """
        share = self._shares.get(key)
        if share is None or share.left < 1 or share.inside >= self._at_once:
            return None
        share.left -= 1
        share.inside += 1
        return share

    async def enter_slowly(self, key: str) -> Share:
        """Take a unit, of the store if necessary, and a place. Raises TooManyRequests."""
        share = self._share(key)
        if share.inside >= self._at_once:
            self._refused[self._name_at_once] += 1
            raise TooManyRequests(
                f"At most {self._at_once:,} requests at once are taken from {self._whose}.",
                AT_ONCE_SECONDS,
                share,
            )
        # Counted first, so that the share is kept while the store is asked.
        share.inside += 1
        try:
            await self.take(share, 1)
        except BaseException:
            # Also after a cancellation: nobody else would count it down.
            share.inside -= 1
            raise
        return share

    async def take(self, share: Share, units: int, *, again: int = 0) -> int:
        """Take units, of the store if necessary, and return how many.

        Raises TooManyRequests: then none are taken. The next attempt needs `again` more. Together
        they count as the burst if they are more.
        """
        try:
            return await self._take(share, units, again)
        except TooManyRequests:
            self._refused[self.policy.name] += 1
            raise

    async def spend(self, key: str, units: int) -> None:
        """Take as many of the units as there are, for something that has happened already."""
        share = self._share(key)
        try:
            await self._take(share, units, again=0)
        except TooManyRequests:
            share.left = 0

    def is_closed(self, key: str) -> bool:
        """Return whether the bucket is known to be empty."""
        share = self._shares.get(key)
        if share is None or share.left:
            return False
        return share.closed_until > self._units.now()

    def refusal(self, key: str) -> TooManyRequests:
        """Return the error for a bucket that is empty, and count it."""
        share = self._share(key)
        self._refused[self.policy.name] += 1
        return self._refusal(share, share.closed_until - self._units.now())

    def _refusal(self, share: Share, wait: int) -> TooManyRequests:
        """Return the error for a wait in microseconds."""
        policy = self.policy
        return TooManyRequests(
            f"Too many requests from {self._whose}: {policy.per_second:,} units per second are "
            f"taken, and {policy.burst:,} in a burst.",
            max(1, -(-wait // MILLION)),
            share,
        )

    def field(self, share: Share) -> bytes:
        """Return the value of the header RateLimit: what is left, and when all is there again."""
        gained = (self._units.now() - share.at) * self._per_second // MILLION
        left = share.left + share.rest + gained
        if left >= self._burst:
            return self._full_field
        return self._field % (left, -((left - self._burst) // self._per_second))

    def _share(self, key: str) -> Share:
        share = self._shares.get(key)
        if share is not None:
            self._shares.move_to_end(key)
            return share
        for _ in range(FORGOTTEN_AT_ONCE):
            if len(self._shares) >= SHARES_MAX:
                self._forget_one()
        share = self._shares[key] = Share(self, key)
        return share

    def _forget_one(self) -> None:
        key, share = self._shares.popitem(last=False)
        if share.inside or share.asking is not None:
            # It is in use: another one makes room.
            self._shares[key] = share
        elif share.left:
            self._units.give_back(self.policy, key, share.left)

    async def _take(self, share: Share, units: int, again: int) -> int:
        units = min(units, self.policy.burst - again)
        while share.left < units:
            if share.asking is not None:
                await asyncio.wait([share.asking])
            else:
                await self._refill(share, units, again)
        share.left -= units
        return units

    async def _refill(self, share: Share, units: int, again: int) -> None:
        """Take units in advance. Raises TooManyRequests if there are less than `units`."""
        now = self._units.now()
        if now < share.closed_until and units >= share.closed_for:
            more = self._regained_after(units - share.closed_for + again)
            raise self._refusal(share, share.closed_until - now + more)
        asking = share.asking = asyncio.get_running_loop().create_future()
        try:
            granted = await self._units.lease(self.policy, share.key, units - share.left)
        finally:
            share.asking = None
            asking.set_result(None)
        self._keep(share, granted, units)
        if not granted.units:
            raise self._refusal(share, granted.wait + self._regained_after(again))

    def _keep(self, share: Share, granted: Granted, units: int) -> None:
        now = self._units.now()
        share.rest, share.at = granted.left, now
        if granted.units:
            # A whole share of a limit, while the store is away, pays for everything.
            share.left = max(share.left + granted.units, units)
            share.closed_until = share.closed_for = 0
        else:
            share.closed_until, share.closed_for = now + granted.wait, units

    def _regained_after(self, units: int) -> int:
        """Return after how many microseconds a bucket has so many units more."""
        return -(-units * MILLION // self.policy.per_second)
