"""What the Changes tab shows: the text with its changes marked, and the list of them. Pure."""

from dataclasses import dataclass, field

from contentflow import document as documents
from contentflow.analysis.structured_data import is_data
from contentflow.changes import Change, Changes
from contentflow.document import Block
from contentflow.document_changes import Part
from contentflow.document_trace import Traced
from contentflow.names import AGENT_SCORES, SCORE_LABELS, SCORE_TARGETS, Review, VersionKind
from contentflow.state import words
from contentflow.view import DecisionView

PEOPLE = "human"  # in the place of an agent's name
_LINES = {"title": "Title", "meta_description": "Description", "slug": "Address"}
_FEWEST_FOLDED = 3  # blocks in a row without a change


@dataclass(frozen=True)
class Marker:
    """The number of a change, at its place in the text."""

    number: str
    key: str
    look: str


@dataclass(frozen=True)
class PieceRow:
    """A run of words: `kind` is same, added or removed, or the marker after a change's last one.

    `look` is its author's class; a space at the edge of a change is not marked.
    """

    kind: str
    text: str
    key: str = ""
    look: str = ""
    number: str = ""


@dataclass(frozen=True)
class PartRow:
    """A line of the front or a block. `look` is what it is drawn as, `note` what became of it.

    Without pieces it is as it was. `html` is how it reads now, "" when it has gone.
    """

    place: str
    look: str
    label: str = ""
    note: str = ""
    html: str = ""
    pieces: list[PieceRow] = field(default_factory=list)
    markers: list[Marker] = field(default_factory=list)  # of changes without words here


@dataclass(frozen=True)
class PartGroup:
    """Parts in a row that have changed, or that have not and may be folded."""

    key: str
    folded: str  # "12 blocks without changes", "" for what is shown at once
    parts: list[PartRow]


@dataclass(frozen=True)
class Figure:
    """One line of numbers: what it is of, and how it went."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class EditRow:
    """One change in the list. `review` is "" for what is not to be reviewed."""

    key: str
    number: int
    agent: str
    author: str
    why: str
    place: str
    figures: list[Figure]
    short: list[Figure]  # the first of them
    lost: str
    review: str
    shown: bool


def groups_of(changes: Changes) -> list[PartGroup]:
    """The text in groups; long runs without a change are folded."""
    known = {one.key: one for one in changes.changes}
    rows = [_part(part, known) for part in changes.parts if part.old != part.block or _says(part)]
    groups: list[PartGroup] = []
    for run in _runs(rows):
        quiet = not _is_changed(run[0])
        folded = quiet and len(run) >= _FEWEST_FOLDED
        label = f"{words.count(len(run), 'block')} without changes" if folded else ""
        groups.append(PartGroup(run[0].place, label, run))
    return groups


def _says(part: Part) -> bool:
    """Lines of the front that are empty are not shown."""
    return bool(part.block and part.block.text)


def _is_changed(row: PartRow) -> bool:
    return bool(row.pieces or row.markers or row.note)


def _runs(rows: list[PartRow]) -> list[list[PartRow]]:
    runs: list[list[PartRow]] = []
    for row in rows:
        if runs and _is_changed(runs[-1][-1]) == _is_changed(row):
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _part(part: Part, known: dict[str, Change]) -> PartRow:
    block = part.block or part.old
    pieces = _pieces(part.pieces, known) if part.fate != "same" else []
    marked = {piece.key for piece in pieces if piece.number}
    return PartRow(
        place=part.place,
        look=_look(part.place, block),
        label=_LINES.get(part.place, ""),
        note=_note(part),
        html=_html(part),
        pieces=pieces,
        markers=[
            Marker(str(one.number), one.key, f"a-{_agent(one)}")
            for one in known.values()
            if one.place == part.place and one.key not in marked
        ],
    )


def _look(place: str, block: Block | None) -> str:
    if block is None or place in _LINES:
        return "line title" if place == "title" else "line"
    if block.kind == "heading":
        return f"h h{block.level}"
    return "data code" if is_data(block) else block.kind


def _note(part: Part) -> str:
    if part.fate == "removed":
        return "Removed"
    if part.fate == "added":
        return "Added"
    if part.moved:
        return "Moved"
    old, new = part.old, part.block
    if old and new and (old.kind, old.level) != (new.kind, new.level):
        return f"Was a {_named(old)}, is a {_named(new)}"
    return ""


def _named(block: Block) -> str:
    return f"heading of level {block.level}" if block.kind == "heading" else block.kind


def _html(part: Part) -> str:
    return documents.to_html(part.block) if part.block and part.place not in _LINES else ""


def _pieces(pieces: tuple[Traced, ...], known: dict[str, Change]) -> list[PieceRow]:
    """The words, each change's last ones followed by its number."""
    last = {piece.by: at for at, piece in enumerate(pieces) if piece.by}
    rows: list[PieceRow] = []
    for at, piece in enumerate(pieces):
        one = known.get(piece.by)
        if one is None:
            rows.append(PieceRow(piece.kind, piece.text))
            continue
        rows += _marked(piece, one)
        if last[piece.by] == at:
            rows.append(PieceRow("marker", "", one.key, f"a-{_agent(one)}", str(one.number)))
    return rows


def _marked(piece: Traced, one: Change) -> list[PieceRow]:
    look, bare = f"a-{_agent(one)}", piece.text.strip()
    if not bare:
        return [PieceRow(piece.kind, piece.text, one.key, f"{look} space")]
    before, _, after = piece.text.partition(bare)
    edges = [PieceRow(piece.kind, text, one.key, f"{look} space") for text in (before, after)]
    rows = [edges[0], PieceRow(piece.kind, bare, one.key, look), edges[1]]
    return [row for row in rows if row.text]


def _agent(one: Change) -> str:
    return one.agent.value if one.agent else PEOPLE


def edits_of(changes: Changes) -> list[EditRow]:
    """The changes as the list has them."""
    return [_edit(one) for one in changes.changes]


def _edit(one: Change) -> EditRow:
    figures = _figures(one.decision) if one.decision else []
    return EditRow(
        key=one.key,
        number=one.number,
        agent=_agent(one),
        author=one.author,
        why=_why(one),
        place=one.place,
        figures=figures,
        short=figures[:1],
        lost=_lost(one),
        review=one.decision.review.value if one.decision and one.version else "",
        shown=one.shown,
    )


def _why(one: Change) -> str:
    if one.decision is None:
        return _DONE[one.kind]
    return words.done(one.decision.reason) or one.decision.why


_DONE = {
    VersionKind.AGENT: "Written",
    VersionKind.EDIT: "Changed by hand",
    VersionKind.RESTORE: "Put back from an earlier version",
    VersionKind.REVIEW: "Taken in or back by a review",
}


def _figures(decision: DecisionView) -> list[Figure]:
    before, after = decision.value_before, decision.value_after
    if (
        before.partition(" ")[2] == after.partition(" ")[2]
    ):  # "6 → 5 words", not "6 words → 5 words"
        before = before.partition(" ")[0]
    found = [Figure(decision.check_label, before, after)]
    score = AGENT_SCORES.get(decision.agent_type)
    if score and decision.score_before is not None and decision.score_after is not None:
        label = f"{SCORE_LABELS[score]}, target {SCORE_TARGETS[score]}"
        found.append(Figure(label, str(decision.score_before), str(decision.score_after)))
    return [one for one in found if one.before or one.after]


def _lost(one: Change) -> str:
    if not one.lost:
        return ""
    named = ", ".join(f"“{fact}”" for fact in one.lost)
    return f"Drops {named}, listed as a fact in the brief"


def rest_of(edits: list[EditRow], agent: str) -> list[str]:
    """The changes that nobody has reviewed, of one agent or of all, by key."""
    return [e.key for e in edits if e.review == Review.OPEN and agent in ("", e.agent)]


def reviewed_words(edits: list[EditRow]) -> str:
    """ "2 of 9 reviewed"; nothing where nothing is to be reviewed."""
    asked = [edit for edit in edits if edit.review]
    done = [edit for edit in asked if edit.review != Review.OPEN]
    return f"{len(done)} of {len(asked)} reviewed" if asked else ""
