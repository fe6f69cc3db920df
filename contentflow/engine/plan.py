"""What a run is expected to take, from which its progress and its time left are told."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from contentflow.engine.estimates import AgentEstimate
from contentflow.names import AgentName


@dataclass(frozen=True)
class Plan:
    """The expected seconds of each agent of a run; the agents of one step work at the same time.

    `_done` is how far each agent of the running step is: those beside each other share it.
    """

    estimates: dict[AgentName, AgentEstimate]
    steps: Sequence[Sequence[AgentName]] = ()
    _done: dict[AgentName, float] = field(default_factory=dict)

    def run_progress(self, agent: AgentName, fraction: float) -> int:
        """Percent of the whole run when `agent` has done `fraction` of its work."""
        self._done[agent] = fraction
        step = self._step_of(agent)
        before = sum(map(self._length, self.steps[: self.steps.index(step)]))
        total = sum(map(self._length, self.steps)) or 1.0
        return min(99, int(100 * (before + self._share(step) * self._length(step)) / total))

    def agent_left(self, agent: AgentName, fraction: float, elapsed: float) -> float:
        """Seconds this agent still needs: history at first, its own pace once it has one."""
        expected = self._seconds(agent) * (1 - fraction)
        if fraction < 0.05:
            return max(expected - elapsed, expected * 0.1)
        pace = elapsed * (1 - fraction) / fraction
        return fraction * pace + (1 - fraction) * expected

    def run_left(self, agent: AgentName, agent_left: float) -> float:
        """Seconds the run still needs when `agent` needs so many; the slowest of a step decides."""
        beside = [
            self._seconds(other) * (1 - self._done.get(other, 0.0))
            for other in self._step_of(agent)
            if other is not agent
        ]
        return max([agent_left, *beside]) + sum(map(self._length, self._later(agent)))

    def after(self, agent: AgentName) -> dict[str, float]:
        """The expected seconds of each agent in the steps after this one's."""
        later = [name for step in self._later(agent) for name in step]
        return {name.value: round(self._seconds(name), 1) for name in later}

    def _step_of(self, agent: AgentName) -> Sequence[AgentName]:
        return next(step for step in self.steps if agent in step)

    def _later(self, agent: AgentName) -> Sequence[Sequence[AgentName]]:
        return self.steps[self.steps.index(self._step_of(agent)) + 1 :]

    def _share(self, step: Sequence[AgentName]) -> float:
        done = sum(self._done.get(name, 0.0) * self._seconds(name) for name in step)
        return done / sum(map(self._seconds, step))

    def _length(self, step: Sequence[AgentName]) -> float:
        return max(map(self._seconds, step))

    def _seconds(self, agent: AgentName) -> float:
        return max(self.estimates[agent].seconds, 0.1)
