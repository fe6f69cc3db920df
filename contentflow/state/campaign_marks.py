"""What is marked in the text for one check: HTML of blocks, pieces of title and description."""

from dataclasses import dataclass, field
from typing import Any

from contentflow.document import Block, Document, source_of
from contentflow.document_marks import Range, mark, merged
from contentflow.view import CampaignView

_FRONT = ("title", "meta_description", "slug")


@dataclass(frozen=True)
class MarkPiece:
    """A run of a plain line; `place` is its mark's number, "" when it is not marked."""

    text: str
    place: str = ""


@dataclass(frozen=True)
class Marks:
    """The places of one check. `blocks` is the HTML of the marked blocks by id."""

    check_id: str = ""
    label: str = ""
    places: int = 0
    target: str = ""  # the block to show, also where nothing in it could be marked
    blocks: dict[str, str] = field(default_factory=dict)
    title: list[MarkPiece] = field(default_factory=list)
    meta: list[MarkPiece] = field(default_factory=list)
    slug: list[MarkPiece] = field(default_factory=list)


def has_place(check: dict[str, Any], document: Document) -> bool:
    """Whether a check points at something that is in the text."""
    return bool(_ranges(check, document))


def marks_of(view: CampaignView, check_id: str) -> Marks:
    """The marks of a check in the text as it stands; empty when it points at nothing."""
    check = view.checks.get(check_id)
    ranges = _ranges(check, view.document) if check else {}
    if check is None or not ranges:
        return Marks()
    found = {
        block.id: mark(source_of(block), _shifted(block, ranges[block.id]))
        for block in view.document.blocks
        if block.id in ranges
    }
    lines = {name: _pieces(_line(view.document, name), ranges.get(name, ())) for name in _FRONT}
    return Marks(
        check_id=check_id,
        label=check["label"],
        places=sum(one.places for one in found.values()) + sum(map(_count, lines.values())),
        target=next(name for name in (*_FRONT, *found) if name in ranges),
        blocks={name: one.html for name, one in found.items()},
        title=lines["title"],
        meta=lines["meta_description"],
        slug=lines["slug"],
    )


def _ranges(check: dict[str, Any], document: Document) -> dict[str, tuple[Range, ...]]:
    """The places of a check by block, those of blocks that have gone left out."""
    present = {block.id for block in document.blocks}
    present |= {name for name in _FRONT if _line(document, name)}
    found: dict[str, tuple[Range, ...]] = {}
    for span in check.get("spans") or ():
        if span["block_id"] in present:
            name = span["block_id"]
            found[name] = (*found.get(name, ()), (span["start"], span["end"]))
    return found


def _line(document: Document, name: str) -> str:
    return str(getattr(document, name))


def _shifted(block: Block, ranges: tuple[Range, ...]) -> tuple[Range, ...]:
    """The ranges in the block as it stands in a file: a heading's hashes come before its text."""
    before = block.level + 1 if block.kind == "heading" else 0
    return tuple((before + start, before + end) for start, end in ranges)


def _pieces(text: str, ranges: tuple[Range, ...]) -> list[MarkPiece]:
    if not ranges:
        return []
    pieces, at = [], 0
    for number, (start, end) in enumerate(merged(ranges, len(text)), start=1):
        pieces += [MarkPiece(text[at:start]), MarkPiece(text[start:end], str(number))]
        at = end
    pieces.append(MarkPiece(text[at:]))
    return [piece for piece in pieces if piece.text]


def _count(pieces: list[MarkPiece]) -> int:
    return sum(bool(piece.place) for piece in pieces)
