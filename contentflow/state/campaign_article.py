"""What the campaign page shows of the text: blocks, margin notes, the writing, decisions."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from contentflow import document as documents
from contentflow.document import Block
from contentflow.names import (
    AGENT_LABELS,
    AGENT_ORDER,
    AGENT_SCORES,
    SCORE_LABELS,
    AgentName,
    CampaignStatus,
)
from contentflow.state import words
from contentflow.state.campaign_rows import signed
from contentflow.view import AgentView, CampaignView, DecisionView

_TAIL_LIMIT = 4_000  # characters of the block being written that are sent
_WORDS_A_MINUTE = 230
_FRONT = ("title", "meta_description", "slug")


@dataclass(frozen=True)
class Note:
    """A kept edit, beside the paragraph it changed."""

    agent: str
    label: str
    when: str
    why: str
    effect: str


@dataclass(frozen=True)
class BlockRow:
    """One finished block. `agent` is who last changed it ("" when it is as the Writer left it)."""

    id: str
    kind: str
    html: str
    agent: str = ""
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True)
class Front:
    """Title, address and description, with their notes."""

    title: str = ""
    slug: str = ""
    meta: str = ""
    byline: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True)
class Tail:
    """Where and by whom text is being written.

    `fresh`: the block is new and belongs at the end; `front`: it is the title, address or
    description; otherwise a finished block is being rewritten.
    """

    agent: str = ""
    block_id: str = ""
    caption: str = ""
    fresh: bool = False
    front: bool = False


@dataclass(frozen=True)
class DecisionRow:
    """One proposed edit and what became of it."""

    key: str
    agent: str
    kept: bool
    check: str
    why: str
    value: str
    score: str
    before: str
    after: str
    target: str
    when: str


@dataclass(frozen=True)
class DecisionGroup:
    """The decisions of one agent."""

    agent: str
    label: str
    count: str
    rows: list[DecisionRow]


@lru_cache(maxsize=4_096)
def _html(block: Block) -> str:
    return documents.to_html(block)


def blocks_of(view: CampaignView) -> list[BlockRow]:
    """The finished blocks, each with the notes of what changed it."""
    notes = _notes(view)
    return [
        BlockRow(
            id=block.id,
            kind="h" if block.kind == "heading" else block.kind,
            html=_html(block),
            agent=notes[block.id][-1].agent if block.id in notes else "",
            notes=notes.get(block.id, []),
        )
        for block in view.document.blocks
    ]


def front_of(view: CampaignView) -> Front:
    """What stands above the text."""
    notes = _notes(view)
    return Front(
        title=view.document.title,
        slug=view.document.slug,
        meta=view.document.meta_description,
        byline=_byline(view),
        notes=[note for name in _FRONT for note in notes.get(name, [])],
    )


def _byline(view: CampaignView) -> list[str]:
    count = sum(len(block.text.split()) for block in view.document.blocks)
    if not count:
        return []
    writing = view.status is CampaignStatus.GENERATING
    number = view.version + 1 if writing else view.version
    version = f"Version {number}{', being written' if writing else ''}" if number else ""
    length = f"{count:,} of about {view.target_words:,} words"
    minutes = f"{max(1, round(count / _WORDS_A_MINUTE))} min read"
    return [part for part in (version, length, minutes) if part]


def _notes(view: CampaignView) -> dict[str, list[Note]]:
    found: dict[str, list[Note]] = {}
    for decision in view.decisions:
        if decision.kept:
            found.setdefault(decision.block_id, []).append(_note(view, decision))
    return found


def _note(view: CampaignView, decision: DecisionView) -> Note:
    return Note(
        agent=decision.agent_type.value,
        label=AGENT_LABELS[decision.agent_type],
        when=_when(view, decision.at),
        why=decision.reason or decision.why,
        effect=f"{decision.check_label}: {_change(decision.value_before, decision.value_after)}",
    )


def _change(before: str, after: str) -> str:
    return f"{before} → {after}" if before != after else after


def _when(view: CampaignView, at: datetime) -> str:
    if view.started_at is None:
        return ""
    return words.offset((at - view.started_at).total_seconds())


def tail_of(view: CampaignView) -> tuple[Tail, str]:
    """Where text is being written, and that text, cut to a bounded length."""
    writing = view.writing
    if writing is None:
        return Tail(), ""
    agent = view.agent(writing.agent_type)
    front = writing.block_id in _FRONT
    fresh = not front and view.document.block(writing.block_id) is None
    where = Tail(agent.agent_type.value, writing.block_id, _caption(agent), fresh, front)
    return where, writing.text[-_TAIL_LIMIT:]


def _caption(agent: AgentView) -> str:
    label = AGENT_LABELS[agent.agent_type]
    first, _, rest = agent.task.partition(" ")
    if first.endswith("ing"):
        return f"{label} is {first.lower()} {rest}".strip()
    return f"{label} is {'writing' if agent.agent_type is AgentName.WRITER else 'rewriting'}"


def decisions_of(view: CampaignView) -> list[DecisionGroup]:
    """Every decision, kept and rejected, by agent in run order."""
    groups = []
    for name in AGENT_ORDER:
        rows = [_decision(view, d) for d in view.decisions if d.agent_type is name]
        if rows:
            kept = sum(row.kept for row in rows)
            count = f"{kept} kept, {len(rows) - kept} rejected"
            groups.append(DecisionGroup(name.value, AGENT_LABELS[name], count, rows))
    return groups


def _decision(view: CampaignView, d: DecisionView) -> DecisionRow:
    there = view.document.block(d.block_id) is not None or d.block_id in _FRONT
    return DecisionRow(
        key=d.key,
        agent=d.agent_type.value,
        kept=d.kept,
        check=d.check_label,
        why=d.reason or d.why if d.kept else d.why,
        value=_change(d.value_before, d.value_after),
        score=_score(d),
        before=d.text_before,
        after=d.text_after,
        target=d.block_id if there else "",
        when=_when(view, d.at),
    )


def _score(d: DecisionView) -> str:
    if d.score_before is None or d.score_after is None or d.agent_type not in AGENT_SCORES:
        return ""
    label = SCORE_LABELS[AGENT_SCORES[d.agent_type]]
    if d.score_before == d.score_after:
        return f"{label} {d.score_after}, no change"
    change = signed(d.score_after - d.score_before)
    return f"{label} {d.score_before} → {d.score_after} ({change})"
