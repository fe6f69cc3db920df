"""What the campaign page shows of the decisions: every proposed edit, and what became of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from contentflow.document_diff import Piece
from contentflow.document_diff import words as word_diff
from contentflow.names import AGENT_LABELS, AGENT_ORDER, AGENT_SCORES, SCORE_LABELS
from contentflow.state import words
from contentflow.state.campaign_rows import signed
from contentflow.view import CampaignView, DecisionView

_CONTEXT = 40  # characters kept at each side of a change
_LONGEST = 240  # characters of one change that are shown
_CHOPPY = 9  # pieces from which a word-by-word comparison is harder to read than the two texts
_FRONT = {"title": "Title", "meta_description": "Description", "slug": "Address"}


@dataclass(frozen=True)
class DiffPiece:
    """A run of words; `kind`: same, added or removed."""

    kind: str
    text: str


@dataclass(frozen=True)
class DecisionRow:
    """One proposed edit: what it is about, why, and the numbers before and after."""

    key: str
    outcome: str  # kept or rejected
    check: str
    place: str  # "Title", "Description", "Address", or nothing for the text
    what: str
    why: str
    value: str
    score: str
    pieces: list[DiffPiece]
    target: str  # the block it is about, "" when that has gone
    when: str


@dataclass(frozen=True)
class DecisionGroup:
    """The decisions of one agent."""

    agent: str
    label: str
    count: str
    kept: int
    rejected: int
    rows: list[DecisionRow]


@dataclass(frozen=True)
class DecisionCounts:
    """How many there are, for the tab and its filters."""

    all: int = 0
    kept: int = 0
    rejected: int = 0


def counts_of(view: CampaignView) -> DecisionCounts:
    """All, kept and rejected."""
    kept = sum(decision.kept for decision in view.decisions)
    return DecisionCounts(len(view.decisions), kept, len(view.decisions) - kept)


def decisions_of(view: CampaignView) -> list[DecisionGroup]:
    """Every decision, kept and rejected, by agent in run order."""
    groups = []
    for name in AGENT_ORDER:
        found = [decision for decision in view.decisions if decision.agent_type is name]
        if found:
            kept = sum(decision.kept for decision in found)
            rejected = len(found) - kept
            count = f"{kept} kept, {rejected} rejected"
            rows = [_row(view, decision) for decision in found]
            label = AGENT_LABELS[name]
            groups.append(DecisionGroup(name.value, label, count, kept, rejected, rows))
    return groups


def filtered(groups: list[DecisionGroup], agent: str, outcome: str) -> list[DecisionGroup]:
    """The rows of one agent or outcome, "" being all; groups without a row are left out."""
    chosen = [group for group in groups if agent in ("", group.agent)]
    kept = [
        replace(group, rows=[row for row in group.rows if outcome in ("", row.outcome)])
        for group in chosen
    ]
    return [group for group in kept if group.rows]


def _row(view: CampaignView, d: DecisionView) -> DecisionRow:
    there = view.document.block(d.block_id) is not None or d.block_id in _FRONT
    return DecisionRow(
        key=d.key,
        outcome="kept" if d.kept else "rejected",
        check=d.check_label,
        place=_FRONT.get(d.block_id, ""),
        what=words.done(d.reason) if d.kept else d.reason,
        why=d.why,
        value=change(d.value_before, d.value_after),
        score=score_change(d),
        pieces=pieces_of(d.text_before, d.text_after),
        target=d.block_id if there else "",
        when=when(view, d.at),
    )


def change(before: str, after: str) -> str:
    """ "0 → 1", or the one value where nothing changed or nothing was measured."""
    return f"{before} → {after}" if after and before != after else before


def score_change(d: DecisionView) -> str:
    """ "SEO 62 → 66 (+4)"; nothing where the edit was not measured."""
    if d.score_before is None or d.score_after is None or d.agent_type not in AGENT_SCORES:
        return ""
    label = SCORE_LABELS[AGENT_SCORES[d.agent_type]]
    if d.score_before == d.score_after:
        return f"{label} {d.score_after}, no change"
    moved = signed(d.score_after - d.score_before)
    return f"{label} {d.score_before} → {d.score_after} ({moved})"


def when(view: CampaignView, at: datetime) -> str:
    """The time since the run began: "1:08"; nothing for what an earlier run did."""
    if view.started_at is None or at < view.started_at:
        return ""
    return words.offset((at - view.started_at).total_seconds())


@lru_cache(maxsize=1_024)
def pieces_of(before: str, after: str) -> list[DiffPiece]:
    """What changed, with a little of what stands around it."""
    found = word_diff(before, after)
    if len(found) > _CHOPPY:
        found = tuple(p for p in (Piece("removed", before), Piece("added", after)) if p.text)
    last = len(found) - 1
    short = [_shortened(piece, at == 0, at == last) for at, piece in enumerate(found)]
    return [part for piece in short for part in _bare(piece)]


def _bare(piece: DiffPiece) -> list[DiffPiece]:
    """A changed piece without the space before it, which is no word to underline."""
    text = piece.text.lstrip()
    space = piece.text[: len(piece.text) - len(text)]
    if piece.kind == "same" or not space or not text:
        return [piece]
    return [DiffPiece("same", space), DiffPiece(piece.kind, text)]


def _shortened(piece: Piece, first: bool, last: bool) -> DiffPiece:
    text = piece.text
    if piece.kind != "same" or (first and last):
        return DiffPiece(piece.kind, text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …")
    if len(text) <= _CONTEXT * (2 - first - last) + 10:
        return DiffPiece("same", text)
    start = "" if first else text[:_CONTEXT].rpartition(" ")[0] + " "
    end = "" if last else " " + text[-_CONTEXT:].partition(" ")[2]
    return DiffPiece("same", f"{start}…{end}")
