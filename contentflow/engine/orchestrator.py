"""The durable run of one campaign: a DBOS workflow around the LangGraph of its agents.

A run executes in segments, workflow id `{run_id}:{segment}`. One graph node is one DBOS step.
"""

import asyncio
from collections import Counter
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import structlog
from dbos import DBOS
from dbos._error import DBOSException
from langgraph.errors import NodeCancelledError
from sqlalchemy.exc import SQLAlchemyError

from contentflow.agents.workflow import State, content_generation_workflow, opening
from contentflow.engine import ending, lifecycle
from contentflow.engine.opening import Opening, open_segment
from contentflow.engine.steps import AgentSteps
from contentflow.errors import RunSuperseded
from contentflow.names import AgentName, RunStatus

log = structlog.get_logger()
RECOVERY_LIMIT = 100  # DBOS's own; deaths without progress are counted by us
_steps: set[asyncio.Task[Any]] = set()
_segments: dict[str, asyncio.Task[Any] | None] = {}  # by workflow: those at work in this process
_at_work: Counter[str] = Counter()  # by workflow: itself and its steps, in this process


_home: asyncio.AbstractEventLoop | None = None
RUN = "campaign_run"  # as the engine's rows call it


@DBOS.workflow(name=RUN, max_recovery_attempts=RECOVERY_LIMIT)
async def run_segment(run_id: str, segment: int) -> str:
    """Run the agents of one segment and end the run, or halt it; returns how."""
    structlog.contextvars.bind_contextvars(run_id=run_id)  # in every line of this workflow
    with _working():
        return await _at_home(_run_alone(run_id, segment))


def live_here() -> None:
    """Let every workflow work on this event loop, as long as the engine runs."""
    global _home
    _home = asyncio.get_running_loop()


async def _at_home(work: Coroutine[Any, Any, str]) -> str:
    """Do it on the engine's loop: DBOS recovers what a crash left on a loop of its own, and
    connections made there would be of no use to the runs that follow."""
    if _home is None or _home is asyncio.get_running_loop():
        return await work
    return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, _home))


async def _run_alone(run_id: str, segment: int) -> str:
    """Run it in the place of who is at it already, in this process.

    DBOS looks at its start for what was left behind. Where the database answers late it finds what
    has begun since, starts it a second time, and from then on records what the second does alone.
    """
    workflow, own = f"{run_id}:{segment}", asyncio.current_task()
    earlier = _segments.get(workflow)
    _segments[workflow] = own
    try:
        if earlier is not None:
            log.warning("segment begins anew", segment=segment)
            earlier.cancel()
            await asyncio.wait([earlier])
        return await _run_segment(run_id, segment)
    finally:
        if _segments.get(workflow) is own:
            del _segments[workflow]


async def _run_segment(run_id: str, segment: int) -> str:
    start = await _step("open", open_segment, run_id, segment)
    if start is None:
        return "superseded"
    log.info("run starts" if segment == 1 else "run goes on", segment=segment)
    try:
        stopped = await CampaignOrchestrator(run_id, start).work()
    except RunSuperseded:
        return "superseded"
    except (DBOSException, SQLAlchemyError):
        raise  # the engine's own business, and lost databases: the sweep goes on from here
    except NodeCancelledError as cause:  # LangGraph's word for a step that was stopped
        raise asyncio.CancelledError from cause
    except Exception as cause:
        log.exception("run failed")
        error = f"{type(cause).__name__}: {cause}"
        await _step("fail_agents", ending.fail_running, run_id, error)
        await _step("end", lifecycle.end, run_id, RunStatus.FAILED, error)
        return RunStatus.FAILED.value
    if stopped:
        await _step("halt", lifecycle.halt, run_id)
        log.info("run halts")
        return "halted"
    status: RunStatus = await _step("finish", lifecycle.finish, run_id)
    log.info("run ends", status=status.value)
    return status.value


class CampaignOrchestrator:
    """Runs the agents of one segment over its campaign's text. The graph's `Runner`."""

    def __init__(self, run_id: str, start: Opening) -> None:
        self._run_id = run_id
        self._start = start
        self._steps = AgentSteps(run_id, start)

    async def work(self) -> bool:
        """Run the graph. True when it was stopped before its end."""
        graph = content_generation_workflow(self._start.steps, self)
        state = opening(self._run_id, self._start.document, self._start.brief)
        state["draft_scores"] = self._start.draft_scores
        return bool((await graph.ainvoke(state))["stopped"])

    async def run_agent(self, agent: AgentName, state: State) -> dict[str, Any]:
        """One graph node: one DBOS step. Without a draft the others have nothing to do."""
        return await self._node(agent, state, beside=False)

    async def propose(self, agent: AgentName, state: State) -> dict[str, Any]:
        """The same beside others: what it leaves is merged later."""
        return await self._node(agent, state, beside=True)

    async def _node(self, agent: AgentName, state: State, *, beside: bool) -> dict[str, Any]:
        if state["stopped"] or AgentName.WRITER in state["failed"]:
            return {}
        update: dict[str, Any] = await _step(
            f"agent.{agent.value}", self._steps.execute, agent, state, beside
        )
        return update

    async def merge(self, agents: Sequence[AgentName], state: State) -> dict[str, Any]:
        """What the agents of a step proposed, one after the other, in one DBOS step."""
        found = [one for one in state["proposals"] if one.proposal.agent in agents]
        if not found:
            return {}
        update: dict[str, Any] = await _step("merge", self._steps.merge, found, state)
        return update


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


async def idle() -> None:
    """Wait until this process executes nothing."""
    while _at_work:  # noqa: ASYNC110 -- workflows of DBOS end where nothing of ours is told
        await asyncio.sleep(0.05)


async def stop_steps() -> int:
    """Cancel the running steps; their workflows stay pending and go on after the next start."""
    running = list(_steps)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    return len(running)
