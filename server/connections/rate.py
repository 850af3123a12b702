"""A rate that may be exceeded for a moment: a token bucket."""

from __future__ import annotations


class Rate:
    """`per_second` things in the long run, and at most `burst` at once. Times are in seconds of
    any clock that does not go back."""

    __slots__ = ("_at", "_burst", "_left", "_per_second")

    def __init__(self, per_second: float, burst: float) -> None:
        self._per_second = per_second
        self._burst = self._left = burst
        self._at: float | None = None

    def take(self, now: float) -> float:
        """Take one, and return how many seconds too early it is: 0 within the rate."""
        if self._at is not None:
            gained = (now - self._at) * self._per_second
            self._left = min(self._burst, self._left + gained)
        self._at = now
        self._left -= 1
        return max(0.0, -self._left / self._per_second)
