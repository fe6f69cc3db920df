"""What a run is expected to take, from which its progress and its time left are told."""

from dataclasses import dataclass

from contentflow.engine.estimates import AgentEstimate
from contentflow.names import AgentName


@dataclass(frozen=True)
class Plan:
    """The expected seconds of each agent of a run, from which progress and time left are told."""

    estimates: dict[AgentName, AgentEstimate]

    def run_progress(self, agent: AgentName, fraction: float) -> int:
        """Percent of the whole run when `agent` has done `fraction` of its work."""
        before = sum(self._seconds(name) for name in self._until(agent))
        total = sum(self._seconds(name) for name in self.estimates) or 1.0
        return min(99, int(100 * (before + fraction * self._seconds(agent)) / total))

    def agent_left(self, agent: AgentName, fraction: float, elapsed: float) -> float:
        """Seconds this agent still needs: history at first, its own pace once it has one."""
        expected = self._seconds(agent) * (1 - fraction)
        if fraction < 0.05:
            return max(expected - elapsed, expected * 0.1)
        pace = elapsed * (1 - fraction) / fraction
        return fraction * pace + (1 - fraction) * expected

    def rest(self, agent: AgentName) -> float:
        """Seconds of the agents after this one."""
        names = list(self.estimates)
        return sum(self._seconds(name) for name in names[names.index(agent) + 1 :])

    def after(self, agent: AgentName) -> dict[str, float]:
        """The expected seconds of each agent after this one."""
        names = list(self.estimates)
        later = names[names.index(agent) + 1 :]
        return {name.value: round(self._seconds(name), 1) for name in later}

    def _seconds(self, agent: AgentName) -> float:
        return max(self.estimates[agent].seconds, 0.1)

    def _until(self, agent: AgentName) -> list[AgentName]:
        names = list(self.estimates)
        return names[: names.index(agent)]
