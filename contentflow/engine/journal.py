"""The journal: a model call is a row before its reply is used; no reply is paid for twice."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import db
from contentflow.agents.model import Prompt, Reply
from contentflow.agents.prices import price
from contentflow.config import config
from contentflow.errors import RunSuperseded
from contentflow.models import AgentPerformance, ModelCall, Run, now
from contentflow.names import AgentName

Recorded = dict[tuple[int | None, str], Reply]  # without a number: of an earlier round
ASKING_SECONDS = 0.02  # for the request to leave before its row takes up the loop


@dataclass(frozen=True)
class Work:
    """Which piece of work calls belong to; the same after a crash.

    `segment` is the one at work on it, 0 where nobody else can be.
    """

    run_id: str
    campaign_id: str
    agent: AgentName
    round: int = 0
    segment: int = 0

    @property
    def piece(self) -> tuple[str, AgentName, int]:
        """What tells its calls from all others."""
        return self.run_id, self.agent, self.round

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
        return self._recorded.get((index, digest)) or self._recorded.get((None, digest))

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
            await fence(session, self._work)
            connection = await session.connection()
            await connection.execute(_ASKED, row.model_dump())
            counted = {"execution": self._execution_id, "again": int(row.attempt > 1)}
            await connection.execute(_COUNTED, counted)

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
        row = {"call": call_id, "ended_at": now(), **values}
        async with db.transaction() as session:
            connection = await session.connection()
            if _is_fenced(self._work):
                held = {"held": self._work.run_id, "segment": self._work.segment}
                if not (await connection.execute(_ENDED_FENCED, row | held)).rowcount:
                    raise RunSuperseded
            else:
                await connection.execute(_ENDED, row)


# Made once: to put a statement together takes ten times as long as to execute it.
_ASKED = insert(ModelCall)
_COUNTED = (
    update(AgentPerformance)
    .where(col(AgentPerformance.id) == bindparam("execution"))
    .values(
        model_calls=col(AgentPerformance.model_calls) + 1,
        retries=col(AgentPerformance.retries) + bindparam("again"),
    )
)
# Not shared: two that share it and then both change the run would wait for each other.
_HELD = (
    select(col(Run.segment)).where(col(Run.id) == bindparam("held")).with_for_update(key_share=True)
)
_ENDED = update(ModelCall).where(col(ModelCall.id) == bindparam("call"))
_ENDED_FENCED = _ENDED.where(_HELD.where(col(Run.segment) == bindparam("segment")).exists())


async def fence(session: AsyncSession, work: Work) -> None:
    """Refuse to write for a run that others have taken over. Where there are no others, do nothing.

    Raises:
        RunSuperseded: the run is in a later segment; its row is held until the commit otherwise.
    """
    if not _is_fenced(work):
        return
    connection = await session.connection()
    found = await connection.execute(_HELD, {"held": work.run_id})
    if found.scalar_one() != work.segment:
        raise RunSuperseded


def _is_fenced(work: Work) -> bool:
    return bool(work.segment and config().is_distributed)


async def recorded(work: Work) -> Recorded:
    """Every reply this piece of work has been given, by the call's index and prompt.

    Those of earlier rounds serve for the same prompt, whatever its index is now.
    """
    answered = select(*(getattr(ModelCall, name) for name in _COLUMNS)).where(
        col(ModelCall.run_id) == work.run_id,
        col(ModelCall.agent_type) == work.agent,
        col(ModelCall.round) <= work.round,
        col(ModelCall.reply).is_not(None),
    )
    async with db.reading() as session:
        found = await (await session.connection()).execute(answered)
    return {
        (index if round_ == work.round else None, digest): Reply(*reply)
        for round_, index, digest, *reply in found
    }


_COLUMNS = (
    *("round", "call_index", "prompt_hash"),
    *("reply", "model", "input_tokens", "output_tokens"),
)
