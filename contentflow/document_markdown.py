"""Markdown in and out: the top-level blocks of a source, its plain text, its safe HTML. Pure."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

Kind = Literal["heading", "paragraph", "list", "quote", "table", "code", "image"]

_KINDS: dict[str, Kind] = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "blockquote_open": "quote",
    "table_open": "table",
    "fence": "code",
    "code_block": "code",
    "html_block": "paragraph",
    "hr": "paragraph",
}
_PARSER = MarkdownIt("commonmark").enable("table")
_SAFE = MarkdownIt("commonmark", {"html": False}).enable("table")
_TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "a", "em", "strong", "code", "pre"),
    *("ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td", "img"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}}


class Source(NamedTuple):
    """One top-level block as written; a heading's text is without hashes."""

    kind: Kind
    text: str
    level: int = 0


def parse_blocks(markdown: str) -> list[Source]:
    """The top-level blocks of a text, in order; what has no visible text is left out."""
    text = markdown.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    lines = text.split("\n")
    tokens = _PARSER.parse(text)
    return [source for source in _sources(tokens, lines) if source.text.strip()]


def _sources(tokens: list[Token], lines: list[str]) -> Iterator[Source]:
    seen = 0  # first line not yet given to a block
    for index, token in enumerate(tokens):
        if token.level or token.map is None or token.type not in _KINDS:
            continue
        start, end = token.map
        yield from _definitions(lines[seen:start])
        yield _source(tokens, index, _joined(lines[start:end]))
        seen = max(seen, end)
    yield from _definitions(lines[seen:])


def _definitions(lines: list[str]) -> Iterator[Source]:
    """Lines that make no token are link definitions; they are kept, or links would lose them."""
    text = _joined(lines)
    if text:
        yield Source("paragraph", text)


def _joined(lines: list[str]) -> str:
    kept = list(lines)
    while kept and not kept[-1].strip(" \t"):
        kept.pop()
    while kept and not kept[0].strip(" \t"):
        kept.pop(0)
    return "\n".join(kept)


def _source(tokens: list[Token], index: int, text: str) -> Source:
    token = tokens[index]
    kind = _KINDS[token.type]
    if kind == "heading":
        words = tokens[index + 1].content.replace("\n", " ")
        return Source(kind, words, int(token.tag[1]))
    if token.type == "paragraph_open":
        return Source("image" if _only_image(tokens[index + 1]) else kind, text.strip(" \t"))
    if token.type == "fence":
        return Source(kind, _closed(text, token.markup))
    return Source(kind, text)


def _only_image(inline: Token) -> bool:
    shown = [child for child in inline.children or [] if not child.type.startswith("link_")]
    return len(shown) == 1 and shown[0].type == "image"


def _closed(text: str, fence: str) -> str:
    """The code with its closing fence: an open one would swallow every block after it."""
    first, *rest = text.split("\n")
    last = rest[-1].strip(" \t") if rest else ""
    closed = len(last) >= len(fence) and set(last) == {fence[0]}
    return text if closed else f"{first}\n" + "\n".join([*rest, fence])


@lru_cache(maxsize=4096)
def plain_text(markdown: str) -> str:
    """The words of a piece of Markdown without its markup, in one line per block."""
    parts = (
        _inline_text(token.children or []) if token.type == "inline" else token.content
        for token in _PARSER.parse(markdown)
        if token.type in ("inline", "fence", "code_block")
    )
    return "\n".join(part.strip() for part in parts if part.strip())


def _inline_text(children: list[Token]) -> str:
    return "".join(_piece(child) for child in children)


def _piece(token: Token) -> str:
    match token.type:
        case "text" | "code_inline":
            return token.content
        case "image":
            return _inline_text(token.children or [])
        case "softbreak" | "hardbreak":
            return " "
        case _:
            return ""


@lru_cache(maxsize=4096)
def to_html(markdown: str) -> str:
    """Safe HTML of a piece of Markdown: raw HTML is shown as text, the rest is allow-listed."""
    return nh3.clean(
        _SAFE.render(markdown).strip(),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
