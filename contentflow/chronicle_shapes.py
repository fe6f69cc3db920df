"""What happened in a run, and when: the shapes that a timeline is drawn, told and exported from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from contentflow.costs import Spent
from contentflow.names import RUN_ENDED, AgentName, AgentStatus, RunStatus, WaitKind


@dataclass(frozen=True)
class Call:
    """One attempt of one model call. Without an end it is under way, or was cut off."""

    number: int  # of the call in its round, from 0; its attempts share it
    attempt: int
    purpose: str
    model: str
    started_at: datetime
    ended_at: datetime | None
    answered: bool
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_usd: float | None = None
    error: str = ""


def spent(calls: Iterable[Call]) -> Spent:
    """What these calls cost; only answered ones do."""
    paid = [call for call in calls if call.answered]
    prices = [call.cost_usd for call in paid if call.cost_usd is not None]
    return Spent(
        input_tokens=sum(call.input_tokens or 0 for call in paid),
        output_tokens=sum(call.output_tokens or 0 for call in paid),
        priced_usd=sum(prices),
        unpriced=len(paid) - len(prices),
    )


@dataclass(frozen=True)
class Execution:
    """One execution of one agent. Without an end it is at work.

    `lost`: its process died in the middle; it ends with its last sign of life.
    """

    agent: AgentName
    round: int
    attempt: int
    status: AgentStatus
    model: str
    started_at: datetime
    ended_at: datetime | None
    cache_hit: bool = False
    cached_at: datetime | None = None
    base_version: int = 0
    version: int = 0
    score_before: int | None = None
    score_after: int | None = None
    summary: str = ""
    error: str = ""
    lost: bool = False
    calls: tuple[Call, ...] = ()

    @property
    def retries(self) -> int:
        """How often a model call was tried again."""
        return sum(call.attempt > 1 for call in self.calls)

    def seconds(self, at: datetime) -> float:
        """How long it worked, until `at` when it still does."""
        return max(0.0, ((self.ended_at or at) - self.started_at).total_seconds())


@dataclass(frozen=True)
class AgentTime:
    """One agent's part in a run, in the order of its executions. Steps count from 0."""

    agent: AgentName
    step: int
    beside: tuple[AgentName, ...] = ()  # at the same time as these
    executions: tuple[Execution, ...] = ()

    @property
    def status(self) -> AgentStatus:
        """That of its last execution; what was interrupted or never begun is pending."""
        last = self.executions[-1].status if self.executions else AgentStatus.PENDING
        return AgentStatus.PENDING if last is AgentStatus.INTERRUPTED else last

    @property
    def calls(self) -> list[Call]:
        """Its attempts of model calls, in order."""
        return [call for execution in self.executions for call in execution.calls]

    @property
    def retries(self) -> int:
        """How often a model call was tried again."""
        return sum(execution.retries for execution in self.executions)

    @property
    def from_cache(self) -> Execution | None:
        """The execution that took a stored result, if one did."""
        return next((one for one in self.executions if one.cache_hit), None)

    def seconds(self, at: datetime) -> float:
        """How long it worked in all, pauses left out."""
        return sum(execution.seconds(at) for execution in self.executions)


@dataclass(frozen=True)
class Wait:
    """A time in which the run stood still; without an end it still does."""

    kind: WaitKind
    started_at: datetime
    ended_at: datetime | None
    by: str = ""  # who paused it

    def seconds(self, at: datetime) -> float:
        """How long, until `at` when it still stands."""
        return max(0.0, ((self.ended_at or at) - self.started_at).total_seconds())


@dataclass(frozen=True)
class Retry:
    """The moment in which a model call failed and was to be tried again."""

    agent: AgentName
    at: datetime
    attempt: int  # the one to come
    of: int
    reason: str


@dataclass(frozen=True)
class Usual:
    """What an agent takes elsewhere, and in how many campaigns."""

    seconds: float
    campaigns: int = 1


@dataclass(frozen=True)
class Comparison:
    """An earlier run of the campaign; without a number, the median of so many similar campaigns."""

    agents: dict[AgentName, Usual]
    run_id: str = ""
    run_number: int = 0
    campaigns: int = 0


@dataclass(frozen=True)
class Bottleneck:
    """What took most of a run's time: an agent, or without one waiting for a slot. Seconds.

    An agent's are made up of answered calls, of what went before a call was answered or given up
    (failed attempts and the waits after them), and of the rest: measuring and saving.
    """

    agent: AgentName | None
    seconds: float
    of_seconds: float  # the run's, less pauses and stops
    said: str
    calls: int = 0
    calls_seconds: float = 0.0
    retries: int = 0
    retries_seconds: float = 0.0
    rest_seconds: float = 0.0


@dataclass(frozen=True)
class RunHead:
    """A run as a whole. `number` counts those of its campaign from 1."""

    id: str
    number: int
    status: RunStatus
    steps: list[list[str]]
    force: bool
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    error: str = ""

    @property
    def ended(self) -> bool:
        """True when nothing more will happen in it."""
        return self.status in RUN_ENDED

    @property
    def agents(self) -> list[AgentName]:
        """Its agents, in order."""
        return [AgentName(name) for step in self.steps for name in step]


@dataclass(frozen=True)
class RunTimeline:
    """One run as it was at `at`; without a run the campaign has none yet."""

    campaign_id: str
    at: datetime
    run: RunHead | None = None
    agents: tuple[AgentTime, ...] = ()
    waits: tuple[Wait, ...] = ()
    retries: tuple[Retry, ...] = ()
    comparison: Comparison | None = None
    bottleneck: Bottleneck | None = None
    runs: tuple[RunHead, ...] = ()  # all of the campaign, oldest first
