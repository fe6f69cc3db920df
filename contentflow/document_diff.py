"""What changed between two versions: blocks first, by id, then words inside blocks. Pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from contentflow.document import Block, Document

ChangeKind = Literal["same", "added", "removed", "changed"]
PieceKind = Literal["same", "added", "removed"]

_TOKENS = re.compile(r"\s+|\w+|[^\w\s]")


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
    return Diff(_blocks(old, new), fields)


def words(old: str, new: str) -> tuple[Piece, ...]:
    """The differences of two texts, word by word."""
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=len(before) > 2_000)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[start:end])))
            continue
        if start < end:
            pieces.append(Piece("removed", "".join(before[start:end])))
        if new_start < new_end:
            pieces.append(Piece("added", "".join(after[new_start:new_end])))
    return tuple(pieces)


def _blocks(old: Document, new: Document) -> tuple[BlockChange, ...]:
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
    return BlockChange("removed", block.id, block, None, (Piece("removed", block.text),))


def _change(old: Block | None, new: Block, moved: bool) -> BlockChange:
    if old is None:
        return BlockChange("added", new.id, None, new, (Piece("added", new.text),))
    if old == new:
        return BlockChange("same", new.id, old, new, (Piece("same", new.text),), moved)
    return BlockChange("changed", new.id, old, new, words(old.text, new.text), moved)
