"""Markdown's own characters overwritten with spaces, so that offsets stay those of the source."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_IMAGE = re.compile(r"!\[([^\[\]]*)\]\(\s*<?([^\s()<>]*)>?[^()\[\]]{0,300}\)")
_LINK = re.compile(
    r"\[([^\[\]]*)\]\(\s*<?([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)?)>?[^()\[\]]{0,300}\)"
)
_CODE = re.compile(r"(?<!`)(?:`[^`]+`|``(?:[^`]|`(?!`)){1,400}``)(?!`)")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>]*)>")
_BARE_URL = re.compile(r"https?://[^\s<>()\[\]\"']+")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--[^<>]*-->")
_ANCHOR = re.compile(r"<a(\s[^<>]*)>([^<>]*)</a\s*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=]+))""", re.IGNORECASE)
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
    rel: str = ""  # of a link written as HTML


def mask(source: str, *, listed: bool = False) -> tuple[str, tuple[Link, ...], tuple[Link, ...]]:
    """The source with markup and code blanked out, its links and its images.

    `listed`: its lines may begin with the marks of a list or a quotation.
    """
    links: list[Link] = []
    images: list[Link] = []
    masked = _without_code(source)
    if "](" in masked:
        masked = _take(_IMAGE, masked, images, shows_text=False)
        masked = _take(_LINK, masked, links, shows_text=True)
    if "]:" in masked:
        masked = _DEFINITION.sub(_blank, masked)
    if "</a" in masked or "</A" in masked:
        masked = _take_anchors(masked, links)
    if "://" in masked or "mailto:" in masked:
        masked = _take(_AUTOLINK, masked, links, shows_text=False)
        links += [Link(m[0], m[0], *m.span()) for m in _BARE_URL.finditer(masked)]
        masked = _BARE_URL.sub(_blank, masked)
    if "<" in masked:
        masked = _TAG.sub(_blank, masked)
    if listed:
        masked = _LINE_START.sub(_blank, masked)
    if "|" in masked:
        masked = _RULE_ROW.sub(_blank, masked)
    return _MARKS.sub(_blank, masked), tuple(links), tuple(images)


def _without_code(source: str) -> str:
    if "```" in source or "~~~" in source:
        source = "\n".join(_without_fences(source.split("\n")))
    return _CODE.sub(_blank, source) if "`" in source else source


def _without_fences(lines: list[str]) -> Iterator[str]:
    """The lines with fenced code blanked out; a list item may hold some."""
    fence = ""
    for line in lines:
        bare = line.strip(" \t>")
        opens = not fence and bare.startswith(("```", "~~~"))
        yield " " * len(line) if fence or opens else line
        if opens:
            fence = bare[:3]
        elif fence and bare.startswith(fence):
            fence = ""


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


def _take_anchors(text: str, found: list[Link]) -> str:
    """Links written as HTML, whose text stays."""

    def cover(match: re.Match[str]) -> str:
        given = {a[1].lower(): a[2] or a[3] or a[4] or "" for a in _ATTRIBUTE.finditer(match[1])}
        if given.get("href"):
            found.append(Link(match[2], given["href"], *match.span(), given.get("rel", "")))
        before = match.start(2) - match.start()
        return " " * before + match[2] + " " * (len(match[0]) - before - len(match[2]))

    return _ANCHOR.sub(cover, text)
