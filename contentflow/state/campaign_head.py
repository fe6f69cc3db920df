"""What the campaign page shows of a run as a whole: its head, and how it ended. Pure."""

from dataclasses import dataclass

from contentflow.config import DEMO_MODEL
from contentflow.live import Message
from contentflow.names import (
    AGENT_LABELS,
    CONTENT_TYPE_LABELS,
    AgentName,
    AgentStatus,
    CampaignStatus,
    EventType,
    Outcome,
    Priority,
    RunStatus,
)
from contentflow.state import words
from contentflow.state.campaign_rows import between, waiting_words
from contentflow.view import CampaignView

_STATUS: dict[CampaignStatus, str] = {
    CampaignStatus.DRAFT: "Draft",
    CampaignStatus.QUEUED: "Queued",
    CampaignStatus.GENERATING: "Generating content",
    CampaignStatus.PAUSED: "Paused",
    CampaignStatus.COMPLETED: "Completed",
    CampaignStatus.NEEDS_ATTENTION: "Needs attention",
    CampaignStatus.FAILED: "Failed",
    CampaignStatus.CANCELLED: "Cancelled",
}
_STOPPING = {RunStatus.PAUSING: "Pausing", RunStatus.CANCELLING: "Cancelling"}


@dataclass(frozen=True)
class Head:
    """The band above the cards; `kind` is the campaign's status."""

    name: str = ""
    given: str = ""  # the name people gave it; "" where it is called by its topic
    topic: str = ""
    content_type: str = ""
    run: str = ""
    kind: str = "draft"
    status: str = ""
    priority: str = ""
    rank: str = "standard"  # the priority as it is stored
    revision: int = 0  # of the settings
    waiting: str = ""  # place in the queue, in words
    text: str = ""  # "Version 5, not approved"; "" before there is a text
    live: bool = False
    demo: bool = False
    archived: bool = False
    version: int = 0
    approved: str = ""  # "Approved", "Version 4 approved, text is at 5"
    current: bool = False  # the approved version is the text as it is now


@dataclass(frozen=True)
class Meter:
    """What of the run moves while agents work; apart from the head, which stays."""

    progress: int = 0
    cost: str = ""
    cost_note: str = ""


@dataclass(frozen=True)
class Latest:
    """The text's version and who made it."""

    number: int = 0
    by: str = ""


@dataclass(frozen=True)
class Banner:
    """How the run ended; `kind` is empty while there is nothing to say."""

    kind: str = ""
    head: str = ""
    text: str = ""


def head_of(view: CampaignView) -> Head:
    """The page's head."""
    status = _STATUS[view.status]
    return Head(
        name=view.shown_name,
        given=view.name,
        topic=view.topic,
        content_type=CONTENT_TYPE_LABELS[view.content_type],
        run=f"Run {view.run_number}" if view.run_number else "",
        kind=view.status.value,
        status=_STOPPING.get(view.run_status, status) if view.run_status else status,
        priority="" if view.priority is Priority.STANDARD else view.priority.value.capitalize(),
        rank=view.priority.value,
        revision=view.revision,
        waiting=waiting_words(view),
        text=_text(view),
        live=view.status is CampaignStatus.GENERATING,
        demo=uses_demo_model(view),
        archived=view.archived_at is not None,
        version=view.version,
        approved=approved_words(view.approved_version, view.version),
        current=view.approved_version == view.version > 0,
    )


def meter_of(view: CampaignView) -> Meter:
    """How far the run is, and what it cost so far."""
    return Meter(view.progress, *_cost(view))


def _text(view: CampaignView) -> str:
    if not view.version:
        return ""
    approved = view.approved_version == view.version
    return f"Version {view.version}, {'approved' if approved else 'not approved'}"


def latest_of(view: CampaignView) -> Latest:
    """Whose the text is."""
    return Latest(view.version, view.version_by)


def approved_words(approved: int | None, version: int) -> str:
    """Which version was approved; "" for none."""
    if approved is None:
        return ""
    if approved == version:
        return f"Version {approved} approved"
    return f"Version {approved} approved, text is at {version}"


def uses_demo_model(view: CampaignView) -> bool:
    """Whether any agent of this run was served by the embedded model."""
    return any(card.model == DEMO_MODEL for card in view.agents.values())


def _cost(view: CampaignView) -> tuple[str, str]:
    models = {card.model for card in view.agents.values() if card.model}
    if models == {DEMO_MODEL}:
        return "free", "on this computer"
    if not models:
        return "", ""
    if view.cost_usd is None:
        return "unpriced", ""
    return words.money(view.cost_usd), "so far" if view.ended_at is None else ""


def banner_of(view: CampaignView) -> Banner:
    """How the run ended, its cause and what it left."""
    failed = [card for card in view.agents.values() if card.status is AgentStatus.FAILED]
    names = " and ".join(AGENT_LABELS[card.agent_type] for card in failed)
    cause = " ".join(dict.fromkeys(card.error for card in failed if card.error))
    match view.status:
        case CampaignStatus.COMPLETED:
            return Banner("completed", _done(view), _result(view))
        case CampaignStatus.NEEDS_ATTENTION:
            head = f"{names} failed." if names else "Needs attention."
            return Banner("warn", head, f"{cause or view.error} The work of the others is kept.")
        case CampaignStatus.FAILED:
            head = f"{names} failed." if names else "The run failed."
            return Banner("failed", head, view.error or cause)
        case CampaignStatus.CANCELLED:
            kept = "What was kept until then stays." if view.version else "There is no text yet."
            return Banner("pending", f"Cancelled{_by(view)}.", view.error or kept)
        case CampaignStatus.PAUSED:
            text = "What was kept so far stays. Resume goes on from there."
            return Banner("paused", f"Paused{_by(view)} at {view.progress}%.", text)
        case _:
            return Banner()


def _by(view: CampaignView) -> str:
    return f" by {view.stopped_by}" if view.stopped_by else ""


def _done(view: CampaignView) -> str:
    took = between(view.started_at, view.ended_at)
    cost, note = _cost(view)
    price = {
        "": "",
        "free": f", free {note}",
        "unpriced": ", unpriced",
        "$0": ", free from the cache" if _from_cache(view) else "",
    }.get(cost, f" for {cost}")
    return f"Done in {words.took(took)}{price}." if took is not None else "Done."


def _from_cache(view: CampaignView) -> bool:
    """Whether every agent of the run was served by it."""
    agents = [AgentName(name) for step in view.steps for name in step]
    return bool(agents) and all(view.agent(name).cache_hit for name in agents)


def _result(view: CampaignView) -> str:
    """What became of the score and the edits of this run."""
    told = [decision for decision in view.decisions if decision.key.startswith(f"{view.run_id}:")]
    kept = sum(decision.kept for decision in told)
    rejected = len(told) - kept
    draft = view.agent(AgentName.WRITER).score_after
    began = any(AgentName.WRITER in step for step in view.steps)
    moved = f"Score {draft} → {view.overall}. " if None not in (draft, view.overall) else ""
    now = f"Score {view.overall}. " if view.overall is not None else ""
    score = moved if began else now
    return f"{score}{words.count(kept, 'edit')} {Outcome.KEPT}, {rejected} {Outcome.REJECTED}."


def announce(view: CampaignView, messages: list[Message]) -> str:
    """What a screen reader is told of a batch: starts and ends, never words. Call after `apply`."""
    said = [_said(view, message) for message in messages]
    return " ".join(text for text in said if text)


def _said(view: CampaignView, message: Message) -> str:
    agent = message.get("agent_type")
    label = AGENT_LABELS[AgentName(agent)] if agent else ""
    match message["type"]:
        case EventType.AGENT_STARTED:
            return f"{label} started."
        case EventType.AGENT_COMPLETED:
            return f"{label} completed."
        case EventType.AGENT_FAILED:
            return f"{label} failed. {message['error']}"
        case EventType.RUN_STATUS:
            banner = banner_of(view)
            return f"{banner.head} {banner.text}" if banner.kind else ""
        case _:
            return ""
