"""Markdown's own characters overwritten with spaces, so that offsets stay those of the source."""

import re
from dataclasses import dataclass

_IMAGE = re.compile(r"!\[([^\[\]]*)\]\(\s*<?([^\s()<>]*)>?[^()\[\]]{0,300}\)")
_LINK = re.compile(
    r"\[([^\[\]]*)\]\(\s*<?([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)?)>?[^()\[\]]{0,300}\)"
)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>]*)>")
_BARE_URL = re.compile(r"https?://[^\s<>()\[\]\"']+")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--[^<>]*-->")
_MARKS = re.compile(r"[*`~\\]+|(?<![^\W_])_+|_+(?![^\W_])")
_LINE_START = re.compile(r"^[ \t]*(?:>[ \t]*|[-+*][ \t]+|\d{1,9}[.)][ \t]+)+", re.MULTILINE)
_DEFINITION = re.compile(r"^ {0,3}\[[^\[\]]+\]:[^\n]*$", re.MULTILINE)
_RULE_ROW = re.compile(r"^[ \t|:\-]+$", re.MULTILINE)


@dataclass(frozen=True)
class Link:
    """A link or image as written: its text, its address, its place in the block's source."""

    text: str
    url: str
    start: int
    end: int


def mask(source: str) -> tuple[str, tuple[Link, ...], tuple[Link, ...]]:
    """The source with markup blanked out, its links and its images."""
    links: list[Link] = []
    images: list[Link] = []
    masked = source
    if "](" in masked:
        masked = _take(_IMAGE, masked, images, shows_text=False)
        masked = _take(_LINK, masked, links, shows_text=True)
    if "]:" in masked:
        masked = _DEFINITION.sub(_blank, masked)
    if "://" in masked or "mailto:" in masked:
        masked = _take(_AUTOLINK, masked, links, shows_text=False)
        links += [Link(m[0], m[0], *m.span()) for m in _BARE_URL.finditer(masked)]
        masked = _BARE_URL.sub(_blank, masked)
    if "<" in masked:
        masked = _TAG.sub(_blank, masked)
    masked = _LINE_START.sub(_blank, masked)
    if "|" in masked:
        masked = _RULE_ROW.sub(_blank, masked)
    return _MARKS.sub(_blank, masked), tuple(links), tuple(images)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _take(pattern: re.Pattern[str], text: str, found: list[Link], *, shows_text: bool) -> str:
    def cover(match: re.Match[str]) -> str:
        shown, url = (match[1], match[2]) if match.re.groups > 1 else (match[1], match[1])
        found.append(Link(shown, url, *match.span()))
        if not shows_text:
            return " " * len(match[0])
        before = match.start(1) - match.start()
        return " " * before + shown + " " * (len(match[0]) - before - len(shown))

    return pattern.sub(cover, text)
