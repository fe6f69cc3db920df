"""Runs as rows, told second by second: what a timeline is read from, without an engine."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlmodel import col, func, select, update

from contentflow import accounts, campaigns, db
from contentflow.briefs import NewCampaign
from contentflow.config import config
from contentflow.migrate import migrate
from contentflow.models import AgentPerformance, Campaign, ModelCall, Run, RunEvent
from contentflow.names import RUN_ENDED, AgentName, AgentStatus, EventType, Role, RunStatus
from contentflow.person import Person
from contentflow.view import CAMPAIGN_STATUS

T = TypeVar("T")
START = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
FIVE = [["writer"], ["seo"], ["brand"], ["quality"], ["geo"]]


def at(seconds: float) -> datetime:
    """So many seconds after the first run was asked for."""
    return START + timedelta(seconds=seconds)


@dataclass
class Story:
    """One run whose rows are written by hand; times are seconds after START."""

    campaign_id: str
    run_id: str

    async def status(self, status: RunStatus, second: float, by: str = "") -> None:
        """The run's status changes."""
        data: dict[str, Any] = {"status": status.value}
        data |= {"by": {"user_id": "u", "name": by}} if by else {}
        changes: dict[str, Any] = {"status": status}
        if status is RunStatus.RUNNING:
            changes["started_at"] = func.coalesce(col(Run.started_at), at(second))
        if status in RUN_ENDED:
            changes["ended_at"] = at(second)
        async with db.transaction() as session:
            await session.exec(update(Run).where(col(Run.id) == self.run_id).values(**changes))
            campaign = await session.get_one(Campaign, self.campaign_id)
            campaign.status = CAMPAIGN_STATUS[status]
            session.add(campaign)
        await self.event(EventType.RUN_STATUS, second, data)

    async def event(
        self, kind: EventType, second: float, data: dict[str, Any], agent: AgentName | None = None
    ) -> None:
        """Something is reported."""
        async with db.transaction() as session:
            campaign = await session.get_one(Campaign, self.campaign_id)
            campaign.seq += 1
            row = RunEvent(
                campaign_id=self.campaign_id,
                seq=campaign.seq,
                run_id=self.run_id,
                type=kind,
                agent_type=agent,
                data=data,
                at=at(second),
            )
            session.add_all([campaign, row])

    async def execution(
        self, agent: AgentName, start: float, end: float | None, **values: Any
    ) -> str:
        """An agent works from one second to another, or still does; its id."""
        done = AgentStatus.COMPLETED if end is not None else AgentStatus.RUNNING
        status = values.pop("status", done)
        took = None if end is None or values.pop("lost", False) else round((end - start) * 1000)
        row = AgentPerformance(
            run_id=self.run_id,
            campaign_id=self.campaign_id,
            agent_type=agent,
            status=status,
            started_at=at(start),
            ended_at=None if end is None else at(end),
            duration_ms=took,
            **{"model": "scripted", **values},
        )
        async with db.transaction() as session:
            session.add(row)
        return row.id

    async def calls(self, execution_id: str, *calls: tuple[float, float | None, str]) -> None:
        """Model calls from one second to another; with an error it failed, and is tried again."""
        async with db.transaction() as session:
            execution = await session.get_one(AgentPerformance, execution_id)
            number, attempt = 0, 1
            for start, end, error in calls:
                answered = end is not None and not error
                session.add(_call(execution, number, attempt, (start, end, error)))
                number, attempt = (number + 1, 1) if answered else (number, attempt + 1)


def _call(
    execution: AgentPerformance, number: int, attempt: int, told: tuple[float, float | None, str]
) -> ModelCall:
    start, end, error = told
    answered = end is not None and not error
    return ModelCall(
        execution_id=execution.id,
        run_id=execution.run_id,
        agent_type=execution.agent_type,
        round=execution.round,
        call_index=number,
        attempt=attempt,
        purpose=f"section {number + 1}",
        prompt_hash="x",
        model="scripted",
        reply="words" if answered else None,
        input_tokens=100 if answered else None,
        output_tokens=20 if answered else None,
        cost_usd=0.001 if answered else None,
        started_at=at(start),
        ended_at=None if end is None else at(end),
        error=error,
    )


async def begin(
    person: Person, topic: str = "Standing desks", steps: list[list[str]] | None = None
) -> Story:
    """A campaign with a run that waits since second 0."""
    made = await campaigns.create(person, NewCampaign(topic=topic, target_words=800))
    assert made.run_id
    story = Story(made.id, made.run_id)
    await _set_begin(story, 0, steps or FIVE)
    return story


async def again(story: Story, person: Person, second: float, steps: list[list[str]]) -> Story:
    """Another run of the same campaign, which waits since a second."""
    run = Run(campaign_id=story.campaign_id, user_id=person.id, steps=steps)
    async with db.transaction() as session:
        session.add(run)
    later = Story(story.campaign_id, run.id)
    await later.status(RunStatus.QUEUED, second)
    await _set_begin(later, second, steps)
    return later


async def _set_begin(story: Story, second: float, steps: list[list[str]]) -> None:
    moment = at(second)
    async with db.transaction() as session:
        run = await session.get_one(Run, story.run_id)
        run.created_at = run.queued_at = moment
        run.steps = steps
        session.add(run)
        told = select(RunEvent).where(RunEvent.run_id == story.run_id)
        for event in (await session.exec(told)).all():
            event.at = moment
            session.add(event)


async def busy(person: Person, calls: int = 500) -> Story:
    """A run whose Writer made so many model calls, some of which failed at first."""
    story = await begin(person, "An article with many model calls", [["writer"], ["seo"]])
    await story.status(RunStatus.RUNNING, 1)
    writer = await story.execution(AgentName.WRITER, 1, 1 + calls)
    failing = ("No answer" if number % 11 == 3 else "" for number in range(calls))
    made = [(1.0 + number, 1.9 + number, error) for number, error in enumerate(failing)]
    await story.calls(writer, *made)
    await story.execution(AgentName.SEO, 1 + calls, 5 + calls)
    await story.status(RunStatus.COMPLETED, 5 + calls)
    return story


def told_in(folder: Path, account: tuple[str, str], tell: Callable[[Person], Awaitable[T]]) -> T:
    """What `tell` makes of an admin with this email and password, in a new data folder."""

    async def fill() -> T:
        await db.open_database(config().database)
        try:
            return await tell((await accounts.create_user(account[0], Role.ADMIN, account[1]))[0])
        finally:
            await db.close_database()

    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CONTENTFLOW_DATA_DIR", str(folder))
        config.cache_clear()
        try:
            migrate()
            with ThreadPoolExecutor(1) as pool:  # a browser's loop may run in this thread
                return pool.submit(asyncio.run, fill()).result()
        finally:
            config.cache_clear()
