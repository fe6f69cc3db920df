"""What durability costs: a run against a scripted model, in this process, beside bare LangGraph.

Overhead is a ratio: the whole engine (queue, journal, events, versions, DBOS) against the same
graph, agents and measuring on bare LangGraph, in one process, in turns, both warm.
"""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import col, func, select

from bench.model import Scripted, scripted
from contentflow import accounts, campaigns, db, engine, live, options, process, settings
from contentflow.agents import llm
from contentflow.agents.base import Limits, Work
from contentflow.agents.calls import JournaledModel
from contentflow.agents.model import Prompt, Reply
from contentflow.agents.workflow import (
    DEFAULT,
    State,
    content_generation_workflow,
    execute,
    opening,
)
from contentflow.brief import Brief
from contentflow.config import config
from contentflow.document import Document
from contentflow.engine import measuring
from contentflow.lock import single_process
from contentflow.migrate import migrate
from contentflow.models import ModelCall, Run
from contentflow.names import AGENT_ORDER, AgentName, EventType, Role, RunStatus
from contentflow.person import Person

# With a model that writes roughly, it takes about 25 calls.
BRIEF = {
    "topic": "How to choose a standing desk for a small home office",
    "keyphrase": "standing desk",
    "tone": "plain",
    "target_words": 1000,
}
REPEATS = 7


@asynccontextmanager
async def installation(
    model: Scripted, before: Callable[[Person], Awaitable[object]] | None = None
) -> AsyncIterator[Person]:
    """A fresh embedded installation with the engine running, and a person in it.

    `before` is called when the database is there and the engine does not run yet.
    """
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "CONTENTFLOW_DATA_DIR": folder,
            "OPENAI_BASE_URL": model.url,
            "OPENAI_API_KEY": model.key,
            "CONTENTFLOW_MODEL": "scripted",
        }
        config.cache_clear()
        process.share_memory()  # this and the next as every process of the product does
        process.warm_up()
        await asyncio.to_thread(migrate)
        await db.open_database(config().database)
        with single_process(Path(folder)):
            person, _ = await accounts.create_user(
                "bench@example.com", Role.EDITOR, "a long enough password"
            )
            await without_cache()
            if before:
                await before(person)
            async with engine.running():
                yield person
        await db.close_database()


async def without_cache(runs_at_once: int = 0) -> None:
    """Measure work, not the memory of work; with so many runs at once, if it is said."""
    async with db.transaction() as session:
        await settings.put(session, options.CACHE, dict.fromkeys(AGENT_ORDER, 0))
        if runs_at_once:
            await settings.put(session, options.CONCURRENCY, runs_at_once)
            await settings.put(session, options.PER_WORKER, runs_at_once)
    options.forget()


@dataclass
class _NoJournal:
    """The bare graph's journal: remembers nothing but how often it was asked."""

    calls: int = 0

    async def recall(self, index: int, digest: str) -> Reply | None:
        return None

    async def begin(self, index: int, attempt: int, prompt: Prompt) -> str:
        self.calls += 1
        return ""

    async def finish(self, call_id: str, reply: Reply) -> None:
        return None

    async def fail(self, call_id: str, error: str) -> None:
        return None


@dataclass(frozen=True)
class Timed:
    """One run: its seconds, and how often it asked the model."""

    seconds: float
    calls: int


class _Bare:
    """The graph's runner without an engine: no queue, no rows, no events."""

    def __init__(self) -> None:
        self.journal = _NoJournal()

    async def run_agent(self, agent: AgentName, state: State) -> dict[str, Any]:
        raw = await llm.connect(config(), agent, _no_demo)
        work = Work(
            document=state["document"],
            brief=state["brief"],
            llm=JournaledModel(raw, self.journal, _silent),
            analyse=measuring.measure,
            emit=_silent,
            draft_scores=state["draft_scores"],
            limits=Limits(),
        )
        result = await execute(agent, work)
        update: dict[str, Any] = {"document": result.document}
        if agent is AgentName.WRITER:
            update["draft_scores"] = result.report.scores
        return update

    propose = run_agent

    async def merge(self, _agents: Sequence[AgentName], _state: State) -> dict[str, Any]:
        raise AssertionError("the agents of the default template work one after the other")


async def _silent(_signal: object) -> None:
    return None


async def bare_run(brief: Brief) -> Timed:
    """The same agents on bare LangGraph."""
    runner = _Bare()
    graph = content_generation_workflow(DEFAULT, runner)
    start = time.perf_counter()
    await graph.ainvoke(opening("", Document(), brief))
    return Timed(time.perf_counter() - start, runner.journal.calls)


async def _no_demo() -> llm.Endpoint:
    raise AssertionError("the bench uses the scripted model")


async def durable_run(person: Person) -> Timed:
    """From the moment a person sends a brief to the end of its run."""
    start = time.perf_counter()
    created = await campaigns.create(person, campaigns.validate(BRIEF))
    engine.wake()
    with live.subscribe(created.id) as heard:
        run = await _ended(str(created.run_id), heard)
    seconds = time.perf_counter() - start
    assert run.status is RunStatus.COMPLETED, run.error
    calls = select(func.count()).select_from(ModelCall).where(col(ModelCall.run_id) == run.id)
    async with db.reading() as session:
        return Timed(seconds, (await session.exec(calls)).one())


async def _ended(run_id: str, heard: live.Subscription) -> Run:
    while True:
        await heard.wait(1)
        if any(message["type"] == EventType.RUN_STATUS for message in heard.take()):
            async with db.reading() as session:
                run = await session.get_one(Run, run_id)
            if run.ended_at:
                return run


async def overhead(latency: float, repeats: int = REPEATS) -> dict[str, Any]:
    """The ratio of durable to bare, medians of runs in turns; the first of each warms up."""
    bare, durable = [], []
    with scripted(latency=latency, rough=True) as model:
        async with installation(model) as person:
            brief = await _brief(person)
            for _ in range(1 + repeats):
                bare.append(await bare_run(brief))
                durable.append(await durable_run(person))
    assert len({one.calls for one in bare + durable}) == 1, "the two sides did not do the same"
    seconds = [statistics.median(one.seconds for one in side[1:]) for side in (bare, durable)]
    return {
        "latency_s": latency,
        "calls": bare[0].calls,
        "pairs": repeats,
        "bare_s": round(seconds[0], 3),
        "durable_s": round(seconds[1], 3),
        "ratio": round(seconds[1] / seconds[0], 3),
    }


async def _brief(person: Person) -> Brief:
    draft = await campaigns.save_draft(person, campaigns.validate(BRIEF))
    async with db.reading() as session:
        return await campaigns.brief_of(session, draft.id)
