"""What an agent did in every run of a campaign: kept for ever, and compared with one another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from contentflow import access, db
from contentflow.errors import Invalid, NotFound
from contentflow.listing import execution_view
from contentflow.models import AgentPerformance, AgentResult, Run
from contentflow.names import AgentName, AgentStatus, Rating, ScoreName
from contentflow.person import Person
from contentflow.view import AgentView

MOST = 100  # executions listed


@dataclass(frozen=True)
class Execution:
    """One execution of an agent; `run` counts the campaign's runs from 1, `scores` are all four."""

    id: str
    run: int
    scores: Mapping[str, int | None]
    view: AgentView


@dataclass(frozen=True)
class ChangedCheck:
    """A check that says something else in the second result; None where it was not measured."""

    id: str
    label: str
    group: str
    before: tuple[Rating, str] | None
    after: tuple[Rating, str] | None


@dataclass(frozen=True)
class Comparison:
    """Two results of one campaign, the earlier one first."""

    first: Execution
    second: Execution
    scores: dict[ScoreName, tuple[int | None, int | None]]
    checks: list[ChangedCheck]


async def listing(person: Person, campaign_id: str, agent: AgentName) -> list[Execution]:
    """Every execution of an agent that came to an end, the latest first.

    Raises:
        NotFound: there is no such campaign for this person.
    """
    async with db.reading() as session:
        await access.seen(session, person, campaign_id)
        numbers = await _run_numbers(session, campaign_id)
        query = _executions(campaign_id).where(AgentPerformance.agent_type == agent)
        latest = query.order_by(col(AgentPerformance.started_at).desc()).limit(MOST)
        rows = (await session.exec(latest)).all()
    return [_execution(row, scores, numbers) for row, scores in rows]


async def compare(person: Person, campaign_id: str, first_id: str, second_id: str) -> Comparison:
    """Two results side by side: the scores, and the checks that changed.

    Raises:
        NotFound: there is no such campaign for this person, or no such result of it.
        Invalid: it is twice the same result.
    """
    if first_id == second_id:
        raise Invalid({"results": "Choose two different results."})
    async with db.reading() as session:
        await access.seen(session, person, campaign_id)
        numbers = await _run_numbers(session, campaign_id)
        pair = [_require(first_id), _require(second_id)]
        query = _executions(campaign_id).where(col(AgentPerformance.id).in_(pair))
        in_order = query.order_by(col(AgentPerformance.started_at), col(AgentPerformance.id))
        rows = (await session.exec(in_order)).all()
        found = [_execution(row, scores, numbers) for row, scores in rows]
        if len(found) < len(pair):
            raise NotFound("There is no such result of this campaign.")
        checks = [await _checks(session, one.id) for one in found]
    first, second = found
    scores = {
        name: (first.scores.get(name.value), second.scores.get(name.value)) for name in ScoreName
    }
    return Comparison(first, second, scores, changed(*checks))


def changed(
    before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]
) -> list[ChangedCheck]:
    """The checks whose rating or value differs, in the order of the later result."""
    old, new = ({check["id"]: check for check in checks} for checks in (before, after))
    every = [*new.values(), *(check for check in old.values() if check["id"] not in new)]
    rows = [
        ChangedCheck(
            check["id"],
            check["label"],
            check["group"],
            _said(old.get(check["id"])),
            _said(new.get(check["id"])),
        )
        for check in every
    ]
    return [row for row in rows if row.before != row.after]


def _said(check: dict[str, Any] | None) -> tuple[Rating, str] | None:
    return (Rating(check["rating"]), str(check["shown"])) if check else None


def _require(execution_id: object) -> str:
    try:
        return access.require_id(execution_id if isinstance(execution_id, str) else "")
    except NotFound as error:
        raise NotFound("There is no such result of this campaign.") from error


def _executions(
    campaign_id: str,
) -> Select[AgentPerformance, Mapping[str, int | None]]:
    """The executions that ended, with their scores and without the checks, which are long."""
    ended = col(AgentPerformance.status).not_in((AgentStatus.RUNNING, AgentStatus.INTERRUPTED))
    its = (col(AgentResult.execution_id) == col(AgentPerformance.id)) & (
        col(AgentResult.campaign_id) == campaign_id
    )
    query = select(AgentPerformance, AgentResult.scores).join(AgentResult, its, isouter=True)
    return query.where(AgentPerformance.campaign_id == campaign_id, ended)


def _execution(
    row: AgentPerformance, scores: Mapping[str, int | None] | None, numbers: Mapping[str, int]
) -> Execution:
    return Execution(row.id, numbers[row.run_id], scores or {}, execution_view(row))


async def _run_numbers(session: AsyncSession, campaign_id: str) -> dict[str, int]:
    query = select(Run.id).where(Run.campaign_id == campaign_id).order_by(col(Run.id))
    return {run_id: at for at, run_id in enumerate((await session.exec(query)).all(), start=1)}


async def _checks(session: AsyncSession, execution_id: str) -> Sequence[dict[str, Any]]:
    query = select(AgentResult.checks).where(AgentResult.execution_id == execution_id)
    return (await session.exec(query)).first() or []
