"""What a websocket of the API tells: a snapshot, numbered events, beats. Pure."""

from datetime import datetime
from typing import Any

from contentflow.api.shapes import CampaignShape
from contentflow.live import Message
from contentflow.names import AgentStatus, EventType, RunStatus
from contentflow.view import CAMPAIGN_STATUS, CampaignView

# What an agent is after an event that does not say so itself.
_AGENT_STATUS = {
    EventType.AGENT_STARTED: AgentStatus.RUNNING,
    EventType.AGENT_PROGRESS: AgentStatus.RUNNING,
    EventType.AGENT_RETRY: AgentStatus.RUNNING,
    EventType.BLOCK_WRITTEN: AgentStatus.RUNNING,
    EventType.EDIT_KEPT: AgentStatus.RUNNING,
    EventType.EDIT_REJECTED: AgentStatus.RUNNING,
    EventType.EDIT_PROPOSED: AgentStatus.RUNNING,
    EventType.TAIL: AgentStatus.RUNNING,
    EventType.AGENT_COMPLETED: AgentStatus.COMPLETED,
    EventType.AGENT_FAILED: AgentStatus.FAILED,
    EventType.AGENT_SKIPPED: AgentStatus.SKIPPED,
}
_PROGRESS = {EventType.AGENT_STARTED: 0, EventType.AGENT_COMPLETED: 100}


def snapshot(view: CampaignView) -> Message:
    """The campaign as GET shows it, at its `seq`."""
    shown = CampaignShape.of_view(view).model_dump(mode="json")
    return {"type": "snapshot", **shown, "queue_position": view.queue_position}


def event(message: Message) -> Message:
    """One event; `status`, `progress` and `estimated_completion` are its agent's, or the run's."""
    kind = EventType(message["type"])
    told: dict[str, Any] = {
        "status": _AGENT_STATUS.get(kind),
        "progress": _PROGRESS.get(kind),
        "estimated_completion": None,
    }
    if kind is EventType.RUN_STATUS:
        told["campaign_status"] = CAMPAIGN_STATUS[RunStatus(message["status"])]
        told["progress"] = message.get("run_progress")
        told["estimated_completion"] = message.get("run_estimated_completion")
    return told | message


def heartbeat(seq: int, at: datetime) -> Message:
    """Nothing happened since `seq`, and the line holds."""
    return {"type": "heartbeat", "seq": seq, "at": at.isoformat()}
