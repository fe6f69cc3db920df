"""The journal: a model call is a row before its reply is used; no reply is paid for twice."""

import asyncio
from dataclasses import dataclass

from sqlalchemy import ColumnElement, update
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from contentflow import db
from contentflow.agents.llm import price
from contentflow.agents.model import Prompt, Reply
from contentflow.models import AgentPerformance, ModelCall, now
from contentflow.names import AgentName


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
    """The calls of one execution, in model_calls. Implements `agents.model.Journal`."""

    def __init__(self, work: Work, execution_id: str, model: str, endpoint: str) -> None:
        self._work = work
        self._execution_id = execution_id
        self._model = model
        self._endpoint = endpoint
        self._begun: dict[str, asyncio.Task[None]] = {}

    async def recall(self, index: int, digest: str) -> Reply | None:
        """The recorded reply of this call, whichever execution paid for it."""
        query = calls_of(self._work).where(
            ModelCall.call_index == index,
            ModelCall.prompt_hash == digest,
            col(ModelCall.reply).is_not(None),
        )
        async with db.reading() as session:
            row = (await session.exec(query)).first()
        if row is None or row.reply is None:
            return None
        return Reply(row.reply, row.model, row.input_tokens, row.output_tokens)

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
        self._begun[row.id] = asyncio.create_task(self._insert(row))
        return row.id

    async def _insert(self, row: ModelCall) -> None:
        async with db.transaction() as session:
            session.add(row)
            await session.exec(
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
        await self._begun.pop(call_id)
        async with db.transaction() as session:
            row = update(ModelCall).where(col(ModelCall.id) == call_id)
            await session.exec(row.values(ended_at=now(), **values))


def calls_of(work: Work) -> SelectOfScalar[ModelCall]:
    """The query of all calls of one piece of work."""
    return select(ModelCall).where(*of_work(work))


def of_work(work: Work) -> tuple[ColumnElement[bool], ...]:
    """The conditions that pick one piece of work's calls."""
    return (
        col(ModelCall.run_id) == work.run_id,
        col(ModelCall.agent_type) == work.agent,
        col(ModelCall.round) == work.round,
    )


@dataclass(frozen=True)
class Spent:
    """What calls cost. `cost_usd` is None when an answered call could not be priced."""

    input_tokens: int
    output_tokens: int
    cost_usd: float | None


async def spent(session: AsyncSession, *which: ColumnElement[bool]) -> Spent:
    """The sum over the answered calls that meet the conditions."""
    totals = select(
        func.coalesce(func.sum(ModelCall.input_tokens), 0),
        func.coalesce(func.sum(ModelCall.output_tokens), 0),
        func.coalesce(func.sum(ModelCall.cost_usd), 0.0),
        func.count() - func.count(col(ModelCall.cost_usd)),
    ).where(col(ModelCall.reply).is_not(None), *which)
    tokens_in, tokens_out, cost, unpriced = (await session.exec(totals)).one()
    return Spent(tokens_in or 0, tokens_out or 0, None if unpriced else round(cost or 0.0, 6))


async def run_cost(session: AsyncSession, run_id: str) -> float | None:
    """What a run has cost so far, USD; None when an answered call could not be priced."""
    return (await spent(session, col(ModelCall.run_id) == run_id)).cost_usd
