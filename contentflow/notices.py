"""What people and other programs are told of: the few events that matter, in words. Pure."""

from dataclasses import dataclass
from typing import Any

from contentflow.names import AGENT_LABELS, AgentName, EventType, NoticeKind, RunStatus

_LONGEST = 300


@dataclass(frozen=True)
class Notice:
    """One thing to tell. `status` is the look of it: completed, failed, warn or pending."""

    kind: NoticeKind
    status: str
    title: str
    text: str = ""
    agent: str = ""


def notice_of(message: dict[str, Any]) -> Notice | None:
    """What an event tells people; None for the many that are only progress."""
    match message["type"]:
        case EventType.AGENT_COMPLETED:
            return _agent(message, NoticeKind.AGENT_COMPLETED, "completed", _achieved(message))
        case EventType.AGENT_FAILED:
            return _agent(message, NoticeKind.AGENT_FAILED, "failed", message.get("error", ""))
        case EventType.RUN_STATUS:
            return _run(message)
        case EventType.APPROVAL_CHANGED:
            return _approval(message)
    return None


def _approval(message: dict[str, Any]) -> Notice:
    title = f"Version {message['version']} {'approved' if message['approved'] else 'reopened'}"
    note = f": {message['note']}" if message["note"] else ""
    text = f"{message['by']['name']}{note}"[:_LONGEST]
    status = "completed" if message["approved"] else "pending"
    return Notice(NoticeKind.APPROVAL_CHANGED, status, title, text)


def _agent(message: dict[str, Any], kind: NoticeKind, status: str, text: str) -> Notice:
    agent = AgentName(message["agent_type"])
    return Notice(kind, status, f"{AGENT_LABELS[agent]} {status}", text[:_LONGEST], agent.value)


def _achieved(message: dict[str, Any]) -> str:
    said, score = str(message.get("summary") or "").rstrip("."), message.get("score_after")
    if score is None or str(score) in said:  # most agents say themselves what became of it
        return said
    return f"{said}. Score {score}" if said else f"Score {score}"


def _run(message: dict[str, Any]) -> Notice | None:
    error = str(message.get("error") or "")[:_LONGEST]
    match message.get("status"):
        case RunStatus.COMPLETED:
            text = "The article is ready to read."
            return Notice(NoticeKind.RUN_COMPLETED, "completed", "Campaign completed", text)
        case RunStatus.NEEDS_ATTENTION:
            kind = NoticeKind.RUN_NEEDS_ATTENTION
            return Notice(kind, "warn", "Campaign needs attention", error)
        case RunStatus.FAILED:
            return Notice(NoticeKind.RUN_FAILED, "failed", "Campaign failed", error)
        case RunStatus.CANCELLED:
            text = "What was written until then is kept."
            return Notice(NoticeKind.RUN_CANCELLED, "pending", "Campaign cancelled", text)
    return None


def shared_notice(by: str, *, may_edit: bool) -> Notice:
    """That somebody shared a campaign."""
    text = f"{by} lets you {'edit' if may_edit else 'read'} it."
    return Notice(NoticeKind.SHARED, "shared", "Shared with you", text)
