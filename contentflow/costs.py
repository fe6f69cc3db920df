"""What model calls have cost, summed over the journal's rows."""

import operator
from dataclasses import dataclass
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, func
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow.models import ModelCall
from contentflow.names import AgentName


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
    """What one agent's round has cost, and its whole run."""

    work: Spent
    run_usd: float | None


async def spending(
    connection: AsyncConnection, run_id: str, agent: AgentName, round_: int
) -> Costs:
    """The sums over the answered calls, of one agent's round and of its run."""
    found = await connection.execute(_BY_WORK, {"run": run_id})
    sums = {(name, number): Spent(*rest) for name, number, *rest in found}
    return Costs(
        work=sums.get((agent, round_), Spent()),
        run_usd=reduce(operator.add, sums.values(), Spent()).cost_usd,
    )


async def run_cost(session: AsyncSession, run_id: str) -> float | None:
    """What a run has cost so far, USD; None when an answered call could not be priced."""
    connection = await session.connection()
    found = await connection.execute(_IN_ALL, {"run": run_id})
    return Spent(*found.one()).cost_usd


_SUMS: tuple[ColumnElement[Any], ...] = (
    func.coalesce(func.sum(ModelCall.input_tokens), 0),
    func.coalesce(func.sum(ModelCall.output_tokens), 0),
    func.coalesce(func.sum(ModelCall.cost_usd), 0.0),
    func.count() - func.count(col(ModelCall.cost_usd)),
)
_ANSWERED = (col(ModelCall.run_id) == bindparam("run"), col(ModelCall.reply).is_not(None))
_WORK = (col(ModelCall.agent_type), col(ModelCall.round))
# Made once: to put a query together takes ten times as long as to execute it.
_IN_ALL = select(*_SUMS).where(*_ANSWERED)
_BY_WORK = select(*_WORK, *_SUMS).where(*_ANSWERED).group_by(*_WORK)
