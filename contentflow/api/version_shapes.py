"""What the API sends of versions, their differences and the agents' edits, field by field."""

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel

from contentflow import document as documents
from contentflow.decisions import Decision
from contentflow.document import Block
from contentflow.document_diff import BlockChange, Diff
from contentflow.names import AgentName, Outcome, Review, VersionKind
from contentflow.reviews import Reviewed
from contentflow.versions import Comparison, Contested, Saved, Version, VersionRow

Data = dict[str, Any]


class VersionShape(BaseModel):
    """One version in a list. `change` is its overall score less that of the one before."""

    number: int
    kind: VersionKind
    agent_type: AgentName | None
    user_id: str | None
    author: str
    run_id: str | None
    base: int
    restored_from: int | None
    decision_id: str | None
    created_at: datetime
    words: int
    edits: int
    characters: int
    duration_ms: int | None
    cost_usd: float | None
    cache_hit: bool
    scores: dict[str, int | None]
    overall: int | None
    change: int | None

    @classmethod
    def of(cls, row: VersionRow) -> Self:
        """From the service's row."""
        return cls(**vars(row))


class VersionPage(BaseModel):
    """Some versions; give `next_cursor` as `cursor` to get the ones before."""

    items: list[VersionShape]
    next_cursor: str | None


class WholeVersionShape(VersionShape):
    """One version with its text, what was measured, and the brief it was made with."""

    document: Data
    markdown: str
    checks: list[Data]
    brief: Data | None

    @classmethod
    def whole(cls, version: Version) -> Self:
        """From the service's version."""
        return cls(
            **vars(version.row),
            document=documents.to_json(version.document),
            markdown=documents.render(version.document),
            checks=version.checks,
            brief=version.brief,
        )


class PieceShape(BaseModel):
    """A run of words: same, removed or added."""

    kind: str
    text: str


class BlockChangeShape(BaseModel):
    """What became of one block; `pieces` without the removed ones make the new text."""

    kind: str
    block_id: str
    old: Data | None
    new: Data | None
    moved: bool
    pieces: list[PieceShape]

    @classmethod
    def of(cls, change: BlockChange) -> Self:
        """From the difference of two documents."""
        return cls(
            kind=change.kind,
            block_id=change.block_id,
            old=block_of(change.old),
            new=block_of(change.new),
            moved=change.moved,
            pieces=[PieceShape(kind=one.kind, text=one.text) for one in change.pieces],
        )


class FieldChangeShape(BaseModel):
    name: str
    old: str
    new: str


class ComparisonShape(BaseModel):
    """Two versions and how they differ, blocks in the order of the new one."""

    old: VersionShape
    new: VersionShape
    fields: list[FieldChangeShape]
    blocks: list[BlockChangeShape]

    @classmethod
    def of(cls, compared: Comparison) -> Self:
        """From the service's comparison."""
        found: Diff = compared.diff
        return cls(
            old=VersionShape.of(compared.old.row),
            new=VersionShape.of(compared.new.row),
            fields=[FieldChangeShape(**vars(change)) for change in found.fields],
            blocks=[BlockChangeShape.of(change) for change in found.blocks],
        )


class SavedShape(BaseModel):
    """The version that has the text. `merged`: with what others changed meanwhile."""

    version: int
    changed: bool
    merged: bool

    @classmethod
    def of(cls, saved: Saved) -> Self:
        """From the service's answer."""
        return cls(version=saved.number, changed=saved.changed, merged=saved.merged)


class DecisionShape(BaseModel):
    """One proposed edit, measured: kept or rejected, why, and what a person said of it later."""

    id: str
    run_id: str
    agent_type: AgentName
    check_id: str
    check_label: str
    outcome: Outcome
    why: str
    edit: Data | None
    block_id: str
    version: int
    score_before: int | None
    score_after: int | None
    value_before: str
    value_after: str
    text_before: str
    text_after: str
    review: Review
    reviewed_by: str
    reviewed_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, decision: Decision) -> Self:
        """From the service's row."""
        alike = set(cls.model_fields) - {"reviewed_by"}
        values = {name: getattr(decision.row, name) for name in alike}
        return cls(**values, reviewed_by=decision.reviewer)


class DecisionPage(BaseModel):
    """Some edits; give `next_cursor` as `cursor` to get the ones before."""

    items: list[DecisionShape]
    next_cursor: str | None


class ReviewedShape(BaseModel):
    """The version that is the text now; `changed`: it is new."""

    version: int
    changed: bool

    @classmethod
    def of(cls, reviewed: Reviewed) -> Self:
        """From the service's answer."""
        return cls(version=reviewed.number, changed=reviewed.changed)


def block_of(block: Block | None) -> Data | None:
    """A block as JSON; null is one that is not there."""
    return None if block is None else dict(vars(block))


def conflict_of(contested: Contested) -> Data:
    """What both changed: both texts, and who else changed it."""
    clash = contested.clash
    return {
        "place": clash.place,
        "mine": block_of(clash.mine),
        "theirs": block_of(clash.theirs),
        "by": contested.by,
    }
