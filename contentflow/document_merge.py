"""Two changes of one text brought together, word by word, as far as they do not meet. Pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

_TOKENS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class _Hunk:
    """Tokens `start` to `end` of the base give way to `new`."""

    start: int
    end: int
    new: tuple[str, ...]


def merge_words(base: str, ours: str, theirs: str) -> str | None:
    """The text with both changes of `base`; None where they change the same place."""
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    tokens = _TOKENS.findall(base)
    hunks = set(_hunks(tokens, ours)) | set(_hunks(tokens, theirs))
    ordered = sorted(hunks, key=lambda hunk: (hunk.start, hunk.end))
    if any(_meet(one, other) for one, other in pairwise(ordered)):
        return None
    return _applied(tokens, ordered)


def _hunks(base: list[str], text: str) -> list[_Hunk]:
    new = _TOKENS.findall(text)
    matcher = SequenceMatcher(None, base, new, autojunk=False)
    return [
        _Hunk(start, end, tuple(new[new_start:new_end]))
        for tag, start, end, new_start, new_end in matcher.get_opcodes()
        if tag != "equal"
    ]


def _meet(one: _Hunk, other: _Hunk) -> bool:
    """Also changes that touch meet: which of two neighbours comes first is nobody's to guess."""
    return other.start <= one.end


def _applied(base: list[str], hunks: list[_Hunk]) -> str:
    parts: list[str] = []
    at = 0
    for hunk in hunks:
        parts += base[at : hunk.start]
        parts += hunk.new
        at = hunk.end
    return "".join([*parts, *base[at:]])
