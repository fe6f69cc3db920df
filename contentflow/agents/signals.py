"""What an agent says while it works. The engine turns signals into events; tests collect them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from contentflow.analysis.checks import Check, Report
from contentflow.document import Block, Document, Edit
from contentflow.names import Outcome, ScoreName


@dataclass(frozen=True)
class Progress:
    """Work done so far, 0 to 1, and what is being done now, in words."""

    fraction: float
    task: str


@dataclass(frozen=True)
class BlockWritten:
    """The Writer finished a block; `document` is the whole text so far."""

    block: Block
    document: Document


@dataclass(frozen=True)
class Tail:
    """The text so far of the block being written or rewritten. Not stored."""

    block_id: str
    text: str


@dataclass(frozen=True)
class Retry:
    """A model call failed and will be tried again after `delay` seconds."""

    attempt: int  # the one about to start, from 2
    of: int
    reason: str
    delay: float


@dataclass(frozen=True)
class Measured:
    """All four analyses of the text as it stands."""

    report: Report


@dataclass(frozen=True)
class Decision:
    """One proposed edit and what became of it.

    `before` and `after` are the agent's own score; `value_before` and `value_after` the worked
    check's value in words. `edit` is None when the model gave nothing usable. `place` is where its
    text stands, see `document.place_of`.
    """

    check: Check
    edit: Edit | None
    outcome: Outcome
    why: str
    before: int | None
    after: int | None
    value_before: str
    value_after: str
    text_before: str = ""
    text_after: str = ""
    place: str = ""
    scores_after: dict[ScoreName, int | None] | None = None


@dataclass(frozen=True)
class Decided:
    """An edit was kept or rejected. `document` and `report` are the state after it."""

    index: int
    decision: Decision
    document: Document
    report: Report


Signal = Progress | BlockWritten | Tail | Retry | Measured | Decided
Emit = Callable[[Signal], Awaitable[None]]


@dataclass(frozen=True)
class Result:
    """What an agent leaves: text, measurements, every decision, a past-tense summary.

    `stopped`: somebody ended it before it was done.
    """

    document: Document
    report: Report
    decisions: tuple[Decision, ...]
    summary: str
    score_before: int | None
    score_after: int | None
    stopped: bool = False
