"""Two changes of one text brought together: block by block, or word by word if asked. Pure."""

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise

from contentflow.document import Block, Document
from contentflow.document_words import Hunk, hunks, tokens

FRONT = ("title", "meta_description", "slug")
_NUMBER = re.compile(r"b(\d+)")


@dataclass(frozen=True)
class Clash:
    """What both changed: a block, or a line of the front as a block of that name.

    None is a block that one of them deleted. `both` has both changes, where they do not meet.
    """

    place: str
    mine: Block | None
    theirs: Block | None
    both: str | None = None


@dataclass(frozen=True)
class Merged:
    """The text with both changes. Where they clash it has mine, or theirs if I deleted it."""

    document: Document
    clashes: tuple[Clash, ...] = ()


def merge(base: Document, mine: Document, theirs: Document, *, within: bool = False) -> Merged:
    """What became of `base` on two sides, brought together block by block.

    A block that both changed is a clash; with `within` only if they changed the same words of it.
    My blocks that are new get fresh ids where theirs took the same ones.
    """
    if theirs == base or mine == theirs:
        return Merged(mine)
    if mine == base:
        return Merged(theirs)
    return _Merging(base, _renamed(base, mine, theirs), theirs, within).done()


class _Merging:
    """Theirs is the ground; what I deleted, moved, added or changed is put into it."""

    def __init__(self, base: Document, mine: Document, theirs: Document, within: bool) -> None:
        self.base, self.mine, self.theirs = base, mine, theirs
        self.within = within
        self.clashes: list[Clash] = []

    def done(self) -> Merged:
        """The text with both changes, and where they clash."""
        front = {name: self._line(name) for name in FRONT}
        blocks = {name: self._block(name) for name in self._names()}
        order = self._order({name for name, block in blocks.items() if block is None})
        kept = tuple(block for name in order if (block := blocks[name]))
        serial = max(self.base.serial, self.mine.serial, self.theirs.serial)
        return Merged(Document(**front, blocks=kept, serial=serial), tuple(self.clashes))

    def _names(self) -> list[str]:
        both = (*self.mine.blocks, *self.theirs.blocks)
        return list(dict.fromkeys(block.id for block in both))

    def _line(self, name: str) -> str:
        sides = (Block(name, "paragraph", getattr(one, name)) for one in self._sides())
        block = self._choose(*sides)
        return block.text if block else ""

    def _block(self, name: str) -> Block | None:
        return self._choose(*(one.block(name) for one in self._sides()))

    def _sides(self) -> tuple[Document, Document, Document]:
        return self.base, self.mine, self.theirs

    def _choose(self, base: Block | None, mine: Block | None, theirs: Block | None) -> Block | None:
        if mine in (theirs, base):
            return theirs
        if theirs == base:
            return mine
        both = _together(base, mine, theirs)
        if self.within and both is not None:
            return both
        ours = mine or theirs
        if ours is not None:
            self.clashes.append(Clash(ours.id, mine, theirs, both.text if both else None))
        return ours

    def _order(self, gone: set[str]) -> list[str]:
        """Theirs without what went, and each block I moved or added after the one before it here.

        When they changed nothing, this is exactly my order: block by block it comes about.
        """
        there = {block.id for block in self.theirs.blocks}
        stayed = _stayed(self.base, self.mine)
        order = [b.id for b in self.theirs.blocks if b.id not in gone and self._rests(b.id, stayed)]
        at = 0
        for block in self.mine.blocks:
            if block.id in gone:
                continue
            if block.id in there and self._rests(block.id, stayed):
                at = order.index(block.id) + 1
            else:
                order.insert(at, block.id)
                at += 1
        return order

    def _rests(self, name: str, stayed: set[str]) -> bool:
        """Whether a block stands where they put it."""
        return name in stayed or self.mine.block(name) is None


def _together(base: Block | None, mine: Block | None, theirs: Block | None) -> Block | None:
    """One block with the changes of both, if they changed different words of it."""
    if base is None or mine is None or theirs is None:
        return None
    text = merge_words(base.text, mine.text, theirs.text)
    shapes = [(one.kind, one.level) for one in (base, mine, theirs)]
    if text is None or (shapes[1] != shapes[2] and shapes[0] not in shapes[1:]):
        return None
    kind, level = shapes[2] if shapes[1] == shapes[0] else shapes[1]
    return Block(base.id, kind, text, level)


def _stayed(base: Document, mine: Document) -> set[str]:
    """The blocks of `base` that I left in their order."""
    before = [block.id for block in base.blocks]
    after = [block.id for block in mine.blocks]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    found = matcher.get_matching_blocks()
    return {name for match in found for name in before[match.a : match.a + match.size]}


def _renamed(base: Document, mine: Document, theirs: Document) -> Document:
    """Mine with other ids for new blocks whose ids they have given away too."""
    serial = max(base.serial, mine.serial, theirs.serial)
    known = {block.id for block in base.blocks}
    taken = {block.id for block in theirs.blocks}
    blocks = []
    for block in mine.blocks:
        number = _number(block.id)
        fresh = block.id not in known and number > base.serial
        if fresh and (block.id in taken or number <= theirs.serial):
            serial += 1
            block = replace(block, id=f"b{serial}")
        blocks.append(block)
    return replace(mine, blocks=tuple(blocks), serial=serial)


def _number(name: str) -> int:
    found = _NUMBER.fullmatch(name)
    return int(found[1]) if found else 0


def merge_words(base: str, ours: str, theirs: str) -> str | None:
    """The text with both changes of `base`; None where they change the same place."""
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    old = tokens(base)
    found = {*hunks(old, tokens(ours)), *hunks(old, tokens(theirs))}
    ordered = sorted(found, key=lambda hunk: (hunk.start, hunk.end))
    if any(_meet(one, other) for one, other in pairwise(ordered)):
        return None
    return _applied(old, ordered)


def _meet(one: Hunk, other: Hunk) -> bool:
    """Also words put in where others change the text: which comes first is nobody's to guess."""
    if other.start == one.end:
        return one.start == one.end or other.start == other.end
    return other.start < one.end


def _applied(base: list[str], changes: list[Hunk]) -> str:
    parts: list[str] = []
    at = 0
    for hunk in changes:
        parts += base[at : hunk.start]
        parts += hunk.new
        at = hunk.end
    return "".join([*parts, *base[at:]])
