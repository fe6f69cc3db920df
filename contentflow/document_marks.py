"""Safe HTML of a piece of Markdown with some of its characters marked. Pure.

Where a character of the source stands in the HTML, only the renderer knows. So it is asked: signs
are put into the source, and they count only where the HTML is otherwise the same. A sign inside
markup (an address, an emphasis mark, a table's pipe) fails that and moves inwards.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from contentflow.document_markdown import to_html

Range = tuple[int, int]

_PROBES = 400  # renderings for one block; what is not placed by then is not marked
_PRIVATE = range(0xE000, 0xF8FF)  # characters that mean nothing to Markdown
_TAG = re.compile(r"""(<(?:"[^"]*"|'[^']*'|[^'">])*>)""")
_NAME = re.compile(r"</?([a-z0-9]+)")
# Where a sign never holds; skipping these saves renderings, nothing else.
_DARK = re.compile(r"\]\([^()\n]*\)|<[^<>\s]*>|&\w+;|```[^\n]*|^[ \t|:\-]+$", re.MULTILINE)
_VOID = {"img", "br", "hr"}
_NO_TEXT = {"ul", "ol", "table", "thead", "tbody", "tr", "blockquote"}


@dataclass(frozen=True)
class Marked:
    """HTML in which each range is a `<mark>`, numbered, and how many ranges have a place."""

    html: str
    places: int


@lru_cache(maxsize=512)
def mark(source: str, ranges: tuple[Range, ...], name: str = "place") -> Marked:
    """The HTML of a source with these characters marked; what shows no text is left out.

    A mark's number is its attribute `data-{name}`; one range may need several marks.
    """
    probe = _Probe(source)
    wanted = merged(ranges, len(source))
    html = probe.render(wanted)
    if html is None:
        moved = [found for one in wanted if (found := probe.settle(one))]
        html = probe.render(merged(tuple(moved), len(source))) or probe.gather(moved)
    return _with_marks(html, probe.signs, name)


def merged(ranges: tuple[Range, ...], length: int) -> list[Range]:
    """The ranges in order, inside the text, overlapping ones made one, empty ones left out."""
    inside = sorted((max(0, start), min(end, length)) for start, end in ranges)
    found: list[Range] = []
    for start, end in inside:
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif start < end:
            found.append((start, end))
    return found


class _Probe:
    """Asks the renderer where signs hold."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._plain = to_html(source)
        self._dark = [match.span() for match in _DARK.finditer(source)]
        self._left = _PROBES
        free = (chr(code) for code in _PRIVATE if chr(code) not in source)
        self.signs = next(pairwise(free))

    def render(self, ranges: list[Range]) -> str | None:
        """The HTML with signs around the ranges, or None where it is not otherwise the same."""
        opening, closing = self.signs
        places = [(end, closing) for _, end in ranges] + [(start, opening) for start, _ in ranges]
        return self._with(sorted(places, key=lambda place: place[0]))

    def settle(self, wanted: Range) -> Range | None:
        """The widest range inside the wanted one that the renderer accepts."""
        opening, closing = self.signs
        start, end = wanted
        first = next((p for p in self._inward(start, end, 1) if self._with([(p, opening)])), None)
        if first is None:
            return None
        inward = self._inward(end, first, -1)
        last = next((p for p in inward if self._with([(p, closing)])), None)
        return (first, last) if last is not None and first < last else None

    def gather(self, ranges: list[Range]) -> str:
        """The HTML with as many of the ranges as hold together."""
        kept: list[Range] = []
        html = self._plain
        for one in ranges:
            tried = self.render([*kept, one])
            if tried is not None:
                kept, html = [*kept, one], tried
        return html

    def _inward(self, place: int, limit: int, step: int) -> Iterator[int]:
        while (limit - place) * step >= 0:
            dark = next((d for d in self._dark if d[0] < place < d[1]), None)
            place = place if dark is None else dark[1] if step > 0 else dark[0]
            if (limit - place) * step >= 0:
                yield place
            place += step

    def _with(self, places: list[tuple[int, str]]) -> str | None:
        if self._left <= 0:
            return None
        self._left -= 1
        pieces, at = [], 0
        for place, sign in places:
            pieces += [self._source[at:place], sign]
            at = place
        html = to_html.__wrapped__("".join([*pieces, self._source[at:]]))
        bare = html
        for sign in self.signs:
            if html.count(sign) != sum(sign == one for _, one in places):
                return None
            bare = bare.replace(sign, "")
        return html if bare == self._plain else None


def _with_marks(html: str, signs: tuple[str, str], name: str) -> Marked:
    """Signs become marks around each run of text: a mark cannot span the edge of an element."""
    opening, closing = signs
    out: list[str] = []
    inside: list[str] = []  # the elements around this place
    used: set[int] = set()
    number, on = 0, False
    for piece in re.split(f"({_TAG.pattern[1:-1]}|[{opening}{closing}])", html):
        tag = piece if piece.startswith("<") else ""
        if opening in piece:
            number, on = number + 1, True
        shown = piece.replace(opening, "").replace(closing, "")
        if on and _is_seen(shown, tag, inside):
            used.add(number)
            shown = f'<mark data-{name}="{len(used)}">{shown}</mark>'
        out.append(shown)
        if closing in piece:
            on = False
        if tag:
            _step(inside, tag)
    return Marked("".join(out), len(used))


def _is_seen(shown: str, tag: str, inside: list[str]) -> bool:
    if tag:
        return tag.startswith("<img")
    between = not inside or inside[-1] in _NO_TEXT
    return bool(shown) and not (between and shown.isspace())


def _step(inside: list[str], tag: str) -> None:
    name = _NAME.match(tag)
    if name is None or name[1] in _VOID:
        return
    if tag.startswith("</"):
        inside.pop()
    else:
        inside.append(name[1])
