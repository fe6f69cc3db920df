"""What an agent says becomes rows and events: its progress, its blocks, its edits, its retries."""

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import db, live, timeline
from contentflow.agents.signals import (
    BlockWritten,
    Decided,
    Measured,
    Progress,
    Retry,
    Signal,
    Tail,
)
from contentflow.analysis.checks import Check, Report
from contentflow.engine.estimates import AgentEstimate
from contentflow.engine.journal import Work, calls_of, spent
from contentflow.models import AgentPerformance, Campaign, ModelCall, Run, now
from contentflow.names import AGENT_SCORES, AgentName, EventType, Outcome
from contentflow.timeline import Event


@dataclass
class Plan:
    """The expected seconds of each agent of a run, from which progress and time left are told."""

    estimates: dict[AgentName, AgentEstimate]

    def run_progress(self, agent: AgentName, fraction: float) -> int:
        """Percent of the whole run when `agent` has done `fraction` of its work."""
        before = sum(self._seconds(name) for name in self._until(agent))
        total = sum(self._seconds(name) for name in self.estimates) or 1.0
        return min(99, int(100 * (before + fraction * self._seconds(agent)) / total))

    def agent_left(self, agent: AgentName, fraction: float, elapsed: float) -> float:
        """Seconds this agent still needs: history at first, its own pace once it has one."""
        expected = self._seconds(agent) * (1 - fraction)
        if fraction < 0.05:
            return max(expected - elapsed, expected * 0.1)
        pace = elapsed * (1 - fraction) / fraction
        return fraction * pace + (1 - fraction) * expected

    def rest(self, agent: AgentName) -> float:
        """Seconds of the agents after this one."""
        names = list(self.estimates)
        return sum(self._seconds(name) for name in names[names.index(agent) + 1 :])

    def _seconds(self, agent: AgentName) -> float:
        return max(self.estimates[agent].seconds, 0.1)

    def _until(self, agent: AgentName) -> list[AgentName]:
        names = list(self.estimates)
        return names[: names.index(agent)]


@dataclass
class Reporter:
    """Turns one execution's signals into events. `emit` is what the agent calls."""

    work: Work
    execution_id: str
    plan: Plan
    started_at: datetime
    _checks: dict[str, dict[str, Any]] = field(default_factory=dict)

    async def emit(self, signal: Signal) -> None:
        """Store and tell one signal."""
        match signal:
            case Tail():
                self._tail(signal)
            case Progress():
                await self._progress(signal)
            case _:
                await timeline.record(self.work.campaign_id, self.work.run_id, self._event(signal))

    def _tail(self, signal: Tail) -> None:
        message = {
            "type": EventType.TAIL.value,
            "campaign_id": self.work.campaign_id,
            "run_id": self.work.run_id,
            "agent_type": self.work.agent.value,
            "block_id": signal.block_id,
            "text": signal.text,
        }
        live.publish(self.work.campaign_id, message)

    def _event(self, signal: BlockWritten | Decided | Measured | Retry) -> Event:
        match signal:
            case BlockWritten():
                return self._keyed(EventType.BLOCK_WRITTEN, signal.block.id, block_data(signal))
            case Decided():
                kept = signal.decision.outcome is Outcome.KEPT
                kind = EventType.EDIT_KEPT if kept else EventType.EDIT_REJECTED
                return self._keyed(kind, str(signal.index), self._decision_data(signal))
            case Measured():
                data = self._measured_data(signal.report)
                return self._keyed(EventType.MEASURED, "report", data)
            case Retry():
                return Event(EventType.AGENT_RETRY, asdict(signal), self.work.agent)

    def _keyed(self, kind: EventType, name: str, data: dict[str, Any]) -> Event:
        family = "edit" if kind in (EventType.EDIT_KEPT, EventType.EDIT_REJECTED) else kind.value
        return Event(kind, data, self.work.agent, f"{self.work.key}:{family}:{name}")

    def _decision_data(self, signal: Decided) -> dict[str, Any]:
        decision = signal.decision
        data = {
            "position": signal.index,
            "check_id": decision.check.id,
            "check_label": decision.check.label,
            "edit": asdict(decision.edit) if decision.edit else None,
            "why": decision.why,
            "score_before": decision.before,
            "score_after": decision.after,
            "value_before": decision.value_before,
            "value_after": decision.value_after,
            "text_before": decision.text_before,
            "text_after": decision.text_after,
        }
        if decision.outcome is Outcome.KEPT:
            data |= self._measured_data(signal.report)
        return data

    def _measured_data(self, report: Report) -> dict[str, Any]:
        checks = {check.id: check_data(check) for check in report.checks}
        changed = [data for key, data in checks.items() if self._checks.get(key) != data]
        self._checks = checks
        own = AGENT_SCORES.get(self.work.agent)
        return {
            "scores": {name.value: score for name, score in report.scores.items()},
            "overall": report.overall,
            "own_score": report.scores.get(own) if own else report.overall,
            "checks": changed,
        }

    async def _progress(self, signal: Progress) -> None:
        async with db.transaction() as session:
            execution = await session.get_one(AgentPerformance, self.execution_id)
            run = await session.get_one(Run, self.work.run_id)
            campaign = await session.get_one(Campaign, self.work.campaign_id)
            calls = (await session.exec(calls_of(self.work))).all()
            data = self._progress_data(signal, run.progress)
            data["cost_usd"] = spent(calls).cost_usd
            execution.progress = max(execution.progress, data["progress"])
            execution.task = signal.task
            execution.estimated_completion = datetime.fromisoformat(data["estimated_completion"])
            run.progress = campaign.progress = data["run_progress"]
            completion = datetime.fromisoformat(data["run_estimated_completion"])
            run.estimated_completion = campaign.estimated_completion = completion
            data["run_cost_usd"] = await run_cost(session, self.work.run_id)
            campaign.cost_usd = data["run_cost_usd"]
            session.add_all([execution, run, campaign])
            event = Event(EventType.AGENT_PROGRESS, data, self.work.agent)
            await session.flush()
            message = await timeline.append(session, campaign.id, run.id, event)
        if message:
            live.publish(campaign.id, message)

    def _progress_data(self, signal: Progress, so_far: int) -> dict[str, Any]:
        moment = now()
        elapsed = (moment - self.started_at).total_seconds()
        left = self.plan.agent_left(self.work.agent, signal.fraction, elapsed)
        completion = moment + timedelta(seconds=left)
        run_completion = completion + timedelta(seconds=self.plan.rest(self.work.agent))
        return {
            "progress": min(99, int(100 * signal.fraction)),
            "task": signal.task,
            "estimated_completion": completion.isoformat(),
            "run_progress": max(so_far, self.plan.run_progress(self.work.agent, signal.fraction)),
            "run_estimated_completion": run_completion.isoformat(),
        }


def block_data(signal: BlockWritten) -> dict[str, Any]:
    """The event data of a finished block."""
    return {
        "block": asdict(signal.block),
        "title": signal.document.title,
        "slug": signal.document.slug,
        "meta_description": signal.document.meta_description,
        "serial": signal.document.serial,
    }


def check_data(check: Check) -> dict[str, Any]:
    """A check as plain JSON."""
    return asdict(check)


async def run_cost(session: AsyncSession, run_id: str) -> float | None:
    """What a run has cost so far, USD; None when an answered call could not be priced."""
    calls = (await session.exec(select(ModelCall).where(ModelCall.run_id == run_id))).all()
    return spent(calls).cost_usd
