"""The journal: a model call is a row before its reply is used; no reply is paid for twice."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select
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
        """Record that an attempt starts."""
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
        async with db.transaction() as session:
            session.add(row)
            await self._count(session, retry=attempt > 1)
        return row.id

    async def _count(self, session: AsyncSession, *, retry: bool) -> None:
        execution = await session.get_one(AgentPerformance, self._execution_id)
        execution.model_calls += 1
        execution.retries += int(retry)
        session.add(execution)

    async def finish(self, call_id: str, reply: Reply) -> None:
        """Record the reply with its tokens and cost."""
        async with db.transaction() as session:
            row = await session.get_one(ModelCall, call_id)
            row.reply = reply.text
            row.model = reply.model or row.model
            row.input_tokens, row.output_tokens = reply.input_tokens, reply.output_tokens
            row.cost_usd = price(
                self._model, self._endpoint, reply.input_tokens, reply.output_tokens
            )
            row.ended_at = now()
            session.add(row)

    async def fail(self, call_id: str, error: str) -> None:
        """Record why the attempt gave nothing."""
        async with db.transaction() as session:
            row = await session.get_one(ModelCall, call_id)
            row.error, row.ended_at = error, now()
            session.add(row)


def calls_of(work: Work) -> SelectOfScalar[ModelCall]:
    """The query of all calls of one piece of work."""
    return select(ModelCall).where(
        ModelCall.run_id == work.run_id,
        ModelCall.agent_type == work.agent,
        ModelCall.round == work.round,
    )


@dataclass(frozen=True)
class Spent:
    """What calls cost. `cost_usd` is None when an answered call could not be priced."""

    input_tokens: int
    output_tokens: int
    cost_usd: float | None


def spent(calls: Sequence[ModelCall]) -> Spent:
    """The sum over answered calls."""
    answered = [call for call in calls if call.reply is not None]
    costs = [call.cost_usd for call in answered]
    known = [cost for cost in costs if cost is not None]
    return Spent(
        sum(call.input_tokens or 0 for call in answered),
        sum(call.output_tokens or 0 for call in answered),
        round(sum(known), 6) if len(known) == len(costs) else None,
    )
