"""A document prepared once for all checks: masked source, words, sentences, links, images."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from contentflow.analysis.checks import Span
from contentflow.analysis.lexicon import ABBREVIATIONS, FUNCTION_WORDS
from contentflow.analysis.markup import Link, mask
from contentflow.document import Block, BlockKind, Document

_WORD = re.compile(r"[^\W_](?:[^\s—–|/…]*[^\W_])?")
_END = re.compile(r"(?<![.!?…。！？])(?:[.!?…]+[\"'”’)\]]*(?=\s|$)|[。！？]+)")
_ITEM = re.compile(r"\n(?=[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t])|\n[ \t]*\n")


@dataclass(frozen=True)
class Sentence:
    """A sentence of a block: its place, its words in lower case."""

    start: int
    end: int
    words: tuple[str, ...]


@dataclass(frozen=True)
class Prepared:
    """What one block's source holds, whatever its id."""

    kind: BlockKind
    level: int
    source: str
    masked: str
    sentences: tuple[Sentence, ...]
    links: tuple[Link, ...] = ()
    images: tuple[Link, ...] = ()

    @cached_property
    def words(self) -> tuple[str, ...]:
        """All words, in lower case."""
        return tuple(word for sentence in self.sentences for word in sentence.words)

    @cached_property
    def places(self) -> tuple[tuple[int, int], ...]:
        """Start and end of every word, in the order of `words`."""
        return tuple(
            match.span()
            for sentence in self.sentences
            for match in _WORD.finditer(self.masked, sentence.start, sentence.end)
        )


@dataclass(frozen=True)
class Passage:
    """A block in its place in the document."""

    id: str
    body: Prepared

    def span(self, sentence: Sentence) -> Span:
        """Where a sentence of this block stands."""
        return Span(self.id, sentence.start, sentence.end)

    @property
    def whole(self) -> Span:
        """The entire block."""
        return Span(self.id, 0, len(self.body.source))


@dataclass(frozen=True)
class Text:
    """A whole document, prepared."""

    passages: tuple[Passage, ...]

    @cached_property
    def headings(self) -> tuple[Passage, ...]:
        """Headings of every level."""
        return tuple(p for p in self.passages if p.body.kind == "heading")

    @cached_property
    def subheadings(self) -> tuple[Passage, ...]:
        """Headings of level 2 and 3."""
        return tuple(p for p in self.headings if p.body.level in (2, 3))

    @cached_property
    def paragraphs(self) -> tuple[Passage, ...]:
        """Paragraphs with words."""
        return tuple(p for p in self.passages if p.body.kind == "paragraph" and p.body.words)

    @cached_property
    def prose(self) -> tuple[tuple[Passage, Sentence], ...]:
        """Sentences of paragraphs and lists, the running text."""
        return tuple(
            (passage, sentence)
            for passage in self.passages
            if passage.body.kind in ("paragraph", "list")
            for sentence in passage.body.sentences
        )

    @cached_property
    def sentences(self) -> tuple[tuple[Passage, Sentence], ...]:
        """Every sentence, headings included."""
        return tuple((p, sentence) for p in self.passages for sentence in p.body.sentences)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Every word of text and tables, in lower case; code and quotes' marks left out."""
        return tuple(word for passage in self.passages for word in passage.body.words)

    @cached_property
    def prose_words(self) -> tuple[str, ...]:
        """The words of `prose`."""
        return tuple(word for _, sentence in self.prose for word in sentence.words)

    @cached_property
    def links(self) -> tuple[tuple[Passage, Link], ...]:
        """Every link that is no image."""
        return tuple((passage, link) for passage in self.passages for link in passage.body.links)

    @cached_property
    def images(self) -> tuple[tuple[Passage, Link], ...]:
        """Every image."""
        return tuple((passage, image) for passage in self.passages for image in passage.body.images)

    @cached_property
    def english(self) -> bool:
        """False when hardly any English function word occurs; short texts get the benefit."""
        words = self.prose_words
        if len(words) < 20:
            return all(word.isascii() for word in words) or not words
        return sum(word in FUNCTION_WORDS for word in words) >= 0.15 * len(words)

    @cached_property
    def sections(self) -> tuple[tuple[Passage | None, tuple[Passage, ...]], ...]:
        """Each heading (None before the first) with the blocks up to the next heading."""
        return tuple(_sections(self.passages))


def _sections(
    passages: tuple[Passage, ...],
) -> Iterator[tuple[Passage | None, tuple[Passage, ...]]]:
    heading: Passage | None = None
    body: list[Passage] = []
    for passage in passages:
        if passage.body.kind == "heading":
            if heading or body:
                yield heading, tuple(body)
            heading, body = passage, []
        else:
            body.append(passage)
    if heading or body:
        yield heading, tuple(body)


def prepare(document: Document) -> Text:
    """The document ready for the checks; a block not changed since the last call costs nothing."""
    return Text(tuple(Passage(block.id, _prepared(block)) for block in document.blocks))


def _prepared(block: Block) -> Prepared:
    return _prepare(block.kind, block.level, block.text)


@lru_cache(maxsize=8192)
def _prepare(kind: BlockKind, level: int, source: str) -> Prepared:
    if kind == "code":
        return Prepared(kind, level, source, " " * len(source), ())
    masked, links, images = mask(source)
    sentences = _sentences(kind, source, masked)
    return Prepared(kind, level, source, masked, sentences, links, images)


def prepare_line(text: str) -> Prepared:
    """A title or description, prepared like a paragraph."""
    return _prepare("paragraph", 0, text)


def _sentences(kind: BlockKind, source: str, masked: str) -> tuple[Sentence, ...]:
    """The sentences of a block; a list's items and a table's rows never run together."""
    found = []
    for start, end in _pieces(kind, source):
        for first, last in _split(masked, start, end):
            words = tuple(word.lower() for word in _WORD.findall(masked, first, last))
            if words:
                found.append(Sentence(*_trim(masked, first, last), words))
    return tuple(found)


def _pieces(kind: BlockKind, source: str) -> Iterator[tuple[int, int]]:
    breaks = _ITEM if kind == "list" else _LINES if kind == "table" else _GAP
    start = 0
    for match in breaks.finditer(source):
        yield start, match.start()
        start = match.start()
    yield start, len(source)


_LINES = re.compile(r"\n")
_GAP = re.compile(r"\n[> \t]*\n")


def _split(masked: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _END.finditer(masked, start, end):
        if _ends(masked, start, match, end):
            yield start, match.end()
            start = match.end()
    if start < end:
        yield start, end


def _ends(masked: str, start: int, match: re.Match[str], end: int) -> bool:
    """True unless the full stop belongs to an abbreviation or the next word starts small."""
    following = masked[match.end() : min(match.end() + 40, end)].lstrip(" \t\n\"'“‘([")[:1]
    if following.islower():
        return False
    if match[0][0] != ".":
        return True
    words = masked[max(start, match.start() - 12) : match.start()].split()
    word = words[-1].lstrip("(\"'“‘[") if words else ""
    initial = len(word) == 1 and word.isalpha() and word.isupper() and word != "I"
    if word.lower() == "no":  # "No. 5", but also a plain "no."
        return not following.isdigit()
    return not initial and word.lower() not in ABBREVIATIONS


def _trim(masked: str, start: int, end: int) -> tuple[int, int]:
    piece = masked[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
