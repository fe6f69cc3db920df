"""The document as blocks with identities: parse, render, add, apply. Pure."""

import re
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from contentflow.document_markdown import parse_blocks
from contentflow.document_markdown import plain_text as plain_text
from contentflow.document_markdown import to_html as html_of
from contentflow.errors import EditRefused

BlockKind = Literal["heading", "paragraph", "list", "quote", "table", "code", "image"]
EditOp = Literal["replace", "insert_after", "delete", "set_title", "set_meta", "set_slug"]


@dataclass(frozen=True)
class Block:
    """A paragraph-sized piece. `text` is its Markdown source (a heading's without the hashes)."""

    id: str
    kind: BlockKind
    text: str
    level: int = 0  # of a heading, 1 to 6


@dataclass(frozen=True)
class Document:
    """A whole article. `serial` counts the block ids ever handed out, so none is used twice."""

    title: str = ""
    meta_description: str = ""
    slug: str = ""
    blocks: tuple[Block, ...] = ()
    serial: int = 0

    def block(self, block_id: str) -> Block | None:
        """The block with this id, if it is still there."""
        return next((block for block in self.blocks if block.id == block_id), None)


@dataclass(frozen=True)
class Edit:
    """One change. `block_id` is the target (insert_after: the block before, "" for the top).

    `text` is Markdown (plain text for title, meta and slug), `check_id` the check it wants to mend.
    """

    op: EditOp
    block_id: str
    text: str
    reason: str
    check_id: str


def to_json(document: Document) -> dict[str, Any]:
    """Plain JSON data of a document; `from_json` reads it."""
    return asdict(document)


def from_json(data: dict[str, Any]) -> Document:
    """The document of `to_json`'s data; unknown keys are ignored so that old rows stay readable."""
    blocks = tuple(Block(b["id"], b["kind"], b["text"], b.get("level", 0)) for b in data["blocks"])
    return Document(
        title=data["title"],
        meta_description=data["meta_description"],
        slug=data["slug"],
        blocks=blocks,
        serial=data.get("serial", len(blocks)),
    )


def parse(markdown: str, *, serial: int = 0) -> Document:
    """The blocks of a Markdown text; their ids go on after `serial`."""
    sources = parse_blocks(markdown)
    blocks = tuple(
        Block(f"b{serial + number}", source.kind, source.text, source.level)
        for number, source in enumerate(sources, start=1)
    )
    return Document(blocks=blocks, serial=serial + len(blocks))


def source_of(block: Block) -> str:
    """A block as it stands in a Markdown file, a heading with its hashes."""
    if block.kind != "heading":
        return block.text
    # A text that itself ends in hashes would lose them as a closing sequence.
    closing = " #" if _ENDS_IN_HASHES.search(block.text) else ""
    return f"{'#' * block.level} {block.text}{closing}"


def render(document: Document) -> str:
    """The blocks as Markdown, one blank line between them, without title and meta."""
    return "\n\n".join(source_of(block) for block in document.blocks)


def add(document: Document, kind: BlockKind, text: str, level: int = 0) -> Document:
    """The document with a new block at its end."""
    serial = document.serial + 1
    block = Block(f"b{serial}", kind, text, level)
    return replace(document, blocks=(*document.blocks, block), serial=serial)


def apply(document: Document, edit: Edit) -> Document:
    """The document after one edit.

    Raises EditRefused when the target has gone or the edit brings no text where it needs some.
    """
    match edit.op:
        case "set_title":
            return replace(document, title=_one_line(edit.text))
        case "set_meta":
            return replace(document, meta_description=_one_line(edit.text))
        case "set_slug":
            return replace(document, slug=_one_line(edit.text))
        case "delete":
            position = _position(document, edit)
            return _splice(document, position, position + 1, ())
        case "replace":
            return _replace(document, edit)
        case "insert_after":
            position = _position(document, edit) + 1 if edit.block_id else 0
            return _insert(document, edit, position)


def place_of(edit: Edit, before: Document, after: Document) -> str:
    """Where an edit's text stands: a block's id, "title", "meta_description" or "slug".

    Of an insertion it is the first block it brought, before it is applied the block it follows.
    """
    named = {"set_title": "title", "set_meta": "meta_description", "set_slug": "slug"}
    if edit.op == "insert_after":
        known = {block.id for block in before.blocks}
        return next((b.id for b in after.blocks if b.id not in known), edit.block_id)
    return named.get(edit.op, edit.block_id)


def to_html(block: Block) -> str:
    """Safe HTML of one block: no raw HTML, no script, no unsafe address."""
    return html_of(source_of(block))


_ENDS_IN_HASHES = re.compile(r"(?:^|[ \t])#+$")
_HASHES = re.compile(r"\s{0,3}#{1,6}(?:\s|$)")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _position(document: Document, edit: Edit) -> int:
    for position, block in enumerate(document.blocks):
        if block.id == edit.block_id:
            return position
    raise EditRefused(f"The paragraph this edit belongs to ({edit.block_id}) is no longer there.")


def _splice(document: Document, start: int, end: int, blocks: tuple[Block, ...]) -> Document:
    return replace(document, blocks=(*document.blocks[:start], *blocks, *document.blocks[end:]))


def _replace(document: Document, edit: Edit) -> Document:
    position = _position(document, edit)
    target = document.blocks[position]
    # One id is the target's own, so the new ones go on from the serial.
    first, *others = _parsed(_with_hashes(edit.text, target), document.serial - 1).blocks
    changed = _splice(document, position, position + 1, (replace(first, id=target.id), *others))
    return replace(changed, serial=document.serial + len(others))


def _insert(document: Document, edit: Edit, position: int) -> Document:
    new = _parsed(edit.text, document.serial)
    return replace(_splice(document, position, position, new.blocks), serial=new.serial)


def _parsed(text: str, serial: int) -> Document:
    parsed = parse(text, serial=serial)
    if not parsed.blocks:
        raise EditRefused("The edit has no text.")
    return parsed


def _with_hashes(text: str, target: Block) -> str:
    """The text for a heading with its hashes: an edit may leave them out to keep the level."""
    bare = text.strip()
    if target.kind != "heading" or not bare or _HASHES.match(bare):
        return text
    return f"{'#' * target.level} {bare}"
