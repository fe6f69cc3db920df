"""The durable run of one campaign: a DBOS workflow around the LangGraph of its agents.

A run executes in segments, workflow id `{run_id}:{segment}`. One graph node is one DBOS step, and
a step first looks for its own committed result, so a kill at any moment repeats no finished work.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from dbos import DBOS
from dbos._error import DBOSException
from langgraph.errors import NodeCancelledError
from sqlalchemy.exc import SQLAlchemyError

from contentflow import campaigns, db, sources
from contentflow.agents import demo, llm
from contentflow.agents.base import Limits
from contentflow.agents.base import Work as AgentWork
from contentflow.agents.workflow import State, content_generation_workflow, execute
from contentflow.brief import Brief
from contentflow.config import config
from contentflow.document import Document
from contentflow.engine import execution, measuring, runs
from contentflow.engine.estimates import estimate_agent
from contentflow.engine.journal import DatabaseJournal, Work, recorded
from contentflow.engine.plan import Plan
from contentflow.engine.reporting import Reporter
from contentflow.errors import AgentFailed, ContentflowError
from contentflow.models import AgentPerformance
from contentflow.names import AGENT_SCORES, RUN_ENDED, AgentName, RunStatus, ScoreName

log = structlog.get_logger()
RECOVERY_LIMIT = 100  # DBOS's own; deaths without progress are counted by us
_steps: set[asyncio.Task[Any]] = set()
_at_work: Counter[str] = Counter()  # by workflow: itself and its steps, in this process


@dataclass(frozen=True)
class Opening:
    """What a segment starts from."""

    campaign_id: str
    agents: list[AgentName]
    brief: Brief
    document: Document


@DBOS.workflow(name="campaign_run", max_recovery_attempts=RECOVERY_LIMIT)
async def run_segment(run_id: str, segment: int) -> str:
    """Run the agents of one segment and end the run; returns the run's status."""
    with _working():
        return await _run_segment(run_id, segment)


async def _run_segment(run_id: str, segment: int) -> str:
    opening = await _step("open", _open, run_id, segment)
    if opening is None:
        return "superseded"
    orchestrator = CampaignOrchestrator(run_id, opening)
    try:
        failed = await orchestrator.work()
        status, error = _ending(failed)
    except (DBOSException, SQLAlchemyError):
        raise  # the engine's own business, and lost databases: the sweep goes on from here
    except NodeCancelledError as cause:  # LangGraph's word for a step that was stopped
        raise asyncio.CancelledError from cause
    except Exception as cause:
        log.exception("run failed", run_id=run_id)
        status, error = RunStatus.FAILED, f"{type(cause).__name__}: {cause}"
        await _step("fail_agents", execution.fail_running, run_id, error)
    await _step("end", runs.end, run_id, status, error)
    return status.value


class CampaignOrchestrator:
    """Runs the agents of one run over its campaign's text."""

    def __init__(self, run_id: str, opening: Opening) -> None:
        self.run_id = run_id
        self.opening = opening
        self._estimates: Plan | None = None

    async def work(self) -> list[AgentName]:
        """Run the graph; returns the agents that failed."""
        graph = content_generation_workflow(self.opening.agents, self.run_agent)
        state = await graph.ainvoke(
            {
                "run_id": self.run_id,
                "document": self.opening.document,
                "brief": self.opening.brief,
                "draft_scores": {},
                "failed": [],
            }
        )
        return list(state["failed"])

    async def run_agent(self, agent: AgentName, state: State) -> dict[str, Any]:
        """One graph node: one DBOS step. Without a draft the others have nothing to do."""
        if AgentName.WRITER in state["failed"]:
            return {}
        update: dict[str, Any] = await _step(f"agent.{agent.value}", self._agent_step, agent, state)
        return update

    async def _agent_step(self, agent: AgentName, state: State) -> dict[str, Any]:
        work = Work(self.run_id, self.opening.campaign_id, agent)
        earlier = await execution.committed(work)
        if earlier is not None:
            return _update(agent, earlier.document, earlier.scores, failed=earlier.failed)
        return await self._execute(work, state)

    async def _execute(self, work: Work, state: State) -> dict[str, Any]:
        document = state["document"]
        plan = await self._plan()
        row = await execution.begin(work, plan, await _own_score(work.agent, state))
        structlog.contextvars.bind_contextvars(run_id=self.run_id, agent=work.agent.value)
        reporter = Reporter(work, row.id, plan, row.started_at)
        try:
            if row.attempt > 1:
                await _refuse_when_stuck(self.run_id)
            result = await execute(work.agent, await _agent_work(work, row, state, reporter))
        except ContentflowError as error:
            log.warning("agent failed", error=str(error))
            await execution.fail(work, reporter, str(error))
            return _update(work.agent, document, {}, failed=True)
        await execution.complete(work, reporter, result, document)
        scores = {name.value: score for name, score in result.report.scores.items()}
        return _update(work.agent, result.document, scores, failed=False)

    async def _plan(self) -> Plan:
        if self._estimates is None:
            words = self.opening.brief.target_words
            agents = self.opening.agents
            self._estimates = Plan({one: await estimate_agent(one, words) for one in agents})
        return self._estimates


async def _agent_work(
    work: Work, row: AgentPerformance, state: State, reporter: Reporter
) -> AgentWork:
    settings = config()
    earlier = await recorded(work) if row.attempt > 1 else {}
    journal = DatabaseJournal(work, row, settings.openai_base_url, earlier)
    raw = await llm.connect(settings, work.agent, demo.address)
    return AgentWork(
        document=state["document"],
        brief=state["brief"],
        llm=llm.JournaledModel(raw, journal, reporter.emit),
        analyse=measuring.measure,
        emit=reporter.emit,
        draft_scores=state["draft_scores"],
        limits=Limits.for_demo() if settings.uses_demo_model else Limits(),
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


def _update(
    agent: AgentName, document: Document, scores: dict[str, int | None], *, failed: bool
) -> dict[str, Any]:
    update: dict[str, Any] = {"document": document}
    if failed:
        update["failed"] = [agent]
    elif agent is AgentName.WRITER:
        update["draft_scores"] = {ScoreName(name): score for name, score in scores.items()}
    return update


def _ending(failed: list[AgentName]) -> tuple[RunStatus, str]:
    if AgentName.WRITER in failed:
        return RunStatus.FAILED, ""
    return (RunStatus.NEEDS_ATTENTION if failed else RunStatus.COMPLETED), ""


async def _open(run_id: str, segment: int) -> Opening | None:
    """What the segment starts from; None when the run has gone on without it."""
    async with db.reading() as session:
        run = await runs.get(session, run_id)
    if run.status in RUN_ENDED or run.segment != segment:
        return None
    await sources.read_pending(run.campaign_id)
    async with db.reading() as session:
        brief = await campaigns.brief_of(session, run.campaign_id)
    document = await campaigns.current_document(run.campaign_id)
    return Opening(run.campaign_id, execution.agent_names(run), brief, document or Document())


async def _step(name: str, body: Any, *arguments: Any) -> Any:
    """Run `body` as one durable step, known to `is_working` and `stop_steps`."""

    async def tracked(*inner: Any) -> Any:
        task = asyncio.current_task()
        if task is not None:
            _steps.add(task)
            task.add_done_callback(_steps.discard)
        with _working():
            return await body(*inner)

    return await DBOS.run_step_async({"name": name, "preemptible": True}, tracked, *arguments)


@contextmanager
def _working() -> Iterator[None]:
    workflow = str(DBOS.workflow_id)
    _at_work[workflow] += 1
    try:
        yield
    finally:
        _at_work[workflow] -= 1
        if not _at_work[workflow]:
            del _at_work[workflow]


def is_working(workflow: str) -> bool:
    """True while this process executes a workflow or one of its steps, whatever DBOS says of it."""
    return workflow in _at_work


async def stop_steps() -> int:
    """Cancel the running steps; their workflows stay pending and go on after the next start."""
    running = list(_steps)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    return len(running)
