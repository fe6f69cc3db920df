"""How long a batch will take and what it will cost, before it starts, from past executions."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

from contentflow import options
from contentflow.briefs import TARGET_WORDS
from contentflow.engine.estimates import estimate_agents
from contentflow.names import AGENT_ORDER


@dataclass(frozen=True)
class Range:
    """What is typical, and from where to where it goes."""

    typical: float
    low: float
    high: float

    def __add__(self, other: "Range") -> "Range":
        return Range(self.typical + other.typical, self.low + other.low, self.high + other.high)


@dataclass(frozen=True)
class BatchEstimate:
    """Seconds from the first start to the last end, and USD, None when unknown.

    The range is of batches whose every campaign goes as in the best or the worst tenth of the past.
    `at_once` work at the same time; `each_seconds` is one campaign's own work, on average. `runs`
    is the fewest past executions a figure rests on, 0 where typical values serve.
    """

    campaigns: int
    seconds: Range
    cost_usd: Range | None
    at_once: int
    each_seconds: float
    runs: int


async def estimate_batch(lengths: Sequence[int]) -> BatchEstimate:
    """What campaigns of so many words each take, if nothing else wants the slots."""
    shortest, longest = [await _campaign(words) for words in TARGET_WORDS]
    at_once = max(1, min(await options.runs_at_once(), len(lengths)))
    work = [_between(shortest.seconds, longest.seconds, words) for words in lengths]
    cost = None
    if shortest.cost_usd is not None and longest.cost_usd is not None:
        cost = Range(0, 0, 0)
        for words in lengths:
            cost += _between(shortest.cost_usd, longest.cost_usd, words)
    return BatchEstimate(
        campaigns=len(lengths),
        seconds=Range(
            _until_the_last([one.typical for one in work], at_once),
            _until_the_last([one.low for one in work], at_once),
            _until_the_last([one.high for one in work], at_once),
        ),
        cost_usd=cost,
        at_once=at_once,
        each_seconds=sum(one.typical for one in work) / max(1, len(work)),
        runs=shortest.runs,
    )


@dataclass(frozen=True)
class _Campaign:
    seconds: Range
    cost_usd: Range | None
    runs: int


async def _campaign(words: int) -> _Campaign:
    agents = (await estimate_agents(AGENT_ORDER, words)).values()
    seconds, cost = Range(0, 0, 0), Range(0, 0, 0)
    unknown = False
    for one in agents:
        seconds += Range(one.seconds, one.low_seconds, one.high_seconds)
        if one.cost_usd is None or one.low_cost_usd is None or one.high_cost_usd is None:
            unknown = True
        else:
            cost += Range(one.cost_usd, one.low_cost_usd, one.high_cost_usd)
    return _Campaign(seconds, None if unknown else cost, min(one.runs for one in agents))


def _between(shortest: Range, longest: Range, words: int) -> Range:
    """An estimate grows in a straight line with the length, so its two ends give every other."""
    fewest, most = TARGET_WORDS
    share = (words - fewest) / (most - fewest)
    return Range(
        shortest.typical + share * (longest.typical - shortest.typical),
        shortest.low + share * (longest.low - shortest.low),
        shortest.high + share * (longest.high - shortest.high),
    )


def _until_the_last(work: Sequence[float], at_once: int) -> float:
    """When the last one ends, each starting as soon as there is room."""
    busy = [0.0] * at_once
    for seconds in work:
        heapq.heapreplace(busy, busy[0] + seconds)
    return max(busy)
