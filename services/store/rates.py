"""How fast things go through the streams, from samples of how many entries were ever added."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

WINDOW_S = 60.0
APART_S = 1.0
"""Samples closer than this tell nothing new, however many people look at the page."""


@dataclass
class Rates:
    """The samples of the last minute: (monotonic seconds, {stream: entries ever added})."""

    samples: deque[tuple[float, Mapping[str, int]]] = field(default_factory=deque)

    def add(self, now: float, added: Mapping[str, int]) -> None:
        if not self.samples or now - self.samples[-1][0] >= APART_S:
            self.samples.append((now, added))
        while now - self.samples[0][0] > WINDOW_S:
            self.samples.popleft()

    def a_second(self, stream: str) -> float | None:
        """Entries a second over the samples; null while there is only one, or where the stream was made anew."""
        if len(self.samples) < 2:
            return None
        (first, before), (last, after) = self.samples[0], self.samples[-1]
        added = after.get(stream, 0) - before.get(stream, 0)
        return added / (last - first) if added >= 0 else None
