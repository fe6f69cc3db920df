"""What the campaign page shows of the text: blocks, margin notes, the writing. Pure."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from contentflow import document as documents
from contentflow.analysis.structured_data import is_data
from contentflow.document import Block
from contentflow.document_diff import words as word_diff
from contentflow.document_marks import Range, mark
from contentflow.names import (
    AGENT_LABELS,
    AgentName,
    CampaignStatus,
    Review,
)
from contentflow.state import words
from contentflow.state.campaign_decisions import change, score_change, when
from contentflow.view import AgentView, CampaignView, DecisionView

_TAIL_LIMIT = 4_000  # characters of the block being written that are sent
_WORDS_A_MINUTE = 230
_FRONT = ("title", "meta_description", "slug")
_FEW = 0.6  # share of a block up to which changed words are marked one by one
_TYPE = re.compile(r'"@type"\s*:\s*"(\w+)"')


@dataclass(frozen=True)
class Note:
    """A kept edit, beside the paragraph it changed."""

    agent: str
    label: str
    when: str
    why: str
    effect: str
    score: str
    key: str = ""
    review: str = "open"


@dataclass(frozen=True)
class BlockRow:
    """One finished block. `agent` is who last changed it ("" when it is as the Writer left it).

    `notes` tell of every kept edit, the last one first.
    """

    id: str
    kind: str
    html: str
    agent: str = ""
    about: str = ""  # of structured data: its types
    earlier: str = ""  # "2 earlier edits", folded
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True)
class Front:
    """Title, address and description, with their notes."""

    title: str = ""
    slug: str = ""
    meta: str = ""
    earlier: str = ""
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


def blocks_of(view: CampaignView) -> list[BlockRow]:
    """The finished blocks, each with the notes of what changed it."""
    notes, last = _notes(view), _last_edits(view)
    return [
        BlockRow(
            id=block.id,
            kind=_kind(block),
            html=_html(block, last.get(block.id, ("", ""))),
            agent=_changed_by(notes.get(block.id, [])),
            about=_described(block) if _kind(block) == "data" else "",
            notes=notes.get(block.id, [])[::-1],
            earlier=_earlier(notes.get(block.id, [])),
        )
        for block in view.document.blocks
    ]


def _changed_by(notes: list[Note]) -> str:
    """Whose edit was the last that is still in the text."""
    standing = [note.agent for note in notes if note.review != Review.REJECTED]
    return standing[-1] if standing else ""


def _earlier(notes: list[Note]) -> str:
    return words.count(len(notes) - 1, "earlier edit") if len(notes) > 1 else ""


def _kind(block: Block) -> str:
    if block.kind == "heading":
        return "h"
    return "data" if is_data(block) else block.kind


def _described(block: Block) -> str:
    """What structured data is about: "Article, FAQPage"."""
    return ", ".join(dict.fromkeys(_TYPE.findall(block.text))) or "schema.org"


def _last_edits(view: CampaignView) -> dict[str, tuple[str, str]]:
    """Text before and after the last kept edit, by block."""
    kept = (decision for decision in view.decisions if decision.stands)
    return {d.block_id: (d.text_before, d.text_after) for d in kept}


@lru_cache(maxsize=4_096)
def _html(block: Block, edit: tuple[str, str]) -> str:
    """The block's HTML; the words its last edit brought are marked, where they are few."""
    before, after = edit
    if not before or after.strip() != block.text or block.kind == "code":
        return documents.to_html(block)
    ranges = _added(before, block.text)
    if sum(end - start for start, end in ranges) > _FEW * len(block.text):
        return documents.to_html(block)
    shift = block.level + 1 if block.kind == "heading" else 0
    moved = tuple((start + shift, end + shift) for start, end in ranges)
    return mark(documents.source_of(block), moved, "edit").html


def _added(before: str, after: str) -> list[Range]:
    """Where the new words stand; what only a space parts is one place."""
    found: list[Range] = []
    at = 0
    for piece in word_diff(before, after):
        if piece.kind == "removed":
            continue
        at += len(piece.text)
        word = piece.text.strip()
        if piece.kind == "same" or not word:
            continue
        start = at - len(piece.text.lstrip())
        end = start + len(word)
        if found and after[found[-1][1] : start].isspace():
            start = found.pop()[0]
        found.append((start, end))
    return found


def front_of(view: CampaignView) -> Front:
    """What stands above the text."""
    notes = _notes(view)
    front = [note for name in _FRONT for note in notes.get(name, [])]
    return Front(
        title=view.document.title,
        slug=view.document.slug,
        meta=view.document.meta_description,
        earlier=_earlier(front),
        notes=front[::-1],
    )


def byline_of(view: CampaignView) -> list[str]:
    """Which version the text is, and how long; it grows as words are written."""
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
        if decision.kept or decision.stands:
            found.setdefault(decision.block_id, []).append(_note(view, decision))
    return found


def _note(view: CampaignView, decision: DecisionView) -> Note:
    return Note(
        agent=decision.agent_type.value,
        label=AGENT_LABELS[decision.agent_type],
        when=when(view, decision.at),
        why=words.done(decision.reason) or decision.why,
        effect=f"{decision.check_label}: {change(decision.value_before, decision.value_after)}",
        score=score_change(decision),
        key=decision.key,
        review=decision.review.value,
    )


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
