"""The document as blocks with identities: parse, render, apply, diff. Pure."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

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
