"""Who took which words out of a text and who put which in, over several changes. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

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


@dataclass(frozen=True)
class _Token:
    text: str
    added_by: str = ""
    removed_by: str = ""

    @property
    def fate(self) -> tuple[PieceKind, str]:
        if self.removed_by:
            return "removed", self.removed_by
        return ("added", self.added_by) if self.added_by else ("same", "")


def trace(old: str, steps: Iterable[Step]) -> tuple[Traced, ...]:
    """The way from `old` to the last step's text, each change with who made it.

    The pieces that stayed or came are the new text, those that stayed or went the old one. What
    came and went again between them is in neither.
    """
    found = [_Token(text) for text in tokens(old)]
    for step in steps:
        found = list(_after(found, step))
    runs = groupby(found, key=lambda token: token.fate)
    return tuple(Traced(kind, "".join(token.text for token in run), by) for (kind, by), run in runs)


def _after(found: list[_Token], step: Step) -> Iterator[_Token]:
    """The tokens after a step: those taken out before stand where they stood."""
    standing = [at for at, token in enumerate(found) if not token.removed_by]
    changes = hunks([found[at].text for at in standing], tokens(step.text))
    at = 0
    for hunk in [*changes, Hunk(len(standing), len(standing), ())]:
        end = standing[hunk.start] if hunk.start < len(standing) else len(found)
        yield from found[at:end]
        at = standing[hunk.end - 1] + 1 if hunk.end > hunk.start else end
        yield from _taken_out(found[end:at], step.by)
        yield from (_Token(text, added_by=step.by) for text in hunk.new)


def _taken_out(found: list[_Token], by: str) -> Iterator[_Token]:
    for token in found:
        if token.removed_by:
            yield token
        elif not token.added_by:
            yield replace(token, removed_by=by)
