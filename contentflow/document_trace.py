"""Who took which words out of a text and who put which in, over several changes. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from contentflow.document_diff import PieceKind
from contentflow.document_words import Hunk, hunks, tokens


@dataclass(frozen=True)
class Step:
    """A change: who made it, and the text as they left it."""

    by: str
    text: str


@dataclass(frozen=True)
class Traced:
    """A run of words that stayed, came or went; `by` is whose doing it was, "" of what stayed."""

    kind: PieceKind
    text: str
    by: str = ""


class _Token(NamedTuple):
    text: str
    added_by: str = ""
    removed_by: str = ""


def trace(old: str, steps: Iterable[Step]) -> tuple[Traced, ...]:
    """The way from `old` to the last step's text, each change with who made it.

    The pieces that stayed or came are the new text, those that stayed or went the old one. What
    came and went again between them is in neither; when it is put back, it is whose it was.
    """
    found = [_Token(text) for text in tokens(old)]
    for step in steps:
        found = _after(found, step)
    runs = groupby(_settled(found), key=_fate)
    return tuple(Traced(kind, "".join(one.text for one in run), by) for (kind, by), run in runs)


def _settled(found: list[_Token]) -> Iterator[_Token]:
    """What one took out and another put back has stayed."""
    for is_same, run in groupby(found, key=lambda token: _fate(token)[0] == "same"):
        if is_same:
            yield from run
            continue
        parts = [token for token in run if not _came_and_went(token)]
        out = [token for token in parts if token.removed_by]
        yield from _matched(out, [token for token in parts if not token.removed_by])


def _matched(out: list[_Token], into: list[_Token]) -> Iterator[_Token]:
    at = at_new = 0
    changes = hunks([token.text for token in out], [token.text for token in into])
    for hunk in [*changes, Hunk(len(out), len(out), ())]:
        yield from (_Token(token.text) for token in out[at : hunk.start])
        at_new += hunk.start - at
        yield from out[hunk.start : hunk.end]
        yield from into[at_new : at_new + len(hunk.new)]
        at, at_new = hunk.end, at_new + len(hunk.new)


def _fate(token: _Token) -> tuple[PieceKind, str]:
    if token.removed_by:
        return "removed", token.removed_by
    return ("added", token.added_by) if token.added_by else ("same", "")


def _after(found: list[_Token], step: Step) -> list[_Token]:
    """The tokens after a step: those taken out before stand where they stood."""
    standing = [at for at, token in enumerate(found) if not token.removed_by]
    changes = hunks([found[at].text for at in standing], tokens(step.text))
    after: list[_Token] = []
    at = 0
    for hunk in changes:
        behind = standing[hunk.start - 1] + 1 if hunk.start else 0
        start = standing[hunk.start] if hunk.start < len(standing) else len(found)
        end = standing[hunk.end - 1] + 1 if hunk.end > hunk.start else start
        after += found[at:start]
        after += _taken_out(found[start:end], step.by)
        gone = [token for token in found[behind:end] if _came_and_went(token)]
        after += _put_back(gone, hunk.new) or [_Token(text, added_by=step.by) for text in hunk.new]
        at = end
    return after + found[at:]


def _came_and_went(token: _Token) -> bool:
    return bool(token.added_by and token.removed_by)


def _put_back(gone: list[_Token], new: tuple[str, ...]) -> list[_Token]:
    """The very words that were taken out here, as they were; none when these are others."""
    for at in range(len(gone) - len(new), -1, -1):
        run = gone[at : at + len(new)] if new and gone[at].text == new[0] else []
        if run and tuple(token.text for token in run) == new:
            return [_Token(token.text, added_by=token.added_by) for token in run]
    return []


def _taken_out(found: list[_Token], by: str) -> list[_Token]:
    return [token if token.removed_by else token._replace(removed_by=by) for token in found]
