"""Window: how long a duty may wait. 30s · 3m · 24h · 2d · 1 workday · 3 turns · 1 reply"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Unit = Literal["seconds", "workdays", "turns", "replies"]

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_CLOCK = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*(s|m|h|d)")
_COUNTED = re.compile(r"(\d{1,9})\s*(workdays?|turns?|reply|replies)")


@dataclass(frozen=True, slots=True)
class Window:
    """`amount` in `unit`; the bound is inclusive: at exactly 3m it is still in time."""

    amount: float
    unit: Unit

    @property
    def by_clock(self) -> bool:
        """Ends at an instant, not with a turn."""
        return self.unit in ("seconds", "workdays")


def parse_window(text: str) -> Window | None:
    """None where the text is no window; a unit is mandatory."""
    if clock := _CLOCK.fullmatch(text.strip()):
        return Window(float(clock[1]) * _SECONDS[clock[2]], "seconds")
    if counted := _COUNTED.fullmatch(text.strip()):
        units: dict[str, Unit] = {"w": "workdays", "t": "turns", "r": "replies"}
        return Window(int(counted[1]), units[counted[2][0]]) if int(counted[1]) > 0 else None
    return None
