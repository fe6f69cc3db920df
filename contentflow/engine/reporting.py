"""What an agent says becomes rows and events: its progress, its blocks, its edits, its retries."""

import asyncio
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select
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
from contentflow.engine.journal import Work, of_work, run_cost, spent
from contentflow.live import Message
from contentflow.models import AgentPerformance, Campaign, Run, now
from contentflow.names import AGENT_SCORES, AgentName, EventType, Outcome
from contentflow.timeline import Event

_Stored = BlockWritten | Decided | Measured | Progress | Retry


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
    """Turns one execution's signals into events. `emit` is what the agent calls.

    Signals are stored behind the agent's back, all that wait in one transaction and in their order,
    so that the agent never waits for a report. What a crash loses is reported again by the replay.
    """

    work: Work
    execution_id: str
    plan: Plan
    started_at: datetime
    _checks: dict[str, dict[str, Any]] = field(default_factory=dict)
    _waiting: list[_Stored] = field(default_factory=list)
    _pump: asyncio.Task[None] | None = None

    async def emit(self, signal: Signal) -> None:
        """Tell one signal.

        Raises:
            SQLAlchemyError: an earlier one could not be stored.
        """
        if isinstance(signal, Tail):
            self._tail(signal)
            return
        self._waiting.append(signal)
        if self._pump is None or self._pump.done():
            await self._settled()
            self._pump = asyncio.create_task(self._store())

    async def flush(self) -> None:
        """Wait until everything told is stored."""
        while self._waiting or self._pump:
            await self._settled()
            if self._waiting:
                await self._store()

    async def _settled(self) -> None:
        pump, self._pump = self._pump, None
        if pump is not None:
            await pump

    async def _store(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            async with db.transaction() as session:
                messages = [await self._append(session, signal) for signal in batch]
            for message in filter(None, messages):
                live.publish(self.work.campaign_id, message)

    async def _append(self, session: AsyncSession, signal: _Stored) -> Message | None:
        event = (
            await self._progress(session, signal)
            if isinstance(signal, Progress)
            else self._event(signal)
        )
        return await timeline.append(session, self.work.campaign_id, self.work.run_id, event)

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

    async def _progress(self, session: AsyncSession, signal: Progress) -> Event:
        run_id, campaign_id = self.work.run_id, self.work.campaign_id
        so_far = (await session.exec(select(Run.progress).where(Run.id == run_id))).one()
        data = self._progress_data(signal, so_far)
        data["cost_usd"] = (await spent(session, *of_work(self.work))).cost_usd
        data["run_cost_usd"] = await run_cost(session, run_id)
        run_values = {
            "progress": data["run_progress"],
            "estimated_completion": datetime.fromisoformat(data["run_estimated_completion"]),
        }
        await session.exec(
            update(AgentPerformance)
            .where(col(AgentPerformance.id) == self.execution_id)
            .values(
                progress=data["progress"],
                task=signal.task,
                estimated_completion=datetime.fromisoformat(data["estimated_completion"]),
            )
        )
        await session.exec(update(Run).where(col(Run.id) == run_id).values(**run_values))
        await session.exec(
            update(Campaign)
            .where(col(Campaign.id) == campaign_id)
            .values(cost_usd=data["run_cost_usd"], **run_values)
        )
        return Event(EventType.AGENT_PROGRESS, data, self.work.agent)

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
