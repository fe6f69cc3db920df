"""An agent's result as rows: the version, the measurements, the decisions."""

from dataclasses import asdict

from contentflow import document as documents
from contentflow.agents.signals import Decision, Result
from contentflow.engine.journal import Work
from contentflow.engine.reporting import check_data
from contentflow.models import AgentDecision, AgentResult, Campaign, ContentVersion
from contentflow.names import AgentStatus


def new_version(work: Work, number: int, result: Result) -> ContentVersion:
    """The text an agent left, as the campaign's next version."""
    return ContentVersion(
        campaign_id=work.campaign_id,
        number=number,
        run_id=work.run_id,
        agent_type=work.agent,
        document=documents.to_json(result.document),
        scores=scores_of(result),
        overall=result.report.overall,
        words=int(result.report.metrics.get("words", 0)),
    )


def result_row(work: Work, execution_id: str, version: int, result: Result) -> AgentResult:
    """The agent's measurements, at most once per run, agent and round."""
    return AgentResult(
        execution_id=execution_id,
        run_id=work.run_id,
        campaign_id=work.campaign_id,
        agent_type=work.agent,
        round=work.round,
        version=version,
        status=AgentStatus.COMPLETED,
        scores=scores_of(result),
        checks=[check_data(check) for check in result.report.checks],
        summary=result.summary,
    )


def failed_row(work: Work, execution_id: str, campaign: Campaign, error: str) -> AgentResult:
    """That the agent failed; text and scores are those it found."""
    return AgentResult(
        execution_id=execution_id,
        run_id=work.run_id,
        campaign_id=work.campaign_id,
        agent_type=work.agent,
        round=work.round,
        version=campaign.version,
        status=AgentStatus.FAILED,
        scores=campaign.scores,
        error=error,
    )


def scores_of(result: Result) -> dict[str, int | None]:
    """The four scores, by name as they are stored."""
    return {name.value: score for name, score in result.report.scores.items()}


def decisions(work: Work, execution_id: str, result: Result) -> list[AgentDecision]:
    """One row per proposed edit, kept or rejected."""
    return [
        _decision(work, execution_id, position, decision)
        for position, decision in enumerate(result.decisions)
    ]


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
    )
