"""What `versions` takes and gives: rows, texts, comparisons, drafts and their refusal. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contentflow.document import Document
from contentflow.document_diff import Diff
from contentflow.document_merge import Clash
from contentflow.errors import Outdated
from contentflow.names import AgentName, VersionKind


@dataclass(frozen=True)
class VersionRow:
    """One version in a list. `change` is its overall score less that of the version before.

    `agent_type` made it, or the person `user_id`; `author` names either. Without a cost it is
    unpriced, or a person's.
    """

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
    change: int | None = None


@dataclass(frozen=True)
class Point:
    """A version's overall score; `drafted`: the Writer wrote it."""

    number: int
    overall: int | None
    drafted: bool


@dataclass(frozen=True)
class Course:
    """How the score went; `working`: agents are making the next version now."""

    points: list[Point]
    working: bool


@dataclass(frozen=True)
class Version:
    """One version with its text, what was measured, and the brief it was made with."""

    row: VersionRow
    document: Document
    checks: list[dict[str, Any]]
    brief: dict[str, Any] | None


@dataclass(frozen=True)
class Comparison:
    """Two versions of one campaign and how they differ."""

    old: Version
    new: Version
    diff: Diff


@dataclass(frozen=True)
class Draft:
    """A text somebody made from version `base`; `document_draft.read_draft` says of what form."""

    base: int
    content: Mapping[str, Any]


@dataclass(frozen=True)
class Saved:
    """The version that has the text. `changed` is False when it was there before.

    `merged`: versions were made meanwhile, and what they changed is in it too.
    """

    number: int
    changed: bool = True
    merged: bool = False


@dataclass(frozen=True)
class Contested:
    """What both changed, and who else changed it."""

    clash: Clash
    by: str


class Overtaken(Outdated):
    """The text moved on, and the draft changes what others changed; nothing was saved.

    `number` is the version to make the next draft from. `merged` has all that does not clash, and
    the draft's own text where it does.
    """

    def __init__(self, message: str, number: int, merged: Document, found: list[Contested]) -> None:
        super().__init__(message)
        self.number = number
        self.merged = merged
        self.contested = found
