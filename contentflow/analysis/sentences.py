"""Where sentences and words begin and end in a block whose markup has been blanked out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from contentflow.analysis.lexicon import ABBREVIATIONS
from contentflow.document import BlockKind

WORD = re.compile(r"[^\W_](?:[^\s—–|…]*[^\W_])?")
_END = re.compile(r"(?<![.!?…。！？])(?:[.!?…]+[\"'”’)\]]*(?=\s|$)|[。！？]+)")
_ITEM = re.compile(r"\n(?=[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t])|\n[ \t]*\n")
_CELL = re.compile(r"[\n|]")
_GAP = re.compile(r"\n[> \t]*\n")
_OPENING = " \t\n\"'“‘(["
_LAST_WORD = re.compile(r"[^\s—–(\"'“‘\[]*\Z")


@dataclass(frozen=True)
class Sentence:
    """A sentence of a block: its place, its words in lower case."""

    start: int
    end: int
    words: tuple[str, ...]


def split(kind: BlockKind, source: str, masked: str) -> tuple[Sentence, ...]:
    """The sentences of a block; a list's items and a table's cells never run together."""
    found = []
    for start, end in _pieces(kind, source):
        for first, last in _split(masked, start, end):
            words = tuple(WORD.findall(masked[first:last].lower()))
            if words:
                found.append(Sentence(*_trim(masked, first, last), words))
    return tuple(found)


def _pieces(kind: BlockKind, source: str) -> Iterator[tuple[int, int]]:
    breaks = _ITEM if kind == "list" else _CELL if kind == "table" else _GAP
    start = 0
    for match in breaks.finditer(source):
        yield start, match.start()
        start = match.start() + (match[0] == "|")
    yield start, len(source)


def _split(masked: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _END.finditer(masked, start, end):
        if _ends(masked, start, match, end):
            yield start, match.end()
            start = match.end()
    if start < end:
        yield start, end


def _ends(masked: str, start: int, match: re.Match[str], end: int) -> bool:
    """True unless an abbreviation, a quotation or a small letter carries the sentence on."""
    following = masked[match.end() : min(match.end() + 40, end)].lstrip(_OPENING)[:1]
    mark = match[0][0]
    if mark in "!?":
        # “Go!” she said; “Go!” Ben said: what follows a quotation may well belong to it.
        return match[0][-1] not in "\"'”’" and (match[0][-1] in "!?" or not following.islower())
    if following.islower() or (following and not following.isalnum() and following not in "$£€"):
        return False
    before = masked[max(start, match.start() - 12) : match.start()]
    return mark != "." or not _abbreviated(before, following)


def _abbreviated(before: str, following: str) -> bool:
    """True when the full stop belongs to a title, an initial or another short form."""
    found = _LAST_WORD.search(before)
    word = found[0] if found else ""
    if word.lower() == "no":  # "No. 5", but also a plain "no."
        return following.isdigit()
    initial = len(word) == 1 and word.isalpha() and word.isupper() and word != "I"
    return initial or word.lower() in ABBREVIATIONS


def _trim(masked: str, start: int, end: int) -> tuple[int, int]:
    piece = masked[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
