"""What changed between two versions: blocks first, by id, then words inside blocks. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from contentflow.document import Block, Document
from contentflow.document_words import Hunk, hunks, tokens

ChangeKind = Literal["same", "added", "removed", "changed"]
PieceKind = Literal["same", "added", "removed"]
_LONG = 400  # characters of a rewritten passage; longer ones are counted whole


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, came or went."""

    kind: PieceKind
    text: str


@dataclass(frozen=True)
class BlockChange:
    """What became of one block; `pieces` without the removed ones make the new text."""

    kind: ChangeKind
    block_id: str
    old: Block | None
    new: Block | None
    pieces: tuple[Piece, ...] = ()
    moved: bool = False


@dataclass(frozen=True)
class FieldChange:
    """A changed title, meta description or slug."""

    name: str
    old: str
    new: str


@dataclass(frozen=True)
class Diff:
    """All differences of two documents, blocks in the order of the new one."""

    blocks: tuple[BlockChange, ...]
    fields: tuple[FieldChange, ...] = ()

    @property
    def changed(self) -> tuple[BlockChange, ...]:
        """The blocks that are not the same."""
        return tuple(change for change in self.blocks if change.kind != "same" or change.moved)


def diff(old: Document, new: Document) -> Diff:
    """The differences between two versions of one article."""
    names = ("title", "meta_description", "slug")
    fields = tuple(
        FieldChange(name, getattr(old, name), getattr(new, name))
        for name in names
        if getattr(old, name) != getattr(new, name)
    )
    return Diff(tuple(_with_words(change) for change in block_changes(old, new)), fields)


def words(old: str, new: str) -> tuple[Piece, ...]:
    """The differences of two texts, word by word."""
    before = tokens(old)
    pieces: list[Piece] = []
    at = 0
    for hunk in [*hunks(before, tokens(new)), Hunk(len(before), len(before), ())]:
        parts: tuple[tuple[PieceKind, Sequence[str]], ...] = (
            ("same", before[at : hunk.start]),
            ("removed", before[hunk.start : hunk.end]),
            ("added", hunk.new),
        )
        pieces += [Piece(kind, "".join(part)) for kind, part in parts if part]
        at = hunk.end
    return tuple(pieces)


def block_changes(old: Document, new: Document) -> tuple[BlockChange, ...]:
    """What became of each block, in the order of the new text; without the words inside."""
    before = {block.id: block for block in old.blocks}
    after = {block.id for block in new.blocks}
    gone = _gone_after(old, after)
    order = _in_order([b.id for b in old.blocks if b.id in after], new, before)
    changes = [_removed(block) for block in gone.get("", [])]
    for block in new.blocks:
        changes.append(_change(before.get(block.id), block, block.id not in order))
        changes += [_removed(lost) for lost in gone.get(block.id, [])]
    return tuple(changes)


def _gone_after(old: Document, kept: set[str]) -> dict[str, list[Block]]:
    """Removed blocks by the surviving block they followed, so they are shown where they stood."""
    gone: dict[str, list[Block]] = {}
    anchor = ""
    for block in old.blocks:
        if block.id in kept:
            anchor = block.id
        else:
            gone.setdefault(anchor, []).append(block)
    return gone


def _in_order(before: list[str], new: Document, known: dict[str, Block]) -> set[str]:
    """Ids that kept their place among the others, and new ones, which have no place to lose."""
    after = [block.id for block in new.blocks if block.id in known]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    stayed = {before[m.a + i] for m in matcher.get_matching_blocks() for i in range(m.size)}
    return stayed | {block.id for block in new.blocks if block.id not in known}


def _removed(block: Block) -> BlockChange:
    return BlockChange("removed", block.id, block, None)


def _change(old: Block | None, new: Block, moved: bool) -> BlockChange:
    if old is None:
        return BlockChange("added", new.id, None, new)
    return BlockChange("same" if old == new else "changed", new.id, old, new, moved=moved)


def _with_words(change: BlockChange) -> BlockChange:
    old, new = change.old, change.new
    if change.kind == "changed" and old and new:
        return replace(change, pieces=words(old.text, new.text))
    kind: PieceKind = "same" if change.kind == "changed" else change.kind
    text = new.text if new else old.text if old else ""
    return replace(change, pieces=(Piece(kind, text),))


def characters(old: Document, new: Document) -> int:
    """How many characters somebody typed or took away to make the new text of the old one."""
    found = diff(old, new)
    texts = [
        (one.old.text if one.old else "", one.new.text if one.new else "") for one in found.blocks
    ]
    texts += [(line.old, line.new) for line in found.fields]
    return sum(_typed(before, after) for before, after in texts if before != after)


def _typed(old: str, new: str) -> int:
    """Letters that differ inside changed words, not the whole words."""
    before = tokens(old)
    return sum(
        _letters("".join(before[hunk.start : hunk.end]), "".join(hunk.new))
        for hunk in hunks(before, tokens(new))
    )


def _letters(old: str, new: str) -> int:
    if not old or not new or len(old) + len(new) > _LONG:
        return len(old) + len(new)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    same = sum(match.size for match in matcher.get_matching_blocks())
    return len(old) + len(new) - 2 * same
