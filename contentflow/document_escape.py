"""Markdown that every renderer shows as ours does: raw HTML and unsafe links become text. Pure.

Our own renderer shows raw HTML as text; another one may run it. A backslash before a sign makes
text of what it opens, and it is put only where our renderer then shows the same.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType

from contentflow.document_markdown import to_html

_OPENING = re.compile(r"(?<!\\)(?:\\\\)*([<\[])")
_PROBES = 400  # renderings of one block of a usual length
_MOST_RENDERED = 300_000  # characters, over all probes of one block


class _Permissive(MarkdownIt):
    """Renders raw HTML and every link, as renderers without care do."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's own name
        """Every address is a link."""
        return True


_PERMISSIVE = _Permissive("commonmark", {"html": True}).enable("table")
_CAREFUL = MarkdownIt("commonmark")


def escaped(source: str) -> str:
    """The Markdown source without raw HTML and unsafe links, shown as before."""
    if not is_unsafe(source):
        return source
    for signs in ("<", "<["):
        probe = _Probe(source)
        text = probe.with_backslashes(probe.holding(list(_places(source, signs))))
        if not is_unsafe(text):
            return text
    return source.replace("<", "&lt;").replace("[", "&#91;")


def is_unsafe(source: str) -> bool:
    """True for what a careless renderer would run or load beyond what ours shows."""
    env: EnvType = {}
    tokens = _PERMISSIVE.parse(source, env)
    if any(token.type in ("html_block", "html_inline") for token in _all(tokens)):
        return True
    named = (reference["href"] for reference in env.get("references", {}).values())
    return not all(map(_CAREFUL.validateLink, [*_addresses(_all(tokens)), *named]))


def _all(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or ())


def _addresses(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        found = token.attrGet("href") or token.attrGet("src")
        if found is not None:
            yield str(found)


def _places(source: str, signs: str) -> Iterator[int]:
    """Where a sign stands that no backslash makes text already."""
    for found in _OPENING.finditer(source):
        if found[1] in signs:
            yield found.start(1)


class _Probe:
    """Asks the renderer which backslashes change nothing of what is shown."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._shown = to_html.__wrapped__(source)
        self._left = min(_PROBES, max(4, _MOST_RENDERED // len(source)))

    def holding(self, places: Sequence[int], held: Sequence[int] = ()) -> list[int]:
        """The places, with those that `held` before, that can have a backslash."""
        together = [*held, *places]
        if not places or self._shows_the_same(together):
            return together
        if len(places) == 1:
            return list(held)
        half = len(places) // 2
        return self.holding(places[half:], self.holding(places[:half], held))

    def with_backslashes(self, places: Iterable[int]) -> str:
        """The source with a backslash before each place."""
        pieces, at = [], 0
        for place in places:
            pieces += [self._source[at:place], "\\"]
            at = place
        return "".join([*pieces, self._source[at:]])

    def _shows_the_same(self, places: Sequence[int]) -> bool:
        if self._left <= 0:
            return False
        self._left -= 1
        return to_html.__wrapped__(self.with_backslashes(places)) == self._shown
