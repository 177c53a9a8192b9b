"""How much may be asked in a time, by the monotonic clock."""

from __future__ import annotations

import time
from collections.abc import Callable


class Budget:
    """So many at once, and so many a second after that.

    Parameters
    ----------
    burst : float
    rate : float
        A second.
    clock : callable
        Seconds, of a clock that never goes back.
    """

    __slots__ = ("_at", "_burst", "_clock", "_left", "_rate")

    def __init__(
        self, burst: float, rate: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst, self._rate, self._clock = burst, rate, clock
        self._left, self._at = burst, clock()

    def wait(self) -> float:
        """Take one; 0, or the seconds until there is one again."""
        now = self._clock()
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1:
            return (1 - self._left) / self._rate
        self._left -= 1
        return 0.0
