"""What durability costs: a run against a scripted model, in this process, beside bare LangGraph.

Overhead is a ratio: the whole engine (queue, journal, events, versions, DBOS) against the same
graph, agents and measuring on bare LangGraph, in one process, in turns, both warm.
"""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import col, func, select

from bench.model import Scripted, scripted
from contentflow import accounts, campaigns, db, engine, live
from contentflow.agents import llm
from contentflow.agents.base import Limits, Work
from contentflow.agents.model import Prompt, Reply
from contentflow.agents.workflow import State, content_generation_workflow, execute
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
async def installation(model: Scripted) -> AsyncIterator[Person]:
    """A fresh embedded installation with the engine running, and a person in it."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "CONTENTFLOW_DATA_DIR": folder,
            "OPENAI_BASE_URL": model.url,
            "OPENAI_API_KEY": model.key,
            "CONTENTFLOW_MODEL": "scripted",
        }
        config.cache_clear()
        await asyncio.to_thread(migrate)
        await db.open_database(config().database)
        with single_process(Path(folder)):
            person, _ = await accounts.create_user(
                "bench@example.com", Role.EDITOR, "a long enough password"
            )
            async with engine.running():
                yield person
        await db.close_database()


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


async def bare_run(brief: Brief) -> Timed:
    """The same agents on bare LangGraph: no queue, no journal, no rows, no events."""
    journal = _NoJournal()

    async def silent(_signal: object) -> None:
        return None

    async def run_agent(agent: AgentName, state: State) -> dict[str, Any]:
        raw = await llm.connect(config(), agent, _no_demo)
        result = await execute(
            agent,
            Work(
                document=state["document"],
                brief=state["brief"],
                llm=llm.JournaledModel(raw, journal, silent),
                analyse=measuring.measure,
                emit=silent,
                draft_scores=state["draft_scores"],
                limits=Limits(),
            ),
        )
        update: dict[str, Any] = {"document": result.document}
        if agent is AgentName.WRITER:
            update["draft_scores"] = result.report.scores
        return update

    graph = content_generation_workflow(AGENT_ORDER, run_agent)
    start = time.perf_counter()
    await graph.ainvoke(
        {"run_id": "", "document": Document(), "brief": brief, "draft_scores": {}, "failed": []}
    )
    return Timed(time.perf_counter() - start, journal.calls)


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


async def overhead(latency: float) -> dict[str, Any]:
    """The ratio of durable to bare, medians of runs in turns; the first of each warms up."""
    bare, durable = [], []
    with scripted(latency=latency, rough=True) as model:
        async with installation(model) as person:
            brief = await _brief(person)
            for _ in range(1 + REPEATS):
                bare.append(await bare_run(brief))
                durable.append(await durable_run(person))
    assert len({one.calls for one in bare + durable}) == 1, "the two sides did not do the same"
    seconds = [statistics.median(one.seconds for one in side[1:]) for side in (bare, durable)]
    return {
        "latency_s": latency,
        "calls": bare[0].calls,
        "pairs": REPEATS,
        "bare_s": round(seconds[0], 3),
        "durable_s": round(seconds[1], 3),
        "ratio": round(seconds[1] / seconds[0], 3),
    }


async def _brief(person: Person) -> Brief:
    draft = await campaigns.save_draft(person, campaigns.validate(BRIEF))
    async with db.reading() as session:
        return await campaigns.brief_of(session, draft.id)
