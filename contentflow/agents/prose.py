"""Prose from a model made fit for a document: no headings, echo or talk about itself. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from contentflow.analysis.text import prepare_line

MAX_PARAGRAPH_WORDS = 70
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s.*$|^\s*\*\*[^*\n]+\*\*:?\s*$|^\s*[=\-*_]{3,}\s*$")
_ITEM = re.compile(r"^\s*(?:[-*+•]|\d{1,2}[.)])\s+(.*)$")
# "Sentence 2:", "Aim:", "Blogger:" and the like in front of the text itself.
_LABEL = re.compile(r"^\s*(?:[A-Za-z]+(?: [a-z]+)?(?: \d{1,2})?:\s+)+(?=[A-Z“\"])")
_META = re.compile(
    r"^(?:sure|certainly|of course|okay|here(?:'s| is| are)\b.*\b(?:section|text|paragraph|passage"
    r"|rewrit\w+|version|article)|in this (?:section|article)|this section|as an ai"
    r"|i (?:can|will|have|hope)\b|let me know|note that i|\[)",
    re.IGNORECASE,
)
# Talk about the task instead of the matter.
_TASK = re.compile(
    r"<<|>>|\b(?:this|the) (?:phrase|heading|paragraph|passage|section heading)\b|\bmarkdown\b"
    r"|\b(?:bold|formatting|bullet points?|word count|keyphrase|rewritten"
    r"|the material|my response)\b",
    re.IGNORECASE,
)
# What a small model leaves behind when it loses its way.
_DEBRIS = re.compile(
    r"\[[^\]\n]*\](?!\()|\bwww\.|\s-\s.*\s-\s|[a-z]{3}[.!?]?[A-Z][a-z]|[A-Za-z]\d{5}|\w{26}"
)
_ALIKE = 0.75  # shared words that make two sentences the same
_FENCE = re.compile(r"<{2,3}[^<>\n]*>{2,3}|<{2,3}|>{2,3}")
# A fence that is still being written.
_OPEN_FENCE = re.compile(r"[<‹]{1,3}[^<>‹›\n]*>{0,2}$")
_EMPHASIS = re.compile(r"(\*\*|__|\*|`|(?<!\w)_|_(?!\w))")
_ENDED = re.compile(r"[.!?][\"'”’)\]]*$")

Kind = Literal["paragraph", "list"]


@dataclass(frozen=True)
class Piece:
    """A block to be: a paragraph, or a list with its marks."""

    kind: Kind
    text: str


def while_written(text: str) -> str:
    """The text so far as people may see it: without the prompt's marks, whole or half written."""
    return _FENCE.sub(" ", _OPEN_FENCE.sub("", text)).strip(' \n">›')


def sentences(text: str) -> list[str]:
    """The sentences of a passage, each on one line."""
    found = prepare_line(text).sentences
    return [" ".join(text[one.start : one.end].split()) for one in found]


def word_count(text: str) -> int:
    """How many words a passage has."""
    return len(prepare_line(text).words)


def clean_lines(text: str, heading: str = "") -> list[tuple[bool, str]]:
    """(is a list item, text) of every line worth keeping; paragraphs' lines are joined first."""
    joined: list[tuple[bool, str]] = []
    for line in _FENCE.sub(" ", text).splitlines():
        item = _ITEM.match(line)
        if not line.strip() or _HEADING.match(line) or _same(line, heading):
            joined.append((False, ""))
        elif item:
            joined.append((True, item.group(1)))
        elif joined and joined[-1][1]:
            joined[-1] = (joined[-1][0], f"{joined[-1][1]} {line.strip()}")
        else:
            joined.append((False, line))
    return [(is_item, _plain(line)) for is_item, line in joined if line.strip()]


def _same(line: str, heading: str) -> bool:
    bare = re.sub(r"\W+", " ", line).strip().lower()
    return bool(heading) and bare == re.sub(r"\W+", " ", heading).strip().lower()


def _plain(line: str) -> str:
    return " ".join(_EMPHASIS.sub("", _LABEL.sub("", line)).split())


def keep(candidates: Iterable[str], seen: list[frozenset[str]]) -> list[str]:
    """Whole sentences that talk of the matter and were not said before; adds them to `seen`."""
    kept = []
    for sentence in candidates:
        words = frozenset(prepare_line(sentence).words)
        if len(words) < 3 or not _ENDED.search(sentence) or _is_talk(sentence):
            continue
        if any(len(words & said) >= _ALIKE * len(words | said) for said in seen):
            continue
        seen.append(words)
        kept.append(sentence)
    return kept


def _is_talk(sentence: str) -> bool:
    loose = sentence.count("“") != sentence.count("”") or sentence.count('"') % 2
    return bool(
        loose or _META.match(sentence) or _TASK.search(sentence) or _DEBRIS.search(sentence)
    )


def paragraphs(found: list[str]) -> list[Piece]:
    """Sentences in paragraphs of a readable length."""
    pieces: list[list[str]] = []
    for sentence in found:
        room = MAX_PARAGRAPH_WORDS - word_count(" ".join(pieces[-1])) if pieces else 0
        if pieces and word_count(sentence) <= room and len(pieces[-1]) < 4:
            pieces[-1].append(sentence)
        else:
            pieces.append([sentence])
    return [Piece("paragraph", " ".join(piece)) for piece in pieces]


def shorten(text: str, limit: int) -> str:
    """The text cut at a word boundary to at most `limit` characters, without a dangling end."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    cut = text[: limit + 1].rsplit(" ", 1)[0].rstrip(" ,;:–—-")
    while cut.rsplit(" ", 1)[-1].lower() in _DANGLING and " " in cut:
        cut = cut.rsplit(" ", 1)[0].rstrip(" ,;:–—-")
    return cut


_DANGLING = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "but",
        "of",
        "to",
        "in",
        "on",
        "at",
        "for",
        "with",
        "by",
        "from",
        "as",
        "is",
        "are",
        "be",
        "that",
        "which",
        "your",
        "our",
        "how",
        "when",
        "into",
        "than",
        "if",
        "it",
        "its",
        "their",
        "this",
        "these",
        "without",
    ]
)
