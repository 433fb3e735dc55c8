"""Counters that run out: calls a minute, sends a day."""

from dataclasses import dataclass, field

from zalosim.clock import Clock


@dataclass(slots=True)
class Quotas:
    """Counted on the simulator's clock; a day ends at midnight in Vietnam. The world's lock guards it."""

    clock: Clock
    used: dict[str, int] = field(default_factory=dict)
    day: str = ""
    window: int = -1
    calls: int = 0

    def take(self, name: str, limit: int) -> bool:
        """Count one use; False when the day's limit (0: none) is used up."""
        self._turn_day()
        if limit and self.used.get(name, 0) >= limit:
            return False
        self.used[name] = self.used.get(name, 0) + 1
        return True

    def left(self, name: str, limit: int) -> int:
        """What remains of today's limit."""
        self._turn_day()
        return max(0, limit - self.used.get(name, 0))

    def call(self, limit: int, seconds: int = 60) -> tuple[bool, dict[str, str]]:
        """Count one call in this window: may it pass, and the two headers that say how many remain."""
        if not limit:
            return True, {}
        window = self.clock.now_ms() // (max(1, seconds) * 1000)
        if window != self.window:
            self.window, self.calls = window, 0
        self.calls += 1
        remain = max(0, limit - self.calls)
        return self.calls <= limit, {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remain": str(remain)}

    def _turn_day(self) -> None:
        today = self.clock.local().date().isoformat()
        if today != self.day:
            self.day = today
            self.used.clear()

    def reset(self) -> None:
        """Nothing used yet."""
        self.used.clear()
        self.window, self.calls = -1, 0
