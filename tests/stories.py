"""Campaigns with a past, made as rows: what an engine and people would have left."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from contentflow import campaigns, db
from contentflow import document as documents
from contentflow.briefs import validate
from contentflow.document import Block, Document
from contentflow.models import (
    AgentDecision,
    AgentPerformance,
    AgentResult,
    Campaign,
    ContentVersion,
    Run,
    now,
)
from contentflow.names import (
    AgentName,
    AgentStatus,
    CampaignStatus,
    Outcome,
    Review,
    RunStatus,
)
from contentflow.person import Person

TOPIC = "How to choose a standing desk"
TEXT = Document("Desks", "About desks.", "desks", (Block("b1", "paragraph", "Stand up."),), 1)


async def started(person: Person, **brief: Any) -> str:
    """A campaign whose run waits; its id."""
    return (await campaigns.create(person, validate({"topic": TOPIC} | brief))).id


async def finished(person: Person, *agents: AgentName, **brief: Any) -> str:
    """A campaign whose first run is completed, a version for each agent; its id."""
    campaign_id = await started(person, **brief)
    async with db.transaction() as session:
        run = (await session.exec(select(Run).where(Run.campaign_id == campaign_id))).one()
        run.status, run.started_at, run.ended_at = RunStatus.COMPLETED, run.created_at, now()
        campaign = await session.get_one(Campaign, campaign_id)
        campaign.status, campaign.progress = CampaignStatus.COMPLETED, 100
        session.add_all([run, campaign])
    for agent in agents or (AgentName.WRITER,):
        await worked(campaign_id, run.id, agent)
    return campaign_id


async def another_run(person: Person, campaign_id: str, *agents: AgentName) -> str:
    """One more completed run; its id."""
    async with db.transaction() as session:
        run = Run(
            campaign_id=campaign_id,
            user_id=person.id,
            status=RunStatus.COMPLETED,
            steps=[[agent.value] for agent in agents],
            started_at=now(),
            ended_at=now(),
        )
        session.add(run)
    for agent in agents:
        await worked(campaign_id, run.id, agent)
    return run.id


async def worked(campaign_id: str, run_id: str, agent: AgentName, **values: Any) -> str:
    """An agent's execution with its result and a version of its own; the execution's id.

    `scores` and `checks` are the result's, everything else is the execution's.
    """
    scores = values.pop("scores", {"seo": 60})
    checks = values.pop("checks", [])
    async with db.transaction() as session:
        campaign = await session.get_one(Campaign, campaign_id)
        campaign.version += 1
        done = AgentPerformance(
            run_id=run_id,
            campaign_id=campaign_id,
            agent_type=agent,
            **{
                "status": AgentStatus.COMPLETED,
                "ended_at": now(),
                "duration_ms": 2_000,
                "base_version": campaign.version - 1,
                "version": campaign.version,
                **values,
            },
        )
        session.add_all([campaign, done])
        await session.flush()
        session.add(
            AgentResult(
                execution_id=done.id,
                run_id=run_id,
                campaign_id=campaign_id,
                agent_type=agent,
                base_version=done.base_version,
                version=done.version,
                status=done.status,
                scores=scores,
                checks=checks,
            )
        )
        session.add(
            ContentVersion(
                campaign_id=campaign_id,
                number=campaign.version,
                run_id=run_id,
                agent_type=agent,
                document=documents.to_json(TEXT),
                scores=scores,
                checks=checks,
            )
        )
    return done.id


async def decided(campaign_id: str, review: Review, outcome: Outcome = Outcome.KEPT) -> None:
    """One more edit of the campaign's latest execution, and what a person said of it."""
    async with db.transaction() as session:
        query = select(AgentPerformance).where(AgentPerformance.campaign_id == campaign_id)
        latest = query.order_by(col(AgentPerformance.id).desc()).limit(1)
        done = (await session.exec(latest)).one()
        there = select(AgentDecision).where(AgentDecision.execution_id == done.id)
        session.add(
            AgentDecision(
                execution_id=done.id,
                run_id=done.run_id,
                campaign_id=campaign_id,
                agent_type=done.agent_type,
                position=len((await session.exec(there)).all()),
                check_id="title_width",
                check_label="Title",
                outcome=outcome,
                why="",
                review=review,
            )
        )


async def aged(campaign_id: str, seconds: float) -> None:
    """Let the deletion of a campaign be so long ago."""
    async with db.transaction() as session:
        campaign = await session.get_one(Campaign, campaign_id)
        assert campaign.deleted_at
        campaign.deleted_at -= timedelta(seconds=seconds)
        session.add(campaign)


async def there(campaign_id: str) -> Campaign | None:
    """The campaign's row, if it is still there."""
    async with db.reading() as session:
        return await session.get(Campaign, campaign_id)


def seconds_ago(seconds: float) -> datetime:
    """A moment of the past."""
    return now() - timedelta(seconds=seconds)
