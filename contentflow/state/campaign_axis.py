"""The axis of a timeline: seconds since its run was asked for, with long standstills cut short.

A run that was paused over night would else be two dots. Pure.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from contentflow.chronicle_shapes import Execution, RunTimeline

_STEPS = (2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 86_400)  # seconds
_SHARE = 12  # of the time at work is the longest that standing still takes on the axis
Moments = tuple[datetime, datetime]


@dataclass(frozen=True)
class _Piece:
    """From one moment to another, and where on the axis; `cut` when that is not to scale."""

    start: datetime
    end: datetime
    left: float
    right: float
    cut: bool


class Axis:
    """Where the moments of a run stand, looked at from `at`."""

    def __init__(self, timeline: RunTimeline, at: datetime) -> None:
        run = timeline.run
        self._begin = run.created_at if run else at
        self._started = (run and run.started_at) or self._begin
        self._end = max(self._begin, (run and run.ended_at) or at)
        executions = [one for agent in timeline.agents for one in agent.executions]
        self._pieces = list(self._laid(list(_busy(executions, self._end))))

    @property
    def length(self) -> float:
        """Where the last moment stands."""
        return self._pieces[-1].right if self._pieces else 0.0

    @property
    def zero(self) -> float:
        """Where the run began to work."""
        return self.place(self._started)

    def place(self, moment: datetime) -> float:
        """Where a moment stands; those outside stand at the ends."""
        for piece in self._pieces:
            if moment <= piece.end:
                whole = (piece.end - piece.start).total_seconds()
                done = max(0.0, (moment - piece.start).total_seconds())
                return piece.left + (piece.right - piece.left) * (done / whole if whole else 0.0)
        return self.length

    def is_cut(self, moments: Moments) -> bool:
        """Whether what lies between is most of a standstill that is cut short."""
        start, end = moments
        return any(
            piece.cut
            and min(end, piece.end) - max(start, piece.start) > (piece.end - piece.start) / 2
            for piece in self._pieces
        )

    def scales(self) -> list[list[float | None]]:
        """What is to scale: from where to where, and the run's clock at its left end.

        The last has no right end when the axis goes on like this.
        """
        found: list[list[float | None]] = []
        before: _Piece | None = None
        for piece in self._pieces:
            clock = (piece.start - self._started).total_seconds()
            if not piece.cut and (before is None or before.cut):
                found.append([round(piece.left, 2), None, round(clock, 2)])
            elif piece.cut and before is not None and not before.cut:
                found[-1][1] = round(piece.left, 2)
            before = piece
        return found

    def _laid(self, busy: list[Moments]) -> Iterator[_Piece]:
        worked = sum((end - start).total_seconds() for start, end in busy)
        longest = next((step for step in _STEPS if step >= worked / _SHARE), _STEPS[-1])
        moment, left = self._begin, 0.0
        for start, end in [*busy, (self._end, self._end)]:
            for until, limit in ((start, longest), (end, None)):
                if until > moment:
                    seconds = (until - moment).total_seconds()
                    cut = limit is not None and seconds > limit
                    width = float(limit) if cut and limit else seconds
                    yield _Piece(moment, until, left, left + width, cut)
                    moment, left = until, left + width


def _busy(executions: Iterable[Execution], end: datetime) -> Iterator[Moments]:
    """When at least one agent was at work."""
    spans = sorted((one.started_at, min(one.ended_at or end, end)) for one in executions)
    current: Moments | None = None
    for start, until in spans:
        if current is None or start > current[1] + timedelta(seconds=1):
            if current:
                yield current
            current = (start, until)
        else:
            current = (current[0], max(current[1], until))
    if current:
        yield current
