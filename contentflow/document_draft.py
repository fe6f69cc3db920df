"""A text as a person hands it in, checked; its blocks keep the identities they had. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any

from contentflow.document import Block, Document, parse, source_of
from contentflow.document_merge import FRONT
from contentflow.errors import Invalid

LONGEST_BLOCK = 20_000  # characters
LONGEST = 200_000  # characters of all blocks
MOST_BLOCKS = 400
LONGEST_LINE = {"title": 300, "meta_description": 1_000, "slug": 200}
_LABELS = {"title": "The title", "meta_description": "The description", "slug": "The address"}
_LEVELS = range(1, 7)
_SLUG = re.compile(r"[\w-]*")


def read_draft(data: object, base: Document) -> Document:
    """The text in `data`, made from `base`; what is left out stays as it was.

    `data` has title, meta_description, slug, and either `markdown` or `blocks`: of each its id and,
    unless it is unchanged, its text, kind and level. A block without a known id is new.

    Raises:
        Invalid: says of every wrong line or block ("block:b3", "block:0" by place) what is wrong.
    """
    if not isinstance(data, Mapping):
        raise Invalid({"blocks": "Send the text as an object."})
    reading = _Reading(data, base)
    document = Document(**reading.front(), blocks=reading.blocks(), serial=reading.serial)
    if not reading.wrong:
        _refuse_size(document)
    if reading.wrong:
        raise Invalid(reading.wrong)
    return document


def _refuse_size(document: Document) -> None:
    length = sum(len(block.text) for block in document.blocks)
    if not document.blocks:
        raise Invalid({"blocks": "Leave at least one block."})
    if len(document.blocks) > MOST_BLOCKS:
        raise Invalid(
            {"blocks": f"The text has {len(document.blocks):,} blocks; {MOST_BLOCKS} are the most."}
        )
    if length > LONGEST:
        raise Invalid({"blocks": f"The text has {length:,} characters; {LONGEST:,} are the most."})


@dataclass
class _Reading:
    """Reads one draft; `wrong` collects what cannot be taken."""

    data: Mapping[str, Any]
    base: Document
    wrong: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.serial = self.base.serial
        self._known = {block.id: block for block in self.base.blocks}
        self._used: set[str] = set()

    def front(self) -> dict[str, str]:
        """Title, description and address."""
        return {name: self._line(name) for name in FRONT}

    def _line(self, name: str) -> str:
        given = self.data.get(name)
        if given is None:
            return str(getattr(self.base, name))
        if not isinstance(given, str):
            self.wrong[name] = f"{_LABELS[name]} must be text."
            return ""
        line, most = " ".join(_plain(given[: 2 * LONGEST_BLOCK]).split()), LONGEST_LINE[name]
        if len(line) > most:
            self.wrong[name] = f"{_LABELS[name]} has {len(line):,} characters; {most} are the most."
        elif name == "slug" and not _SLUG.fullmatch(line):
            self.wrong[name] = "Use letters, digits and hyphens."
        return line

    def blocks(self) -> tuple[Block, ...]:
        """The blocks; one whose text makes several gives its id to the first."""
        given = self.data.get("blocks")
        if given is None and "markdown" not in self.data:
            return self.base.blocks
        if given is None:
            return self._of_markdown(self.data["markdown"])
        if not isinstance(given, list):
            self.wrong["blocks"] = "Send the blocks as a list."
            return ()
        if len(given) > 2 * MOST_BLOCKS:
            self.wrong["blocks"] = (
                f"{len(given):,} blocks are too many; {MOST_BLOCKS} are the most."
            )
            return ()
        return tuple(block for at, one in enumerate(given) for block in self._block(at, one))

    def _block(self, at: int, given: object) -> Iterator[Block]:
        if not isinstance(given, Mapping):
            self.wrong[f"block:{at}"] = "Send each block as an object."
            return
        name = given.get("id")
        old = self._known.get(name) if isinstance(name, str) else None
        place = f"block:{name if isinstance(name, str) and name else at}"
        if old is not None and old.id in self._used:
            self.wrong[place] = "The same block stands here twice."
            return
        text = given.get("text", old.text if old else None)
        if problem := _problem(text):
            self.wrong[place] = problem
            return
        yield from self._taken(old, _source(old, given, str(text)))

    def _taken(self, old: Block | None, source: Block) -> Iterator[Block]:
        if old is not None:
            self._used.add(old.id)
            if replace(source, id=old.id) == old:
                yield old
                return
        for found in parse(source_of(source)).blocks:
            if old is not None:
                yield replace(found, id=old.id)
                old = None
            else:
                self.serial += 1
                yield replace(found, id=f"b{self.serial}")

    def _of_markdown(self, markdown: object) -> tuple[Block, ...]:
        """The blocks of a whole text; who stands where an old one stood has its id."""
        if not isinstance(markdown, str) or len(markdown) > 2 * LONGEST:
            self.wrong["markdown"] = f"Send text of at most {LONGEST:,} characters."
            return ()
        found = parse(_plain(markdown)).blocks
        for at, block in enumerate(found):
            if problem := _problem(block.text):
                self.wrong[f"block:{at}"] = problem
        names = _aligned(self.base.blocks, found)
        return tuple(self._named(block, name) for block, name in zip(found, names, strict=True))

    def _named(self, block: Block, name: str) -> Block:
        if not name:
            self.serial += 1
            name = f"b{self.serial}"
        return replace(block, id=name)


def _aligned(old: tuple[Block, ...], new: tuple[Block, ...]) -> list[str]:
    """For each new block the id of the one it was made from, "" for none."""
    before, after = [[source_of(block) for block in blocks] for blocks in (old, new)]
    names = [""] * len(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for _, start, end, new_start, new_end in matcher.get_opcodes():
        for was, now in zip(range(start, end), range(new_start, new_end), strict=False):
            names[now] = old[was].id
    return names


def _source(old: Block | None, given: Mapping[str, Any], text: str) -> Block:
    """The block as its text stands; a heading is one line below its level's hashes."""
    kind = given.get("kind", old.kind if old else "paragraph")
    level = given.get("level", old.level if old else 2)
    if kind == "heading":
        sound = isinstance(level, int) and level in _LEVELS
        line = text if old and text == old.text else " ".join(_plain(text).split())
        return Block("", "heading", line, level if sound else 2)
    if old is not None and old.kind != "heading":
        return Block("", old.kind, text if text == old.text else _plain(text), old.level)
    return Block("", "paragraph", _plain(text))


def _problem(text: object) -> str:
    if not isinstance(text, str):
        return "A block needs its text."
    if len(text) > LONGEST_BLOCK:
        return (
            f"This block has {len(text):,} characters; {LONGEST_BLOCK:,} are the most."
            " Make several of it."
        )
    return ""


def _plain(text: str) -> str:
    """The text as any database and any page can hold it."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
