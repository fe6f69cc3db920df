"""A campaign with a text and edits of agents, written as rows without a run of the engine."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlmodel import col, select

from contentflow import campaigns, db
from contentflow import document as documents
from contentflow.analysis import analyse
from contentflow.analysis.checks import Report, check_data
from contentflow.brief import Brief
from contentflow.document import Document, Edit, EditOp
from contentflow.models import AgentDecision, AgentPerformance, Campaign, ContentVersion, Run
from contentflow.names import AgentName, CampaignStatus, Outcome, RunStatus, Visibility
from contentflow.person import Person

ARTICLE = """A standing desk does not make anyone stand up. It makes it easy to change position.

## What to look for

Look for a height range of 62 to 127 cm, and a lift that holds 80 kg.

- Ask the supplier for a sample.
- Try it for a week.

## What to pay

Expect to pay 380 to 620 pounds for a desk that lasts."""
SEO, GEO, WRITER = AgentName.SEO, AgentName.GEO, AgentName.WRITER


async def measure(document: Document, brief: Brief) -> Report:
    """Without a process of its own, and without a proofreader."""
    return analyse(document, brief)


def edit(op: EditOp, block_id: str = "", text: str = "", reason: str = "Saying it plainly") -> Edit:
    return Edit(op, block_id, text, reason, "words")


async def written(
    person: Person, markdown: str = ARTICLE, *, team: bool = False, **columns: Any
) -> str:
    """A finished campaign with the Writer's text; its id."""
    brief = campaigns.validate(
        {
            "topic": "Standing desks for remote workers",
            "visibility": Visibility.TEAM if team else Visibility.PRIVATE,
            "sources": [{"kind": "text", "value": "The lift holds 80 kg."}],
        }
    )
    made = await campaigns.create(person, brief)
    text = replace(documents.parse(markdown), title="Standing desks", slug="standing-desks")
    await _write(made.id, WRITER, text, [])
    await set_campaign(made.id, status=CampaignStatus.COMPLETED, **columns)
    return made.id


async def set_campaign(campaign_id: str, **columns: Any) -> None:
    """Change columns of a campaign, and of its run the status."""
    async with db.transaction() as session:
        campaign = await session.get_one(Campaign, campaign_id)
        for name, value in columns.items():
            setattr(campaign, name, value)
        run = await session.get_one(Run, await run_of(campaign_id))
        run.status = RunStatus(
            columns.get("status", RunStatus.COMPLETED).replace("generating", "running")
        )


async def run_of(campaign_id: str) -> str:
    """The campaign's latest run."""
    return (await campaigns.shared(campaign_id)).run_id


@dataclass(frozen=True)
class Proposed:
    """An edit of an agent and what it made of it."""

    edit: Edit | None
    kept: bool = True


async def improved(
    campaign_id: str, agent: AgentName, *proposed: Edit | Proposed, run_id: str = ""
) -> list[AgentDecision]:
    """An agent worked on the text; its decisions as rows."""
    document = await text_of(campaign_id)
    return await _write(
        campaign_id,
        agent,
        document,
        [one if isinstance(one, Proposed) else Proposed(one) for one in proposed],
        run_id=run_id,
    )


async def _write(
    campaign_id: str,
    agent: AgentName,
    document: Document,
    proposed: Sequence[Proposed],
    run_id: str = "",
) -> list[AgentDecision]:
    async with db.transaction() as session:
        campaign = await session.get_one(Campaign, campaign_id)
        number = campaign.version + 1
        execution = AgentPerformance(
            run_id=run_id or await run_of(campaign_id),
            campaign_id=campaign_id,
            agent_type=agent,
            round=number,
            base_version=campaign.version,
            version=number,
        )
        session.add(execution)
        await session.flush()
        rows, document = _decided(execution, proposed, document, number)
        session.add_all(rows)
        report = analyse(document, await campaigns.brief_of(session, campaign_id))
        scores = {name.value: score for name, score in report.scores.items()}
        session.add(
            ContentVersion(
                campaign_id=campaign_id,
                number=number,
                base=campaign.version,
                run_id=execution.run_id,
                agent_type=agent,
                document=documents.to_json(document),
                scores=scores,
                checks=[check_data(check) for check in report.checks],
                overall=report.overall,
                words=int(report.metrics["words"]),
                edits=sum(one.kept for one in proposed),
                duration_ms=1_200,
                cost_usd=0.004,
            )
        )
        campaign.version, campaign.scores, campaign.overall = number, scores, report.overall
        campaign.title = document.title
    return rows


def _decided(
    execution: AgentPerformance, proposed: Sequence[Proposed], document: Document, number: int
) -> tuple[list[AgentDecision], Document]:
    rows = []
    for position, one in enumerate(proposed):
        row = _decision(execution, position, one, document)
        if one.kept and one.edit:
            after = documents.apply(document, one.edit)
            row.block_id = documents.place_of(one.edit, document, after)
            row.version, document = number, after
        rows.append(row)
    return rows, document


def _decision(
    execution: AgentPerformance, position: int, one: Proposed, document: Document
) -> AgentDecision:
    block = document.block(one.edit.block_id) if one.edit else None
    lines = {"set_title": document.title, "set_slug": document.slug}
    before = lines.get(one.edit.op, "") if one.edit else ""
    if block and one.edit and one.edit.op != "insert_after":
        before = block.text
    return AgentDecision(
        execution_id=execution.id,
        run_id=execution.run_id,
        campaign_id=execution.campaign_id,
        agent_type=execution.agent_type,
        round=execution.round,
        position=position,
        check_id="words",
        check_label="Plain words",
        edit=asdict(one.edit) if one.edit else None,
        outcome=Outcome.KEPT if one.kept else Outcome.REJECTED,
        why="SEO rises from 60 to 66." if one.kept else "Brand would fall from 80 to 70.",
        score_before=60,
        score_after=66,
        value_before="0",
        value_after="1",
        text_before=before,
        text_after=one.edit.text if one.edit else "",
        block_id=documents.place_of(one.edit, document, document) if one.edit else "",
    )


async def text_of(campaign_id: str, number: int | None = None) -> Document:
    """A version's text, by default the latest."""
    return documents.from_json((await version_of(campaign_id, number)).document)


async def version_of(campaign_id: str, number: int | None = None) -> ContentVersion:
    """A version's row, by default the latest."""
    query = select(ContentVersion).where(ContentVersion.campaign_id == campaign_id)
    if number is not None:
        query = query.where(ContentVersion.number == number)
    async with db.reading() as session:
        found = await session.exec(query.order_by(col(ContentVersion.number).desc()).limit(1))
        return found.one()


def block_text(document: Document, block_id: str) -> str:
    """What a block says, "" when it is not there."""
    block = document.block(block_id)
    return block.text if block else ""
