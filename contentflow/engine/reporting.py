"""What an agent says becomes rows and events: its progress, its blocks, its edits, its retries."""

import asyncio
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import Integer, bindparam, case, update
from sqlmodel import col
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
from contentflow.analysis.checks import Report, check_data
from contentflow.costs import spending
from contentflow.engine.execution import EXECUTION_CHANGES
from contentflow.engine.journal import Work, fence
from contentflow.engine.plan import Plan
from contentflow.live import Message
from contentflow.models import AgentPerformance, Run, now
from contentflow.names import AGENT_SCORES, EventType, Outcome
from contentflow.timeline import Event

GATHER_SECONDS = 0.05  # signals come in bursts; one transaction takes a burst
_Stored = BlockWritten | Decided | Measured | Progress | Retry


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
    score_before: int | None = None
    beside: bool = False  # other agents work on the same base: what is kept is only proposed
    worked_until: datetime | None = None  # when a proposal was ready that is merged later
    _checks: dict[str, dict[str, Any]] = field(default_factory=dict)
    _waiting: list[_Stored] = field(default_factory=list)
    _pump: asyncio.Task[None] | None = None
    _closed: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    def of(cls, work: Work, row: AgentPerformance, plan: Plan, *, beside: bool = False) -> Self:
        """The reporter of an execution."""
        return cls(work, row.id, plan, row.started_at, row.score_before, beside)

    async def emit(self, signal: Signal) -> None:
        """Tell one signal.

        Raises:
            SQLAlchemyError: an earlier one could not be stored.
        """
        if isinstance(signal, Tail):
            self._tail(signal)
            return
        if self.beside and isinstance(signal, Measured):
            return  # of a text that nobody else sees
        self._waiting.append(signal)
        if self._pump is None or self._pump.done():
            await self._settled()
            self._pump = asyncio.create_task(self._store_waiting())

    async def close(self) -> None:
        """Store nothing more by itself: what still waits goes into the agent's last transaction."""
        self._closed.set()
        await self._settled()

    async def flush(self) -> None:
        """Store what waits, when the agent's last transaction comes later and elsewhere."""
        await self.close()
        async with db.transaction() as session:
            await fence(session, self.work)
            messages = await self.store(session)
        for message in messages:
            live.publish(self.work.campaign_id, message)

    async def store(self, session: AsyncSession, *last: Event, **campaign: Any) -> list[Message]:
        """Everything that waits, then `last`, in the caller's transaction.

        `campaign` holds columns of the campaign to set with it. Publish the messages afterwards.
        """
        batch, self._waiting = _without_outdated(self._waiting, ends=bool(last)), []
        events = []
        for signal in batch:
            if isinstance(signal, Progress):
                event, changes = await self._progress(session, signal)
                campaign = changes | campaign
            else:
                event = self._event(signal)
            events.append(event)
        return await timeline.append_all(
            session, self.work.campaign_id, self.work.run_id, [*events, *last], **campaign
        )

    async def _settled(self) -> None:
        pump, self._pump = self._pump, None
        if pump is not None:
            await pump

    async def _store_waiting(self) -> None:
        while self._waiting:
            with suppress(TimeoutError):
                async with asyncio.timeout(GATHER_SECONDS):
                    await self._closed.wait()
            if self._closed.is_set():
                return
            async with db.transaction() as session:
                await fence(session, self.work)
                messages = await self.store(session)
            for message in messages:
                live.publish(self.work.campaign_id, message)

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
                kind = EventType.EDIT_PROPOSED if kept and self.beside else kind
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
            "round": self.work.round,
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
            "place": decision.place,
        }
        if decision.outcome is Outcome.KEPT and self.beside:
            data["own_score"] = decision.after
        elif decision.outcome is Outcome.KEPT:
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

    async def _progress(
        self, session: AsyncSession, signal: Progress
    ) -> tuple[Event, dict[str, Any]]:
        """The event, and what it changes in the campaign's row; the other rows are changed here."""
        data = self._progress_data(signal)
        run_completion = datetime.fromisoformat(data["run_estimated_completion"])
        connection = await session.connection()
        costs = await spending(connection, *self.work.piece)
        data["cost_usd"], data["run_cost_usd"] = costs.work.cost_usd, costs.run_usd
        agent = {
            "execution": self.execution_id,
            "progress": data["progress"],
            "task": signal.task,
            "estimated_completion": datetime.fromisoformat(data["estimated_completion"]),
        }
        await connection.execute(EXECUTION_CHANGES, agent)
        run = {
            "run": self.work.run_id,
            "told": data["run_progress"],
            "estimated_completion": run_completion,
        }
        advanced = await connection.execute(_RUN_ADVANCES, run)
        data["run_progress"] = advanced.scalar_one()
        changes = {
            "progress": data["run_progress"],
            "estimated_completion": run_completion,
            "cost_usd": costs.run_usd,
        }
        return Event(EventType.AGENT_PROGRESS, data, self.work.agent), changes

    def _progress_data(self, signal: Progress) -> dict[str, Any]:
        moment = now()
        elapsed = (moment - self.started_at).total_seconds()
        left = self.plan.agent_left(self.work.agent, signal.fraction, elapsed)
        completion = moment + timedelta(seconds=left)
        progress = self.plan.run_progress(self.work.agent, signal.fraction)
        run_left = self.plan.run_left(self.work.agent, left)
        return {
            "progress": min(99, int(100 * signal.fraction)),
            "task": signal.task,
            "estimated_completion": completion.isoformat(),
            "run_progress": progress,
            "run_estimated_completion": (moment + timedelta(seconds=run_left)).isoformat(),
        }


# Made once: to put a statement together takes ten times as long as to execute it.
_TOLD = bindparam("told", type_=Integer)
_RUN_ADVANCES = (
    update(Run)
    .where(col(Run.id) == bindparam("run"))
    .values(progress=case((col(Run.progress) < _TOLD, _TOLD), else_=col(Run.progress)))
    .returning(col(Run.progress))
)


def _without_outdated(signals: list[_Stored], *, ends: bool) -> list[_Stored]:
    """Of several reports of progress only the last is true, and none when the agent `ends`."""
    latest = next((one for one in reversed(signals) if isinstance(one, Progress)), None)
    return [one for one in signals if not isinstance(one, Progress) or (one is latest and not ends)]


def block_data(signal: BlockWritten) -> dict[str, Any]:
    """The event data of a finished block."""
    return {
        "block": asdict(signal.block),
        "title": signal.document.title,
        "slug": signal.document.slug,
        "meta_description": signal.document.meta_description,
        "serial": signal.document.serial,
    }
