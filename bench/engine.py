"""What durability costs, and what faults do: runs against a scripted model, in this process.

Overhead is a ratio: the whole engine (queue, journal, events, versions, DBOS) against the same
graph and agents on bare LangGraph, in one process, one after the other.
"""

import asyncio
import json
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlmodel import func, select

from contentflow import accounts, campaigns, db, engine
from contentflow.agents import llm
from contentflow.agents.base import Limits, Work
from contentflow.agents.model import Prompt, Reply
from contentflow.agents.workflow import State, content_generation_workflow, execute
from contentflow.brief import Brief
from contentflow.config import config
from contentflow.document import Document
from contentflow.engine import measuring, queue, runs
from contentflow.lock import single_process
from contentflow.migrate import migrate
from contentflow.models import Run
from contentflow.names import AGENT_ORDER, AgentName, RunStatus
from tests.model_server import ModelServer

BRIEF = {
    "topic": "How to choose a standing desk for a small home office",
    "keyphrase": "standing desk",
    "tone": "plain",
    "target_words": 400,
}
REPEATS = 5


@asynccontextmanager
async def installation(model_url: str, model_key: str) -> AsyncIterator[accounts.Person]:
    """A fresh embedded installation with the engine running."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "CONTENTFLOW_DATA_DIR": folder,
            "OPENAI_BASE_URL": model_url,
            "OPENAI_API_KEY": model_key,
            "CONTENTFLOW_MODEL": "scripted",
        }
        config.cache_clear()
        await asyncio.to_thread(migrate)
        await db.open_database(config().database)
        with single_process(Path(folder)):
            token = await accounts.create_first(
                "Bench", "bench@example.com", "a long enough password", "Bench"
            )
            async with engine.running():
                yield await accounts.by_session(token)
        await db.close_database()


class _NoJournal:
    """The bare graph's journal: remembers nothing."""

    async def recall(self, index: int, digest: str) -> Reply | None:
        return None

    async def begin(self, index: int, attempt: int, prompt: Prompt) -> str:
        return ""

    async def finish(self, call_id: str, reply: Reply) -> None:
        return None

    async def fail(self, call_id: str, error: str) -> None:
        return None


async def bare_run(brief: Brief) -> float:
    """Seconds of the same agents on bare LangGraph: no queue, no journal, no rows, no events."""

    async def silent(_signal: object) -> None:
        return None

    async def run_agent(agent: AgentName, state: State) -> dict[str, Any]:
        raw = await llm.connect(config(), agent, _no_demo)
        result = await execute(
            agent,
            Work(
                document=state["document"],
                brief=state["brief"],
                llm=llm.JournaledModel(raw, _NoJournal(), silent),
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
    return time.perf_counter() - start


async def _no_demo() -> llm.Endpoint:
    raise AssertionError("the bench uses the scripted model")


async def durable_run(person: accounts.Person) -> float:
    """Seconds from the commit of a campaign to the end of its run."""
    start = time.perf_counter()
    created = await campaigns.create(person, campaigns.validate(BRIEF))
    engine.wake()
    await _until_ended([str(created.run_id)])
    return time.perf_counter() - start


async def _until_ended(run_ids: Sequence[str]) -> None:
    while True:
        async with db.reading() as session:
            ended = select(func.count()).select_from(Run).where(Run.ended_at.is_not(None))  # type: ignore[union-attr]
            if (await session.exec(ended)).one() >= len(run_ids):
                return
        await asyncio.sleep(0.02)


async def overhead(latency: float) -> dict[str, float]:
    """The ratio of durable to bare, medians of alternating runs."""
    with ModelServer(latency=latency) as model:
        bare, durable = [], []
        for _ in range(REPEATS):
            async with installation(model.url, model.key) as person:
                brief = await _brief(person)
                bare.append(await bare_run(brief))
                durable.append(await durable_run(person))
    ratio = statistics.median(durable) / statistics.median(bare)
    return {
        "latency_s": latency,
        "bare_s": round(statistics.median(bare), 3),
        "durable_s": round(statistics.median(durable), 3),
        "ratio": round(ratio, 3),
    }


async def _brief(person: accounts.Person) -> Brief:
    draft = await campaigns.save_draft(person, campaigns.validate(BRIEF))
    async with db.reading() as session:
        return await campaigns.brief_of(session, draft.id)


async def faults(count: int, rate: float) -> dict[str, Any]:
    """How many of `count` runs complete when a share of all calls fails transiently."""
    queue.slots = lambda: 16  # type: ignore[assignment]
    with ModelServer(fault_rate=rate, seed=7) as model:
        async with installation(model.url, model.key) as person:
            start = time.perf_counter()
            made = [await campaigns.create(person, campaigns.validate(BRIEF)) for _ in range(count)]
            engine.wake()
            await _until_ended([str(one.run_id) for one in made])
            seconds = time.perf_counter() - start
            async with db.reading() as session:
                rows = (
                    await session.exec(select(Run.status, func.count()).group_by(Run.status))
                ).all()
            stuck = await runs.waiting() + len(await runs.working())
    ended = {status.value: number for status, number in rows}
    return {
        "runs": count,
        "fault_rate": rate,
        "ended": ended,
        "completed_share": ended.get(RunStatus.COMPLETED.value, 0) / count,
        "stuck": stuck,
        "seconds": round(seconds, 1),
    }


async def main() -> None:
    """Print one JSON line a figure."""
    for latency in (0.2, 0.0):
        print(json.dumps({"engine_overhead": await overhead(latency)}), flush=True)
    print(json.dumps({"faults": await faults(200, 0.2)}), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
