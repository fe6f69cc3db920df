"""What a durable step does: one agent's execution, or the merging of several proposals.

A step first looks for its own committed result, so a kill at any moment repeats no finished work.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog
from structlog.contextvars import bound_contextvars

from contentflow import db
from contentflow.agents import demo, llm
from contentflow.agents.base import Limits
from contentflow.agents.base import Work as AgentWork
from contentflow.agents.calls import JournaledModel
from contentflow.agents.merge import Proposal, merge
from contentflow.agents.model import NO_MODEL
from contentflow.agents.signals import (
    BlockWritten,
    Decided,
    Measured,
    Progress,
    Result,
    Signal,
)
from contentflow.agents.workflow import State
from contentflow.agents.workflow import execute as work_out
from contentflow.config import config
from contentflow.document import Document
from contentflow.engine import batching, cache, ending, execution, measuring, pacing, stopping
from contentflow.engine.estimates import estimate_agents
from contentflow.engine.journal import DatabaseJournal, Work, recorded
from contentflow.engine.opening import Opening, by_name
from contentflow.engine.outcome import Base
from contentflow.engine.plan import Plan
from contentflow.engine.reporting import Reporter
from contentflow.errors import AgentFailed, ContentflowError, RunStopped
from contentflow.models import AgentPerformance, now
from contentflow.names import AGENT_ORDER, AGENT_SCORES, AgentName, AgentStatus

log = structlog.get_logger()


@dataclass(frozen=True)
class Waiting:
    """A proposal that waits for those beside it, and the execution that made it."""

    proposal: Proposal
    work: Work
    row: AgentPerformance
    worked_until: datetime
    base: Base


class AgentSteps:
    """The steps of one segment."""

    def __init__(self, run_id: str, opening: Opening) -> None:
        self.run_id = run_id
        self.opening = opening
        self._planning = asyncio.Lock()
        self._estimates: Plan | None = None

    async def merge(self, found: list[Waiting], state: State) -> dict[str, Any]:
        """What agents beside each other proposed, in their order, each in a commit of its own."""
        document = state["document"]
        for waiting in sorted(found, key=lambda one: AGENT_ORDER.index(one.proposal.agent)):
            async with db.reading() as session:
                before = await execution.before(session, self.run_id, waiting.proposal.agent)
            if before.result is not None:
                document = before.result.document
                continue
            with bound_contextvars(agent=waiting.work.agent.value):
                document = await self._take_in(waiting, document, state)
        return {"document": document}

    async def _take_in(self, waiting: Waiting, document: Document, state: State) -> Document:
        work, row = waiting.work, waiting.row
        structlog.contextvars.bind_contextvars(run_id=self.run_id, agent=work.agent.value)
        reporter = Reporter.of(work, row, await self._plan())
        reporter.worked_until = waiting.worked_until
        merging = AgentWork(
            document=document,
            brief=state["brief"],
            llm=NO_MODEL,
            analyse=measuring.measure,
            emit=reporter.emit,
            draft_scores=state["draft_scores"],
        )
        result = await merge(waiting.proposal, waiting.base.document, merging)
        base = replace(waiting.base, document=document)
        await self._commit(work, reporter, result, base)
        return result.document

    async def execute(self, agent: AgentName, state: State, beside: bool) -> dict[str, Any]:
        """One agent's work; found, when it was committed before."""
        with bound_contextvars(agent=agent.value):  # in every line of its log
            return await self._find_or_execute(agent, state, beside=beside)

    async def _find_or_execute(
        self, agent: AgentName, state: State, *, beside: bool
    ) -> dict[str, Any]:
        writes = agent is AgentName.WRITER
        key = cache.key_of(agent, state["document"], state["brief"], _limits())
        async with db.reading() as session:
            before = await execution.before(session, self.run_id, agent)
            if before.result is not None:
                return self._found(agent, before.result)
            if stopping.asked_between(self.run_id) or await batching.holds(session, self.run_id):
                return {"stopped": True}
            why = await execution.taken_over(session, self.run_id) if writes else ""
            hit = None if self.opening.force else await cache.find(session, agent, key)
        if why:
            await ending.skip(self.run_id, self.opening.campaign_id, agent, why)
            return {}
        work = Work(
            self.run_id, self.opening.campaign_id, agent, before.stopped, self.opening.segment
        )
        return await self._execute(work, state, cache.Place(key, hit), beside=beside)

    def _found(self, agent: AgentName, earlier: execution.Committed) -> dict[str, Any]:
        """What an agent left before; a text that people changed since is not put back."""
        update: dict[str, Any] = {}
        if earlier.version > self.opening.version:
            update["document"] = earlier.document
        if earlier.status is AgentStatus.FAILED:
            update["failed"] = [agent]
        elif agent is AgentName.WRITER:
            update["draft_scores"] = by_name(earlier.scores)
        return update

    async def _execute(
        self, work: Work, state: State, place: cache.Place, *, beside: bool
    ) -> dict[str, Any]:
        hit = place.hit
        plan = await self._plan()
        start = execution.Start(await _own_score(work.agent, state), hit.made_at if hit else None)
        row = await execution.begin(work, plan, start)
        log.info("agent starts", attempt=row.attempt, cache="hit" if hit else "miss")
        reporter = Reporter.of(work, row, plan, beside=beside)
        kept = not work.round and await cache.keeps(work.agent)
        base = Base(
            document=state["document"],
            version=row.base_version,
            brief=self.opening.written,
            cache_key=place.key if kept else "",
            cache_hit=hit is not None,
        )
        try:
            if row.attempt > 1:
                await _refuse_when_stuck(self.run_id)
            if hit is not None:
                result = await _shown(hit, reporter)
            else:
                result = await work_out(work.agent, await _agent_work(work, row, state, reporter))
        except RunStopped:
            await ending.suspend_empty(work, reporter, ends=self._ends())
            return {"stopped": True}
        except ContentflowError as error:
            log.warning("agent failed", error=str(error))
            await ending.fail(work, reporter, str(error))
            return {"failed": [work.agent]}
        if beside:
            await reporter.flush()
            proposal = Proposal(work.agent, result)
            return {
                "proposals": [Waiting(proposal, work, row, now(), base)],
                "stopped": result.stopped,
            }
        return await self._commit(work, reporter, result, base)

    async def _commit(
        self, work: Work, reporter: Reporter, result: Result, base: Base
    ) -> dict[str, Any]:
        if result.stopped:
            await ending.suspend(work, reporter, result, base, ends=self._ends())
            return {"document": result.document, "stopped": True}
        await ending.complete(work, reporter, result, base)
        log.info("agent completed", cache="hit" if base.cache_hit else "miss")
        update: dict[str, Any] = {"document": result.document}
        if work.agent is AgentName.WRITER:
            update["draft_scores"] = result.report.scores
        return update

    def _ends(self) -> bool:
        return stopping.ends(self.run_id)

    async def _plan(self) -> Plan:
        async with self._planning:
            if self._estimates is None:
                words = self.opening.brief.target_words
                agents = [name for step in self.opening.steps for name in step]
                self._estimates = Plan(await estimate_agents(agents, words), self.opening.steps)
            return self._estimates


async def _shown(hit: cache.Hit, reporter: Reporter) -> Result:
    """A stored result told as if it were made now."""
    result, document = hit.result, Document()
    if reporter.work.agent is AgentName.WRITER:
        for block in result.document.blocks:
            document = replace(result.document, blocks=(*document.blocks, block))
            await reporter.emit(BlockWritten(block, document))
    for index, decision in enumerate(result.decisions):
        await reporter.emit(Decided(index, decision, result.document, result.report))
    await reporter.emit(Measured(result.report))
    return result


def _limits() -> Limits:
    return Limits.for_demo() if config().uses_demo_model else Limits()


async def _agent_work(
    work: Work, row: AgentPerformance, state: State, reporter: Reporter
) -> AgentWork:
    settings = config()
    again = row.attempt > 1 or work.round > 0
    earlier = await recorded(work) if again else {}
    journal = DatabaseJournal(work, row, settings.openai_base_url, earlier)
    raw = await llm.connect(settings, work.agent, demo.address)

    async def emit(signal: Signal) -> None:
        await reporter.emit(signal)
        if isinstance(signal, Progress) and 0 < signal.fraction < 1:
            stopping.check(work.run_id)

    async def pause(seconds: float) -> None:
        await stopping.sleep(work.run_id, seconds)

    journaled = JournaledModel(
        raw, journal, reporter.emit, turns=pacing.turns_of(work.run_id), wait=pause
    )
    return AgentWork(
        document=state["document"],
        brief=state["brief"],
        llm=stopping.StoppableModel(journaled, work.run_id),
        analyse=measuring.measure,
        emit=emit,
        draft_scores=state["draft_scores"],
        limits=_limits(),
        rejected=await execution.rejected_before(work) if work.round else frozenset(),
    )


async def _own_score(agent: AgentName, state: State) -> int | None:
    """What the agent's score is before it starts; the Writer has none."""
    own = AGENT_SCORES.get(agent)
    if own is None:
        return None
    return (await measuring.measure(state["document"], state["brief"])).scores[own]


async def _refuse_when_stuck(run_id: str) -> None:
    if await execution.stuck(run_id):
        raise AgentFailed(
            f"The server stopped {execution.MOST_DEATHS} times here without getting further."
        )
