"""The durable run of one campaign: a DBOS workflow around the LangGraph of its agents.

A run executes in segments, workflow id `{run_id}:{segment}`. One graph node is one DBOS step, and
a step first looks for its own committed result, so a kill at any moment repeats no finished work.
"""

import asyncio
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
from contentflow.engine.journal import DatabaseJournal, Work
from contentflow.engine.reporting import Plan, Reporter
from contentflow.errors import AgentFailed, ContentflowError
from contentflow.names import AGENT_SCORES, AgentName, RunStatus, ScoreName

log = structlog.get_logger()
RECOVERY_LIMIT = 100  # DBOS's own; deaths without progress are counted by us
_steps: set[asyncio.Task[Any]] = set()


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
    opening = await _step("open", _open, run_id)
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
        document, brief = state["document"], state["brief"]
        plan = await self._plan()
        before = await measuring.measure(document, brief)
        own = AGENT_SCORES.get(work.agent)
        row = await execution.begin(work, plan, before.scores[own] if own else None)
        structlog.contextvars.bind_contextvars(run_id=self.run_id, agent=work.agent.value)
        reporter = Reporter(work, row.id, plan, row.started_at)
        try:
            await _refuse_when_stuck(self.run_id)
            result = await execute(
                work.agent, await self._agent_work(work, row.id, state, reporter)
            )
        except ContentflowError as error:
            log.warning("agent failed", error=str(error))
            await execution.fail(work, row.id, str(error))
            return _update(work.agent, document, {}, failed=True)
        await reporter.flush()
        await execution.complete(work, row.id, result, document)
        scores = {name.value: score for name, score in result.report.scores.items()}
        return _update(work.agent, result.document, scores, failed=False)

    async def _plan(self) -> Plan:
        if self._estimates is None:
            words = self.opening.brief.target_words
            agents = self.opening.agents
            self._estimates = Plan({one: await estimate_agent(one, words) for one in agents})
        return self._estimates

    async def _agent_work(
        self, work: Work, execution_id: str, state: State, reporter: Reporter
    ) -> AgentWork:
        settings = config()
        endpoint = settings.openai_base_url
        journal = DatabaseJournal(work, execution_id, settings.model_for(work.agent), endpoint)
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


async def _open(run_id: str) -> Opening:
    async with db.reading() as session:
        run = await runs.get(session, run_id)
    await sources.read_pending(run.campaign_id)
    async with db.reading() as session:
        brief = await campaigns.brief_of(session, run.campaign_id)
    document = await campaigns.current_document(run.campaign_id)
    return Opening(run.campaign_id, execution.agent_names(run), brief, document or Document())


async def _step(name: str, body: Any, *arguments: Any) -> Any:
    """Run `body` as one durable step, known to `stop_steps`."""

    async def tracked(*inner: Any) -> Any:
        task = asyncio.current_task()
        if task is not None:
            _steps.add(task)
            task.add_done_callback(_steps.discard)
        return await body(*inner)

    return await DBOS.run_step_async({"name": name, "preemptible": True}, tracked, *arguments)


async def stop_steps() -> int:
    """Cancel the running steps; their workflows stay pending and go on after the next start."""
    running = list(_steps)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    return len(running)
