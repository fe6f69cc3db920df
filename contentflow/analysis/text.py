"""A document prepared once for all checks: masked source, words, sentences, links, images."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from contentflow.analysis.checks import Span
from contentflow.analysis.lexicon import FUNCTION_WORDS
from contentflow.analysis.markup import Link, mask
from contentflow.analysis.sentences import WORD, split
from contentflow.analysis.sentences import Sentence as Sentence
from contentflow.document import Block, BlockKind, Document

T = TypeVar("T")


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
    _found: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    def of(self, measure: "Callable[[Prepared], T]") -> T:
        """What a function finds in this block, worked out once for as long as the block lives."""
        if measure not in self._found:
            self._found[measure] = measure(self)
        found: T = self._found[measure]
        return found

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
            for match in WORD.finditer(self.masked, sentence.start, sentence.end)
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
    def counted(self) -> tuple[Passage, ...]:
        """What counts as the author's own text: every block but quotations and code."""
        return tuple(p for p in self.passages if p.body.kind not in ("quote", "code"))

    @cached_property
    def sentences(self) -> tuple[tuple[Passage, Sentence], ...]:
        """Every sentence of the own text, headings, list items and table cells included."""
        return tuple((p, sentence) for p in self.counted for sentence in p.body.sentences)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Every word of the own text, in lower case."""
        return tuple(word for passage in self.counted for word in passage.body.words)

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
    masked, links, images = mask(source, listed=kind in ("list", "quote"))
    return Prepared(kind, level, source, masked, split(kind, source, masked), links, images)


def prepare_line(text: str) -> Prepared:
    """A title or description, prepared like a paragraph."""
    return _prepare("paragraph", 0, text)
