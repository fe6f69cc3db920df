"""The journal: a model call is a row before its reply is used; no reply is paid for twice."""

import asyncio
import operator
from contextlib import suppress
from dataclasses import dataclass
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, func
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import db
from contentflow.agents.model import Prompt, Reply
from contentflow.agents.prices import price
from contentflow.models import AgentPerformance, ModelCall, now
from contentflow.names import AgentName

Recorded = dict[tuple[int, str], Reply]
ASKING_SECONDS = 0.02  # for the request to leave before its row takes up the loop


@dataclass(frozen=True)
class Work:
    """Which piece of work calls belong to; the same after a crash."""

    run_id: str
    campaign_id: str
    agent: AgentName
    round: int = 0

    @property
    def key(self) -> str:
        """Prefix of the keys of this work's events."""
        return f"{self.agent.value}:{self.round}"


class DatabaseJournal:
    """The calls of one execution, in model_calls. Implements `agents.model.Journal`.

    `recorded` are the replies that earlier executions of the same work paid for (see `recorded`).
    """

    def __init__(
        self, work: Work, execution: AgentPerformance, endpoint: str, recorded: Recorded
    ) -> None:
        self._work = work
        self._execution_id = execution.id
        self._model = execution.model
        self._endpoint = endpoint
        self._recorded = recorded
        self._begun: dict[str, asyncio.Task[None]] = {}
        self._ended: dict[str, asyncio.Event] = {}

    async def recall(self, index: int, digest: str) -> Reply | None:
        """The recorded reply of this call, whichever execution paid for it."""
        return self._recorded.get((index, digest))

    async def begin(self, index: int, attempt: int, prompt: Prompt) -> str:
        """Record that an attempt starts; the model is asked while the row is written."""
        row = ModelCall(
            execution_id=self._execution_id,
            run_id=self._work.run_id,
            agent_type=self._work.agent,
            round=self._work.round,
            call_index=index,
            attempt=attempt,
            purpose=prompt.purpose,
            prompt_hash=prompt.digest(),
            model=self._model,
        )
        self._ended[row.id] = asyncio.Event()
        self._begun[row.id] = asyncio.create_task(self._insert(row, self._ended[row.id]))
        return row.id

    async def _insert(self, row: ModelCall, ended: asyncio.Event) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(ASKING_SECONDS):
                await ended.wait()
        async with db.transaction() as session:
            connection = await session.connection()
            await connection.execute(insert(ModelCall), row.model_dump())
            await connection.execute(
                update(AgentPerformance)
                .where(col(AgentPerformance.id) == self._execution_id)
                .values(
                    model_calls=col(AgentPerformance.model_calls) + 1,
                    retries=col(AgentPerformance.retries) + int(row.attempt > 1),
                )
            )

    async def finish(self, call_id: str, reply: Reply) -> None:
        """Record the reply with its tokens and cost."""
        cost = price(self._model, self._endpoint, reply.input_tokens, reply.output_tokens)
        await self._end(
            call_id,
            reply=reply.text,
            model=reply.model or self._model,
            input_tokens=reply.input_tokens,
            output_tokens=reply.output_tokens,
            cost_usd=cost,
        )

    async def fail(self, call_id: str, error: str) -> None:
        """Record why the attempt gave nothing."""
        await self._end(call_id, error=error)

    async def _end(self, call_id: str, **values: str | float | None) -> None:
        self._ended.pop(call_id).set()
        await self._begun.pop(call_id)
        row = update(ModelCall).where(col(ModelCall.id) == call_id)
        async with db.transaction() as session:
            connection = await session.connection()
            await connection.execute(row.values(ended_at=now(), **values))


async def recorded(work: Work) -> Recorded:
    """Every reply this piece of work has been given, by the call's index and prompt."""
    answered = (*of_work(work), col(ModelCall.reply).is_not(None))
    columns = "call_index", "prompt_hash", "reply", "model", "input_tokens", "output_tokens"
    query = select(*(getattr(ModelCall, name) for name in columns)).where(*answered)
    async with db.reading() as session:
        found = await (await session.connection()).execute(query)
    return {(index, digest): Reply(*reply) for index, digest, *reply in found}


def of_work(work: Work) -> tuple[ColumnElement[bool], ...]:
    """The conditions that pick one piece of work's calls."""
    return (
        col(ModelCall.run_id) == work.run_id,
        col(ModelCall.agent_type) == work.agent,
        col(ModelCall.round) == work.round,
    )


@dataclass(frozen=True)
class Spent:
    """What calls cost. `unpriced` counts the answered ones without a known price."""

    input_tokens: int = 0
    output_tokens: int = 0
    priced_usd: float = 0.0
    unpriced: int = 0

    @property
    def cost_usd(self) -> float | None:
        """USD, or None when an answered call could not be priced."""
        return None if self.unpriced else round(self.priced_usd, 6)

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.priced_usd + other.priced_usd,
            self.unpriced + other.unpriced,
        )


@dataclass(frozen=True)
class Costs:
    """What one piece of work has cost, and its whole run."""

    work: Spent
    run_usd: float | None


async def spending(connection: AsyncConnection, work: Work) -> Costs:
    """The sums over the answered calls, of the work and of its run."""
    agents = (col(ModelCall.agent_type), col(ModelCall.round))
    query = select(*agents, *_SUMS).where(*_answered(work.run_id)).group_by(*agents)
    found = await connection.execute(query)
    sums = {(agent, round_): Spent(*rest) for agent, round_, *rest in found}
    return Costs(
        work=sums.get((work.agent, work.round), Spent()),
        run_usd=reduce(operator.add, sums.values(), Spent()).cost_usd,
    )


async def run_cost(session: AsyncSession, run_id: str) -> float | None:
    """What a run has cost so far, USD; None when an answered call could not be priced."""
    connection = await session.connection()
    found = await connection.execute(select(*_SUMS).where(*_answered(run_id)))
    return Spent(*found.one()).cost_usd


def _answered(run_id: str) -> tuple[ColumnElement[bool], ...]:
    return col(ModelCall.run_id) == run_id, col(ModelCall.reply).is_not(None)


_SUMS: tuple[ColumnElement[Any], ...] = (
    func.coalesce(func.sum(ModelCall.input_tokens), 0),
    func.coalesce(func.sum(ModelCall.output_tokens), 0),
    func.coalesce(func.sum(ModelCall.cost_usd), 0.0),
    func.count() - func.count(col(ModelCall.cost_usd)),
)
