"""How fast we may go (限速): evenly over the minute, so many a day."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from briefing.mail.settings import Pace

DAY = 86_400.0  # seconds


class Throttle:
    """Counts messages by a clock that nobody sets.

    past  how many seconds ago each message of the last day went out; ages outside of a day are
          those of a wall clock that was wrong, and are drawn into it
    """

    def __init__(self, pace: Pace, now: float, past: Iterable[float] = ()) -> None:
        self._gap = 60.0 / pace.per_minute if pace.per_minute else 0.0
        self._per_day = pace.per_day
        ages = sorted((min(max(age, 0.0), DAY) for age in past), reverse=True)
        self._day = deque(now - age for age in ages) if pace.per_day else deque[float]()
        self._next = now
        if self._gap and ages:
            self._next = max(now, now - ages[-1] + self._gap)

    def wait(self, now: float) -> float:
        """Seconds until the next message may go; 0 if it may go now."""
        wait = max(0.0, self._next - now)
        if self._per_day:
            while self._day and self._day[0] <= now - DAY:
                self._day.popleft()
            if len(self._day) >= self._per_day:
                wait = max(wait, self._day[len(self._day) - self._per_day] + DAY - now)
        return wait

    def took(self, now: float) -> None:
        """A message is going out."""
        self._next = max(now, self._next) + self._gap
        if self._per_day:
            self._day.append(now)

    def least(self, count: int, now: float) -> float:
        """Seconds that `count` messages will take at least."""
        seconds = self._gap * count
        if self._per_day:
            today = max(0, self._per_day - len(self._day))
            if count > today:
                seconds = max(seconds, ((count - today - 1) // self._per_day + 1) * DAY)
        return seconds
