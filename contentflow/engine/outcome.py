"""An agent's result as rows: the version, the measurements, the decisions."""

from dataclasses import asdict, dataclass
from typing import Any

from contentflow import document as documents
from contentflow.agents.signals import Decision, Result
from contentflow.analysis.checks import check_data
from contentflow.document import Document
from contentflow.engine.journal import Work
from contentflow.engine.reporting import Reporter
from contentflow.models import AgentDecision, AgentResult, Campaign, ContentVersion
from contentflow.names import AgentStatus, Outcome


@dataclass(frozen=True)
class Base:
    """What an agent's result was made from: the text, its number, the brief as people wrote it.

    `cache_key` is its place in the cache, "" for what shall not be kept there.
    """

    document: Document
    version: int
    brief: dict[str, Any]
    cache_key: str = ""
    cache_hit: bool = False


def new_version(work: Work, number: int, result: Result, base: Base) -> ContentVersion:
    """The text an agent left, as the campaign's next version; without its times and costs."""
    return ContentVersion(
        campaign_id=work.campaign_id,
        number=number,
        base=base.version,
        run_id=work.run_id,
        agent_type=work.agent,
        document=documents.to_json(result.document),
        scores=scores_of(result),
        checks=_checks_of(result),
        overall=result.report.overall,
        words=int(result.report.metrics.get("words", 0)),
        edits=sum(decision.outcome is Outcome.KEPT for decision in result.decisions),
        cache_hit=base.cache_hit,
        brief=base.brief,
    )


def result_row(
    work: Work, reporter: Reporter, base_version: int, version: int, result: Result
) -> AgentResult:
    """The agent's measurements, at most once per run, agent and round."""
    return AgentResult(
        execution_id=reporter.execution_id,
        run_id=work.run_id,
        campaign_id=work.campaign_id,
        agent_type=work.agent,
        round=work.round,
        base_version=base_version,
        version=version,
        status=AgentStatus.COMPLETED,
        scores=scores_of(result),
        checks=_checks_of(result),
        summary=result.summary,
    )


def ended_row(
    work: Work, execution_id: str, campaign: Campaign, status: AgentStatus, why: str
) -> AgentResult:
    """That the agent failed or was skipped; text and scores are those it found."""
    return AgentResult(
        execution_id=execution_id,
        run_id=work.run_id,
        campaign_id=work.campaign_id,
        agent_type=work.agent,
        round=work.round,
        base_version=campaign.version,
        version=campaign.version,
        status=status,
        scores=campaign.scores,
        summary=why if status is AgentStatus.SKIPPED else "",
        error=why if status is AgentStatus.FAILED else "",
    )


def _checks_of(result: Result) -> list[dict[str, Any]]:
    return [check_data(check) for check in result.report.checks]


def scores_of(result: Result) -> dict[str, int | None]:
    """The four scores, by name as they are stored."""
    return {name.value: score for name, score in result.report.scores.items()}


def decisions(work: Work, execution_id: str, result: Result, version: int) -> list[AgentDecision]:
    """One row per proposed edit, kept or rejected; `version` has those that were kept."""
    rows = [
        _decision(work, execution_id, position, decision)
        for position, decision in enumerate(result.decisions)
    ]
    for row in rows:
        row.version = version if row.outcome is Outcome.KEPT else 0
    return rows


def _decision(work: Work, execution_id: str, position: int, decision: Decision) -> AgentDecision:
    return AgentDecision(
        execution_id=execution_id,
        run_id=work.run_id,
        campaign_id=work.campaign_id,
        agent_type=work.agent,
        round=work.round,
        position=position,
        check_id=decision.check.id,
        check_label=decision.check.label,
        edit=asdict(decision.edit) if decision.edit else None,
        outcome=decision.outcome,
        why=decision.why,
        score_before=decision.before,
        score_after=decision.after,
        value_before=decision.value_before,
        value_after=decision.value_after,
        text_before=decision.text_before,
        text_after=decision.text_after,
        block_id=decision.place,
    )
