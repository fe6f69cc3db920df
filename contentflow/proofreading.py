"""Reads a document for spelling and grammar with Harper, block by block, and remembers each."""

import threading
import time
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from contentflow.analysis.proof import Proof, Slip
from contentflow.analysis.text import prepare
from contentflow.document import Block, Document

if TYPE_CHECKING:
    from harper import Lint, Linter

_LONGEST = 4_000  # characters; the time a hostile block takes grows with their square
_PATIENCE = 10.0  # seconds for one document
# Of Harper's kinds those that are mistakes rather than taste.
_SPELLING = frozenset({"Spelling", "Typo"})
_KINDS = _SPELLING | {
    *("Agreement", "BoundaryError", "Eggcorn", "Grammar", "Malapropism", "Miscellaneous"),
    *("Nonstandard", "Repetition"),
}
_ALSO = frozenset({"ModalOf", "ItsContraction"})  # mistakes that it files under taste
# Too often wrong about good texts: "some 100 people", "a finding", names written as one word.
_OFF = frozenset({"MassNouns", "QuantifierNumeralConflict", "SplitWords", "WhomSubjectOfVerb"})
_READ = frozenset({"paragraph", "list", "heading", "quote"})
_lock = threading.Lock()  # Harper's reader serves one thread at a time


def proofread(document: Document) -> Proof:
    """The slips of a document. A reader that is missing or too slow is a reason, no error."""
    if not prepare(document).english:
        return Proof()
    if _readers() is None:
        return Proof(unread="not checked: the grammar checker is not installed")
    end = time.monotonic() + _PATIENCE
    found: list[Slip] = []
    for block in document.blocks:
        if time.monotonic() > end:
            return Proof(unread="not checked: reading took too long")
        found += _slips_of(block)
    return Proof(tuple(found))


def warm() -> None:
    """Load the dictionary now rather than at the first text."""
    _read("A word.")


def _slips_of(block: Block) -> list[Slip]:
    if block.kind not in _READ or len(block.text) > _LONGEST:
        return []
    return [Slip(block.id, *found) for found in _read(block.text)]


@cache
def _readers() -> "tuple[Linter, Linter] | None":
    """The reader, and a British one that is asked about words the first does not know."""
    try:
        from harper import Dialect, Linter
    except ImportError:
        return None
    return Linter(), Linter(Dialect.BRITISH)


@lru_cache(maxsize=8192)
def _read(text: str) -> tuple[tuple[int, int, str, bool, str], ...]:
    """Each slip of a passage: start, end, what stands there, is it spelling, what instead."""
    readers = _readers()
    if readers is None:
        return ()
    with _lock:
        try:
            return tuple(_slips(text, *readers))
        except BaseException as error:
            # A fault inside Harper comes as a panic, which is no Exception.
            if type(error).__name__ != "PanicException":
                raise
            return ()


def _slips(
    text: str, reader: "Linter", british: "Linter"
) -> Iterator[tuple[int, int, str, bool, str]]:
    reached = 0
    for lint in sorted(_lints(text, reader), key=lambda lint: (lint.span.start, lint.span.end)):
        start, end = lint.span.start, min(lint.span.end, len(text))
        spelling = lint.lint_kind in _SPELLING
        if start < reached or start >= end or (spelling and not _misspelt(text, lint, british)):
            continue
        reached = end
        instead = next((s.replacement_text for s in lint.suggestions), "")
        yield start, end, text[start:end], spelling, instead


def _lints(text: str, reader: "Linter") -> "Iterator[Lint]":
    for rule, lints in reader.organized_lints(text).items():
        if rule not in _OFF:
            yield from (one for one in lints if one.lint_kind in _KINDS or rule in _ALSO)


def _misspelt(text: str, lint: "Lint", british: "Linter") -> bool:
    word = text[lint.span.start : lint.span.end]
    return any(other.lint_kind in _SPELLING for other in british.lint(word))
