"""How one event changes what a person sees of a campaign.

The same fold serves the first snapshot, live updates, a second tab and recovery after a gap. Pure.
"""

from dataclasses import replace
from datetime import datetime

from contentflow import document as documents
from contentflow.document import Block, Edit
from contentflow.live import Message
from contentflow.names import (
    AGENT_ORDER,
    AgentName,
    AgentStatus,
    ContentType,
    EventType,
    Priority,
    Rating,
    Review,
    RunStatus,
    Visibility,
)
from contentflow.view_shapes import CAMPAIGN_STATUS as CAMPAIGN_STATUS
from contentflow.view_shapes import AgentView as AgentView
from contentflow.view_shapes import CampaignView as CampaignView
from contentflow.view_shapes import DecisionView as DecisionView
from contentflow.view_shapes import Fix as Fix
from contentflow.view_shapes import Writing as Writing
from contentflow.view_shapes import pending_agents as pending_agents


def apply(view: CampaignView, message: Message, *, text: bool = True) -> None:
    """Change `view` by one message. Numbered messages it has already seen change nothing.

    Without `text` its document, scores and checks stay: they are those of a later version.
    """
    seq = message.get("seq")
    if seq is not None:
        if seq <= view.seq:
            return
        view.seq = seq
    kind = EventType(message["type"])
    if kind is not EventType.RUN_STATUS and message.get("run_id") not in (None, view.run_id):
        return  # of an earlier run
    if kind in _CHANGE_TEXT and not text:
        _CHANGE_CARDS.get(kind, _nothing)(view, message)
    else:
        _APPLY[kind](view, message)


def _nothing(view: CampaignView, m: Message) -> None:
    """What it tells is of a text that has gone."""


def moment(text: str | None) -> datetime | None:
    """The time of an ISO 8601 text."""
    return datetime.fromisoformat(text) if text else None


def _run_status(view: CampaignView, m: Message) -> None:
    if m["run_id"] and m["run_id"] != view.run_id:
        view.run_id, view.run_number = m["run_id"], view.run_number + 1
        begun = [AgentName(name) for step in m.get("steps", [AGENT_ORDER]) for name in step]
        view.steps = m.get("steps", view.steps)
        view.agents |= {name: AgentView(name) for name in begun}
        view.error, view.started_at = "", None
    view.run_status = RunStatus(m["status"])
    view.status = CAMPAIGN_STATUS[view.run_status]
    view.error = m.get("error", "")
    view.started_at = moment(m.get("started_at")) or view.started_at
    view.ended_at = moment(m.get("ended_at"))
    if view.run_status in _STOPPED:
        view.stopped_by = m.get("by", {}).get("name", view.stopped_by)
    else:
        view.stopped_by = ""
    _totals(view, m)
    if view.run_status is not RunStatus.RUNNING:
        view.writing = None


_STOPPED = (RunStatus.PAUSING, RunStatus.PAUSED, RunStatus.CANCELLING, RunStatus.CANCELLED)


def _totals(view: CampaignView, m: Message) -> None:
    if "run_progress" in m:
        view.progress = m["run_progress"]
    if "run_estimated_completion" in m:
        view.estimated_completion = moment(m["run_estimated_completion"])
    if "run_cost_usd" in m:
        view.cost_usd = m["run_cost_usd"]


def _agent_started(view: CampaignView, m: Message) -> None:
    card = view.agent(AgentName(m["agent_type"]))
    card.status, card.retry, card.error, card.summary = AgentStatus.RUNNING, "", "", ""
    card.run_id, card.attempt = m["run_id"], m["attempt"]
    card.model = m.get("model", "")
    card.base_version = m.get("base_version", 0)
    card.cache_hit, card.cached_at = m.get("cache_hit", False), moment(m.get("cached_at"))
    card.score_before = m.get("score_before")
    card.estimated_completion = moment(m.get("estimated_completion"))
    card.started_at = card.started_at or moment(m["at"])
    for name, seconds in m.get("expected_seconds", {}).items():
        view.agent(AgentName(name)).expected_seconds = seconds
    card.ended_at = None
    view.writing = None
    _totals(view, m)


def _agent_progress(view: CampaignView, m: Message) -> None:
    card = view.agent(AgentName(m["agent_type"]))
    card.progress, card.task, card.retry = m["progress"], m["task"], ""
    card.estimated_completion = moment(m.get("estimated_completion"))
    card.cost_usd = m.get("cost_usd", card.cost_usd)
    _totals(view, m)


def _agent_retry(view: CampaignView, m: Message) -> None:
    card = view.agent(AgentName(m["agent_type"]))
    card.retry = f"attempt {m['attempt']} of {m['of']}"
    card.task = m["reason"]
    card.retries += 1


def _block_written(view: CampaignView, m: Message) -> None:
    block = Block(**m["block"])
    kept = tuple(b for b in view.document.blocks if b.id != block.id)
    view.document = replace(
        view.document,
        title=m["title"],
        slug=m["slug"],
        meta_description=m["meta_description"],
        blocks=(*kept, block),
        serial=m["serial"],
    )
    view.writing = None


def _measured(view: CampaignView, m: Message) -> None:
    view.scores = {**view.scores, **m["scores"]}
    view.overall = m["overall"]
    view.checks = {**view.checks, **{check["id"]: check for check in m["checks"]}}
    _own_score(view, m)


def _own_score(view: CampaignView, m: Message) -> None:
    agent = m.get("agent_type")
    if agent and m.get("own_score") is not None:
        view.agent(AgentName(agent)).score_after = m["own_score"]


def _edit_kept(view: CampaignView, m: Message) -> None:
    before, edit = view.document, Edit(**m["edit"])
    view.document = documents.apply(before, edit)
    view.writing = None
    _note_fixes(view, m)
    _edit_told(view, {"place": documents.place_of(edit, before, view.document), **m})
    _measured(view, m)


def _edit_told(view: CampaignView, m: Message) -> None:
    """What a kept edit tells beside the text."""
    _take(view, _decision(m, kept=True))
    _own_score(view, m)


def _take(view: CampaignView, decision: DecisionView) -> None:
    """Add a decision, in the place of what was only proposed."""
    for at, one in enumerate(view.decisions):
        if one.key == decision.key:
            view.decisions[at] = decision
            return
    view.decisions.append(decision)


def _note_fixes(view: CampaignView, m: Message) -> None:
    """Remember which failing checks this edit brings on target. Call before `_measured`."""
    fix = Fix(AgentName(m["agent_type"]), datetime.fromisoformat(m["at"]))
    for check in m["checks"]:
        old = view.checks.get(check["id"], {}).get("rating")
        if old in (Rating.NEEDS_WORK, Rating.POOR) and check["rating"] == Rating.GOOD:
            view.fixes[check["id"]] = fix


def _edit_rejected(view: CampaignView, m: Message) -> None:
    view.writing = None
    _take(view, _decision(m, kept=False))


def _edit_proposed(view: CampaignView, m: Message) -> None:
    """Kept on its own base: the text changes when what all agents of the step did is merged."""
    _edit_told(view, m)
    view.decisions[-1].proposed = True


def _decision(m: Message, *, kept: bool) -> DecisionView:
    edit = m.get("edit") or {}
    return DecisionView(
        key=f"{m['run_id']}:{m['agent_type']}:{m.get('round', 0)}:{m['position']}",
        agent_type=AgentName(m["agent_type"]),
        block_id=m.get("place") or edit.get("block_id", ""),
        check_id=m["check_id"],
        check_label=m["check_label"],
        kept=kept,
        why=m["why"],
        reason=edit.get("reason", ""),
        value_before=m["value_before"],
        value_after=m["value_after"],
        score_before=m["score_before"],
        score_after=m["score_after"],
        text_before=m["text_before"],
        text_after=m["text_after"],
        at=datetime.fromisoformat(m["at"]),
    )


def _agent_ended(view: CampaignView, m: Message, status: AgentStatus) -> None:
    card = view.agent(AgentName(m["agent_type"]))
    card.status, card.retry = status, ""
    card.ended_at = moment(m["at"])
    card.duration_ms = m["duration_ms"]
    card.cost_usd = m.get("cost_usd")
    card.estimated_completion = None
    view.writing = None
    _totals(view, m)


def _agent_completed(view: CampaignView, m: Message) -> None:
    _agent_ended(view, m, AgentStatus.COMPLETED)
    card = view.agent(AgentName(m["agent_type"]))
    card.progress, card.task = 100, ""
    card.summary = m["summary"]
    card.score_before, card.score_after = m["score_before"], m["score_after"]
    card.cache_hit = m.get("cache_hit", False)
    view.version = card.version = m["version"]
    front = {name: m[name] for name in ("title", "slug", "meta_description") if name in m}
    view.document = replace(view.document, **front)


def _agent_failed(view: CampaignView, m: Message) -> None:
    _agent_ended(view, m, AgentStatus.FAILED)
    view.agent(AgentName(m["agent_type"])).error = m["error"]


def _agent_stopped(view: CampaignView, m: Message) -> None:
    """Paused, it is pending again; cancelled, it has ended. What it kept is a version."""
    _agent_ended(view, m, AgentStatus(m["status"]))
    card = view.agent(AgentName(m["agent_type"]))
    card.summary = m["summary"]
    card.score_after = m.get("score_after", card.score_after)
    if "version" in m:
        view.version = card.version = m["version"]


def _agent_skipped(view: CampaignView, m: Message) -> None:
    card = view.agent(AgentName(m["agent_type"]))
    card.status, card.retry, card.error = AgentStatus.SKIPPED, "", ""
    card.run_id, card.summary, card.task = m["run_id"], m["summary"], ""
    card.estimated_completion = None


def _version_created(view: CampaignView, m: Message) -> None:
    """By a person; whoever shows the text reads it, see `needs_reading`."""
    view.version = m["version"]
    view.scores, view.overall = dict(m["scores"]), m["overall"]


def _decision_reviewed(view: CampaignView, m: Message) -> None:
    for decision in view.decisions:
        if decision.key == m["key"]:
            decision.review = Review(m["review"])


def _approval_changed(view: CampaignView, m: Message) -> None:
    view.approved_version = m["version"] if m["approved"] else None


def needs_reading(message: Message) -> bool:
    """True for what does not carry all it changes: the tables have to be read."""
    return message["type"] in _READ_AFTER


_READ_AFTER = (EventType.VERSION_CREATED, EventType.AGENT_STOPPED)
# Each is told in the transaction that wrote the text it is of.
TELL_VERSIONS = (EventType.AGENT_COMPLETED, *_READ_AFTER)


def _tail(view: CampaignView, m: Message) -> None:
    view.writing = Writing(AgentName(m["agent_type"]), m["block_id"], m["text"])


def _settings_changed(view: CampaignView, m: Message) -> None:
    view.revision = m["revision"]
    changes = m["changes"]
    view.priority = Priority(changes.get("priority", view.priority))
    view.visibility = Visibility(changes.get("visibility", view.visibility))
    view.topic = changes.get("topic", view.topic)
    view.target_words = changes.get("target_words", view.target_words)
    view.keyphrase = changes.get("keyphrase", view.keyphrase)
    view.content_type = ContentType(changes.get("content_type", view.content_type))
    view.name = changes.get("name", view.name)
    if "archived" in changes:
        view.archived_at = moment(m["at"]) if changes["archived"] else None


_APPLY = {
    EventType.RUN_STATUS: _run_status,
    EventType.AGENT_STARTED: _agent_started,
    EventType.AGENT_PROGRESS: _agent_progress,
    EventType.AGENT_RETRY: _agent_retry,
    EventType.BLOCK_WRITTEN: _block_written,
    EventType.MEASURED: _measured,
    EventType.EDIT_KEPT: _edit_kept,
    EventType.EDIT_REJECTED: _edit_rejected,
    EventType.AGENT_COMPLETED: _agent_completed,
    EventType.AGENT_FAILED: _agent_failed,
    EventType.AGENT_STOPPED: _agent_stopped,
    EventType.AGENT_SKIPPED: _agent_skipped,
    EventType.EDIT_PROPOSED: _edit_proposed,
    EventType.VERSION_CREATED: _version_created,
    EventType.DECISION_REVIEWED: _decision_reviewed,
    EventType.APPROVAL_CHANGED: _approval_changed,
    EventType.SETTINGS_CHANGED: _settings_changed,
    EventType.TAIL: _tail,
}

# What changes the text or its measurements, and what such an event tells beside that.
_CHANGE_TEXT = frozenset(
    {EventType.BLOCK_WRITTEN, EventType.MEASURED, EventType.EDIT_KEPT, EventType.VERSION_CREATED}
)
_CHANGE_CARDS = {EventType.MEASURED: _own_score, EventType.EDIT_KEPT: _edit_told}
